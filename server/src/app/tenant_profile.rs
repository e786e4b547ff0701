//! The current user's profile, in a tenant that the request names beside the credential.

use crate::app::authorization::admitted;
use crate::app::me::Change;
use crate::app::{App, Caller, live};
use crate::authorization::{Noticed, OperationId, Resource};
use crate::domain::{
    Avatar, DisplayName, Error, PersonName, PicturedUser, Principal, ProfilePatch, Token, TokenKind, Upload,
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
    /// [`Error::Unauthenticated`]; [`Error::TenantMismatch`]; [`Error::Forbidden`].
    pub async fn tenant_profile_view(
        &self,
        token: &str,
        tenant: Uuid,
    ) -> Result<Noticed<PicturedUser>, Noticed<Error>> {
        let token = self.token_of(token, tenant).await?;
        let (value, holder) =
            self.database().tenant_profile_view(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        let notices = self.authorize_own(&holder, OperationId::TenantProfileView, Resource::own_profile)?;
        Ok(Noticed { value, notices })
    }

    /// Changes the profile of the user of a session token and answers it as it then is. A patch that changes no value
    /// writes nothing.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::TenantMismatch`]; [`Error::InvalidField`] for a picture that cannot be
    /// decoded; [`Error::Forbidden`]; [`Error::PreconditionFailed`]; [`Error::Managed`].
    pub async fn tenant_profile_update(
        &self,
        caller: Caller<'_>,
        token: &str,
        tenant: Uuid,
        patch: TenantProfilePatch,
        precondition: PicturedPrecondition<'_>,
    ) -> Result<Noticed<PicturedUser>, Noticed<Error>> {
        let known = self.token_of(token, tenant).await?;
        let TenantProfilePatch { first_name, last_name, display_name, avatar } = patch;
        let mut patch = ProfilePatch { first_name, last_name, display_name, ..ProfilePatch::default() };
        patch.avatar = match avatar {
            Some(Some(upload)) => {
                // Decoding costs too much to be done for anybody.
                self.authenticate(token).await?;
                let picture = self.picture(tenant, upload).await?;
                let picture = picture.map_err(|invalid| Error::from(invalid.at(AVATAR)))?;
                Some(Some(Avatar::Uploaded(picture)))
            }
            Some(None) => Some(None),
            None => None,
        };
        let (transaction, found, holder) =
            self.database().tenant_profile_lock(&known).await?.ok_or(Error::UNAUTHORIZED)?;
        let png = match &patch.avatar {
            // The same picture again is no other picture, whatever it would be named.
            Some(Some(Avatar::Uploaded(picture))) if found.png.as_ref() == Some(&picture.png) => {
                patch.avatar = None;
                found.png.clone()
            }
            Some(Some(Avatar::Uploaded(picture))) => Some(picture.png.clone()),
            Some(Some(Avatar::Linked { .. }) | None) => None,
            None => found.png.clone(),
        };
        let managed = patch.managed(&found.user);
        let change = Change::new(found.user.clone(), patch);
        let judge = || {
            live(holder.token)?;
            let (principal, resource) =
                (Principal::User(holder.principal), Resource::own_profile(holder.principal));
            let operation = OperationId::TenantProfileUpdate;
            let notices = self.authorize(&principal, operation, &resource, &change.fields())?;
            if precondition.is_some_and(|holds| !holds(&found)) {
                return Err(Noticed { value: Error::PreconditionFailed, notices });
            }
            match managed {
                fields if fields.is_empty() => Ok(notices),
                fields => Err(Noticed { value: Error::Managed { fields }, notices }),
            }
        };
        let (transaction, notices) = admitted(transaction, judge()).await?;
        match change.write(transaction, OperationId::TenantProfileUpdate, caller).await {
            Ok(user) => Ok(Noticed { value: PicturedUser { user, png }, notices }),
            Err(value) => Err(Noticed { value, notices }),
        }
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
