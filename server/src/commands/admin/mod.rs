//! `selfsame admin`: the use cases of the administration, on the database itself and without a server.
//!
//! A file per resource, each with its verbs. Whoever can reach the database as the service's role is the operator, so
//! no policy is asked here; what is done is written to the audit log all the same.

mod access;
mod audit_event;
mod container;
mod import;
mod notification;
mod output;
mod refusal;
mod service_token;
mod tenant;
mod user;
mod words;

pub use import::ImportError;
pub(super) use refusal::refusal;

use super::Error;
use clap::Subcommand;

/// What can be administered.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Tenants of the deployment.
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// Users of a tenant.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Credentials of a tenant's own systems.
    #[command(subcommand)]
    ServiceToken(service_token::ServiceTokenCommand),
    /// Where users of a tenant meet.
    #[command(subcommand)]
    Container(container::ContainerCommand),
    /// What users should know.
    #[command(subcommand)]
    Notification(notification::NotificationCommand),
    /// What was done.
    #[command(subcommand)]
    AuditEvent(audit_event::AuditEventCommand),
}

pub(super) async fn run(resource: Admin) -> Result<(), Error> {
    match resource {
        Admin::Tenant(command) => tenant::run(command).await,
        Admin::User(command) => user::run(command).await,
        Admin::ServiceToken(command) => service_token::run(command).await,
        Admin::Container(command) => container::run(command).await,
        Admin::Notification(command) => notification::run(command).await,
        Admin::AuditEvent(command) => audit_event::run(command).await,
    }
}
