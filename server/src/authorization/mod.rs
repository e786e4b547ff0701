//! Who may do what: Cedar policies, asked about every request that has a credential.
//!
//! [`Authorizer::decide`] takes who asks, for what, and of what, all in words of the domain, and gives a [`Decision`].
//! What no policy permits is denied. Nothing here knows HTTP or SQL; [`crate::app`] asks, and nobody else decides.

mod directory;
mod entities;
mod fault;
mod notices;
mod operation;
mod policies;
mod resource;
mod rules;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

use crate::domain::Principal;
use entities::Entities;
use policies::Policies;
use rules::Rules;

pub use fault::{Fault, PolicyError};
pub use notices::{Noticed, Notices};
pub use operation::OperationId;
pub use policies::shipped_text;
pub use resource::{Owned, Resource};

/// The policies, ready to be asked. Clones are the same policies.
#[derive(Clone)]
pub struct Authorizer {
    inner: Arc<Inner>,
}

struct Inner {
    entities: Entities,
    /// Of each operation its own, by its number: a decision looks at no policy of another.
    rules: Vec<Rules>,
    count: PolicyCount,
}

/// How many policies there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyCount {
    /// Those that are part of the program.
    pub shipped: usize,
    /// Those of the operator's directory.
    pub operator: usize,
}

/// What the policies say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be done. The notices are those of the permits that hold.
    Allowed(Notices),
    /// It may not be done: a policy forbids it, or none permits it. The notices are those of the forbids that hold.
    Denied(Notices),
    /// As denied, and the caller is not to learn that there is anything: a forbid with `@conceal` holds.
    Concealed,
    /// It may not be done, since a policy cannot be evaluated.
    Failed {
        /// What failed, for the log alone.
        context: String,
    },
}

impl Authorizer {
    /// The shipped policies, and with them those of the operator's directory, where there is one.
    ///
    /// # Errors
    /// The directory cannot be read, or a policy in it is not valid. Every fault is told, with its place.
    pub fn load(directory: Option<&Path>) -> Result<Self, PolicyError> {
        let policies = Policies::load(directory)?;
        let rules = OperationId::ALL.iter().map(|operation| Rules::new(*operation, &policies));
        let rules = rules.collect::<Result<_, _>>()?;
        Ok(Self { inner: Arc::new(Inner { entities: Entities::new()?, rules, count: policies.count() }) })
    }

    /// How many policies there are.
    #[must_use]
    pub fn count(&self) -> PolicyCount {
        self.inner.count
    }

    /// Whether the principal may do this to the resource. `changes` are the fields whose values a write would change.
    #[must_use]
    pub fn decide(
        &self,
        principal: &Principal,
        operation: OperationId,
        resource: &Resource<'_>,
        changes: &[&str],
    ) -> Decision {
        let rules = &self.inner.rules[operation as usize];
        match self.inner.entities.query(rules.action(), principal, resource, changes) {
            Ok((request, entities)) => rules.decide(&request, &entities),
            Err(context) => Decision::Failed { context },
        }
    }
}
