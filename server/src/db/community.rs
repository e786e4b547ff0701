//! What a community reads of profiles: chosen fields of one's own, the public ones of members, and referrals.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::sessions::{Holder, holder, own};
use crate::db::{Database, Read, error};
use crate::domain::{
    Error, Handle, PublicProfile, Referral, Referrals, SelectableField, SelectedProfile, Token,
};

/// How many referrals are listed; all are counted.
const REFERRALS_MAX: i64 = 100;

/// A column that is not asked for is not touched: a long text stays where it lies.
pub(super) const PROFILE_SELECT: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", u.id, u.created_at, u.updated_at,
    CASE WHEN 'handle' = ANY($3) THEN u.handle END,
    CASE WHEN 'display_name' = ANY($3) THEN u.display_name END,
    CASE WHEN 'bio' = ANY($3) THEN u.bio END,
    CASE WHEN 'avatar' = ANY($3) THEN u.avatar_url END,
    CASE WHEN 'avatar' = ANY($3) THEN u.avatar_id END,
    CASE WHEN 'date_of_birth' = ANY($3) THEN u.date_of_birth END,
    CASE WHEN 'locale' = ANY($3) THEN u.locale END,
    CASE WHEN 'timezone' = ANY($3) THEN u.timezone END,
    CASE WHEN 'email' = ANY($3) THEN u.email END,
    CASE WHEN 'phone_number' = ANY($3) THEN u.phone_number END,
    CASE WHEN 'referral_code' = ANY($3) THEN u.referral_code END
FROM own
JOIN users AS u ON u.tenant_id = $1 AND u.id = own.user_id"
);

/// The skeleton finds the row, since that is what is unique; the handle decides whether it is the one that was meant.
pub(super) const PUBLIC_PROFILE_VIEW: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", member.handle, member.display_name, member.bio, member.avatar_url, member.avatar_id
FROM own
LEFT JOIN LATERAL (
    SELECT u.handle, u.display_name, u.bio, u.avatar_url, u.avatar_id
    FROM users AS u
    JOIN container_members AS theirs
        ON theirs.tenant_id = $1 AND theirs.container_id = $5 AND theirs.user_id = u.id
    JOIN container_members AS ours
        ON ours.tenant_id = $1 AND ours.container_id = $5 AND ours.user_id = own.user_id
    WHERE u.tenant_id = $1 AND u.handle_skeleton = $3 AND u.handle = $4 AND u.status = 'active'
) AS member ON own.state = 'live'"
);

/// Who is deleted is not told of any more, though their data is kept for the grace period.
pub(super) const REFERRAL_LIST: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", u.referral_code, counted.total, r.handle, r.display_name, r.created_at
FROM own
JOIN users AS u ON u.tenant_id = $1 AND u.id = own.user_id
CROSS JOIN LATERAL (
    SELECT count(*) AS total FROM users AS c
    WHERE c.tenant_id = $1 AND c.referred_by = own.user_id AND c.status NOT IN ('banned', 'deleted')
) AS counted
LEFT JOIN LATERAL (
    SELECT n.id, n.handle, n.display_name, n.created_at FROM users AS n
    WHERE n.tenant_id = $1 AND n.referred_by = own.user_id AND n.status NOT IN ('banned', 'deleted')
    ORDER BY n.created_at DESC, n.id DESC
    LIMIT $3
) AS r ON true
ORDER BY r.created_at DESC, r.id DESC"
);

pub(super) const REFERRER_VIEW: &str = "\
SELECT id FROM users
WHERE tenant_id = $1 AND referral_code = $2 AND status NOT IN ('banned', 'deleted')";

impl Database {
    /// The chosen fields of a session token's user, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn profile_select(
        &self,
        token: &Token,
        fields: &[SelectableField],
    ) -> Result<Option<(SelectedProfile, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let fields: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        let row = self.reader.query_opt(Read::ProfileSelect, &[&tenant, &hash.as_slice(), &fields]).await?;
        let Some(row) = row else { return Ok(None) };
        let profile =
            selected_from_row(&row).map_err(|e| error::from_driver(Read::ProfileSelect.name(), &e))?;
        Ok(Some((profile, Holder::from_row(&row, tenant)?)))
    }

    /// What the user of a session token may see of the active user with this handle, where both are members of the
    /// container. One statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn public_profile_view(
        &self,
        token: &Token,
        handle: &Handle,
        container: &str,
    ) -> Result<Option<(Option<PublicProfile>, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let what = Read::PublicProfileView;
        let row = self
            .reader
            .query_opt(what, &[&tenant, &hash.as_slice(), &handle.skeleton(), &handle.as_str(), &container])
            .await?;
        let Some(row) = row else { return Ok(None) };
        let profile = public_from_row(&row).map_err(|e| error::from_driver(what.name(), &e))?;
        Ok(Some((profile, Holder::from_row(&row, tenant)?)))
    }

    /// Whom the user of a session token referred, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn referral_list(&self, token: &Token) -> Result<Option<(Referrals, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let what = Read::ReferralList;
        let rows = self.reader.query(what, &[&tenant, &hash.as_slice(), &REFERRALS_MAX]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let read = || {
            Ok::<_, tokio_postgres::Error>(Referrals {
                code: first.try_get(5)?,
                total: first.try_get(6)?,
                items: rows
                    .iter()
                    .filter_map(|row| referral_from_row(row).transpose())
                    .collect::<Result<_, _>>()?,
            })
        };
        let referrals = read().map_err(|e| error::from_driver(what.name(), &e))?;
        Ok(Some((referrals, Holder::from_row(first, tenant)?)))
    }

    /// The user who refers others by this code.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn referrer_view(&self, tenant: Uuid, code: &str) -> Result<Option<Uuid>, Error> {
        let row = self.reader.query_opt(Read::ReferrerView, &[&tenant, &code]).await?;
        let id = row.map(|row| row.try_get(0)).transpose();
        id.map_err(|e| error::from_driver(Read::ReferrerView.name(), &e))
    }
}

fn selected_from_row(row: &Row) -> Result<SelectedProfile, tokio_postgres::Error> {
    Ok(SelectedProfile {
        id: row.try_get(5)?,
        created_at: row.try_get(6)?,
        updated_at: row.try_get(7)?,
        handle: row.try_get(8)?,
        display_name: row.try_get(9)?,
        bio: row.try_get(10)?,
        avatar_url: row.try_get(11)?,
        avatar_id: row.try_get(12)?,
        date_of_birth: row.try_get(13)?,
        locale: row.try_get(14)?,
        timezone: row.try_get(15)?,
        email: row.try_get(16)?,
        phone_number: row.try_get(17)?,
        referral_code: row.try_get(18)?,
    })
}

fn public_from_row(row: &Row) -> Result<Option<PublicProfile>, tokio_postgres::Error> {
    let Some(handle) = row.try_get(5)? else { return Ok(None) };
    Ok(Some(PublicProfile {
        handle,
        display_name: row.try_get(6)?,
        bio: row.try_get(7)?,
        avatar_url: row.try_get(8)?,
        avatar_id: row.try_get(9)?,
    }))
}

fn referral_from_row(row: &Row) -> Result<Option<Referral>, tokio_postgres::Error> {
    let Some(created_at) = row.try_get(9)? else { return Ok(None) };
    Ok(Some(Referral { handle: row.try_get(7)?, display_name: row.try_get(8)?, created_at }))
}
