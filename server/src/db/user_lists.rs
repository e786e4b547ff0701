//! Lists of users and the search among them: each a part at a time, found by index however many users there are.
//!
//! Row-level security lets only plain comparisons choose the rows of an index, so all places and beginnings are compared
//! with columns as they are.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::bounds::{FIRST_TIME, LAST_TEXT, LAST_TIME};
use crate::db::managed_users::{FURTHER_COLUMN, managed_columns, managed_from_row};
use crate::db::writer::Call;
use crate::db::{Database, Write, error};
use crate::domain::{
    AuthProvider, Error, FoundPlace, ManagedUser, UserFilter, UserOrder, UserSearch, UserSort, UserStatus,
};

/// For each wanted status and provider the next rows of the index, of which the first of all are taken. Only these are
/// looked at as a whole, each by itself: the limit of one keeps that from becoming a join, for which the planner may go
/// through all users.
macro_rules! user_list {
    ($key:literal, $after:literal, $order:literal) => {
        concat!(
            "SELECT u.*
FROM (
    SELECT item.id, item.key
    FROM unnest($2::text[]) AS s (status) CROSS JOIN unnest($3::text[]) AS p (provider)
    CROSS JOIN LATERAL (
        SELECT l.id, l.",
            $key,
            " AS key FROM users AS l
        WHERE l.tenant_id = $1 AND l.status = s.status AND l.auth_provider = p.provider
            AND (l.",
            $key,
            ", l.id) ",
            $after,
            " ($4, $5)
        ORDER BY l.",
            $key,
            $order,
            ", l.id",
            $order,
            " LIMIT $6
    ) AS item
    ORDER BY item.key",
            $order,
            ", item.id",
            $order,
            " LIMIT $6
) AS place
CROSS JOIN LATERAL (SELECT ",
            managed_columns!(),
            " FROM users AS u WHERE u.tenant_id = $1 AND u.id = place.id LIMIT 1) AS u
ORDER BY place.key",
            $order,
            ", place.id",
            $order
        )
    };
}

pub(super) const USER_LIST_OLDEST: &str = user_list!("created_at", ">", "");
pub(super) const USER_LIST_NEWEST: &str = user_list!("created_at", "<", " DESC");
pub(super) const USER_LIST_BY_EMAIL: &str = user_list!("email_key", ">", "");
pub(super) const USER_LIST_BY_EMAIL_DOWN: &str = user_list!("email_key", "<", " DESC");

/// Users of whom one column begins with what is looked for, each where they are found first. Status and provider are
/// looked at in the rows that are found.
macro_rules! found_in {
    ($kind:literal, $column:literal, $unless:literal) => {
        concat!(
            "SELECT wanted.kind, hit.value, hit.id FROM wanted CROSS JOIN LATERAL (
        SELECT u.",
            $column,
            " COLLATE \"C\" AS value, u.id FROM users AS u
        WHERE u.tenant_id = $1 AND u.",
            $column,
            " IS NOT NULL AND u.",
            $column,
            " COLLATE \"C\" < wanted.until AND (u.",
            $column,
            " COLLATE \"C\", u.id) > (wanted.after, wanted.after_id)
            AND u.status = ANY($2) AND u.auth_provider = ANY($3)",
            $unless,
            "
        ORDER BY u.",
            $column,
            " COLLATE \"C\", u.id LIMIT $12
    ) AS hit
    WHERE wanted.kind = ",
            $kind
        )
    };
}

pub(super) const USER_SEARCH: &str = concat!(
    "WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest($4::integer[], $5::text[], $6::uuid[], $7::text[]) AS w (kind, after, after_id, until)
), found AS (
    ",
    found_in!("1", "email_key", ""),
    " UNION ALL
    ",
    found_in!("2", "user_id", " AND NOT starts_with(u.email_key, $8)"),
    " UNION ALL
    ",
    found_in!(
        "3",
        "handle_skeleton",
        " AND NOT starts_with(u.email_key, $8) AND NOT starts_with(u.user_id, $9)"
    ),
    " UNION ALL
    ",
    found_in!(
        "4",
        "display_name",
        " AND NOT starts_with(u.email_key, $8) AND NOT starts_with(u.user_id, $9)
            AND NOT coalesce(starts_with(u.handle_skeleton, $10), false)"
    ),
    " UNION ALL
    ",
    found_in!(
        "5",
        "first_name",
        " AND NOT starts_with(u.email_key, $8) AND NOT starts_with(u.user_id, $9)
            AND NOT coalesce(starts_with(u.handle_skeleton, $10), false)
            AND NOT EXISTS (SELECT FROM unnest($11::text[]) AS n (name) WHERE starts_with(u.display_name, n.name))"
    ),
    " UNION ALL
    ",
    found_in!(
        "6",
        "last_name",
        " AND NOT starts_with(u.email_key, $8) AND NOT starts_with(u.user_id, $9)
            AND NOT coalesce(starts_with(u.handle_skeleton, $10), false)
            AND NOT EXISTS (SELECT FROM unnest($11::text[]) AS n (name)
                WHERE starts_with(u.display_name, n.name) OR starts_with(u.first_name, n.name))"
    ),
    "
), place AS (
    SELECT * FROM found ORDER BY kind, value, id LIMIT $12
)
SELECT u.*, place.kind, place.value
FROM place
CROSS JOIN LATERAL (SELECT ",
    managed_columns!(),
    " FROM users AS u WHERE u.tenant_id = $1 AND u.id = place.id LIMIT 1) AS u
ORDER BY place.kind, place.value, place.id"
);

/// The statuses and providers that are wanted, in words.
fn words(filter: UserFilter) -> (Vec<&'static str>, Vec<&'static str>) {
    let status = filter.status.map_or_else(|| UserStatus::ALL.to_vec(), |one| vec![one]);
    let provider = filter.provider.map_or_else(|| AuthProvider::ALL.to_vec(), |one| vec![one]);
    (
        status.into_iter().map(UserStatus::as_str).collect(),
        provider.into_iter().map(AuthProvider::as_str).collect(),
    )
}

/// The place of a user in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserPlace {
    /// By the time of creation.
    Created(DateTime<Utc>, Uuid),
    /// By the address as it is compared.
    Email(String, Uuid),
}

