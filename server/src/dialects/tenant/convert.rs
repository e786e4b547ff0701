//! Between the profile of this dialect and the domain's user.

use crate::app::TenantProfilePatch;
use crate::dialects::data_uri::data_uri;
use crate::domain::{AuthProvider, DisplayName, Invalid, PersonName, PicturedUser, Upload, UploadRefusal};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Patch, Violation};

/// The user as this dialect shows them.
pub(super) fn profile(PicturedUser { user, png }: &PicturedUser) -> types::TenantProfile {
    types::TenantProfile {
        id: user.id,
        email: user.email.clone(),
        name: user.name(),
        auth_provider: match user.provider {
            AuthProvider::Local => types::AuthProvider::Local,
            AuthProvider::Oidc => types::AuthProvider::Oidc,
            AuthProvider::Saml => types::AuthProvider::Saml,
        },
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        display_name: user.display_name.clone(),
        avatar_base64: png.as_deref().map(data_uri),
        notices: None,
    }
}

/// Why a body cannot be meant.
pub(super) struct Unusable {
    /// Every value that cannot be meant, at its place.
    pub(super) violations: Vec<Violation>,
    /// Whether the picture has too many bytes.
    pub(super) is_too_large: bool,
}

/// The change that a body asks for.
///
/// # Errors
/// All values that cannot be meant.
pub(super) fn patch(body: types::TenantProfileUpdate) -> Result<TenantProfilePatch, Unusable> {
    let mut unusable = Unusable { violations: Vec::new(), is_too_large: false };
    let patch = TenantProfilePatch {
        first_name: field("first_name", body.first_name, PersonName::parse, &mut unusable),
        last_name: field("last_name", body.last_name, PersonName::parse, &mut unusable),
        display_name: field("display_name", body.display_name, DisplayName::parse, &mut unusable),
        avatar: field("avatar_base64", body.avatar_base64, Upload::parse, &mut unusable),
    };
    if unusable.violations.is_empty() { Ok(patch) } else { Err(unusable) }
}

fn field<T, E: Into<UploadRefusal>>(
    name: &str,
    value: Patch<String>,
    parse: impl Fn(&str) -> Result<T, E>,
    unusable: &mut Unusable,
) -> Option<Option<T>> {
    let text = match value.into_option()? {
        None => return Some(None),
        Some(text) => text,
    };
    match parse(&text).map_err(Into::into) {
        Ok(value) => Some(Some(value)),
        Err(refusal) => {
            let reason = match refusal {
                UploadRefusal::Invalid(Invalid { reason }) => reason,
                UploadRefusal::TooLarge => {
                    unusable.is_too_large = true;
                    format!("must hold a picture of at most {} bytes", Upload::BYTES_MAX)
                }
            };
            unusable.violations.push(Violation::new(format!("/body/{name}"), reason));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{data_uri, patch};
    use crate::domain::Upload;
    use selfsame_spec::generated::types::TenantProfileUpdate;
    use serde_json::{Value, from_value, json};

    fn body(value: Value) -> TenantProfileUpdate {
        from_value(value).unwrap()
    }

    #[test]
    fn absent_null_and_present_are_kept_apart() {
        let patch = patch(body(json!({"first_name": null, "display_name": "Ada"}))).ok().unwrap();
        assert_eq!((patch.first_name, patch.last_name), (Some(None), None));
        assert_eq!(patch.display_name.flatten().unwrap().as_str(), "Ada");
        assert_eq!(patch.avatar, None);
    }

    #[test]
    fn every_violation_is_told_at_once() {
        let large = data_uri(&vec![0; Upload::BYTES_MAX + 1]);
        for (avatar, is_too_large) in [("example", false), (large.as_str(), true)] {
            let value =
                json!({"first_name": " ", "last_name": "a\nb", "display_name": "", "avatar_base64": avatar});
            let unusable = patch(body(value)).err().unwrap();
            let places: Vec<_> = unusable.violations.iter().map(|v| v.pointer.as_str()).collect();
            assert_eq!(
                places,
                ["/body/first_name", "/body/last_name", "/body/display_name", "/body/avatar_base64"]
            );
            assert_eq!(unusable.is_too_large, is_too_large);
        }
    }
}
