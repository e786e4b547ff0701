//! The members of an entry, or columns of a table: what they are called, and which value of a user each is.
//!
//! Must not know what a value may be: that is judged by the use case.

use crate::app::ImportedUser;
use std::borrow::Cow;

/// Declares the members: an enum, its `ALL`, each one's name, and its place in a user.
macro_rules! members {
    ($($Variant:ident = $name:literal => $slot:ident,)+) => {
        /// A member that is text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum TextMember { $($Variant,)+ }

        impl TextMember {
            /// Every one.
            const ALL: &[Self] = &[$(Self::$Variant,)+];

            /// What it is called.
            const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $name,)+ }
            }

            /// Gives the user this value.
            pub(super) fn set<'a>(self, user: &mut ImportedUser<'a>, text: Cow<'a, str>) {
                match self { $(Self::$Variant => user.$slot = Some(text),)+ }
            }
        }
    };
}

members! {
    UserId = "userId" => user_id,
    Email = "email" => email,
    Name = "name" => display_name,
    GivenName = "givenName" => first_name,
    FamilyName = "familyName" => last_name,
    Provider = "provider" => provider,
    Status = "status" => status,
    Locale = "locale" => locale,
    Timezone = "timezone" => timezone,
    PhoneNumber = "phoneNumber" => phone_number,
    Handle = "handle" => handle,
    Bio = "bio" => bio,
    AvatarUrl = "avatarUrl" => avatar_url,
    DateOfBirth = "dateOfBirth" => date_of_birth,
    PasswordHash = "passwordHash" => password_hash,
    CreatedAt = "createdAt" => created_at,
}

/// The member that is any JSON.
const ATTRIBUTES: &str = "attributes";

/// A member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// One that is text.
    Text(TextMember),
    /// Free-form data.
    Attributes,
}

impl Member {
    /// What it is called.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Text(member) => member.as_str(),
            Self::Attributes => ATTRIBUTES,
        }
    }

    /// The member of a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        if name == ATTRIBUTES {
            return Some(Self::Attributes);
        }
        TextMember::ALL.iter().find(|member| member.as_str() == name).map(|member| Self::Text(*member))
    }
}

/// Why a name is refused.
pub(super) fn unknown() -> String {
    let names: Vec<_> = TextMember::ALL.iter().map(|member| member.as_str()).collect();
    format!("is nothing that a user has; there are {} and {ATTRIBUTES}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_read_back() {
        let mut names = BTreeSet::new();
        for member in TextMember::ALL.iter().map(|member| Member::Text(*member)).chain([Member::Attributes]) {
            assert_eq!(Member::from_name(member.as_str()), Some(member));
            assert!(names.insert(member.as_str()), "{}", member.as_str());
            assert!(unknown().contains(member.as_str()));
        }
        assert_eq!(Member::from_name("Email"), None);
    }
}
