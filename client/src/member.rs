//! Members of request bodies that may be left out: how they are set, and how null is told from absent.
//!
//! Serves the generated types and knows none of them.

use crate::types::error::ConversionError;
use serde::{Deserialize, Deserializer};
use std::fmt::Display;
use std::str::FromStr;

/// A type of the document that is read from text, such as `types::DisplayName`.
pub trait Text: FromStr<Err: Display> {}

/// What the setter of an optional member takes: the value, text that is one, or an `Option` of it.
///
/// `None` sends null for a member that can be null; for any other it leaves the member out.
pub trait IntoOptional<T> {
    /// The value, checked against the document.
    ///
    /// # Errors
    /// The text breaks the type's length or pattern; the request then fails as `InvalidRequest` before it is sent.
    fn into_optional(self) -> Result<Option<T>, ConversionError>;
}

impl<T> IntoOptional<T> for T {
    fn into_optional(self) -> Result<Option<T>, ConversionError> {
        Ok(Some(self))
    }
}

impl<T> IntoOptional<T> for Option<T> {
    fn into_optional(self) -> Result<Option<T>, ConversionError> {
        Ok(self)
    }
}

impl<T: Text> IntoOptional<T> for &str {
    fn into_optional(self) -> Result<Option<T>, ConversionError> {
        self.parse().map(Some).map_err(|error: T::Err| ConversionError::from(error.to_string()))
    }
}

impl<T: Text> IntoOptional<T> for String {
    fn into_optional(self) -> Result<Option<T>, ConversionError> {
        self.as_str().into_optional()
    }
}

impl IntoOptional<String> for &str {
    fn into_optional(self) -> Result<Option<String>, ConversionError> {
        Ok(Some(self.to_owned()))
    }
}

/// Reads a member that is there, so that null is `Some(None)` and only absence is `None`.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::types::CurrentUserUpdate;
    use serde_json::json;

    #[test]
    fn absent_null_and_present_survive_both_ways() {
        for body in [json!({}), json!({ "bio": null }), json!({ "bio": "text", "avatarUrl": null })] {
            let update: CurrentUserUpdate = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(serde_json::to_value(update).unwrap(), body);
        }
    }

    #[test]
    fn setters_take_text_values_and_none() {
        let builder = CurrentUserUpdate::builder()
            .name("Ada")
            .bio(None)
            .locale(Some("en-GB".parse().unwrap()))
            .timezone("Europe/London".to_owned());
        let update = CurrentUserUpdate::try_from(builder).unwrap();
        let expected = json!({ "name": "Ada", "bio": null, "locale": "en-GB", "timezone": "Europe/London" });
        assert_eq!(serde_json::to_value(update).unwrap(), expected);
    }

    #[test]
    fn text_that_breaks_the_document_is_refused() {
        let error = CurrentUserUpdate::try_from(CurrentUserUpdate::builder().name("")).unwrap_err();
        assert!(error.to_string().contains("name"), "{error}");
    }
}
