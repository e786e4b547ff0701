//! Service tokens: credentials of a tenant's own systems.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::app::administration::Requester;
use crate::authorization::{OperationId, Resource};
use crate::db::{AuditEvent, ServiceTokenInsert};
use crate::domain::text::{self, Lines};
use crate::domain::{Error, Invalid, Page, Principal, ServiceRole, ServiceToken, Token, TokenKind, Window};

const NAME_MAX: usize = 200;
/// The list of service tokens, as its cursors name it.
const LIST: &str = "service-tokens";

/// A service token to add.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewServiceToken<'a> {
    /// The tenant; the requester's own where none is given.
    pub tenant: Option<Uuid>,
    /// What people call it: 1 to 200 characters.
    pub name: &'a str,
    /// What it is for.
    pub role: ServiceRole,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

impl App {
    /// Whom a token stands for: a user, or a tenant's own system. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn authenticate_any(&self, token: &str) -> Result<Principal, Error> {
        let parsed = Token::parse(token)?;
        match parsed.kind() {
            TokenKind::Session => self.authenticate(token).await.map(Principal::User),
            TokenKind::Service => {
                let service = self.database().service_token_view(&parsed).await?;
                service.map(Principal::Service).ok_or(Error::UNAUTHORIZED)
            }
            TokenKind::Refresh => Err(Error::UNAUTHORIZED),
        }
    }

    /// Adds a service token to a tenant, and gives it with its secret, which nobody can learn later.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for an unusable name, an end that has
    /// passed, and an unknown tenant.
    pub async fn service_token_create(
        &self,
        requester: impl Into<Requester<'_>>,
        new: NewServiceToken<'_>,
    ) -> Result<(ServiceToken, String), Error> {
        let NewServiceToken { tenant, name, role, expires_at } = new;
        let resource =
            |own| Resource::ServiceToken { tenant: tenant.unwrap_or(own), id: None, role: Some(role) };
        let by = self.administrator(requester.into(), OperationId::ServiceTokenCreate, resource).await?;
        text::check(name, 1, NAME_MAX, Lines::One)
            .and_then(|()| text::check_visible(name))
            .map_err(|invalid| invalid.at("/body/name"))?;
        if expires_at.is_some_and(|end| end <= Utc::now()) {
            return Err(Invalid::new("must be in the future").at("/body/expiresAt").into());
        }
        let tenant = match tenant {
            Some(other) => self.tenant(Some(other)).await?.id,
            None => by.tenant,
        };
        let token = Token::generate(TokenKind::Service, tenant)?;
        let insert = ServiceTokenInsert { id: Uuid::now_v7(), name, role, token: &token, expires_at };
        let recorded = [Some(name), Some(role.as_str())];
        let event = AuditEvent { fields: &["name", "role"], recorded: &recorded, ..by.event() };
        let created = self.database().service_token_insert(&insert, &event).await?;
        Ok((created, token.encode()))
    }

    /// A part of the tenant's service tokens, oldest first, those that have ended among them.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for a cursor of another list.
    pub async fn service_token_list(
        &self,
        requester: impl Into<Requester<'_>>,
        window: Window<'_>,
    ) -> Result<Page<ServiceToken>, Error> {
        let by =
            self.administrator(requester.into(), OperationId::ServiceTokenList, Resource::Tenant).await?;
        let after = window.place(LIST).map_err(|invalid| invalid.at("/query/cursor"))?;
        let tokens = self.database().service_token_list(by.tenant, after, window.rows()).await?;
        Ok(Page::cut(tokens, window.limit, LIST, |token| token.id))
    }

    /// Ends a service token at once.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`] when the tenant has none of this id.
    pub async fn service_token_revoke(
        &self,
        requester: impl Into<Requester<'_>>,
        id: Uuid,
    ) -> Result<(), Error> {
        let resource = |tenant| Resource::ServiceToken { tenant, id: Some(id), role: None };
        let by = self.administrator(requester.into(), OperationId::ServiceTokenRevoke, resource).await?;
        let id_text = id.to_string();
        let event = AuditEvent { fields: &["id"], recorded: &[Some(&id_text)], ..by.event() };
        match self.database().service_token_delete(by.tenant, id, &event).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }
}
