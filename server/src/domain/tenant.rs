//! A tenant: whose users these are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// The greatest length of a name, in characters.
const NAME_MAX: usize = 200;

/// A tenant as it is administered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The id.
    pub id: Uuid,
    /// What people call it; no two of the deployment have the same, whatever its case.
    pub name: String,
    /// Whether anybody may create an account.
    pub registration_open: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// New values of a tenant; `None` leaves as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct TenantPatch<'a> {
    /// What people call it.
    pub name: Option<&'a str>,
    /// Whether anybody may create an account.
    pub registration_open: Option<bool>,
}

impl TenantPatch<'_> {
    /// Writes the new values into the tenant, and gives the names of those that differ.
    pub fn apply(self, tenant: &mut Tenant) -> Vec<&'static str> {
        let mut changed = Vec::new();
        if let Some(name) = self.name.filter(|name| *name != tenant.name) {
            name.clone_into(&mut tenant.name);
            changed.push("name");
        }
        if let Some(open) = self.registration_open.filter(|open| *open != tenant.registration_open) {
            tenant.registration_open = open;
            changed.push("registration");
        }
        changed
    }
}

/// The word for whether anybody may create an account.
#[must_use]
pub const fn registration_word(open: bool) -> &'static str {
    if open { "open" } else { "closed" }
}

/// Refuses what is no name of a tenant: 1 to 200 characters, of which one is visible.
///
/// # Errors
/// It is blank, too long, or holds a control character.
pub fn check_name(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, NAME_MAX, Lines::One)?;
    text::check_visible(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_changed() {
        let mut tenant = Tenant {
            id: Uuid::nil(),
            name: "Example".to_owned(),
            registration_open: true,
            created_at: DateTime::UNIX_EPOCH,
        };
        let same = TenantPatch { name: Some("Example"), registration_open: Some(true) };
        assert_eq!(same.apply(&mut tenant), Vec::<&str>::new());
        let other = TenantPatch { name: Some("Other"), registration_open: Some(false) };
        assert_eq!(other.apply(&mut tenant), ["name", "registration"]);
        assert_eq!((tenant.name.as_str(), tenant.registration_open), ("Other", false));
    }
}
