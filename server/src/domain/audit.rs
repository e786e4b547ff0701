//! What was done, by whom and from where, as the audit log tells it.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, by the user's id.
    User(Uuid),
    /// A tenant's own system, by the id of its service token.
    Service(Uuid),
    /// Whoever runs the program on the database itself.
    Operator,
    /// The service by itself.
    System,
}

impl Actor {
    /// The word for the kind.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Service(_) => "service",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    /// The id, where the kind has one.
    #[must_use]
    pub const fn id(self) -> Option<Uuid> {
        match self {
            Self::User(id) | Self::Service(id) => Some(id),
            Self::Operator | Self::System => None,
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// The id (uuid v7).
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The kind of who did it, in a word.
    pub actor_kind: String,
    /// Who did it; none for kinds without ids, and for a user who was erased.
    pub actor: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// The user whose data it was about, by the tenant's own name; none where it was nobody's, or they were erased.
    pub user_id: Option<String>,
    /// What changed.
    pub changes: Vec<AuditChange>,
    /// From which network address.
    pub address: Option<IpAddr>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
    /// The request's id in the service's log.
    pub request_id: Option<String>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditChange {
    /// Its name.
    pub field: String,
    /// What it became; none where that is kept out of the log.
    pub value: Option<String>,
}

/// Which lines are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter<'a> {
    /// About this user, by the tenant's own name.
    pub user_id: Option<&'a str>,
    /// Of this action.
    pub action: Option<&'a str>,
    /// From then on.
    pub since: Option<DateTime<Utc>>,
    /// Before then.
    pub until: Option<DateTime<Utc>>,
}
