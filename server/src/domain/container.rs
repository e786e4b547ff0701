//! A container: where users of a tenant meet.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::text::{self, Lines};
use crate::domain::{Invalid, UserId};

/// A container, without its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// The id, unique in the tenant.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// A user in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerMember {
    /// The user's id.
    pub user: Uuid,
    /// The tenant's own name for the user.
    pub user_id: String,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

/// The greatest length of an id, in characters.
const ID_MAX: usize = 64;
/// The greatest length of a name, in characters.
const NAME_MAX: usize = 200;

/// Refuses what is no id of a container: 1 to 64 characters that can stand in a path as they are.
///
/// # Errors
/// It is too short or too long, or holds another character than the name of a user may.
pub fn check_id(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, ID_MAX, Lines::One)?;
    UserId::parse(value).map(drop)
}

/// Refuses what is no name of a container: 1 to 200 characters, of which one is visible.
///
/// # Errors
/// It is blank, too long, or holds a control character.
pub fn check_name(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, NAME_MAX, Lines::One)?;
    text::check_visible(value)
}
