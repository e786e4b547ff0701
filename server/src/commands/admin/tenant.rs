//! `selfsame admin tenant`.

use super::access::{Access, Extent};
use super::words;
use crate::app::{App, NewTenant, Requester};
use crate::commands::Error;
use crate::dialects::admin::convert;
use crate::domain::{TenantPatch, Window};
use clap::{Args, Subcommand};
use uuid::Uuid;

const COLUMNS: &[&str] = &["id", "name", "registration", "createdAt"];

/// What can be done with tenants.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// List all tenants, by id.
    List(List),
    /// Add a tenant.
    Create(Create),
    /// Show a tenant.
    View(View),
    /// Change what is given.
    Update(Update),
}

/// All tenants.
#[derive(Args, Debug)]
pub struct List {
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: Access,
}

/// A tenant to add.
#[derive(Args, Debug)]
pub struct Create {
    /// What people call it.
    #[arg(long)]
    name: String,
    /// Its id; a new one unless it is given.
    #[arg(long)]
    id: Option<Uuid>,
    /// Whether anybody may create an account: open or closed.
    #[arg(long, value_parser = words::registration, default_value = "closed")]
    registration: bool,
    /// Where.
    #[command(flatten)]
    at: Access,
}

/// A tenant.
#[derive(Args, Debug)]
pub struct View {
    /// The id of the tenant.
    id: Uuid,
    /// Where.
    #[command(flatten)]
    at: Access,
}

/// New values of a tenant.
#[derive(Args, Debug)]
pub struct Update {
    /// The id of the tenant.
    id: Uuid,
    /// What people call it.
    #[arg(long)]
    name: Option<String>,
    /// Whether anybody may create an account: open or closed.
    #[arg(long, value_parser = words::registration)]
    registration: Option<bool>,
    /// Where.
    #[command(flatten)]
    at: Access,
}

pub(super) async fn run(command: TenantCommand) -> Result<(), Error> {
    match command {
        TenantCommand::List(List { extent, at }) => {
            let mut console = at.console()?;
            let all = Requester::OperatorOfAll;
            let page = async |app: &App, window: Window<'_>| app.tenant_list(all, window).await;
            console.list(COLUMNS, extent, page, convert::tenant).await
        }
        TenantCommand::Create(Create { name, id, registration, at }) => {
            let mut console = at.console()?;
            let new = NewTenant { id, name: &name, registration_open: registration };
            let created = console.app.tenant_create(Requester::OperatorOfAll, new, None).await?;
            console.one(&convert::tenant(created.value))
        }
        TenantCommand::View(View { id, at }) => {
            let mut console = at.console()?;
            let tenant = console.app.tenant_view(Requester::OperatorOfAll, id).await?;
            console.one(&convert::tenant(tenant))
        }
        TenantCommand::Update(Update { id, name, registration, at }) => {
            let mut console = at.console()?;
            let patch = TenantPatch { name: name.as_deref(), registration_open: registration };
            let tenant = console.app.tenant_update(Requester::OperatorOfAll, id, patch, None).await?;
            console.one(&convert::tenant(tenant))
        }
    }
}
