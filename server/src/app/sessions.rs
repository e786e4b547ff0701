//! Sessions: logging in, going on, logging out.

use slog::warn;
use uuid::Uuid;

use crate::app::authorization::admitted;
use crate::app::passwords::Verified;
use crate::app::rate_limits::{self, Purpose};
use crate::app::{App, Caller, live};
use crate::authorization::{OperationId, Resource};
use crate::db::{Action, AuditEvent, RefreshUse, Rotation, SessionInsert};
use crate::domain::{
    Actor, AuthFailure, Email, Error, Login, Session, Token, TokenKind, UserPrincipal, UserStatus,
};

/// What proves who is calling.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The tenant; needed where there are several.
    pub tenant: Option<Uuid>,
    /// The account's e-mail address.
    pub email: &'a str,
    /// What the caller holds to be the password.
    pub password: &'a str,
}

/// A session's tokens before they are issued.
pub(super) struct Pair {
    session: Token,
    refresh: Token,
}

/// What is kept of a `User-Agent`, in characters.
const USER_AGENT_MAX: usize = 256;

impl App {
    /// Whom a session token stands for. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn authenticate(&self, token: &str) -> Result<UserPrincipal, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let holder = self.database().principal_view(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        live(holder.token)?;
        Ok(holder.principal)
    }

    /// Opens a session. Unknown accounts, wrong passwords and accounts that may not log in are answered alike, in the
    /// same time.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for text that is no address and for an unknown tenant; [`Error::TooManyRequests`];
    /// [`Error::Unauthenticated`].
    pub async fn session_login(
        &self,
        caller: Caller<'_>,
        credentials: Credentials<'_>,
    ) -> Result<Login, Error> {
        let email = Email::parse(credentials.email).map_err(|invalid| invalid.at("/body/email"))?;
        let tenant = self.tenant(credentials.tenant).await?.id;
        let key = email.key();
        self.rate_limit(Purpose::Login, tenant, caller.address, key.as_bytes()).await?;

        let account = self.database().credentials_view(tenant, &key).await?;
        let hash = account.as_ref().and_then(|account| account.password_hash.clone());
        // Before anything is known of the account, its password is: whoever lacks it learns nothing of its state.
        let verified = self.passwords().verify(credentials.password, hash).await?;
        let (Some(account), Verified::Yes | Verified::Rehashed(_)) = (account, &verified) else {
            return Err(Error::UNAUTHORIZED);
        };
        match account.status {
            UserStatus::Pending | UserStatus::Active => {}
            UserStatus::Invited | UserStatus::Deleted | UserStatus::Banned => {
                return Err(Error::UNAUTHORIZED);
            }
        }
        if let (Verified::Rehashed(new), Some(old)) = (&verified, &account.password_hash) {
            self.database().password_update(tenant, account.user, old, new).await?;
        }
        let pair = self.pair(tenant)?;
        let session = self.session(account.user, &pair, Some(caller));
        self.database().session_insert(&session).await?.ok_or(Error::UNAUTHORIZED)
    }

    /// Opens a session without asking for credentials, for a user of the operator's choice.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such user, or none who may log in.
    pub async fn issue_session(&self, tenant: Uuid, user: Uuid) -> Result<Login, Error> {
        let pair = self.pair(tenant)?;
        let session = self.session(user, &pair, None);
        self.database().session_insert(&session).await?.ok_or(Error::NotFound)
    }

    /// Exchanges a refresh token for the next pair. A token that comes again within the reuse window is a retry of a
    /// caller who lost the answer, and gets a pair; later it is a copy, and the session ends.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::TooManyRequests`].
    pub async fn session_refresh(&self, caller: Caller<'_>, refresh_token: &str) -> Result<Login, Error> {
        let token = Token::parse_kind(refresh_token, TokenKind::Refresh)?;
        let window = self.settings().reuse_window;
        let Some((mut transaction, lock)) = self.database().refresh_lock(&token, window).await? else {
            return Err(self.refresh_of_nothing(caller, token.tenant()).await);
        };
        if !lock.live {
            transaction.rollback().await;
            return Err(Error::Unauthenticated(AuthFailure::RefreshTokenExpired));
        }
        match lock.usage {
            RefreshUse::First | RefreshUse::Repeated => {}
            RefreshUse::Reused => {
                warn!(self.log(), "a refresh token was used again, and its session has ended";
                    "request_id" => caller.request_id, "session" => %lock.session);
                let event = AuditEvent {
                    user: Some(lock.user),
                    origin: Some(caller.origin()),
                    ..AuditEvent::new(Action::SESSION_REUSE, Actor::System)
                };
                transaction.session_end(lock.session, &event).await?;
                return Err(Error::UNAUTHORIZED);
            }
        }
        let (address, account) = self.budgets(Purpose::Refresh, caller.address, lock.session.as_bytes());
        let verdict = transaction.rate_limit_take(address, account).await?;
        let (transaction, ()) = admitted(transaction, rate_limits::admitted(verdict)).await?;
        let pair = self.pair(token.tenant())?;
        let rotation = Rotation {
            presented: &token,
            session_token: &pair.session,
            refresh_token: &pair.refresh,
            session_ttl: self.settings().session_ttl,
            refresh_ttl: self.settings().refresh_ttl,
            window,
        };
        transaction.session_refresh(&lock, &rotation).await
    }

    /// What a token that does not exist is answered. It is charged to its address, so that guessing has a limit; in a
    /// tenant that does not exist nothing is kept.
    async fn refresh_of_nothing(&self, caller: Caller<'_>, tenant: Uuid) -> Error {
        let charged = async {
            self.tenant(Some(tenant)).await?;
            self.rate_limit(Purpose::Refresh, tenant, caller.address, b"none").await
        };
        match charged.await {
            Err(refused @ Error::TooManyRequests { .. }) => refused,
            Ok(()) | Err(_) => Error::UNAUTHORIZED,
        }
    }

    /// Ends the session of a session token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn session_logout(&self, token: &str) -> Result<(), Error> {
        self.session_end(OperationId::SessionLogout, token, None).await.map(drop)
    }

    /// The sessions of the caller that can still be used or refreshed, newest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn session_list(&self, token: &str) -> Result<Vec<Session>, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (holder, sessions) = self.database().session_list(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::SessionList, Resource::own_account)?;
        Ok(sessions)
    }

    /// Ends a session of the caller.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`] when it is not one of the caller's.
    pub async fn session_revoke(&self, token: &str, session: Uuid) -> Result<(), Error> {
        match self.session_end(OperationId::SessionRevoke, token, Some(session)).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// Ends a session of the holder of a session token, or else the token's own, and tells whether there was one.
    async fn session_end(
        &self,
        operation: OperationId,
        token: &str,
        session: Option<Uuid>,
    ) -> Result<bool, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (transaction, holder) =
            self.database().principal_begin(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let id = session.unwrap_or(holder.principal.session);
        let judged = self.authorize_own(&holder, operation, |owner| Resource::Session { id, owner });
        let (transaction, _) = admitted(transaction, judged).await?;
        transaction.session_delete(holder.principal.user, id).await
    }

    /// Two new tokens.
    pub(super) fn pair(&self, tenant: Uuid) -> Result<Pair, Error> {
        Ok(Pair {
            session: Token::generate(TokenKind::Session, tenant)?,
            refresh: Token::generate(TokenKind::Refresh, tenant)?,
        })
    }

    /// A new session of a user; without a caller where the service opens it by itself.
    pub(super) fn session<'a>(
        &self,
        user: Uuid,
        pair: &'a Pair,
        caller: Option<Caller<'a>>,
    ) -> SessionInsert<'a> {
        SessionInsert {
            user,
            id: Uuid::now_v7(),
            session_token: &pair.session,
            refresh_token: &pair.refresh,
            session_ttl: self.settings().session_ttl,
            refresh_ttl: self.settings().refresh_ttl,
            user_agent: caller.and_then(|caller| caller.user_agent).map(shortened),
            address: caller.map(|caller| caller.address),
            sessions_max: i64::from(self.settings().sessions_max.max(1)),
        }
    }
}

/// What is kept of a `User-Agent`.
pub(super) fn shortened(user_agent: &str) -> &str {
    user_agent.char_indices().nth(USER_AGENT_MAX).map_or(user_agent, |(end, _)| &user_agent[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_agents_are_cut_between_characters() {
        assert_eq!(shortened("curl/8"), "curl/8");
        assert_eq!(shortened(&"é".repeat(300)), "é".repeat(256));
    }
}
