//! The current user: viewing, changing and deleting oneself.

use crate::app::authorization::admitted;
use crate::app::{App, Caller, Precondition, live};
use crate::authorization::{OperationId, Resource};
use crate::db::{Action, AuditEvent, Transaction, UserLock};
use crate::domain::{
    Actor, Avatar, Error, Picture, Principal, ProfileField, ProfilePatch, Token, TokenKind, User,
};

impl App {
    /// The user of a session token. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn me_view(&self, token: &str) -> Result<User, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (user, holder) = self.database().me_view(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::MeView, Resource::own_profile)?;
        Ok(user)
    }

    /// Changes the profile of the user of a session token and answers the user as they then are. A patch that changes
    /// no value writes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::PreconditionFailed`].
    pub async fn me_update(
        &self,
        caller: Caller<'_>,
        token: &str,
        patch: ProfilePatch,
        precondition: Precondition<'_>,
    ) -> Result<User, Error> {
        self.own_update(OperationId::MeUpdate, caller, token, patch, precondition).await
    }

    /// Deletes the user of a session token: every session ends now, and the data is erased after the grace period.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::PreconditionFailed`].
    pub async fn me_delete(
        &self,
        caller: Caller<'_>,
        token: &str,
        precondition: Precondition<'_>,
    ) -> Result<(), Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (transaction, UserLock { user, holder }) =
            self.database().user_lock(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let judged = self
            .authorize_own(&holder, OperationId::MeDelete, Resource::own_account)
            .map_err(Error::from)
            .and_then(|_| holding(precondition, &user));
        let (transaction, ()) = admitted(transaction, judged).await?;
        let event = by_themself(OperationId::MeDelete, &user, caller);
        let grace = self.settings().erasure_grace;
        if grace.is_zero() {
            transaction.user_erase(user.id, &event).await
        } else {
            transaction.user_delete(user.id, grace, &event).await
        }
    }

    /// Changes the profile of the user of a session token, as one of the operations that do so.
    pub(super) async fn own_update(
        &self,
        operation: OperationId,
        caller: Caller<'_>,
        token: &str,
        patch: ProfilePatch,
        precondition: Precondition<'_>,
    ) -> Result<User, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (transaction, UserLock { user, holder }) =
            self.database().user_lock(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let change = Change::new(user.clone(), patch);
        let judge = || {
            live(holder.token)?;
            let (principal, resource) =
                (Principal::User(holder.principal), Resource::own_profile(holder.principal));
            self.authorize(&principal, operation, &resource, &change.fields())?;
            holding(precondition, &user)
        };
        let (transaction, ()) = admitted(transaction, judge()).await?;
        change.write(transaction, operation, caller).await
    }
}

/// Whether a write's precondition holds.
fn holding(precondition: Precondition<'_>, user: &User) -> Result<(), Error> {
    match precondition {
        Some(holds) if !holds(user) => Err(Error::PreconditionFailed),
        Some(_) | None => Ok(()),
    }
}

/// A change that a locked user makes to themself.
pub(super) struct Change {
    /// The user as they will be.
    user: User,
    /// A picture that is to be stored.
    picture: Option<Picture>,
    changed: Vec<ProfileField>,
}

impl Change {
    /// What the patch makes of the user.
    pub(super) fn new(mut user: User, patch: ProfilePatch) -> Self {
        let picture = match &patch.avatar {
            Some(Some(Avatar::Uploaded(picture))) => Some(picture.clone()),
            Some(Some(Avatar::Linked { .. }) | None) | None => None,
        };
        let changed = patch.apply(&mut user);
        Self { user, picture, changed }
    }

    /// The names of the fields that get another value.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        self.changed.iter().copied().map(ProfileField::as_str).collect()
    }

    /// Writes it, and answers the user as they then are. Where no value changes, nothing is written.
    pub(super) async fn write(
        self,
        transaction: Transaction,
        operation: OperationId,
        caller: Caller<'_>,
    ) -> Result<User, Error> {
        let fields = self.fields();
        let Self { mut user, picture, changed } = self;
        if changed.is_empty() {
            transaction.rollback().await;
            return Ok(user);
        }
        let event = AuditEvent { fields: &fields, ..by_themself(operation, &user, caller) };
        user.updated_at = if changed.contains(&ProfileField::Avatar) {
            transaction.avatar_update(&user, picture.as_ref(), &event).await?
        } else {
            transaction.profile_update(&user, &event).await?
        };
        Ok(user)
    }
}

fn by_themself<'a>(operation: OperationId, user: &User, caller: Caller<'a>) -> AuditEvent<'a> {
    AuditEvent {
        user: Some(user.id),
        origin: Some(caller.origin()),
        ..AuditEvent::new(Action::of(operation), Actor::User(user.id))
    }
}
