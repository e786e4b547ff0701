//! The administration of a tenant, and of the deployment's tenants: a surface of our own.

mod audit_events;
mod containers;
pub(crate) mod convert;
mod error;
mod notifications;
mod operations;
mod service_tokens;
mod tenants;
mod users;
