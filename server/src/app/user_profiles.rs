//! A user by the tenant's own name for them: for the user alone, and for the tenant's own systems.

use crate::app::{App, Caller, Precondition, live};
use crate::db::{Action, AuditEvent, TokenState, UserProfileAccess};
use crate::domain::{Error, ProfileField, Token, TokenKind, UserProfile, UserProfilePatch};

impl App {
    /// The profile of a user. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`] to a session of anybody else, whether there is such a user or not;
    /// [`Error::NotFound`] to a service token whose tenant has no such user.
    pub async fn user_profile_view(&self, token: &str, user_id: &str) -> Result<UserProfile, Error> {
        let token = Token::parse(token)?;
        let access = self.database().user_profile_view(&token, user_id).await?.ok_or(Error::UNAUTHORIZED)?;
        reached(token.kind(), access.token, access.profile)
    }

    /// Changes the profile of a user and answers it as it then is. A patch that changes no value writes nothing.
    ///
    /// # Errors
    /// As [`App::user_profile_view`]; [`Error::PreconditionFailed`].
    pub async fn user_profile_upsert(
        &self,
        caller: Caller<'_>,
        token: &str,
        user_id: &str,
        patch: UserProfilePatch,
        precondition: Precondition<'_, UserProfile>,
    ) -> Result<UserProfile, Error> {
        let token = Token::parse(token)?;
        let (transaction, access) =
            self.database().user_profile_lock(&token, user_id).await?.ok_or(Error::UNAUTHORIZED)?;
        let UserProfileAccess { token: state, holder, profile } = access;
        let judged = reached(token.kind(), state, profile).and_then(|profile| match precondition {
            Some(holds) if !holds(&profile) => Err(Error::PreconditionFailed),
            Some(_) | None => Ok(profile),
        });
        let mut profile = match judged {
            Ok(profile) => profile,
            Err(error) => {
                transaction.rollback().await;
                return Err(error);
            }
        };
        let changed = patch.apply(&mut profile);
        if changed.is_empty() {
            transaction.rollback().await;
            return Ok(profile);
        }
        let attributes = changed.contains(&ProfileField::Attributes).then_some(&profile.attributes);
        let fields: Vec<_> = changed.iter().copied().map(ProfileField::as_str).collect();
        let event = AuditEvent {
            user: Some(profile.id),
            actor: Some(holder),
            action: Action::ProfileUpdate,
            fields: &fields,
            address: Some(caller.address),
        };
        profile.updated_at = transaction.user_profile_update(&profile, attributes, &event).await?;
        Ok(profile)
    }
}

/// The profile, or what its absence means to the holder of the token.
fn reached(kind: TokenKind, state: TokenState, profile: Option<UserProfile>) -> Result<UserProfile, Error> {
    live(state)?;
    profile.ok_or(match kind {
        TokenKind::Session => Error::Forbidden,
        TokenKind::Service => Error::NotFound,
        TokenKind::Refresh => Error::UNAUTHORIZED,
    })
}
