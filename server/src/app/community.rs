//! What a community shows of its members, and who brought whom.

use crate::app::{App, live};
use crate::domain::{
    Error, Handle, PublicProfile, Referrals, SelectableField, SelectedProfile, Token, TokenKind,
};

impl App {
    /// Chosen fields of the user of a session token; the others are not read. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn community_profile_view(
        &self,
        token: &str,
        fields: &[SelectableField],
    ) -> Result<SelectedProfile, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (profile, state) =
            self.database().profile_select(&token, fields).await?.ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        Ok(profile)
    }

    /// What a member of a container may see of another. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::NotFound`] where the container has not both as members, or the other is not
    /// active.
    pub async fn community_public_profile_view(
        &self,
        token: &str,
        username: &str,
        container: &str,
    ) -> Result<PublicProfile, Error> {
        // What is no handle is nobody's; the caller's credential is checked all the same.
        let Ok(handle) = Handle::parse(username) else {
            self.authenticate(token).await?;
            return Err(Error::NotFound);
        };
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (profile, state) = self
            .database()
            .public_profile_view(&token, &handle, container)
            .await?
            .ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        profile.ok_or(Error::NotFound)
    }

    /// Whom the user of a session token referred, with the user's own code. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn referral_list(&self, token: &str) -> Result<Referrals, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (referrals, state) = self.database().referral_list(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        Ok(referrals)
    }
}
