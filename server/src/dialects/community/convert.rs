//! Between this dialect's wire and the domain's profiles, referrals and notifications.

use crate::dialects::public_url::PublicUrl;
use crate::domain::{
    Bio, DateOfBirth, DisplayName, Error, Handle, Invalid, Notification, NotificationPage, PageRequest,
    ProfilePatch, PublicProfile, Referral, Referrals, SelectableField, SelectedProfile, User, Violation,
};
use chrono::{DateTime, NaiveDate, Utc};
use selfsame_spec::generated::types;
use selfsame_spec::generated::types::CommunityField;
use selfsame_spec::runtime::Patch;

/// How many notifications a page has where the request does not say.
const PAGE_LIMIT: u32 = 20;

/// Every field of a profile.
const ALL: [CommunityField; 13] = [
    CommunityField::Id,
    CommunityField::Handle,
    CommunityField::DisplayName,
    CommunityField::Biography,
    CommunityField::AvatarUrl,
    CommunityField::DateOfBirth,
    CommunityField::Locale,
    CommunityField::Timezone,
    CommunityField::Email,
    CommunityField::PhoneNumber,
    CommunityField::ReferralCode,
    CommunityField::CreatedAt,
    CommunityField::UpdatedAt,
];

/// What must be read to answer these fields.
pub(super) fn selection(fields: &[CommunityField]) -> Vec<SelectableField> {
    fields.iter().filter_map(|field| selectable(*field)).collect()
}

/// The id and the times are read always, and need not be asked for.
fn selectable(field: CommunityField) -> Option<SelectableField> {
    match field {
        CommunityField::Id | CommunityField::CreatedAt | CommunityField::UpdatedAt => None,
        CommunityField::Handle => Some(SelectableField::Handle),
        CommunityField::DisplayName => Some(SelectableField::DisplayName),
        CommunityField::Biography => Some(SelectableField::Bio),
        CommunityField::AvatarUrl => Some(SelectableField::Avatar),
        CommunityField::DateOfBirth => Some(SelectableField::DateOfBirth),
        CommunityField::Locale => Some(SelectableField::Locale),
        CommunityField::Timezone => Some(SelectableField::Timezone),
        CommunityField::Email => Some(SelectableField::Email),
        CommunityField::PhoneNumber => Some(SelectableField::PhoneNumber),
        CommunityField::ReferralCode => Some(SelectableField::ReferralCode),
    }
}

/// These fields of a profile; one without a value is null.
pub(super) fn selected(
    profile: SelectedProfile,
    fields: &[CommunityField],
    public_url: &PublicUrl,
) -> types::CommunityProfile {
    let has = |field| fields.contains(&field);
    let text = |field, value: Option<String>| if has(field) { nullable(value) } else { Patch::Absent };
    let avatar_url = public_url.avatar(profile.avatar_url.as_deref(), profile.avatar_id.as_deref());
    types::CommunityProfile {
        id: has(CommunityField::Id).then_some(profile.id),
        handle: text(CommunityField::Handle, profile.handle),
        display_name: text(CommunityField::DisplayName, profile.display_name),
        biography: text(CommunityField::Biography, profile.bio),
        avatar_url: text(CommunityField::AvatarUrl, avatar_url),
        date_of_birth: text(CommunityField::DateOfBirth, profile.date_of_birth.map(|date| date.to_string())),
        locale: text(CommunityField::Locale, profile.locale),
        timezone: text(CommunityField::Timezone, profile.timezone),
        email: profile.email.filter(|_| has(CommunityField::Email)),
        phone_number: text(CommunityField::PhoneNumber, profile.phone_number),
        referral_code: profile.referral_code.filter(|_| has(CommunityField::ReferralCode)),
        created_at: has(CommunityField::CreatedAt).then_some(profile.created_at),
        updated_at: has(CommunityField::UpdatedAt).then_some(profile.updated_at),
    }
}

fn nullable<T>(value: Option<T>) -> Patch<T> {
    value.map_or(Patch::Null, Patch::Value)
}

/// The whole profile of a user.
pub(super) fn whole(user: User, public_url: &PublicUrl) -> types::CommunityProfile {
    selected(user.into(), &ALL, public_url)
}

/// The change that a body asks for. `today` is the current day in UTC.
///
/// # Errors
/// All values that cannot be meant, at their places.
pub(super) fn patch(body: types::CommunityProfileUpdate, today: NaiveDate) -> Result<ProfilePatch, Error> {
    let mut violations = Vec::new();
    let date = |date| date_of_birth(date, today);
    let patch = ProfilePatch {
        display_name: field("displayName", body.display_name, |v| DisplayName::parse(&v), &mut violations),
        handle: field("handle", body.handle, |v| Handle::parse(&v), &mut violations),
        bio: field("biography", body.biography, |v| Bio::parse(&v), &mut violations),
        date_of_birth: field("dateOfBirth", body.date_of_birth, date, &mut violations),
        ..ProfilePatch::default()
    };
    if violations.is_empty() { Ok(patch) } else { Err(Error::InvalidField { violations }) }
}

