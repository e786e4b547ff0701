//! Notifications: arriving, listed by page, marked as read.

use std::collections::HashSet;

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::sessions::{Holder, holder, own};
use crate::db::writer::Call;
use crate::db::{Creation, Database, Read, Transaction, Write, error};
use crate::domain::{Error, Notification, NotificationPage, PageRequest, Token};

/// The page is joined to the caller's membership: without one its counts are null. An empty page has a row of counts.
pub(super) const NOTIFICATION_LIST: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", page.total, page.unread, page.id, page.kind, page.title, page.body, page.created_at, page.read_at
FROM own
LEFT JOIN LATERAL (
    SELECT counted.total, counted.unread, item.*
    FROM container_members AS membership
    CROSS JOIN LATERAL (
        SELECT count(*) AS total, count(*) FILTER (WHERE c.read_at IS NULL) AS unread
        FROM notifications AS c
        WHERE c.tenant_id = $1 AND c.user_id = own.user_id AND c.container_id = $3
            AND c.created_at <= coalesce($6::timestamptz, 'infinity')
    ) AS counted
    LEFT JOIN LATERAL (
        SELECT n.id, n.kind, n.title, n.body, n.created_at, n.read_at
        FROM notifications AS n
        WHERE n.tenant_id = $1 AND n.user_id = own.user_id AND n.container_id = $3
            AND n.created_at <= coalesce($6::timestamptz, 'infinity')
        ORDER BY n.created_at DESC, n.id DESC
        LIMIT $4 OFFSET $5
    ) AS item ON true
    WHERE membership.tenant_id = $1 AND membership.container_id = $3 AND membership.user_id = own.user_id
) AS page ON own.state = 'live'
ORDER BY page.created_at DESC, page.id DESC"
);

/// What is not committed yet is not seen, and therefore stays unread, as does all that arrives later. The rows are
/// locked in one order, so that two readers of one user wait for each other and not in a circle.
pub(super) const NOTIFICATION_READ: &str = "\
WITH due AS (
    SELECT n.id FROM notifications AS n
    WHERE n.tenant_id = $1 AND n.user_id = $2 AND n.read_at IS NULL AND n.created_at <= now()
    ORDER BY n.created_at, n.id
    FOR NO KEY UPDATE OF n
)
UPDATE notifications AS n SET read_at = now() FROM due WHERE n.tenant_id = $1 AND n.id = due.id";

/// Only members of the container are written to: which of the notifications were, and for whom, is answered, in one row,
/// with whether there is a container.
pub(super) const NOTIFICATION_INSERT: &str = "\
WITH inserted AS (
    INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
    SELECT $1, recipient.id, u.id, $2, $3, $4, $5
    FROM unnest($6::uuid[], $7::text[]) AS recipient (id, name)
    JOIN users AS u ON u.tenant_id = $1 AND u.user_id = recipient.name
    JOIN container_members AS membership
        ON membership.tenant_id = $1 AND membership.container_id = $2 AND membership.user_id = u.id
    RETURNING id, user_id
)
SELECT EXISTS (SELECT FROM containers WHERE tenant_id = $1 AND id = $2),
    coalesce((SELECT array_agg(id) FROM inserted), '{}'), (SELECT min(user_id::text)::uuid FROM inserted)";

/// All members are written to, unless they are more than `$6`: how many there are, up to one more than that, is answered
/// with whether there is a container. The ids are random, since how many are needed is not known before.
pub(super) const NOTIFICATION_INSERT_ALL: &str = "\
WITH recipient AS (
    SELECT m.user_id FROM container_members AS m WHERE m.tenant_id = $1 AND m.container_id = $2 LIMIT $6::bigint + 1
), inserted AS (
    INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
    SELECT $1, gen_random_uuid(), recipient.user_id, $2, $3, $4, $5
    FROM recipient WHERE (SELECT count(*) FROM recipient) <= $6::bigint
)
SELECT EXISTS (SELECT FROM containers WHERE tenant_id = $1 AND id = $2), (SELECT count(*) FROM recipient)";

/// A notification for one user or many; the values have been checked.
#[derive(Clone, Copy)]
pub struct NotificationInsert<'a> {
    /// The container, of which the users must be members.
    pub container: &'a str,
    /// What kind it is.
    pub kind: &'a str,
    /// A line.
    pub title: &'a str,
    /// More.
    pub body: &'a str,
}

/// What became of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationOutcome {
    /// It has arrived with each user.
    Arrived {
        /// How many they are.
        users: u64,
        /// The user, where it is one who was named.
        only: Option<Uuid>,
    },
    /// It has arrived with nobody: there is no such container.
    NoContainer,
    /// It has arrived with nobody: the users at these places are not members of the container.
    NotMembers(Vec<usize>),
    /// It has arrived with nobody: the container has more members than may be written to at once.
    TooMany,
}

