//! The three states of a member that is optional and nullable.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that may be absent, null, or present. The difference is kept through reading and writing.
///
/// Use it with `#[serde(default, skip_serializing_if = "Patch::is_absent")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// The member is not there: leave the value as it is.
    #[default]
    Absent,
    /// The member is `null`: clear the value.
    Null,
    /// The member has a value.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the member is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Patch::Absent)
    }

    /// The outer option is presence, the inner one null.
    pub fn into_option(self) -> Option<Option<T>> {
        match self {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(value) => Some(Some(value)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Patch::Null, Patch::Value))
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Patch::Value(value) => serializer.serialize_some(value),
            Patch::Absent | Patch::Null => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Patch;

    #[derive(serde::Deserialize, serde::Serialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        name: Patch<String>,
    }

    #[test]
    fn absent_null_and_present_survive_a_round_trip() {
        let cases = [
            ("{}", Patch::Absent),
            (r#"{"name":null}"#, Patch::Null),
            (r#"{"name":"n"}"#, Patch::Value("n".to_owned())),
        ];
        for (text, expected) in cases {
            let body: Body = serde_json::from_str(text).unwrap();
            assert_eq!(body.name, expected);
            assert_eq!(serde_json::to_string(&body).unwrap(), text);
        }
    }
}
