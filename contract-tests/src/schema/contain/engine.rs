//! Decides whether a state is inhabited, and remembers it. A state that is met again while it is being decided is
//! empty there: a smallest value never contains a value of the same state, so the search for one may leave that way
//! out (least fixed point). What was found empty on such an assumption holds as long as the assumption is open, and
//! is kept for good once the state that was assumed empty turns out to be. It must not know what keywords mean.

use std::rc::Rc;

use serde_json::Value;

use super::FastMap;
use super::constant::Constants;
use super::demand::Demand;
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign, State, Subject};
use super::options::Options;
use super::outcome::{Alternatives, Doubt, Outcome};
use super::refusal::Ways;
use super::strings::Strings;
use super::tags::Tags;
use super::term::TermId;
use super::terms::{Side, Terms};
use super::text::{TextId, Texts};
use super::values::AcceptedValues;
use super::witness::Witness;
use crate::schema::{SchemaId, Schemas};

/// States inside one another. Each is a level of the value that is looked for, or a subset of a level.
const DEPTH_MAX: usize = 400;
/// Stack that is left when more is taken, and how much.
const STACK_LEFT_BYTES: usize = 256 * 1024;
const STACK_MORE_BYTES: usize = 4 * 1024 * 1024;

/// Kinds of which there are too many values to try.
const EXPLORED: [ValueKind; 4] = [ValueKind::Number, ValueKind::String, ValueKind::Array, ValueKind::Object];

/// No running state.
const NOTHING: usize = usize::MAX;

/// What is known of a state.
#[derive(Clone, Debug)]
enum Memo {
    New,
    /// Being decided, at that depth.
    Running(usize),
    /// Empty if the running state at that depth, the lowest that it was assumed of, is.
    EmptyIf(usize),
    /// Not decided within that many steps.
    GivenUp(u32),
    Done(Outcome),
}

/// The memory of all questions about two documents.
pub(super) struct Engine<'s> {
    pub(super) terms: Terms<'s>,
    pub(super) texts: Texts,
    pub(super) constants: Constants,
    pub(super) options: Options,
    pub(super) strings: Strings,
    pub(super) tags: Tags,
    pub(super) accepted: AcceptedValues,
    pub(super) ways: FastMap<(Subject, ValueKind), Rc<Ways>>,
    /// Pairs of terms of which it was asked whether the first implies the second.
    pub(super) implied: FastMap<(TermId, TermId), bool>,
    /// The names of terms' members.
    pub(super) names: FastMap<TermId, Rc<[TextId]>>,
    states: FastMap<State, usize>,
    memo: Vec<Memo>,
    depth: usize,
    /// States that are empty on an assumption, in the order in which they were found to be.
    assumed: Vec<usize>,
    /// Depth of the lowest running state that the current search assumed to be empty.
    lowest: usize,
    /// Steps that a question may take.
    steps_max: u32,
    steps_left: u32,
}

impl<'s> Engine<'s> {
    pub(super) fn new(left: &'s Schemas, right: &'s Schemas, options: Options) -> Self {
        Self {
            terms: Terms::new(left, right, options),
            texts: Texts::default(),
            constants: Constants::default(),
            options,
            strings: Strings::default(),
            tags: Tags::default(),
            accepted: AcceptedValues::default(),
            ways: FastMap::default(),
            implied: FastMap::default(),
            names: FastMap::default(),
            states: FastMap::default(),
            memo: Vec::new(),
            depth: 0,
            assumed: Vec::new(),
            lowest: NOTHING,
            steps_max: options.steps,
            steps_left: options.steps,
        }
    }

    /// The term of a schema.
    pub(super) fn term(&mut self, side: Side, id: SchemaId) -> TermId {
        self.read(&[(side, id)]);
        self.terms.of(side, id).unwrap_or_default()
    }

    /// Makes schemas that are compared with one another ready.
    pub(super) fn read(&mut self, schemas: &[(Side, SchemaId)]) {
        if schemas.iter().any(|(side, id)| self.terms.of(*side, *id).is_none()) {
            self.terms.read(schemas, &mut self.texts, &mut self.constants);
        }
    }