impl Database {
    /// At most so many users in an order, after a place in it.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_list(
        &self,
        tenant: Uuid,
        filter: UserFilter,
        sort: UserSort,
        after: Option<UserPlace>,
        rows: i64,
    ) -> Result<Vec<ManagedUser>, Error> {
        let (statuses, providers) = words(filter);
        let (what, place) = match (sort.by, sort.descending) {
            (UserOrder::CreatedAt, false) => {
                (Write::UserListOldest, UserPlace::Created(FIRST_TIME, Uuid::nil()))
            }
            (UserOrder::CreatedAt, true) => {
                (Write::UserListNewest, UserPlace::Created(LAST_TIME, Uuid::max()))
            }
            (UserOrder::Email, false) => {
                (Write::UserListByEmail, UserPlace::Email(String::new(), Uuid::nil()))
            }
            (UserOrder::Email, true) => {
                (Write::UserListByEmailDown, UserPlace::Email(LAST_TEXT.to_owned(), Uuid::max()))
            }
        };
        let place = after.unwrap_or(place);
        let (key, id): (&(dyn ToSql + Sync), &Uuid) = match &place {
            UserPlace::Created(at, id) => (at, id),
            UserPlace::Email(email, id) => (email, id),
        };
        let call = Call(what, &[&tenant, &statuses, &providers, key, id, &rows]);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        found.iter().map(managed_from_row).collect()
    }

    /// At most so many of the users who are found, each once, with where they were found, after a place.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_search(
        &self,
        tenant: Uuid,
        filter: UserFilter,
        search: &UserSearch,
        after: Option<&FoundPlace>,
        rows: i64,
    ) -> Result<Vec<(ManagedUser, FoundPlace)>, Error> {
        let (statuses, providers) = words(filter);
        let wanted = Wanted::new(search, after);
        let params: [&(dyn ToSql + Sync); 12] = [
            &tenant,
            &statuses,
            &providers,
            &wanted.kinds,
            &wanted.after,
            &wanted.after_id,
            &wanted.until,
            &search.email,
            &search.user_id,
            &search.handle,
            &search.names,
            &rows,
        ];
        let call = Call(Write::UserSearch, &params);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        found.iter().map(found_from_row).collect()
    }
}

fn found_from_row(row: &Row) -> Result<(ManagedUser, FoundPlace), Error> {
    let user = managed_from_row(row)?;
    let read =
        || Ok::<_, tokio_postgres::Error>((row.try_get(FURTHER_COLUMN)?, row.try_get(FURTHER_COLUMN + 1)?));
    let (kind, value) = read().map_err(|e| error::from_driver(Write::UserSearch.name(), &e))?;
    let id = user.id;
    Ok((user, FoundPlace { kind, value, id }))
}

/// The stretches of the indexes that are still to be looked at, a column per member.
#[derive(Default)]
struct Wanted {
    kinds: Vec<i32>,
    after: Vec<String>,
    after_id: Vec<Uuid>,
    until: Vec<String>,
}

impl Wanted {
    fn new(search: &UserSearch, after: Option<&FoundPlace>) -> Self {
        let mut wanted = Self::default();
        for (found, beginning) in search.beginnings() {
            let kind = found.number();
            let begin = (beginning.to_owned(), Uuid::nil());
            let place = match after {
                Some(after) if after.kind > kind => continue,
                Some(after) if after.kind == kind => begin.max((after.value.clone(), after.id)),
                Some(_) | None => begin,
            };
            wanted.kinds.push(kind);
            wanted.after.push(place.0);
            wanted.after_id.push(place.1);
            wanted.until.push(format!("{beginning}{LAST_TEXT}"));
        }
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FoundIn;

    #[test]
    fn what_was_seen_is_not_looked_at_again() {
        let search = UserSearch::new("ada");
        let all = Wanted::new(&search, None);
        assert_eq!(all.kinds, [1, 2, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6]);
        assert_eq!((all.after[0].as_str(), all.until[0].as_str()), ("ada", "ada\u{10ffff}"));
        let place =
            FoundPlace { kind: FoundIn::DisplayName.number(), value: "Ada B".to_owned(), id: Uuid::max() };
        let rest = Wanted::new(&search, Some(&place));
        assert_eq!(rest.kinds, [4, 4, 4, 5, 5, 5, 6, 6, 6]);
        let after: Vec<_> = rest.after[..3].iter().map(String::as_str).collect();
        assert_eq!(after, ["ada", "Ada B", "Ada B"], "of `ada`, `Ada` and `ADA`");
    }
}
