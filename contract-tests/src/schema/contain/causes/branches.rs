//! Reasons in `anyOf` and `oneOf`.

use serde_json::Value;

use super::{Cause, Walk};
use crate::document::pointer;
use crate::schema::SchemaId;
use crate::schema::contain::containment::Containment;
use crate::schema::contain::literal::{Literal, Sign};
use crate::schema::contain::location::Location;
use crate::schema::contain::outcome::Outcome;
use crate::schema::contain::term::TermId;
use crate::schema::contain::terms::Side;

impl Containment<'_> {
    /// Reasons in `anyOf` and `oneOf`: an alternative of the left side is compared with the one of the right side
    /// that it has values in common with, if there is a single one.
    pub(super) fn causes_of_branches(
        &mut self,
        location: &Location,
        right: SchemaId,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let schema = self.right.get(right).clone();
        let mut causes = Vec::new();
        if schema.values.is_some() {
            return causes;
        }
        for (keyword, branches) in [("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
            if branches.is_empty() {
                continue;
            }
            let before = causes.len();
            for location in self.expand(location) {
                causes.extend(self.causes_of_one(&location, right, keyword, branches, walk));
            }
            if keyword == "oneOf" && causes.len() == before {
                let literals = location.literals(&mut self.engine);
                let outcome = self.ask_two(&literals, branches);
                causes.extend(self.cause(location, right, keyword, outcome, walk));
            }
        }
        causes
    }

    fn causes_of_one(
        &mut self,
        location: &Location,
        right: SchemaId,
        keyword: &'static str,
        branches: &[SchemaId],
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let literals = location.literals(&mut self.engine);
        let with = |mut literals: Vec<Literal>, terms: &[TermId], sign| {
            literals.extend(terms.iter().map(|term| Literal::term(*term, sign)));
            literals
        };
        let terms: Vec<TermId> =
            branches.iter().map(|branch| self.engine.term(Side::Right, *branch)).collect();
        // The alternative of the same name or place is what a reviewer compares it with.
        let counterpart = self.counterpart(location, branches);
        if let Some(told) = counterpart.map(|branch| self.causes_of_like(location, branch, &terms, walk))
            && !told.is_empty()
        {
            return told;
        }
        let refused = self.engine.ask(with(literals.clone(), &terms, Sign::Refuses));
        if let Outcome::Empty = refused {
            return Vec::new();
        }
        let mut like = Vec::new();
        for (branch, term) in branches.iter().zip(&terms) {
            let outcome = self.engine.ask(with(literals.clone(), &[*term], Sign::Accepts));
            if !matches!(outcome, Outcome::Empty) {
                like.push(*branch);
            }
        }
        if let [branch] = like[..]
            && counterpart != Some(branch)
        {
            let told = self.causes_of_like(location, branch, &terms, walk);
            if !told.is_empty() {
                return told;
            }
        }
        let Some(cause) = self.cause(location, right, keyword, refused, walk) else { return Vec::new() };
        let inside = counterpart.map(|branch| self.causes_in(location, branch, &cause.value, walk));
        inside.filter(|inside| !inside.is_empty()).unwrap_or_else(|| vec![cause])
    }

    /// What a branch refuses the value for, of what it refuses any value for.
    fn causes_in(
        &mut self,
        location: &Location,
        branch: SchemaId,
        value: &Value,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let causes = self.causes(location, branch, walk);
        let violations = self.validator(Side::Right).violations(branch, value);
        let is_broken = |cause: &Cause| {
            // A value that is null breaks `type`.
            let keyword = if cause.keyword == "nullable" { "type" } else { cause.keyword };
            let schema = pointer::join(&self.right.get(cause.right).pointer, keyword);
            violations.iter().any(|violation| violation.schema == schema)
        };
        let broken = causes.into_iter().filter(is_broken);
        broken.map(|cause| Cause { value: value.clone(), ..cause }).collect()
    }

    /// The branch that stands where the last of the left side's chosen alternatives stands.
    fn counterpart(&self, location: &Location, branches: &[SchemaId]) -> Option<SchemaId> {
        let chosen = &self.left.get(*location.roots().last()?).pointer;
        branches.iter().copied().find(|branch| self.right.get(*branch).pointer == *chosen)
    }

    /// What the values are refused for by one branch, of those that the others refuse too.
    fn causes_of_like(
        &mut self,
        location: &Location,
        branch: SchemaId,
        branches: &[TermId],
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let refused: Vec<Literal> = branches.iter().map(|term| Literal::term(*term, Sign::Refuses)).collect();
        let causes = self.causes(location, branch, walk);
        causes.into_iter().filter(|cause| self.engine.meets(&cause.value, &refused) == Ok(true)).collect()
    }

    /// A value that two branches accept.
    fn ask_two(&mut self, literals: &[Literal], branches: &[SchemaId]) -> Outcome {
        for (at, first) in branches.iter().enumerate() {
            for second in &branches[at + 1..] {
                let mut both = literals.to_vec();
                for branch in [first, second] {
                    both.push(Literal::term(self.engine.term(Side::Right, *branch), Sign::Accepts));
                }
                let outcome = self.engine.ask(both);
                if !matches!(outcome, Outcome::Empty) {
                    return outcome;
                }
            }
        }
        Outcome::Empty
    }
}
