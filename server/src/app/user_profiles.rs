//! A user by the tenant's own name for them: for the user alone, and for the tenant's own systems.

use crate::app::authorization::admitted;
use crate::app::{App, Caller, Precondition, live};
use crate::authorization::{OperationId, Resource};
use crate::db::{Action, AuditEvent, Transaction, UserProfileAccess};
use crate::domain::{Error, Principal, ProfileField, Token, UserProfile, UserProfilePatch};

impl App {
    /// The profile of a user. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`] to whoever may not see the user, whether there is such a user or
    /// not; [`Error::NotFound`] to whoever might.
    pub async fn user_profile_view(&self, token: &str, user_id: &str) -> Result<UserProfile, Error> {
        let token = Token::parse(token)?;
        let access = self.database().user_profile_view(&token, user_id).await?.ok_or(Error::UNAUTHORIZED)?;
        live(access.token)?;
        let resource = reached(&access, user_id);
        self.authorize(&access.principal, OperationId::UserProfileView, &resource, &[])?;
        let profile = match (access.profile, access.principal) {
            (None, Principal::User(user)) => self.database().named_profile_view(user.tenant, user_id).await?,
            (profile, Principal::User(_) | Principal::Service(_)) => profile,
        };
        profile.ok_or(Error::NotFound)
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
        let (mut transaction, access) =
            self.database().user_profile_lock(&token, user_id).await?.ok_or(Error::UNAUTHORIZED)?;
        let principal = access.principal;
        let judged = self.judged(&mut transaction, access, user_id, patch, precondition).await;
        let (transaction, (mut profile, changed)) = admitted(transaction, judged).await?;
        if changed.is_empty() {
            transaction.rollback().await;
            return Ok(profile);
        }
        let attributes = changed.contains(&ProfileField::Attributes).then_some(&profile.attributes);
        let fields = names(&changed);
        let event = AuditEvent {
            user: Some(profile.id),
            fields: &fields,
            origin: Some(caller.origin()),
            ..AuditEvent::new(Action::of(OperationId::UserProfileUpsert), principal.actor())
        };
        profile.updated_at = transaction.user_profile_update(&profile, attributes, &event).await?;
        Ok(profile)
    }

    /// The profile as it is to be, with the fields that get another value, if all that may be.
    async fn judged(
        &self,
        transaction: &mut Transaction,
        access: UserProfileAccess,
        user_id: &str,
        patch: UserProfilePatch,
        precondition: Precondition<'_, UserProfile>,
    ) -> Result<(UserProfile, Vec<ProfileField>), Error> {
        live(access.token)?;
        let (operation, resource) = (OperationId::UserProfileUpsert, reached(&access, user_id));
        let principal = access.principal;
        let profile = match access.profile {
            Some(profile) => profile,
            // Before anybody is looked for.
            None => {
                self.authorize(&principal, operation, &resource, &[])?;
                match principal {
                    Principal::User(_) => transaction.named_profile_lock(user_id).await?,
                    Principal::Service(_) => None,
                }
                .ok_or(Error::NotFound)?
            }
        };
        let mut next = profile.clone();
        let changed = patch.apply(&mut next);
        self.authorize(&principal, operation, &resource, &names(&changed))?;
        match precondition {
            Some(holds) if !holds(&profile) => Err(Error::PreconditionFailed),
            Some(_) | None => Ok((next, changed)),
        }
    }
}

/// What is asked for: a session token reaches its own user alone, and otherwise nobody is known before it is decided.
fn reached<'a>(access: &UserProfileAccess, user_id: &'a str) -> Resource<'a> {
    match (access.principal, &access.profile) {
        (Principal::User(user), Some(_)) => Resource::own_profile(user),
        (principal, _) => Resource::profile(principal.tenant(), user_id),
    }
}

fn names(fields: &[ProfileField]) -> Vec<&'static str> {
    fields.iter().copied().map(ProfileField::as_str).collect()
}
