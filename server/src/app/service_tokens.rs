//! Service tokens: credentials of a tenant's own systems.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::app::provisioning::by_operator;
use crate::db::{Action, ServiceTokenInsert};
use crate::domain::text::{self, Lines};
use crate::domain::{Error, Invalid, ServiceToken, Token, TokenKind};

const NAME_MAX: usize = 200;

impl App {
    /// Checks a token that stands for a user or for a tenant's own system. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn authenticate_any(&self, token: &str) -> Result<(), Error> {
        let parsed = Token::parse(token)?;
        match parsed.kind() {
            TokenKind::Session => self.authenticate(token).await.map(drop),
            TokenKind::Service => {
                self.database().service_token_view(&parsed).await?.map(drop).ok_or(Error::UNAUTHORIZED)
            }
            TokenKind::Refresh => Err(Error::UNAUTHORIZED),
        }
    }

    /// Adds a service token to a tenant, and gives its id and the token itself, which nobody can learn later.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for an unusable name, an end that has passed, and an unknown tenant.
    pub async fn service_token_create(
        &self,
        tenant: Uuid,
        name: &str,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(Uuid, String), Error> {
        text::check(name, 1, NAME_MAX, Lines::One)
            .and_then(|()| text::check_visible(name))
            .map_err(|invalid| invalid.at("/body/name"))?;
        if expires_at.is_some_and(|end| end <= Utc::now()) {
            return Err(Invalid::new("must be in the future").at("/body/expiresAt").into());
        }
        self.tenant(Some(tenant)).await?;
        let token = Token::generate(TokenKind::Service, tenant)?;
        let insert = ServiceTokenInsert { id: Uuid::now_v7(), name, token: &token, expires_at };
        self.database().service_token_insert(&insert, &by_operator(Action::ServiceTokenCreate, None)).await?;
        Ok((insert.id, token.encode()))
    }

    /// The tenant's service tokens, oldest first, those that have ended among them.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_list(&self, tenant: Uuid) -> Result<Vec<ServiceToken>, Error> {
        self.database().service_token_list(tenant).await
    }

    /// Ends a service token at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the tenant has none of this id.
    pub async fn service_token_revoke(&self, tenant: Uuid, id: Uuid) -> Result<(), Error> {
        let event = by_operator(Action::ServiceTokenRevoke, None);
        match self.database().service_token_delete(tenant, id, &event).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }
}
