//! The values that a term with `enum` accepts, all its other keywords considered. It must not know what they are
//! asked for.

use std::rc::Rc;

use serde_json::Value;

use super::FastMap;
use super::constant::ConstantId;
use super::engine::Engine;
use super::outcome::Doubt;
use super::term::TermId;

/// What was found, by term.
pub(super) type AcceptedValues = FastMap<TermId, Result<Rc<[ConstantId]>, Doubt>>;

impl Engine<'_> {
    /// The values that the term accepts, those of its `enum` and perhaps null; `None` without `enum`.
    pub(super) fn accepted_values(&mut self, id: TermId) -> Option<Result<Rc<[ConstantId]>, Doubt>> {
        let term = self.terms.get(id);
        let values = term.values.as_ref()?;
        if let Some(known) = self.accepted.get(&id) {
            return Some(known.clone());
        }
        let mut accepted = Vec::with_capacity(values.len());
        let mut doubt = None;
        for value in values {
            match self.accepts(id, &self.constants.get(*value)) {
                Ok(true) => accepted.push(*value),
                Ok(false) => {}
                Err(unknown) => doubt = Some(unknown),
            }
        }
        if term.nullable {
            accepted.push(self.constants.enter(&Value::Null));
            accepted.sort_unstable();
            accepted.dedup();
        }
        let known = doubt.map_or(Ok(Rc::from(accepted)), Err);
        self.accepted.insert(id, known.clone());
        Some(known)
    }
}
