//! Notifications: sent by an administrator, read by their user.

use std::collections::HashSet;

use serde::Serialize;

use crate::app::App;
use crate::app::administration::{Beginning, Created, Requester};
use crate::app::authorization::admitted;
use crate::authorization::{OperationId, Resource};
use crate::db::{AuditEvent, NotificationInsert, NotificationOutcome};
use crate::domain::{
    Error, Invalid, NotificationPage, PageRequest, Token, TokenKind, Violation, notification,
};

/// The most members of a container who can be written to at once.
const RECIPIENTS_MAX: u32 = 10_000;

/// A notification to send.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NewNotification<'a> {
    /// The container.
    pub container: &'a str,
    /// To whom, by the tenant's own names; to all members of the container where it is absent.
    pub user_ids: Option<&'a [&'a str]>,
    /// What kind it is: 1 to 64 characters.
    pub kind: &'a str,
    /// A line of 1 to 200 characters.
    pub title: &'a str,
    /// More, of at most 4,000 characters.
    pub body: &'a str,
}

impl App {
    /// A page of the notifications that the user of a session token has in a container. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`] where the user is not in the container.
    pub async fn notification_list(
        &self,
        token: &str,
        container: &str,
        request: PageRequest,
    ) -> Result<NotificationPage, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (page, holder) = self
            .database()
            .notification_list(&token, container, request)
            .await?
            .ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::NotificationList, Resource::Inbox)?;
        page.ok_or(Error::NotFound)
    }

    /// Marks all notifications that the user of a session token has received until now as read, in all containers.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn notification_read(&self, token: &str) -> Result<(), Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (transaction, holder) =
            self.database().principal_begin(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let judged = self.authorize_own(&holder, OperationId::NotificationRead, Resource::Inbox);
        let (transaction, _) = admitted(transaction, judged).await?;
        transaction.notification_read(holder.principal.user).await
    }

    /// Sends a notification to each of the users, once, or to nobody, and tells to how many.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for values that cannot be meant, for a
    /// container that does not exist or has too many members, and for users who are not in it; [`Error::KeyReused`].
    pub async fn notification_create(
        &self,
        requester: impl Into<Requester<'_>>,
        new: NewNotification<'_>,
        key: Option<&str>,
    ) -> Result<Created<u64>, Error> {
        let resource = |tenant| Resource::Container { tenant, id: new.container };
        let by = self.administrator(requester.into(), OperationId::NotificationCreate, resource).await?;
        check(new)?;
        let creation = match self.beginning(&by, key, &new).await? {
            Beginning::New(creation) => creation,
            Beginning::Known(known) => return Ok(known),
        };
        let NewNotification { container, kind, title, body, .. } = new;
        let insert = NotificationInsert { container, kind, title, body };
        let (creation, outcome) = match new.user_ids {
            Some(user_ids) => creation.notification_insert(insert, &distinct(user_ids)).await?,
            None => creation.notification_insert_all(insert, RECIPIENTS_MAX).await?,
        };
        let refused = match outcome {
            NotificationOutcome::Arrived { users, only } => {
                let (fields, recorded) = (&["container"], &[Some(container)]);
                let event = AuditEvent { user: only, fields, recorded, ..by.event() };
                creation.commit(&users, None, &event).await?;
                return Ok(Created::new(users));
            }
            NotificationOutcome::NoContainer => {
                vec![Invalid::new("there is no such container").at("/body/containerId")]
            }
            NotificationOutcome::NotMembers(places) => strangers(new.user_ids.unwrap_or_default(), &places),
            NotificationOutcome::TooMany => {
                let reason =
                    format!("has more than {RECIPIENTS_MAX} members; name the users, in several requests");
                vec![Invalid::new(reason).at("/body/containerId")]
            }
        };
        creation.rollback().await;
        Err(Error::InvalidField { violations: refused })
    }
}

fn check(new: NewNotification<'_>) -> Result<(), Error> {
    let checks = [
        ("/body/type", notification::check_kind(new.kind)),
        ("/body/title", notification::check_title(new.title)),
        ("/body/body", notification::check_body(new.body)),
    ];
    let violations: Vec<Violation> =
        checks.into_iter().filter_map(|(pointer, check)| check.err().map(|e| e.at(pointer))).collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::InvalidField { violations }) }
}

/// Each name once, in the order in which they come first.
fn distinct<'a>(user_ids: &[&'a str]) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    user_ids.iter().copied().filter(|user_id| seen.insert(*user_id)).collect()
}

/// The violations of those whose places among the distinct names these are, wherever they are named.
fn strangers(user_ids: &[&str], places: &[usize]) -> Vec<Violation> {
    let distinct = distinct(user_ids);
    let missed: HashSet<&str> = places.iter().filter_map(|place| distinct.get(*place).copied()).collect();
    let named = user_ids.iter().enumerate().filter(|(_, user_id)| missed.contains(*user_id));
    let at = |place| format!("/body/userIds/{place}");
    named.map(|(place, _)| Invalid::new("is not a member of the container").at(at(place))).collect()
}
