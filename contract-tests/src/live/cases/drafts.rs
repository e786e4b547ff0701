//! Requests that may be accepted, put together from what the document shows and what the server showed. It must not
//! know what is answered.

use super::anchor::{Anchor, variables};
use super::explorer::{Explorer, TRIES_MAX};
use super::fitting::Body;
use crate::api::{Location, Operation};
use crate::live::exchange::SharedExchange;
use crate::live::request::draft::{Argument, Draft};
use crate::wire::encode::component;
use crate::wire::payload::Payload;

/// Starts of a path that are tried.
const PATHS_MAX: usize = 3;

/// The arguments of a path.
#[derive(Clone, Debug, Default)]
struct Address {
    arguments: Vec<(usize, Argument)>,
    prelude: Vec<SharedExchange>,
    made: bool,
}

impl Explorer<'_> {
    /// Requests that may be accepted, the likeliest first.
    pub(super) fn drafts(&self, at: usize) -> Vec<Anchor> {
        let operation = &self.client.api().operations[at];
        let mut drafts = Vec::new();
        for address in self.addresses(operation) {
            let Address { arguments, prelude, made } = address;
            let path = Draft { arguments, ..Draft::new(at) };
            for (round, draft) in self.required(operation, path).into_iter().enumerate() {
                let bodies = self.payloads(operation);
                let plain = || Anchor {
                    draft: draft.clone(),
                    identity: None,
                    prelude: prelude.clone(),
                    accepted: None,
                    made,
                    tag: None,
                    fixed: Vec::new(),
                };
                if bodies.is_empty() {
                    drafts.push(plain());
                }
                // Bodies are more often what is wrong than arguments.
                let count = if round == 0 { TRIES_MAX } else { 1 };
                for (payload, sources) in bodies.into_iter().take(count) {
                    let prelude = prelude.iter().chain(&sources).map(SharedExchange::clone).collect();
                    drafts.push(Anchor { draft: draft.clone().carrying(payload), prelude, ..plain() });
                }
            }
        }
        // With each address in turn, so that one that is of no use does not use up the tries.
        let per_address = drafts.len().div_ceil(PATHS_MAX).max(1);
        let mut order: Vec<(usize, usize)> = (0..drafts.len()).map(|at| (at % per_address, at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| drafts[at].clone()).collect()
    }

    fn payloads(&self, operation: &Operation) -> Vec<(Payload, Vec<SharedExchange>)> {
        let Some(body) = &operation.body else { return Vec::new() };
        let mut payloads = Vec::new();
        for content in &body.contents {
            let bodies = self.fitting.bodies(content, &self.corpus);
            let carried = |body: Body| (Payload::value(&content.name, body.value), body.sources);
            payloads.extend(bodies.into_iter().map(carried));
        }
        payloads
    }

    /// The draft with required parameters only, and with all of them.
    fn required(&self, operation: &Operation, path: Draft) -> Vec<Draft> {
        let mut required = path;
        let mut all = None;
        for (at, parameter) in operation.parameters.iter().enumerate() {
            if parameter.location == Location::Path {
                continue;
            }
            let arguments = self.fitting.arguments(parameter, &self.corpus);
            let Some(value) = arguments.into_iter().next() else { continue };
            if parameter.required {
                required = required.with(at, Argument::Value(value.clone()));
            }
            all = Some(all.unwrap_or_else(|| required.clone()).with(at, Argument::Value(value)));
        }
        // Conditions are refused where they do not hold.
        let conditional = operation.parameters.iter().any(|parameter| {
            parameter.location == Location::Header && parameter.name.to_ascii_lowercase().starts_with("if-")
        });
        let all = all.filter(|all| *all != required && !conditional);
        [required].into_iter().chain(all).collect()
    }

    /// What the path's variables may be given.
    fn addresses(&self, operation: &Operation) -> Vec<Address> {
        let variables = variables(operation);
        let mut addresses = Vec::new();
        let items = self.corpus.items(&operation.path);
        for item in items.iter().take(PATHS_MAX) {
            let known: Vec<Argument> = item.path.iter().map(|text| Argument::Text(component(text))).collect();
            let whole = known.len() == variables.len();
            addresses.extend(self.address(operation, &variables, known).map(|arguments| Address {
                arguments,
                prelude: item.prelude.clone(),
                made: item.made && whole,
            }));
        }
        if addresses.len() < PATHS_MAX {
            let arguments = self.address(operation, &variables, Vec::new());
            addresses.extend(arguments.map(|arguments| Address { arguments, ..Address::default() }));
        }
        addresses
    }

    /// The arguments of all variables, of which the first are known.
    fn address(
        &self,
        operation: &Operation,
        variables: &[usize],
        known: Vec<Argument>,
    ) -> Option<Vec<(usize, Argument)>> {
        let mut known = known.into_iter();
        let argument = |&at: &usize| {
            let likely = || {
                let parameter = operation.parameters.get(at)?;
                let values = self.fitting.arguments(parameter, &self.corpus);
                values.into_iter().next().map(Argument::Value)
            };
            Some((at, known.next().or_else(likely)?))
        };
        variables.iter().map(argument).collect()
    }
}
