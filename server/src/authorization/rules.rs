//! The policies of one operation.

use std::collections::HashSet;

use cedar_policy::{
    ActionConstraint, Authorizer, Decision as Verdict, Entities, PolicyId, PolicySet, Request,
};

use crate::authorization::entities::Action;
use crate::authorization::policies::{Policies, conceals, notice};
use crate::authorization::{Decision, Notices, OperationId, PolicyError};

/// The action of an operation, and the policies that can have a say in it.
pub(super) struct Rules {
    action: Action,
    policies: PolicySet,
    /// The policies with a notice, in the order of the files.
    notices: Vec<(PolicyId, String)>,
    /// The policies whose refusals tell nothing. None where the caller knows that there is something.
    concealing: HashSet<PolicyId>,
}

impl Rules {
    /// Picks the policies whose scope has the operation's action.
    ///
    /// # Errors
    /// The schema lacks the action.
    pub(super) fn new(operation: OperationId, all: &Policies) -> Result<Self, PolicyError> {
        let action = all.action(operation)?;
        let (uid, groups) = (&action.uid, all.groups(&action.uid));
        let picked: Vec<_> = all
            .iter()
            .filter(|policy| match policy.action_constraint() {
                ActionConstraint::Any => true,
                ActionConstraint::Eq(one) => one == *uid,
                ActionConstraint::In(many) => many.iter().any(|one| one == uid || groups.contains(one)),
            })
            .collect();
        let notices =
            picked.iter().filter_map(|policy| Some((policy.id().clone(), notice(policy)?.to_owned())));
        let notices = notices.collect();
        let concealing = picked.iter().filter(|policy| operation.may_miss() && conceals(policy));
        let concealing = concealing.map(|policy| policy.id().clone()).collect();
        let policies = PolicySet::from_policies(picked.into_iter().cloned());
        let policies = policies.map_err(|error| PolicyError::Shipped { reason: error.to_string() })?;
        Ok(Self { action, policies, notices, concealing })
    }

    /// The action.
    pub(super) const fn action(&self) -> &Action {
        &self.action
    }

    /// Asks them.
    pub(super) fn decide(&self, request: &Request, entities: &Entities) -> Decision {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        let diagnostics = response.diagnostics();
        // Cedar goes on without a policy that fails, and would so lose a forbid.
        let failures: Vec<String> = diagnostics.errors().map(ToString::to_string).collect();
        if !failures.is_empty() {
            return Decision::Failed { context: failures.join("; ") };
        }
        let notices = self.notices_of(diagnostics.reason());
        match response.decision() {
            Verdict::Allow => Decision::Allowed(notices),
            Verdict::Deny if diagnostics.reason().any(|id| self.concealing.contains(id)) => {
                Decision::Concealed
            }
            Verdict::Deny => Decision::Denied(notices),
        }
    }

    fn notices_of<'a>(&self, determining: impl Iterator<Item = &'a PolicyId>) -> Notices {
        if self.notices.is_empty() {
            return Notices::new();
        }
        let determining: HashSet<&PolicyId> = determining.collect();
        let noticed = self.notices.iter().filter(|(id, _)| determining.contains(id));
        noticed.map(|(_, notice)| notice.clone()).collect()
    }
}
