//! Between the user's profile of this dialect and the domain's.

use crate::domain::{Attributes, Error, Timezone, UserProfile, UserProfilePatch};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::Patch;

/// The profile as this dialect shows it.
pub(super) fn user_profile(profile: &UserProfile) -> types::UserProfile {
    types::UserProfile {
        id: profile.id.to_string(),
        user_id: profile.user_id.clone(),
        timezone: profile.timezone.clone(),
        attributes: profile.attributes.as_json().clone(),
        created_at: profile.created_at,
        updated_at: profile.updated_at,
    }
}

/// The change that a body asks for.
///
/// # Errors
/// All values that cannot be meant, at their places.
pub(super) fn patch(body: types::UserProfileUpdate) -> Result<UserProfilePatch, Error> {
    let mut violations = Vec::new();
    let timezone = match body.timezone {
        Patch::Absent => None,
        Patch::Null => Some(None),
        Patch::Value(name) => match Timezone::parse(&name) {
            Ok(timezone) => Some(Some(timezone)),
            Err(invalid) => {
                violations.push(invalid.at("/body/timezone"));
                None
            }
        },
    };
    let attributes = match body.attributes.into_option().map(Attributes::parse).transpose() {
        Ok(attributes) => attributes,
        Err(invalid) => {
            violations.push(invalid.at("/body/attributes"));
            None
        }
    };
    if violations.is_empty() {
        Ok(UserProfilePatch { timezone, attributes })
    } else {
        Err(Error::InvalidField { violations })
    }
}
