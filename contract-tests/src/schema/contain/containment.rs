//! The questions that can be asked about the schemas of two documents, or of one. What was found for one question is
//! remembered for the next. No witness leaves unless the validator confirms it. It must not know why they are asked.

use serde_json::Value;

use super::answer::{Answer, Inhabitance};
use super::causes::Causes;
use super::engine::Engine;
use super::literal::{Literal, Sign};
use super::options::Options;
use super::outcome::{Doubt, Outcome};
use super::term::TermId;
use super::terms::Side;
use crate::schema::validate::Validator;
use crate::schema::values::Values;
use crate::schema::{SchemaId, Schemas};

/// Questions about the schemas of two documents, which may be the same.
pub struct Containment<'s> {
    pub(super) left: &'s Schemas,
    pub(super) right: &'s Schemas,
    pub(super) engine: Engine<'s>,
    pub(super) causes: Causes,
    /// Plain values of the left side.
    pub(super) plain: Values<'s>,
}

impl<'s> Containment<'s> {
    /// Asks nothing yet, and costs little: schemas are read when they are asked about.
    pub fn new(left: &'s Schemas, right: &'s Schemas, options: Options) -> Self {
        let plain = Values::new(left, options.direction, 0);
        Self { left, right, engine: Engine::new(left, right, options), causes: Causes::default(), plain }
    }

    /// Whether every value that `left` accepts and that its writers write is accepted by `right`.
    pub fn contains(&mut self, left: SchemaId, right: SchemaId) -> Answer {
        let (a, b) = self.terms(left, right);
        if a == b {
            return Answer::Contained;
        }
        let literals = vec![Literal::term(a, Sign::Writes), Literal::term(b, Sign::Refuses)];
        match self.engine.ask(literals) {
            Outcome::Empty => Answer::Contained,
            Outcome::Unknown(doubt) => Answer::Undecided { doubt },
            Outcome::Inhabited(witness) => match witness.value(&self.engine.texts) {
                None => Answer::Undecided { doubt: Doubt::Size },
                Some(witness) if self.tells_apart(&witness, left, right) => Answer::NotContained { witness },
                Some(_) => Answer::Undecided { doubt: Doubt::Unconfirmed },
            },
        }
    }

    /// Whether any value is accepted by the schema of that side.
    pub fn inhabitant(&mut self, side: Side, id: SchemaId) -> Inhabitance {
        let literals = vec![Literal::term(self.engine.term(side, id), Sign::Accepts)];
        self.inhabitance(literals, &[(side, id)])
    }

    /// Whether any value is accepted by both, the first being of the left side and the second of the right one.
    pub fn overlap(&mut self, left: SchemaId, right: SchemaId) -> Inhabitance {
        let both = [(Side::Left, left), (Side::Right, right)];
        let (a, b) = self.terms(left, right);
        self.inhabitance([a, b].map(|term| Literal::term(term, Sign::Accepts)).to_vec(), &both)
    }

    /// Whether the schemas accept the same values for the same reasons, in so many words or not. Equal schemas are
    /// told at once; those that are equal for other reasons are not.
    pub fn is_same(&mut self, left: SchemaId, right: SchemaId) -> bool {
        let (a, b) = self.terms(left, right);
        a == b
    }

    /// A plain value of the left schema.
    pub fn plain(&self, left: SchemaId) -> Option<Value> {
        self.plain.simplest(left)
    }

    /// The terms of both, read together.
    pub(super) fn terms(&mut self, left: SchemaId, right: SchemaId) -> (TermId, TermId) {
        self.engine.read(&[(Side::Left, left), (Side::Right, right)]);
        (self.engine.term(Side::Left, left), self.engine.term(Side::Right, right))
    }

    fn inhabitance(&mut self, literals: Vec<Literal>, schemas: &[(Side, SchemaId)]) -> Inhabitance {
        match self.engine.ask(literals) {
            Outcome::Empty => Inhabitance::Empty,
            Outcome::Unknown(doubt) => Inhabitance::Undecided { doubt },
            Outcome::Inhabited(witness) => match witness.value(&self.engine.texts) {
                None => Inhabitance::Undecided { doubt: Doubt::Size },
                Some(witness) if schemas.iter().all(|(side, id)| self.is_valid(*side, *id, &witness)) => {
                    Inhabitance::Inhabited { witness }
                }
                Some(_) => Inhabitance::Undecided { doubt: Doubt::Unconfirmed },
            },
        }
    }

    /// Whether the validator accepts the value under the left schema and refuses it under the right one.
    pub(super) fn tells_apart(&mut self, value: &Value, left: SchemaId, right: SchemaId) -> bool {
        let refused = self.engine.term(Side::Right, right);
        self.is_valid(Side::Left, left, value)
            && self.engine.accepts(refused, value) == Ok(false)
            && !self.validator(Side::Right).is_valid(right, value)
    }

    fn is_valid(&mut self, side: Side, id: SchemaId, value: &Value) -> bool {
        let term = self.engine.term(side, id);
        self.engine.accepts(term, value) == Ok(true) && self.validator(side).is_valid(id, value)
    }

    pub(super) fn validator(&self, side: Side) -> Validator<'s> {
        let schemas = match side {
            Side::Left => self.left,
            Side::Right => self.right,
        };
        Validator::new(schemas, self.engine.options.direction)
    }
}
