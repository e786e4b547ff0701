//! What a search for users looks for: the beginnings of what is kept of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::handle;

/// Where a user is found, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundIn {
    /// The e-mail address.
    Email,
    /// The tenant's own name for the user.
    UserId,
    /// The handle.
    Handle,
    /// What the person wants to be called.
    DisplayName,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
}

impl FoundIn {
    /// The place in the order, from 1.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Email => 1,
            Self::UserId => 2,
            Self::Handle => 3,
            Self::DisplayName => 4,
            Self::FirstName => 5,
            Self::LastName => 6,
        }
    }
}

/// The place of a user among those who are found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPlace {
    /// The number of where.
    pub kind: i32,
    /// What was found there.
    pub value: String,
    /// The user.
    pub id: Uuid,
}

/// The forms of a text in which values that begin with it are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSearch {
    /// As addresses are compared.
    pub email: String,
    /// As it is.
    pub user_id: String,
    /// As handles are compared: what looks alike is found too.
    pub handle: String,
    /// As names may be written.
    pub names: Vec<String>,
}

impl UserSearch {
    /// The forms of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut names = vec![text.to_owned()];
        for form in [text.to_lowercase(), capital(text), text.to_uppercase()] {
            if !names.contains(&form) {
                names.push(form);
            }
        }
        Self {
            email: text.to_ascii_lowercase(),
            user_id: text.to_owned(),
            handle: handle::beginning(text),
            names,
        }
    }

    /// Every beginning with where it is looked for. No two of one place begin with each other.
    pub fn beginnings(&self) -> impl Iterator<Item = (FoundIn, &str)> {
        let keys = [
            (FoundIn::Email, &self.email),
            (FoundIn::UserId, &self.user_id),
            (FoundIn::Handle, &self.handle),
        ];
        let places = [FoundIn::DisplayName, FoundIn::FirstName, FoundIn::LastName];
        let names = places.into_iter().flat_map(|place| self.names.iter().map(move |name| (place, name)));
        keys.into_iter().chain(names).map(|(place, text)| (place, text.as_str()))
    }
}

/// With a capital and the rest as it is.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_only_where_it_is_kept() {
        let search = UserSearch::new("aDa");
        assert_eq!(
            (search.email.as_str(), search.user_id.as_str(), search.handle.as_str()),
            ("ada", "aDa", "ada")
        );
        assert_eq!(search.names, ["aDa", "ada", "ADa", "ADA"]);
        assert_eq!(UserSearch::new("1").names, ["1"]);
    }
}
