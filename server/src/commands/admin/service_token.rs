//! `selfsame admin service-token`.

use super::access::{Extent, TenantAccess};
use super::words;
use crate::app::{App, NewServiceToken};
use crate::commands::Error;
use crate::dialects::admin::convert;
use crate::domain::{ServiceRole, Window};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use uuid::Uuid;

const COLUMNS: &[&str] = &["id", "name", "role", "createdAt", "expiresAt"];

/// What can be done with service tokens.
#[derive(Debug, Subcommand)]
pub enum ServiceTokenCommand {
    /// List the tenant's service tokens, oldest first.
    List(List),
    /// Create a service token and show it; it is shown never again.
    Create(Create),
    /// End a service token at once.
    Revoke(Revoke),
}

/// The service tokens of a tenant.
#[derive(Args, Debug)]
pub struct List {
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A service token to add.
#[derive(Args, Debug)]
pub struct Create {
    /// What people call it.
    #[arg(long)]
    name: String,
    /// What it is for: profiles, admin or operator.
    #[arg(long, value_parser = words::role, default_value = "profiles")]
    role: ServiceRole,
    /// When it ends, such as 2027-01-01T00:00:00Z; it does not unless this is given.
    #[arg(long)]
    expires_at: Option<DateTime<Utc>>,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A service token.
#[derive(Args, Debug)]
pub struct Revoke {
    /// The id of the service token.
    id: Uuid,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(command: ServiceTokenCommand) -> Result<(), Error> {
    match command {
        ServiceTokenCommand::List(List { extent, at }) => {
            let mut console = at.access.console()?;
            let page = async |app: &App, window: Window<'_>| app.service_token_list(at.tenant, window).await;
            console.list(COLUMNS, extent, page, convert::service_token).await
        }
        ServiceTokenCommand::Create(Create { name, role, expires_at, at }) => {
            let mut console = at.access.console()?;
            let new = NewServiceToken { tenant: None, name: &name, role, expires_at };
            let (token, secret) = console.app.service_token_create(at.tenant, new).await?;
            console.one(&convert::created_service_token(token, secret))
        }
        ServiceTokenCommand::Revoke(Revoke { id, at }) => {
            let mut console = at.access.console()?;
            console.app.service_token_revoke(at.tenant, id).await?;
            console.output.done("revoked")
        }
    }
}