    /// Lets further questions take that many steps; tells how many it was.
    pub(super) fn limit(&mut self, steps_max: u32) -> u32 {
        std::mem::replace(&mut self.steps_max, steps_max.min(self.options.steps))
    }

    /// Whether some value meets all demands, as a question of its own.
    pub(super) fn ask(&mut self, literals: Vec<Literal>) -> Outcome {
        self.steps_left = self.steps_max;
        self.solve(ValueKinds::ALL, literals)
    }

    /// The same of values of some kinds.
    pub(super) fn ask_kinds(&mut self, kinds: ValueKinds, literals: Vec<Literal>) -> Outcome {
        self.steps_left = self.steps_max;
        self.solve(kinds, literals)
    }

    /// The same with demands that are not whole schemas'; it is not remembered.
    pub(super) fn ask_demands(
        &mut self,
        kinds: ValueKinds,
        literals: Vec<Literal>,
        demands: &[Demand],
    ) -> Outcome {
        self.steps_left = self.steps_max;
        let mut alternatives = Alternatives::default();
        let Some(state) = State::new(kinds, literals) else { return Outcome::Empty };
        for kind in EXPLORED {
            if kinds.contains(kind) {
                let outcome = self.explore_state(kind, &state, demands);
                if let Some(witness) = alternatives.take(outcome) {
                    return Outcome::Inhabited(witness);
                }
            }
        }
        alternatives.end()
    }

    /// Whether some value of one of the kinds meets all demands.
    pub(super) fn solve(&mut self, kinds: ValueKinds, literals: Vec<Literal>) -> Outcome {
        let kinds = literals.iter().fold(kinds, |kinds, literal| kinds.and(self.kinds_of(*literal)));
        let Some(state) = State::new(kinds, literals).filter(|_| !kinds.is_empty()) else {
            return Outcome::Empty;
        };
        let next = self.memo.len();
        let at = *self.states.entry(state.clone()).or_insert(next);
        if at == next {
            self.memo.push(Memo::New);
        }
        match &self.memo[at] {
            Memo::Done(outcome) => outcome.clone(),
            Memo::Running(depth) | Memo::EmptyIf(depth) => {
                self.lowest = self.lowest.min(*depth);
                Outcome::Empty
            }
            Memo::GivenUp(steps) if self.steps_left <= *steps => Outcome::Unknown(Doubt::Steps),
            Memo::New | Memo::GivenUp(_) => {
                stacker::maybe_grow(STACK_LEFT_BYTES, STACK_MORE_BYTES, || self.run(at, &state))
            }
        }
    }

    /// The same, but only when it is certain whatever the states that are being decided turn out to be.
    pub(super) fn is_surely_empty(&mut self, kinds: ValueKinds, literals: Vec<Literal>) -> bool {
        let outside = std::mem::replace(&mut self.lowest, NOTHING);
        let outcome = self.solve(kinds, literals);
        let inside = std::mem::replace(&mut self.lowest, outside);
        matches!(outcome, Outcome::Empty) && inside == NOTHING
    }

    /// One step of a search; false when there are none left.
    pub(super) fn step(&mut self) -> bool {
        self.steps_left = self.steps_left.saturating_sub(1);
        self.steps_left > 0
    }

    fn run(&mut self, at: usize, state: &State) -> Outcome {
        if self.depth >= DEPTH_MAX {
            return Outcome::Unknown(Doubt::Depth);
        }
        let (depth, steps) = (self.depth, self.steps_left);
        let outside = std::mem::replace(&mut self.lowest, NOTHING);
        let first_assumed = self.assumed.len();
        self.memo[at] = Memo::Running(depth);
        self.depth += 1;
        let outcome = self.search(state);
        self.depth -= 1;
        let lowest = std::mem::replace(&mut self.lowest, outside);
        self.remember(at, &outcome, steps, depth, lowest, first_assumed);
        outcome
    }

