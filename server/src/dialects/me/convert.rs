//! Between the current user of this dialect and the domain's user.

use crate::dialects::public_url::PublicUrl;
use crate::domain::{
    Avatar, AvatarUrl, Bio, DisplayName, Error, Invalid, Locale, ProfilePatch, Timezone, User, UserStatus,
    Violation,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::Patch;

/// The user as this dialect shows it.
pub(super) fn user(user: &User, public_url: &PublicUrl) -> types::CurrentUser {
    types::CurrentUser {
        id: user.id,
        name: user.name(),
        status: status(user.status),
        active_sessions: user.active_sessions,
        default_email: Some(user.email.clone()),
        bio: user.bio.clone(),
        avatar_url: public_url.avatar(user.avatar_url.as_deref(), user.avatar_id.as_deref()),
        locale: user.locale.clone(),
        timezone: user.timezone.clone(),
        phone_number: Some(phone_number(user)),
        created_at: user.created_at,
        updated_at: user.updated_at,
    }
}

fn status(status: UserStatus) -> types::UserStatus {
    match status {
        UserStatus::Pending => types::UserStatus::Pending,
        UserStatus::Active => types::UserStatus::Active,
        UserStatus::Deleted => types::UserStatus::Deleted,
        UserStatus::Invited => types::UserStatus::Invited,
        UserStatus::Banned => types::UserStatus::Banned,
    }
}

fn phone_number(user: &User) -> types::PhoneNumber {
    match &user.phone_number {
        Some(number) => types::PhoneNumber::E164(number.clone()),
        None => types::PhoneNumber::None(types::PhoneNumberNone::Empty),
    }
}

/// The change that a body asks for.
///
/// # Errors
/// All values that cannot be meant, at their places.
pub(super) fn patch(body: types::CurrentUserUpdate, public_url: &PublicUrl) -> Result<ProfilePatch, Error> {
    let mut violations = Vec::new();
    let name = body.name.map_or(Patch::Absent, Patch::Value);
    let avatar = |text: &str| {
        let url = AvatarUrl::parse(text)?;
        Ok(Avatar::Linked { url, uploaded: public_url.uploaded(text) })
    };
    let patch = ProfilePatch {
        display_name: field("name", name, DisplayName::parse, &mut violations),
        bio: field("bio", body.bio, Bio::parse, &mut violations),
        avatar: field("avatarUrl", body.avatar_url, avatar, &mut violations),
        locale: field("locale", body.locale, Locale::parse, &mut violations),
        timezone: field("timezone", body.timezone, Timezone::parse, &mut violations),
        ..ProfilePatch::default()
    };
    if violations.is_empty() { Ok(patch) } else { Err(Error::InvalidField { violations }) }
}

fn field<T>(
    name: &str,
    value: Patch<String>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
    violations: &mut Vec<Violation>,
) -> Option<Option<T>> {
    match value.into_option()? {
        None => Some(None),
        Some(text) => match parse(&text) {
            Ok(value) => Some(Some(value)),
            Err(invalid) => {
                violations.push(invalid.at(format!("/body/{name}")));
                None
            }
        },
    }
}
