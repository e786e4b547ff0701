//! `selfsame admin audit-event`.

use super::access::{Extent, TenantAccess};
use crate::app::App;
use crate::commands::Error;
use crate::dialects::admin::convert;
use crate::domain::{AuditFilter, Window};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

const COLUMNS: &[&str] = &["at", "action", "userId", "actor", "changes", "address"];

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditEventCommand {
    /// List what was done, newest first.
    List(List),
}

/// Which lines to list.
#[derive(Args, Debug)]
pub struct List {
    /// Only what was done to this user.
    #[arg(long)]
    user_id: Option<String>,
    /// Only this operation.
    #[arg(long)]
    action: Option<String>,
    /// Only what was done then or later, such as 2026-01-01T00:00:00Z.
    #[arg(long)]
    since: Option<DateTime<Utc>>,
    /// Only what was done before then.
    #[arg(long)]
    until: Option<DateTime<Utc>>,
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(command: AuditEventCommand) -> Result<(), Error> {
    match command {
        AuditEventCommand::List(List { user_id, action, since, until, extent, at }) => {
            let mut console = at.access.console()?;
            let filter = AuditFilter { user_id: user_id.as_deref(), action: action.as_deref(), since, until };
            let page =
                async |app: &App, window: Window<'_>| app.audit_event_list(at.tenant, filter, window).await;
            console.list(COLUMNS, extent, page, convert::audit_event).await
        }
    }
}
