//! What a community shows: chosen fields of one's own profile, what members see of each other, and whom one brought in.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::{Handle, User};

/// A field of one's own profile that is read where it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectableField {
    /// [`SelectedProfile::handle`].
    Handle,
    /// [`SelectedProfile::display_name`].
    DisplayName,
    /// [`SelectedProfile::bio`].
    Bio,
    /// [`SelectedProfile::avatar_url`] and [`SelectedProfile::avatar_id`].
    Avatar,
    /// [`SelectedProfile::date_of_birth`].
    DateOfBirth,
    /// [`SelectedProfile::locale`].
    Locale,
    /// [`SelectedProfile::timezone`].
    Timezone,
    /// [`SelectedProfile::email`].
    Email,
    /// [`SelectedProfile::phone_number`].
    PhoneNumber,
    /// [`SelectedProfile::referral_code`].
    ReferralCode,
}

impl SelectableField {
    /// The word by which the field is asked for.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::DisplayName => "display_name",
            Self::Bio => "bio",
            Self::Avatar => "avatar",
            Self::DateOfBirth => "date_of_birth",
            Self::Locale => "locale",
            Self::Timezone => "timezone",
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::ReferralCode => "referral_code",
        }
    }
}

/// Chosen fields of one's own profile. What was not chosen was not read, and is absent like what has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedProfile {
    /// The id; always there.
    pub id: Uuid,
    /// When the user was created; always there.
    pub created_at: DateTime<Utc>,
    /// When the profile last changed; always there.
    pub updated_at: DateTime<Utc>,
    /// The canonical form.
    pub handle: Option<String>,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// What the person says of themself.
    pub bio: Option<String>,
    /// Where a linked picture is; none beside an uploaded one.
    pub avatar_url: Option<String>,
    /// The name of an uploaded picture; none beside a linked one.
    pub avatar_id: Option<String>,
    /// The day.
    pub date_of_birth: Option<NaiveDate>,
    /// A canonical BCP 47 tag.
    pub locale: Option<String>,
    /// A name of the IANA time zone database.
    pub timezone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// E.164.
    pub phone_number: Option<String>,
    /// The code by which others are referred.
    pub referral_code: Option<String>,
}

/// What the members of a container see of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicProfile {
    /// The canonical form.
    pub handle: String,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// What the person says of themself.
    pub bio: Option<String>,
    /// Where a linked picture is; none beside an uploaded one.
    pub avatar_url: Option<String>,
    /// The name of an uploaded picture; none beside a linked one.
    pub avatar_id: Option<String>,
}

/// A user who came by somebody's referral code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// The canonical form.
    pub handle: Option<String>,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// When the user was created.
    pub created_at: DateTime<Utc>,
}

/// Whom a user referred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referrals {
    /// The user's own code.
    pub code: String,
    /// The newest, newest first.
    pub items: Vec<Referral>,
    /// How many there are.
    pub total: i64,
}

impl From<User> for SelectedProfile {
    /// All fields.
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            created_at: user.created_at,
            updated_at: user.updated_at,
            handle: user.handle.map(Handle::into_string),
            display_name: user.display_name,
            bio: user.bio,
            avatar_url: user.avatar_url,
            avatar_id: user.avatar_id,
            date_of_birth: user.date_of_birth,
            locale: user.locale,
            timezone: user.timezone,
            email: Some(user.email),
            phone_number: user.phone_number,
            referral_code: Some(user.referral_code),
        }
    }
}