    /// Keeps the outcome of the state that ran at `depth` and had so many steps, and settles what was assumed of it.
    fn remember(
        &mut self,
        at: usize,
        outcome: &Outcome,
        steps: u32,
        depth: usize,
        lowest: usize,
        first_assumed: usize,
    ) {
        match outcome {
            Outcome::Empty if lowest >= depth => {
                self.settle(first_assumed, depth, &Memo::Done(Outcome::Empty));
                self.memo[at] = Memo::Done(Outcome::Empty);
            }
            Outcome::Empty => {
                self.settle(first_assumed, depth, &Memo::EmptyIf(lowest));
                self.memo[at] = Memo::EmptyIf(lowest);
                self.assumed.push(at);
                self.lowest = self.lowest.min(lowest);
            }
            Outcome::Inhabited(_) => {
                self.settle(first_assumed, depth, &Memo::New);
                self.memo[at] = Memo::Done(outcome.clone());
            }
            Outcome::Unknown(Doubt::Steps) => {
                self.settle(first_assumed, depth, &Memo::New);
                self.memo[at] = Memo::GivenUp(steps);
            }
            Outcome::Unknown(doubt) => {
                self.settle(first_assumed, depth, &Memo::New);
                let lasting = lowest >= depth && *doubt != Doubt::Depth;
                self.memo[at] = if lasting { Memo::Done(outcome.clone()) } else { Memo::New };
            }
        }
    }

    /// What was assumed since `first` of the state at `depth` becomes `memo`; what was assumed of those further out
    /// alone stays.
    fn settle(&mut self, first: usize, depth: usize, memo: &Memo) {
        let mut kept = Vec::new();
        for at in self.assumed.split_off(first) {
            match (&self.memo[at], memo) {
                // It may have been assumed of both.
                (Memo::EmptyIf(lowest), Memo::Done(_)) if *lowest < depth => kept.push(at),
                (Memo::EmptyIf(lowest), Memo::EmptyIf(outer)) => {
                    self.memo[at] = Memo::EmptyIf(*lowest.min(outer));
                    kept.push(at);
                }
                (_, memo) => self.memo[at] = memo.clone(),
            }
        }
        self.assumed.append(&mut kept);
    }

    /// Null and the booleans are few enough to be tried; the other kinds are explored.
    fn search(&mut self, state: &State) -> Outcome {
        let mut alternatives = Alternatives::default();
        for value in [Value::Null, Value::Bool(true), Value::Bool(false)] {
            if state.kinds.contains(ValueKind::of(&value)) {
                match self.meets(&value, &state.literals) {
                    Ok(true) => return Outcome::Inhabited(Witness::leaf(value)),
                    Ok(false) => {}
                    Err(doubt) => alternatives.doubt(doubt),
                }
            }
        }
        for kind in EXPLORED {
            if state.kinds.contains(kind) && !alternatives.is_exhausted() {
                let outcome = self.explore_state(kind, state, &[]);
                if let Some(witness) = alternatives.take(outcome) {
                    return Outcome::Inhabited(witness);
                }
            }
        }
        alternatives.end()
    }

    /// Whether the value meets all demands.
    pub(super) fn meets(&mut self, value: &Value, literals: &[Literal]) -> Result<bool, Doubt> {
        for literal in literals {
            let accepted = match literal.subject {
                Subject::Term(term) => self.accepts(term, value)?,
                Subject::Own(term) => self.accepts_own(term, value)?,
                Subject::Constant(constant) => self.constants.find(value) == Some(constant),
            };
            if accepted == (literal.sign == Sign::Refuses) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Kinds of the values that may meet the demand.
    fn kinds_of(&self, literal: Literal) -> ValueKinds {
        match (literal.sign, literal.subject) {
            (Sign::Refuses, _) => ValueKinds::ALL,
            (Sign::Writes | Sign::Accepts, Subject::Term(term)) => self.terms.kinds(term),
            (Sign::Writes | Sign::Accepts, Subject::Own(term)) => self.own_kinds(term),
            (Sign::Writes | Sign::Accepts, Subject::Constant(constant)) => {
                ValueKinds::only(ValueKind::of(&self.constants.get(constant)))
            }
        }
    }

    fn own_kinds(&self, term: TermId) -> ValueKinds {
        let term = self.terms.get(term);
        if term.nullable { term.kinds.or(ValueKinds::only(ValueKind::Null)) } else { term.kinds }
    }
}
