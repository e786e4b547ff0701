//! Notifications: arriving, listed by page, marked as read.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::sessions::{TokenState, own};
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Write, audit, error};
use crate::domain::{Error, Notification, NotificationPage, PageRequest, Token};

/// The page is joined to the caller's membership: without one its counts are null. An empty page has a row of counts.
pub(super) const NOTIFICATION_LIST: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT own.state, page.total, page.unread, page.id, page.kind, page.title, page.body, page.created_at, page.read_at
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
pub(super) const NOTIFICATION_READ: &str = concat!(
    "WITH ",
    own!(),
    ", due AS (
    SELECT n.id FROM notifications AS n JOIN own ON own.state = 'live' AND n.user_id = own.user_id
    WHERE n.tenant_id = $1 AND n.read_at IS NULL AND n.created_at <= now()
    ORDER BY n.created_at, n.id
    FOR NO KEY UPDATE OF n
), marked AS (
    UPDATE notifications AS n SET read_at = now() FROM due WHERE n.tenant_id = $1 AND n.id = due.id
)
SELECT state FROM own"
);

/// Only members of the container are written to: who they are is answered, in one row, with whether there is a
/// container.
pub(super) const NOTIFICATION_INSERT: &str = "\
WITH inserted AS (
    INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
    SELECT $1, recipient.id, recipient.user_id, $2, $3, $4, $5
    FROM unnest($6::uuid[], $7::uuid[]) AS recipient (id, user_id)
    JOIN container_members AS membership
        ON membership.tenant_id = $1 AND membership.container_id = $2 AND membership.user_id = recipient.user_id
    RETURNING user_id
)
SELECT EXISTS (SELECT FROM containers WHERE tenant_id = $1 AND id = $2),
    coalesce((SELECT array_agg(user_id) FROM inserted), '{}')";

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
    /// To whom.
    pub users: &'a [Uuid],
}

/// What became of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationOutcome {
    /// It has arrived with each user.
    Arrived,
    /// It has arrived with nobody: there is no such container.
    NoContainer,
    /// It has arrived with nobody: these users are not members of the container.
    NotMembers(Vec<Uuid>),
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
    ) -> Result<Option<(Option<NotificationPage>, TokenState)>, Error> {
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
        Ok(Some((page, TokenState::from_row(first, 0)?)))
    }

    /// Marks everything that the user of a live session token has received as read; `None` where there is no such
    /// token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_read(&self, token: &Token) -> Result<Option<TokenState>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let call = Call(Write::NotificationRead, &[&tenant, &hash.as_slice()]);
        let answers = self.writer.run(tenant, &[call]).await?;
        let row = answers.first().and_then(|rows| rows.first());
        row.map(|row| TokenState::from_row(row, 0)).transpose()
    }

    /// Writes a notification to all its users, or to none of them.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn notification_insert(
        &self,
        tenant: Uuid,
        new: NotificationInsert<'_>,
        event: &AuditEvent<'_>,
    ) -> Result<NotificationOutcome, Error> {
        let NotificationInsert { container, kind, title, body, users } = new;
        let ids: Vec<Uuid> = users.iter().map(|_| Uuid::now_v7()).collect();
        let call =
            Call(Write::NotificationInsert, &[&tenant, &container, &kind, &title, &body, &ids, &users]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        let what = Write::NotificationInsert.name();
        let row = rows.first().ok_or_else(|| Error::internal(format!("{what}: no row")))?;
        let read = || Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?));
        let (is_container, reached): (bool, Vec<Uuid>) = read().map_err(|e| error::from_driver(what, &e))?;
        let missed: Vec<Uuid> = users.iter().copied().filter(|user| !reached.contains(user)).collect();
        if is_container && missed.is_empty() {
            let audited = audit::Params::of(tenant, event);
            transaction.commit_with(&[Call(Write::AuditInsert, &audited.as_array())]).await?;
            return Ok(NotificationOutcome::Arrived);
        }
        transaction.rollback().await;
        Ok(if is_container {
            NotificationOutcome::NotMembers(missed)
        } else {
            NotificationOutcome::NoContainer
        })
    }
}

fn page_of_rows(
    first: &Row,
    rows: &[Row],
    container: &str,
) -> Result<Option<NotificationPage>, tokio_postgres::Error> {
    let Some(total) = first.try_get(1)? else { return Ok(None) };
    let items = rows.iter().filter_map(|row| notification_from_row(row, container).transpose());
    Ok(Some(NotificationPage { total, unread: first.try_get(2)?, items: items.collect::<Result<_, _>>()? }))
}

fn notification_from_row(row: &Row, container: &str) -> Result<Option<Notification>, tokio_postgres::Error> {
    let Some(id) = row.try_get(3)? else { return Ok(None) };
    Ok(Some(Notification {
        id,
        kind: row.try_get(4)?,
        title: row.try_get(5)?,
        body: row.try_get(6)?,
        container: container.to_owned(),
        created_at: row.try_get(7)?,
        read_at: row.try_get(8)?,
    }))
}
