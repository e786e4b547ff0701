//! The current user: viewing, changing and deleting oneself.

use crate::app::{App, Caller, Precondition, live};
use crate::db::{Action, AuditEvent, Transaction, UserLock};
use crate::domain::{Avatar, Error, ProfileField, ProfilePatch, Token, TokenKind, User};

impl App {
    /// The user of a session token. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn me_view(&self, token: &str) -> Result<User, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (user, state) = self.database().me_view(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        Ok(user)
    }

    /// Changes the profile of the user of a session token and answers the user as they then are. A patch that changes
    /// no value writes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::PreconditionFailed`].
    pub async fn me_update(
        &self,
        caller: Caller<'_>,
        token: &str,
        patch: ProfilePatch,
        precondition: Precondition<'_>,
    ) -> Result<User, Error> {
        let (transaction, user) = self.me_lock(token, precondition).await?;
        applied(transaction, user, patch, caller).await
    }

    /// Deletes the user of a session token: every session ends now, and the data is erased after the grace period.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::PreconditionFailed`].
    pub async fn me_delete(
        &self,
        caller: Caller<'_>,
        token: &str,
        precondition: Precondition<'_>,
    ) -> Result<(), Error> {
        let (transaction, user) = self.me_lock(token, precondition).await?;
        let event = by_themself(Action::AccountDelete, &user, caller);
        let grace = self.settings().erasure_grace;
        if grace.is_zero() {
            transaction.user_erase(user.id, &event).await
        } else {
            transaction.user_delete(user.id, grace, &event).await
        }
    }

    /// The user of a live session token, locked for a write whose precondition holds.
    async fn me_lock(
        &self,
        token: &str,
        precondition: Precondition<'_>,
    ) -> Result<(Transaction, User), Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (transaction, UserLock { user, token: state }) =
            self.database().user_lock(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let judged = live(state).and_then(|()| match precondition {
            Some(holds) if !holds(&user) => Err(Error::PreconditionFailed),
            Some(_) | None => Ok(()),
        });
        Ok((admitted(transaction, judged).await?, user))
    }
}

/// The transaction, if it may go on; otherwise its end.
pub(super) async fn admitted(
    transaction: Transaction,
    judged: Result<(), Error>,
) -> Result<Transaction, Error> {
    match judged {
        Ok(()) => Ok(transaction),
        Err(error) => {
            transaction.rollback().await;
            Err(error)
        }
    }
}

/// Applies the change that a locked user makes to themself, and answers the user as they then are. A patch that changes
/// no value writes nothing.
pub(super) async fn applied(
    transaction: Transaction,
    mut user: User,
    patch: ProfilePatch,
    caller: Caller<'_>,
) -> Result<User, Error> {
    let picture = match &patch.avatar {
        Some(Some(Avatar::Uploaded(picture))) => Some(picture.clone()),
        Some(Some(Avatar::Linked { .. }) | None) | None => None,
    };
    let changed = patch.apply(&mut user);
    if changed.is_empty() {
        transaction.rollback().await;
        return Ok(user);
    }
    let fields: Vec<_> = changed.iter().copied().map(ProfileField::as_str).collect();
    let event = AuditEvent { fields: &fields, ..by_themself(Action::ProfileUpdate, &user, caller) };
    user.updated_at = if changed.contains(&ProfileField::Avatar) {
        transaction.avatar_update(&user, picture.as_ref(), &event).await?
    } else {
        transaction.profile_update(&user, &event).await?
    };
    Ok(user)
}

fn by_themself<'a>(action: Action, user: &User, caller: Caller<'_>) -> AuditEvent<'a> {
    AuditEvent {
        user: Some(user.id),
        actor: Some(user.id),
        action,
        fields: &[],
        address: Some(caller.address),
    }
}
