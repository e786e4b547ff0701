//! The current user's profile, in a tenant that the request names beside the credential.

use crate::app::me::{admitted, applied};
use crate::app::{App, Caller, live};
use crate::domain::{
    Avatar, DisplayName, Error, PersonName, PicturedUser, ProfilePatch, Token, TokenKind, Upload,
};
use uuid::Uuid;

/// Where a refused picture stood.
const AVATAR: &str = "/body/avatar_base64";

/// New values. Of each: `None` leaves it, `Some(None)` clears it, `Some(Some(_))` sets it.
#[derive(Clone, Debug, Default)]
pub struct TenantProfilePatch {
    /// Given name.
    pub first_name: Option<Option<PersonName>>,
    /// Family name.
    pub last_name: Option<Option<PersonName>>,
    /// What the person wants to be called.
    pub display_name: Option<Option<DisplayName>>,
    /// A picture to be stored.
    pub avatar: Option<Option<Upload>>,
}

/// As [`crate::app::Precondition`], judged on the user together with their picture.
pub type PicturedPrecondition<'a> = Option<&'a (dyn Fn(&PicturedUser) -> bool + Send + Sync)>;

impl App {
    /// The user of a session token, with their picture. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::TenantMismatch`].
    pub async fn tenant_profile_view(&self, token: &str, tenant: Uuid) -> Result<PicturedUser, Error> {
        let token = self.token_of(token, tenant).await?;
        let (user, state) = self.database().tenant_profile_view(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        Ok(user)
    }

    /// Changes the profile of the user of a session token and answers it as it then is. A patch that changes no value
    /// writes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::TenantMismatch`]; [`Error::InvalidField`] for a picture that cannot be
    /// decoded; [`Error::PreconditionFailed`]; [`Error::Managed`].
    pub async fn tenant_profile_update(
        &self,
        caller: Caller<'_>,
        token: &str,
        tenant: Uuid,
        patch: TenantProfilePatch,
        precondition: PicturedPrecondition<'_>,
    ) -> Result<PicturedUser, Error> {
        let known = self.token_of(token, tenant).await?;
        let TenantProfilePatch { first_name, last_name, display_name, avatar } = patch;
        let mut patch = ProfilePatch { first_name, last_name, display_name, ..ProfilePatch::default() };
        patch.avatar = match avatar {
            Some(Some(upload)) => {
                // Decoding costs too much to be done for anybody.
                self.authenticate(token).await?;
                let picture = self.picture(tenant, upload).await?.map_err(|invalid| invalid.at(AVATAR))?;
                Some(Some(Avatar::Uploaded(picture)))
            }
            Some(None) => Some(None),
            None => None,
        };
        let (transaction, found, state) =
            self.database().tenant_profile_lock(&known).await?.ok_or(Error::UNAUTHORIZED)?;
        let judged = live(state).and_then(|()| {
            if precondition.is_some_and(|holds| !holds(&found)) {
                return Err(Error::PreconditionFailed);
            }
            match patch.managed(&found.user) {
                fields if fields.is_empty() => Ok(()),
                fields => Err(Error::Managed { fields }),
            }
        });
        let transaction = admitted(transaction, judged).await?;
        let PicturedUser { user, mut png } = found;
        match &patch.avatar {
            // The same picture again is no other picture, whatever it would be named.
            Some(Some(Avatar::Uploaded(picture))) if png.as_ref() == Some(&picture.png) => {
                patch.avatar = None;
            }
            Some(Some(Avatar::Uploaded(picture))) => png = Some(picture.png.clone()),
            Some(Some(Avatar::Linked { .. }) | None) => png = None,
            None => {}
        }
        let user = applied(transaction, user, patch, caller).await?;
        Ok(PicturedUser { user, png })
    }

    /// A token of this tenant. Whose token is valid elsewhere learns that they named another tenant, before anything of
    /// that is read; every other token is no credential.
    async fn token_of(&self, text: &str, tenant: Uuid) -> Result<Token, Error> {
        let token = Token::parse_kind(text, TokenKind::Session)?;
        if token.tenant() == tenant {
            return Ok(token);
        }
        self.authenticate(text).await?;
        Err(Error::TenantMismatch)
    }
}