fn field<W, T>(
    name: &str,
    value: Patch<W>,
    parse: impl Fn(W) -> Result<T, Invalid>,
    violations: &mut Vec<Violation>,
) -> Option<Option<T>> {
    let value = value.into_option()?.map(parse).transpose();
    value.map_err(|invalid| violations.push(invalid.at(format!("/body/{name}")))).ok()
}

fn date_of_birth(date: types::DateOfBirth, today: NaiveDate) -> Result<DateOfBirth, Invalid> {
    match date {
        types::DateOfBirth::DateText(text) => DateOfBirth::parse(&text, today),
        types::DateOfBirth::DateParts(types::DateParts { year, month, day }) => {
            let part = |number: i32| u32::try_from(number).unwrap_or_default();
            DateOfBirth::of_parts(year, part(month), part(day), today)
        }
    }
}

/// What members see of each other.
pub(super) fn public_profile(
    profile: PublicProfile,
    public_url: &PublicUrl,
) -> types::CommunityPublicProfile {
    types::CommunityPublicProfile {
        avatar_url: public_url.avatar(profile.avatar_url.as_deref(), profile.avatar_id.as_deref()),
        username: profile.handle,
        display_name: profile.display_name,
        biography: profile.bio,
    }
}

/// Whom a user referred.
pub(super) fn referrals(referrals: Referrals) -> types::ReferralList {
    let referral = |referral: Referral| types::Referral {
        username: referral.handle,
        display_name: referral.display_name,
        created_at: referral.created_at,
    };
    types::ReferralList {
        referral_code: referrals.code,
        data: referrals.items.into_iter().map(referral).collect(),
        total: referrals.total,
    }
}

/// The page that a request asks for.
pub(super) fn page_request(
    page: Option<i32>,
    limit: Option<i32>,
    until: Option<DateTime<Utc>>,
) -> PageRequest {
    let number = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
    PageRequest { page: number(page).unwrap_or(1), limit: number(limit).unwrap_or(PAGE_LIMIT), until }
}

/// A page of notifications.
pub(super) fn notifications(request: PageRequest, page: NotificationPage) -> types::NotificationPage {
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    types::NotificationPage {
        data: page.items.into_iter().map(notification).collect(),
        page: number(request.page),
        limit: number(request.limit),
        total: page.total,
        unread: page.unread,
    }
}

fn notification(notification: Notification) -> types::Notification {
    types::Notification {
        id: notification.id,
        type_: notification.kind,
        title: notification.title,
        body: notification.body,
        container_id: notification.container,
        created_at: notification.created_at,
        read: notification.read_at.is_some(),
        read_at: notification.read_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::tests::bare;
    use serde_json::json;

    #[test]
    fn only_what_is_asked_for_is_shown_and_null_where_it_has_no_value() {
        let shown = |fields: &[CommunityField]| {
            serde_json::to_value(selected(bare().into(), fields, &PublicUrl::default())).unwrap()
        };
        assert_eq!(shown(&[CommunityField::Handle]), json!({ "handle": null }));
        assert_eq!(shown(&[CommunityField::Email]), json!({ "email": "ada@example.com" }));
        assert_eq!(shown(&ALL).as_object().unwrap().len(), ALL.len());
    }

    #[test]
    fn absent_null_and_present_differ() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let read = |body| patch(serde_json::from_value(body).unwrap(), today);
        assert_eq!(read(json!({})), Ok(ProfilePatch::default()));
        let cleared = read(json!({ "handle": null, "dateOfBirth": null })).unwrap();
        assert_eq!((cleared.handle, cleared.date_of_birth, cleared.bio), (Some(None), Some(None), None));
        let text = read(json!({ "dateOfBirth": "1990-12-10" })).unwrap();
        assert_eq!(read(json!({ "dateOfBirth": { "year": 1990, "month": 12, "day": 10 } })), Ok(text));
        let Err(Error::InvalidField { violations }) =
            read(json!({ "handle": "-", "dateOfBirth": "2026-01-02", "displayName": " " }))
        else {
            panic!("accepted")
        };
        let places: Vec<_> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
        assert_eq!(places, ["/body/displayName", "/body/handle", "/body/dateOfBirth"]);
    }
}
