//! Users as administrators see them: listed and found, shut out, let in again, erased.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::app::administration::{Administrator, Requester, found};
use crate::authorization::{OperationId, Resource};
use crate::db::{AuditEvent, Transaction, UserPlace};
use crate::domain::{
    Email, Error, FoundPlace, Invalid, ManagedUser, Page, Transition, UserFilter, UserOrder, UserSearch,
    UserSort, Window,
};

/// Which users are wanted, and in which order.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserQuery<'a> {
    /// Of this status and provider.
    pub filter: UserFilter,
    /// Of whom something begins with this.
    pub search: Option<&'a str>,
    /// In this order, newest first where it is absent; those who are searched for have an order of their own.
    pub sort: Option<UserSort>,
}

impl App {
    /// A part of the tenant's users.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for a cursor of another list, and for an
    /// order beside a search.
    pub async fn user_list(
        &self,
        requester: impl Into<Requester<'_>>,
        query: UserQuery<'_>,
        window: Window<'_>,
    ) -> Result<Page<ManagedUser>, Error> {
        let by = self.administrator(requester.into(), OperationId::UserList, Resource::Tenant).await?;
        match (query.search, query.sort) {
            (Some(_), Some(_)) => {
                Err(Invalid::new("cannot be combined with `search`, which has an order of its own")
                    .at("/query/sort")
                    .into())
            }
            (Some(text), None) => self.searched(by.tenant, query.filter, text, window).await,
            (None, sort) => {
                self.listed(by.tenant, query.filter, sort.unwrap_or(UserSort::NEWEST), window).await
            }
        }
    }

    async fn listed(
        &self,
        tenant: Uuid,
        filter: UserFilter,
        sort: UserSort,
        window: Window<'_>,
    ) -> Result<Page<ManagedUser>, Error> {
        let list = named(filter, sort.as_str());
        let refused = |invalid: Invalid| invalid.at("/query/cursor");
        let rows = window.rows();
        match sort.by {
            UserOrder::CreatedAt => {
                let place: Option<(DateTime<Utc>, Uuid)> = window.place(&list).map_err(refused)?;
                let after = place.map(|(at, id)| UserPlace::Created(at, id));
                let users = self.database().user_list(tenant, filter, sort, after, rows).await?;
                Ok(Page::cut(users, window.limit, &list, |user| (user.created_at, user.id)))
            }
            UserOrder::Email => {
                let place: Option<(String, Uuid)> = window.place(&list).map_err(refused)?;
                let after = place.map(|(email, id)| UserPlace::Email(email, id));
                let users = self.database().user_list(tenant, filter, sort, after, rows).await?;
                Ok(Page::cut(users, window.limit, &list, |user| (Email::key_of(&user.email), user.id)))
            }
        }
    }

    async fn searched(
        &self,
        tenant: Uuid,
        filter: UserFilter,
        text: &str,
        window: Window<'_>,
    ) -> Result<Page<ManagedUser>, Error> {
        let list = named(filter, &format!("search {text}"));
        let place: Option<FoundPlace> = window.place(&list).map_err(|invalid| invalid.at("/query/cursor"))?;
        let search = UserSearch::new(text);
        let rows = window.rows();
        let users = self.database().user_search(tenant, filter, &search, place.as_ref(), rows).await?;
        Ok(Page::cut(users, window.limit, &list, |(_, place)| place.clone()).map(|(user, _)| user))
    }

    /// A user of the tenant, also one who is shut out or deleted.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn user_view(
        &self,
        requester: impl Into<Requester<'_>>,
        user_id: &str,
    ) -> Result<ManagedUser, Error> {
        let account = |tenant| Resource::account(tenant, user_id);
        let by = self.administrator(requester.into(), OperationId::UserView, account).await?;
        found(self.database().managed_user_view(by.tenant, user_id).await?)
    }

    /// Shuts a user out and ends their sessions. One who is banned stays so.
    ///
    /// # Errors
    /// As [`App::user_view`]; [`Error::Conflict`] for a deleted user.
    pub async fn user_ban(
        &self,
        requester: impl Into<Requester<'_>>,
        user_id: &str,
    ) -> Result<ManagedUser, Error> {
        let (by, transaction, user) = self.locked(requester.into(), OperationId::UserBan, user_id).await?;
        let Some(transaction) = due(transaction, user.ban()).await? else { return Ok(user) };
        let event = AuditEvent { recorded: &[Some("banned")], ..of_status(&by, &user) };
        transaction.user_ban(user.id, &event).await
    }

    /// Undoes a ban, or a deletion within its grace period. The sessions that it ended stay ended; a user who is neither
    /// banned nor deleted stays as they are.
    ///
    /// # Errors
    /// As [`App::user_view`]; [`Error::Conflict`] where the grace period is over.
    pub async fn user_restore(
        &self,
        requester: impl Into<Requester<'_>>,
        user_id: &str,
    ) -> Result<ManagedUser, Error> {
        let (by, transaction, user) =
            self.locked(requester.into(), OperationId::UserRestore, user_id).await?;
        let Some(transaction) = due(transaction, user.restoration(Utc::now())).await? else {
            return Ok(user);
        };
        transaction.user_restore(user.id, &of_status(&by, &user)).await
    }

    /// Erases a user at once, with everything personal.
    ///
    /// # Errors
    /// As [`App::user_view`].
    pub async fn user_erase(&self, requester: impl Into<Requester<'_>>, user_id: &str) -> Result<(), Error> {
        let (by, transaction, user) = self.locked(requester.into(), OperationId::UserErase, user_id).await?;
        transaction.user_erase(user.id, &AuditEvent { user: Some(user.id), ..by.event() }).await
    }

    async fn locked<'a>(
        &self,
        requester: Requester<'a>,
        operation: OperationId,
        user_id: &str,
    ) -> Result<(Administrator<'a>, Transaction, ManagedUser), Error> {
        let account = |tenant| Resource::account(tenant, user_id);
        let by = self.administrator(requester, operation, account).await?;
        let (transaction, user) = found(self.database().managed_user_lock(by.tenant, user_id).await?)?;
        Ok((by, transaction, user))
    }
}

/// A list of users, as its cursors name it.
fn named(filter: UserFilter, order: &str) -> String {
    let status = filter.status.map_or("", |status| status.as_str());
    let provider = filter.provider.map_or("", |provider| provider.as_str());
    format!("users {status} {provider} {order}")
}

/// The transaction, where there is something to do; otherwise its end.
async fn due(transaction: Transaction, transition: Transition) -> Result<Option<Transaction>, Error> {
    match transition {
        Transition::Due => Ok(Some(transaction)),
        Transition::Done => {
            transaction.rollback().await;
            Ok(None)
        }
        Transition::Impossible => {
            transaction.rollback().await;
            Err(Error::Conflict { field: None })
        }
    }
}

fn of_status<'a>(by: &Administrator<'a>, user: &ManagedUser) -> AuditEvent<'a> {
    AuditEvent { user: Some(user.id), fields: &["status"], ..by.event() }
}
