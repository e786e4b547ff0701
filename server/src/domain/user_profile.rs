//! A user as the tenant's own systems see them, by the name that they gave.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::{Attributes, ProfileField, Timezone};

/// What a tenant keeps with a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserProfile {
    /// The user.
    pub id: Uuid,
    /// The tenant's own name for the user.
    pub user_id: String,
    /// A name of the IANA time zone database.
    pub timezone: Option<String>,
    /// Free-form data.
    pub attributes: Attributes,
    /// When the user was created.
    pub created_at: DateTime<Utc>,
    /// When a value of the user last changed; it only ever grows.
    pub updated_at: DateTime<Utc>,
}

/// New values for a user's profile; `None` leaves a value as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserProfilePatch {
    /// The time zone; `Some(None)` clears it.
    pub timezone: Option<Option<Timezone>>,
    /// The free-form data, which is replaced whole.
    pub attributes: Option<Attributes>,
}

impl UserProfilePatch {
    /// Writes the patch's values into the profile and tells which fields now hold another value than before.
    pub fn apply(self, profile: &mut UserProfile) -> Vec<ProfileField> {
        let mut changed = Vec::new();
        if let Some(timezone) = self.timezone.map(|value| value.map(Timezone::into_string))
            && profile.timezone != timezone
        {
            profile.timezone = timezone;
            changed.push(ProfileField::Timezone);
        }
        if let Some(attributes) = self.attributes
            && profile.attributes != attributes
        {
            profile.attributes = attributes;
            changed.push(ProfileField::Attributes);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn profile() -> UserProfile {
        UserProfile {
            id: Uuid::nil(),
            user_id: "user_123".to_owned(),
            timezone: Some("Europe/London".to_owned()),
            attributes: Attributes::stored(json!({"a": 1, "b": 2})),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn absent_cleared_and_set_differ() {
        let mut changed = profile();
        assert_eq!(UserProfilePatch::default().apply(&mut changed), []);
        assert_eq!(changed, profile());
        let patch = UserProfilePatch { timezone: Some(None), attributes: Some(Attributes::default()) };
        assert_eq!(patch.apply(&mut changed), [ProfileField::Timezone, ProfileField::Attributes]);
        assert_eq!((changed.timezone, changed.attributes), (None, Attributes::default()));
    }

    #[test]
    fn attributes_are_replaced_whole_where_they_differ() {
        let patch = |value| UserProfilePatch {
            attributes: Some(Attributes::stored(value)),
            ..UserProfilePatch::default()
        };
        let mut changed = profile();
        assert_eq!(patch(json!({"b": 2, "a": 1})).apply(&mut changed), []);
        assert_eq!(patch(json!({"a": 1})).apply(&mut changed), [ProfileField::Attributes]);
        assert_eq!(changed.attributes.as_json(), &json!({"a": 1}));
        assert_eq!(patch(json!({"a": 1.0})).apply(&mut changed), [ProfileField::Attributes]);
    }
}
