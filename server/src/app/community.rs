//! What a community shows of its members, and who brought whom.

use crate::app::{App, Caller, Precondition, live};
use crate::authorization::{OperationId, Resource};
use crate::domain::{
    Error, Handle, Principal, ProfilePatch, PublicProfile, Referrals, SelectableField, SelectedProfile,
    Token, TokenKind, User,
};

impl App {
    /// Chosen fields of the user of a session token; the others are not read. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn community_profile_view(
        &self,
        token: &str,
        fields: &[SelectableField],
    ) -> Result<SelectedProfile, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (profile, holder) =
            self.database().profile_select(&token, fields).await?.ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::CommunityProfileView, Resource::own_profile)?;
        Ok(profile)
    }

    /// As [`App::me_update`].
    ///
    /// # Errors
    /// As [`App::me_update`]; [`Error::Conflict`] when the handle is taken.
    pub async fn community_profile_update(
        &self,
        caller: Caller<'_>,
        token: &str,
        patch: ProfilePatch,
        precondition: Precondition<'_>,
    ) -> Result<User, Error> {
        self.own_update(OperationId::CommunityProfileUpdate, caller, token, patch, precondition).await
    }

    /// What a member of a container may see of another. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`] where the container has not both as members, or the other is not
    /// active.
    pub async fn community_public_profile_view(
        &self,
        token: &str,
        username: &str,
        container: &str,
    ) -> Result<PublicProfile, Error> {
        let operation = OperationId::CommunityPublicProfileView;
        // What is no handle is nobody's; the caller is judged all the same.
        let Ok(handle) = Handle::parse(username) else {
            let user = self.authenticate(token).await?;
            self.authorize(
                &Principal::User(user),
                operation,
                &Resource::profile(user.tenant, username),
                &[],
            )?;
            return Err(Error::NotFound);
        };
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (profile, holder) = self
            .database()
            .public_profile_view(&token, &handle, container)
            .await?
            .ok_or(Error::UNAUTHORIZED)?;
        live(holder.token)?;
        let resource = Resource::profile(token.tenant(), handle.as_str());
        self.authorize(&Principal::User(holder.principal), operation, &resource, &[])?;
        profile.ok_or(Error::NotFound)
    }

    /// Whom the user of a session token referred, with the user's own code. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn referral_list(&self, token: &str) -> Result<Referrals, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (referrals, holder) = self.database().referral_list(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::ReferralList, Resource::own_account)?;
        Ok(referrals)
    }
}
