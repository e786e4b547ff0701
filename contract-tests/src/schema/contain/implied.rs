//! Terms that are about the same objects, as a schema is in two versions of a document. Whether one accepts all that the
//! other accepts is asked once and by itself, so that no search has to find it anew in each of its branches. It must not
//! know the searches.

use std::rc::Rc;

use super::engine::Engine;
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign};
use super::term::TermId;
use super::text::TextId;

/// Schemas of `allOf` that are looked at for the names of members.
const NESTING_MAX: usize = 32;

impl Engine<'_> {
    /// Whether it is certain that the other term accepts every object that the term accepts. It is asked only where the
    /// names of the members let one expect it.
    pub(super) fn implies(&mut self, term: TermId, other: TermId) -> bool {
        if term == other {
            return true;
        }
        if let Some(known) = self.implied.get(&(term, other)) {
            return *known;
        }
        let (names, others) = (self.names_of(term), self.names_of(other));
        let is_likely = may_imply(&names, &others);
        let literals = vec![Literal::term(term, Sign::Accepts), Literal::term(other, Sign::Refuses)];
        let implied = is_likely && self.is_surely_empty(ValueKinds::only(ValueKind::Object), literals);
        // What is not certain now may be when less is being decided.
        if implied || !is_likely {
            self.implied.insert((term, other), implied);
        }
        implied
    }

    /// The names that the term documents or requires, sorted, each once.
    fn names_of(&mut self, id: TermId) -> Rc<[TextId]> {
        if let Some(names) = self.names.get(&id) {
            return Rc::clone(names);
        }
        let (mut parts, mut at) = (vec![id], 0);
        let mut names: Vec<TextId> = Vec::new();
        while let Some(part) = parts.get(at).copied().filter(|_| at < NESTING_MAX) {
            let term = self.terms.get(part);
            names.extend(term.object.members.iter().map(|member| member.name));
            names.extend(&term.object.required);
            for inner in &term.all_of {
                if !parts.contains(inner) {
                    parts.push(*inner);
                }
            }
            at += 1;
        }
        names.sort_unstable();
        names.dedup();
        let names: Rc<[TextId]> = names.into();
        self.names.insert(id, Rc::clone(&names));
        names
    }
}

/// Whether two of three names are in both, or all of the others among the names.
fn may_imply(names: &[TextId], others: &[TextId]) -> bool {
    let shared = others.iter().filter(|other| names.binary_search(other).is_ok()).count();
    shared > 0 && (shared == others.len() || shared * 3 >= names.len().max(others.len()) * 2)
}
