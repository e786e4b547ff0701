//! Credentials of a tenant's own systems.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A service token, without its secret, which only its holder has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceToken {
    /// The id (uuid v7), by which it can be revoked.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it ends; absent where it does not.
    pub expires_at: Option<DateTime<Utc>>,
}
