//! A change of a profile: what it names, and what it really changes.

use crate::domain::{
    AuthProvider, Avatar, Bio, DateOfBirth, DisplayName, Handle, Locale, PersonName, Timezone, User,
};

/// New values for a user's profile. Of each field: `None` leaves it, `Some(None)` clears it, `Some(Some(_))` sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfilePatch {
    /// What the person wants to be called.
    pub display_name: Option<Option<DisplayName>>,
    /// Given name.
    pub first_name: Option<Option<PersonName>>,
    /// Family name.
    pub last_name: Option<Option<PersonName>>,
    /// What the person says of themself.
    pub bio: Option<Option<Bio>>,
    /// The picture, uploaded or linked.
    pub avatar: Option<Option<Avatar>>,
    /// A BCP 47 tag.
    pub locale: Option<Option<Locale>>,
    /// A name of the IANA time zone database.
    pub timezone: Option<Option<Timezone>>,
    /// The name in communities.
    pub handle: Option<Option<Handle>>,
    /// When the person was born.
    pub date_of_birth: Option<Option<DateOfBirth>>,
}

/// A field of a profile, as the audit log names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileField {
    /// [`User::display_name`].
    DisplayName,
    /// [`User::first_name`].
    FirstName,
    /// [`User::last_name`].
    LastName,
    /// [`User::bio`].
    Bio,
    /// [`User::avatar_url`] and [`User::avatar_id`].
    Avatar,
    /// [`User::locale`].
    Locale,
    /// [`User::timezone`].
    Timezone,
    /// [`User::handle`].
    Handle,
    /// [`User::date_of_birth`].
    DateOfBirth,
    /// [`UserProfile::attributes`](crate::domain::UserProfile::attributes).
    Attributes,
}

impl ProfileField {
    /// The name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DisplayName => "display_name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Bio => "bio",
            Self::Avatar => "avatar",
            Self::Locale => "locale",
            Self::Timezone => "timezone",
            Self::Handle => "handle",
            Self::DateOfBirth => "date_of_birth",
            Self::Attributes => "attributes",
        }
    }
}

impl ProfilePatch {
    /// The fields that the patch would change and that the user's identity provider manages. A value that is the same
    /// as before is no change.
    pub fn managed(&self, user: &User) -> Vec<ProfileField> {
        match user.provider {
            AuthProvider::Local => return Vec::new(),
            AuthProvider::Oidc | AuthProvider::Saml => {}
        }
        let changes = |new: &Option<Option<PersonName>>, old: &Option<String>| {
            new.as_ref().is_some_and(|new| new.as_ref().map(PersonName::as_str) != old.as_deref())
        };
        let fields = [
            (ProfileField::FirstName, changes(&self.first_name, &user.first_name)),
            (ProfileField::LastName, changes(&self.last_name, &user.last_name)),
        ];
        fields.into_iter().filter_map(|(field, changes)| changes.then_some(field)).collect()
    }

    /// Writes the patch's values into the user and tells which fields now hold another value than before.
    pub fn apply(self, user: &mut User) -> Vec<ProfileField> {
        let Self {
            display_name,
            first_name,
            last_name,
            bio,
            avatar,
            locale,
            timezone,
            handle,
            date_of_birth,
        } = self;
        let mut changed = Vec::new();
        let mut note = |field, moved| {
            if moved {
                changed.push(field);
            }
        };
        let display_name = display_name.map(|v| v.map(DisplayName::into_string));
        note(ProfileField::DisplayName, set(&mut user.display_name, display_name));
        let first_name = first_name.map(|v| v.map(PersonName::into_string));
        note(ProfileField::FirstName, set(&mut user.first_name, first_name));
        let last_name = last_name.map(|v| v.map(PersonName::into_string));
        note(ProfileField::LastName, set(&mut user.last_name, last_name));
        note(ProfileField::Bio, set(&mut user.bio, bio.map(|v| v.map(Bio::into_string))));
        note(ProfileField::Avatar, avatar.is_some_and(|avatar| Avatar::apply(avatar, user)));
        note(ProfileField::Locale, set(&mut user.locale, locale.map(|v| v.map(Locale::into_string))));
        let timezone = timezone.map(|v| v.map(Timezone::into_string));
        note(ProfileField::Timezone, set(&mut user.timezone, timezone));
        // Of the same handle, the skeleton that is stored stays.
        let handle =
            handle.filter(|new| new.as_ref().map(Handle::as_str) != user.handle.as_ref().map(Handle::as_str));
        note(ProfileField::Handle, set(&mut user.handle, handle));
        let date_of_birth = date_of_birth.map(|v| v.map(DateOfBirth::date));
        note(ProfileField::DateOfBirth, set(&mut user.date_of_birth, date_of_birth));
        changed
    }
}

/// Sets what is given, and tells whether that made a difference.
fn set<T: PartialEq>(slot: &mut Option<T>, value: Option<Option<T>>) -> bool {
    match value {
        Some(value) if *slot != value => {
            *slot = value;
            true
        }
        Some(_) | None => false,
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
    fn a_provider_manages_names_by_changed_value() {
        let name = |text: &str| Some(Some(PersonName::parse(text).unwrap()));
        let mut user = bare();
        user.first_name = Some("Grace".to_owned());
        let patch = |first_name, last_name| ProfilePatch { first_name, last_name, ..ProfilePatch::default() };
        let both = [ProfileField::FirstName, ProfileField::LastName];
        for (provider, is_managed) in
            [(AuthProvider::Local, false), (AuthProvider::Oidc, true), (AuthProvider::Saml, true)]
        {
            user.provider = provider;
            assert_eq!(patch(None, None).managed(&user), []);
            assert_eq!(patch(name("Grace"), Some(None)).managed(&user), []);
            assert_eq!(patch(name("Ada"), name("X")).managed(&user), both[..if is_managed { 2 } else { 0 }]);
            assert_eq!(patch(Some(None), None).managed(&user), both[..usize::from(is_managed)]);
        }
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
