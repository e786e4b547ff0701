//! Notifications: sent by an operator, read by their user.

use std::collections::HashSet;

use uuid::Uuid;

use crate::app::provisioning::by_operator;
use crate::app::{App, live};
use crate::db::{Action, NotificationInsert, NotificationOutcome};
use crate::domain::{
    Error, Invalid, NotificationPage, PageRequest, Token, TokenKind, Violation, notification,
};

/// A notification to send.
#[derive(Clone, Copy, Debug)]
pub struct NewNotification<'a> {
    /// The tenant.
    pub tenant: Uuid,
    /// The container.
    pub container: &'a str,
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
    /// [`Error::Unauthenticated`]; [`Error::NotFound`] where the user is not in the container.
    pub async fn notification_list(
        &self,
        token: &str,
        container: &str,
        request: PageRequest,
    ) -> Result<NotificationPage, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (page, state) = self
            .database()
            .notification_list(&token, container, request)
            .await?
            .ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        page.ok_or(Error::NotFound)
    }

    /// Marks all notifications that the user of a session token has received until now as read, in all containers.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn notification_read(&self, token: &str) -> Result<(), Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        live(self.database().notification_read(&token).await?.ok_or(Error::UNAUTHORIZED)?)
    }

    /// Sends a notification to each of the users, once, or to nobody.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for values that cannot be meant and for users who are not in the container;
    /// [`Error::NotFound`] where there is no such container.
    pub async fn notification_create(&self, new: NewNotification<'_>, users: &[Uuid]) -> Result<(), Error> {
        let checks = [
            ("/body/type", notification::check_kind(new.kind)),
            ("/body/title", notification::check_title(new.title)),
            ("/body/body", notification::check_body(new.body)),
        ];
        let violations: Vec<Violation> =
            checks.into_iter().filter_map(|(pointer, check)| check.err().map(|e| e.at(pointer))).collect();
        if !violations.is_empty() {
            return Err(Error::InvalidField { violations });
        }
        let mut seen = HashSet::new();
        let distinct: Vec<Uuid> = users.iter().copied().filter(|user| seen.insert(*user)).collect();
        let about = if let [user] = distinct.as_slice() { Some(*user) } else { None };
        let NewNotification { tenant, container, kind, title, body } = new;
        let insert = NotificationInsert { container, kind, title, body, users: &distinct };
        let event = by_operator(Action::NotificationCreate, about);
        match self.database().notification_insert(tenant, insert, &event).await? {
            NotificationOutcome::Arrived => Ok(()),
            NotificationOutcome::NoContainer => Err(Error::NotFound),
            NotificationOutcome::NotMembers(strangers) => {
                let places = users.iter().enumerate().filter(|(_, user)| strangers.contains(user));
                let violations = places.map(|(place, _)| {
                    Invalid::new("is not a member of the container").at(format!("/body/userIds/{place}"))
                });
                Err(Error::InvalidField { violations: violations.collect() })
            }
        }
    }
}
