//! `selfsame admin notification`.

use super::access::TenantAccess;
use crate::app::NewNotification;
use crate::commands::Error;
use clap::{Args, Subcommand};
use serde_json::json;

/// What can be done with notifications.
#[derive(Debug, Subcommand)]
pub enum NotificationCommand {
    /// Send a notification to users of a container, or to all of them.
    Create(Create),
}

/// A notification to send.
#[derive(Args, Debug)]
pub struct Create {
    /// The container.
    #[arg(long)]
    container_id: String,
    /// To whom, by the tenant's own name. May repeat; all members of the container unless it is given.
    #[arg(long)]
    user_id: Vec<String>,
    /// What kind it is.
    #[arg(long = "type")]
    kind: String,
    /// A line.
    #[arg(long)]
    title: String,
    /// More.
    #[arg(long, default_value = "")]
    body: String,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(command: NotificationCommand) -> Result<(), Error> {
    match command {
        NotificationCommand::Create(Create { container_id, user_id, kind, title, body, at }) => {
            let mut console = at.access.console()?;
            let user_ids: Vec<&str> = user_id.iter().map(String::as_str).collect();
            let new = NewNotification {
                container: &container_id,
                user_ids: (!user_ids.is_empty()).then_some(&user_ids),
                kind: &kind,
                title: &title,
                body: &body,
            };
            let created = console.app.notification_create(at.tenant, new, None).await?;
            console.one(&json!({ "created": created.value }))
        }
    }
}
