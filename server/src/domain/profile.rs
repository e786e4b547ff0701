//! A change of a profile: what it names, and what it really changes.

use crate::domain::{AvatarUrl, Bio, DisplayName, Locale, Timezone, User};

/// New values for a user's profile. Of each field: `None` leaves it, `Some(None)` clears it, `Some(Some(_))` sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfilePatch {
    /// What the person wants to be called.
    pub display_name: Option<Option<DisplayName>>,
    /// What the person says of themself.
    pub bio: Option<Option<Bio>>,
    /// Where a linked picture is.
    pub avatar_url: Option<Option<AvatarUrl>>,
    /// A BCP 47 tag.
    pub locale: Option<Option<Locale>>,
    /// A name of the IANA time zone database.
    pub timezone: Option<Option<Timezone>>,
}

/// A field of a profile, as the audit log names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileField {
    /// [`User::display_name`].
    DisplayName,
    /// [`User::bio`].
    Bio,
    /// [`User::avatar_url`].
    AvatarUrl,
    /// [`User::locale`].
    Locale,
    /// [`User::timezone`].
    Timezone,
}

impl ProfileField {
    /// The name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DisplayName => "display_name",
            Self::Bio => "bio",
            Self::AvatarUrl => "avatar_url",
            Self::Locale => "locale",
            Self::Timezone => "timezone",
        }
    }
}

impl ProfilePatch {
    /// Writes the patch's values into the user and tells which fields now hold another value than before.
    pub fn apply(self, user: &mut User) -> Vec<ProfileField> {
        let mut changed = Vec::new();
        let mut set = |field, slot: &mut Option<String>, value: Option<Option<String>>| {
            if let Some(value) = value
                && *slot != value
            {
                *slot = value;
                changed.push(field);
            }
        };
        let Self { display_name, bio, avatar_url, locale, timezone } = self;
        set(
            ProfileField::DisplayName,
            &mut user.display_name,
            display_name.map(|v| v.map(DisplayName::into_string)),
        );
        set(ProfileField::Bio, &mut user.bio, bio.map(|v| v.map(Bio::into_string)));
        set(ProfileField::AvatarUrl, &mut user.avatar_url, avatar_url.map(|v| v.map(AvatarUrl::into_string)));
        set(ProfileField::Locale, &mut user.locale, locale.map(|v| v.map(Locale::into_string)));
        set(ProfileField::Timezone, &mut user.timezone, timezone.map(|v| v.map(Timezone::into_string)));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::tests::bare;

    #[test]
    fn absent_null_and_present_differ() {
        let mut user = bare();
        user.bio = Some("old".to_owned());
        user.locale = Some("en-GB".to_owned());
        let patch = ProfilePatch {
            bio: Some(None),
            timezone: Some(Some(Timezone::parse("Europe/London").unwrap())),
            ..ProfilePatch::default()
        };
        assert_eq!(patch.apply(&mut user), [ProfileField::Bio, ProfileField::Timezone]);
        assert_eq!(
            (user.bio, user.timezone.as_deref(), user.locale.as_deref()),
            (None, Some("Europe/London"), Some("en-GB"))
        );
    }

    #[test]
    fn an_equal_value_is_no_change() {
        let mut user = bare();
        user.locale = Some("en-GB".to_owned());
        let patch = ProfilePatch {
            locale: Some(Some(Locale::parse("EN-gb").unwrap())),
            bio: Some(None),
            ..ProfilePatch::default()
        };
        assert_eq!(patch.apply(&mut user), []);
        assert_eq!(ProfilePatch::default().apply(&mut user), []);
    }
}