impl Database {
    /// A page of the notifications that the user of a session token has in a container, in one statement; no page where
    /// the user is not a member of the container.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_list(
        &self,
        token: &Token,
        container: &str,
        request: PageRequest,
    ) -> Result<Option<(Option<NotificationPage>, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let PageRequest { page, limit, until } = request;
        let limit = i64::from(limit);
        let offset = limit * (i64::from(page.max(1)) - 1);
        let what = Read::NotificationList;
        let rows = self
            .reader
            .query(what, &[&tenant, &hash.as_slice(), &container, &limit, &offset, &until])
            .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let page = page_of_rows(first, &rows, container).map_err(|e| error::from_driver(what.name(), &e))?;
        Ok(Some((page, Holder::from_row(first, tenant)?)))
    }
}

impl Creation {
    /// Writes a notification to all the users of these names, each named once. Unless it has arrived, the transaction is
    /// to be rolled back.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_insert(
        self,
        new: NotificationInsert<'_>,
        user_ids: &[&str],
    ) -> Result<(Self, NotificationOutcome), Error> {
        let NotificationInsert { container, kind, title, body } = new;
        let tenant = self.within();
        let ids: Vec<Uuid> = user_ids.iter().map(|_| Uuid::now_v7()).collect();
        let what = Write::NotificationInsert;
        let call = Call(what, &[&tenant, &container, &kind, &title, &body, &ids, &user_ids]);
        let (creation, row) = self.add_one(call).await?;
        let read = || Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        let (is_container, reached, some): (bool, Vec<Uuid>, Option<Uuid>) =
            read().map_err(|e| error::from_driver(what.name(), &e))?;
        let reached: HashSet<Uuid> = reached.into_iter().collect();
        let missed: Vec<usize> =
            ids.iter().enumerate().filter(|(_, id)| !reached.contains(id)).map(|(place, _)| place).collect();
        let outcome = match (is_container, missed.is_empty()) {
            (false, _) => NotificationOutcome::NoContainer,
            (true, false) => NotificationOutcome::NotMembers(missed),
            (true, true) => NotificationOutcome::Arrived {
                users: u64::try_from(ids.len()).unwrap_or(u64::MAX),
                only: some.filter(|_| ids.len() == 1),
            },
        };
        Ok((creation, outcome))
    }

    /// Writes a notification to all members of its container, if they are not more than `max`. Unless it has arrived, the
    /// transaction is to be rolled back.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_insert_all(
        self,
        new: NotificationInsert<'_>,
        max: u32,
    ) -> Result<(Self, NotificationOutcome), Error> {
        let NotificationInsert { container, kind, title, body } = new;
        let (tenant, max) = (self.within(), i64::from(max));
        let what = Write::NotificationInsertAll;
        let call = Call(what, &[&tenant, &container, &kind, &title, &body, &max]);
        let (creation, row) = self.add_one(call).await?;
        let read = || Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?));
        let (is_container, users): (bool, i64) = read().map_err(|e| error::from_driver(what.name(), &e))?;
        let outcome = match (is_container, users <= max) {
            (false, _) => NotificationOutcome::NoContainer,
            (true, false) => NotificationOutcome::TooMany,
            (true, true) => {
                NotificationOutcome::Arrived { users: u64::try_from(users).unwrap_or_default(), only: None }
            }
        };
        Ok((creation, outcome))
    }
}

impl Transaction {
    /// Marks everything that a user has received as read, and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_read(self, user: Uuid) -> Result<(), Error> {
        let tenant = self.tenant();
        self.commit_with(&[Call(Write::NotificationRead, &[&tenant, &user])]).await.map(drop)
    }
}

fn page_of_rows(
    first: &Row,
    rows: &[Row],
    container: &str,
) -> Result<Option<NotificationPage>, tokio_postgres::Error> {
    let Some(total) = first.try_get(5)? else { return Ok(None) };
    let items = rows.iter().filter_map(|row| notification_from_row(row, container).transpose());
    Ok(Some(NotificationPage { total, unread: first.try_get(6)?, items: items.collect::<Result<_, _>>()? }))
}

fn notification_from_row(row: &Row, container: &str) -> Result<Option<Notification>, tokio_postgres::Error> {
    let Some(id) = row.try_get(7)? else { return Ok(None) };
    Ok(Some(Notification {
        id,
        kind: row.try_get(8)?,
        title: row.try_get(9)?,
        body: row.try_get(10)?,
        container: container.to_owned(),
        created_at: row.try_get(11)?,
        read_at: row.try_get(12)?,
    }))
}
