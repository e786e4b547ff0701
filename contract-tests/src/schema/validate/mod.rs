//! Whether a value is valid under a schema of the graph, and if not, which keywords it breaks. Source: OpenAPI 3.0.3,
//! "Schema Object"; JSON Schema draft 5 (Wright 00) for the keywords taken from there.
//!
//! Numbers are judged exactly as they are written, whatever the size; patterns are ECMA-262. A judgement ends on
//! any value and any graph, recursive ones included. It must not know HTTP or how a document spells a keyword.

mod at;
mod branches;
mod containers;
pub mod format;
mod run;
mod scalars;
mod violation;

#[cfg(test)]
mod tests;

use serde_json::Value;

use self::at::At;
use self::run::Run;
pub use self::violation::Violation;
use super::{Direction, SchemaId, Schemas};

/// Judges values under the schemas of one graph. Making one costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Validator<'s> {
    schemas: &'s Schemas,
    direction: Direction,
    is_strict: bool,
}

impl<'s> Validator<'s> {
    /// Judges values that travel that way.
    pub fn new(schemas: &'s Schemas, direction: Direction) -> Self {
        Self { schemas, direction, is_strict: false }
    }

    /// The same, which also refuses `readOnly` members in requests and `writeOnly` members in responses. The
    /// specification says of them SHOULD NOT.
    #[must_use]
    pub fn strict(self) -> Self {
        Self { is_strict: true, ..self }
    }

    /// Whether the value is valid. A pattern that cannot be read refuses nothing, and nor does what lies deeper than
    /// a judgement goes: a judge must not accuse for lack of understanding.
    pub fn is_valid(&self, id: SchemaId, value: &Value) -> bool {
        Run::new(self, false).check(id, value, &At::ROOT)
    }

    /// What the value breaks; empty when it is valid, and at most [`VIOLATIONS_MAX`]. Of alternatives that all
    /// refuse it, the one that the discriminator names, or that fits best, tells what is wrong.
    pub fn violations(&self, id: SchemaId, value: &Value) -> Vec<Violation> {
        let mut run = Run::new(self, true);
        run.check(id, value, &At::ROOT);
        run.violations.unwrap_or_default()
    }
}

/// Violations that are told of one value.
pub const VIOLATIONS_MAX: usize = 1_000;
