//! One line of search for a value of one kind: the demands are taken apart, alternatives are tried in turn, and what
//! is left is for the kind to decide. Branches that cannot hold a value are left before their parts are looked at: a
//! demand that contradicts the others is found by asking for the two alone, which is remembered. It must not know
//! what a kind's keywords mean.

use std::rc::Rc;

use serde_json::Value;

use super::constant::ConstantId;
use super::demand::Demand;
use super::engine::Engine;
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign, State, Subject};
use super::outcome::{Alternatives, Doubt, Outcome};
use super::refusal::Effect;
use super::tags::{self, TagList};
use super::term::{Term, TermId};
use super::viable::Left;
use super::witness::Witness;

/// Branches of `anyOf` of which a writer's every mixture is looked at; of more, each alone and all together are.
const MIXED_MAX: usize = 3;

/// What is asked of a value so far.
#[derive(Clone)]
pub(super) struct Branch<'s> {
    pub(super) kind: ValueKind,
    /// The state that is searched.
    state: &'s State,
    /// What is asked of the value beside that.
    given: &'s [Demand],
    /// Literals to take apart.
    todo: Vec<Literal>,
    /// Literals that were.
    seen: Vec<Literal>,
    /// Terms whose own keywords accept the value.
    pub(super) positives: Vec<(Sign, TermId)>,
    /// Choices to make: one of several branches accepts the value.
    choices: Vec<Choice>,
    /// What refuses the value in one of several ways.
    refused: Vec<Subject>,
    pub(super) demands: Vec<Demand>,
    /// How many positives the refusals were compared with.
    compared: usize,
    /// Whether looking ahead leaves nothing that is no choice.
    settled: bool,
}

#[derive(Clone, Copy)]
struct Choice {
    sign: Sign,
    term: TermId,
    one: bool,
}

/// What taking a literal apart led to.
enum Progress {
    Going,
    /// Nothing is in this branch, or what is was found.
    Ended(Outcome),
}

impl Engine<'_> {
    /// Searches the state for a value of the kind that meets the demands as well.
    pub(super) fn explore_state(&mut self, kind: ValueKind, state: &State, given: &[Demand]) -> Outcome {
        let branch = Branch {
            kind,
            state,
            given,
            todo: state.literals.to_vec(),
            seen: Vec::new(),
            positives: Vec::new(),
            choices: Vec::new(),
            refused: Vec::new(),
            demands: given.to_vec(),
            compared: 0,
            settled: true,
        };
        self.explore(branch)
    }

    fn explore(&mut self, mut branch: Branch<'_>) -> Outcome {
        if !self.step() {
            return Outcome::Unknown(Doubt::Steps);
        }
        while let Some(literal) = branch.todo.pop() {
            if let Progress::Ended(outcome) = self.take_apart(literal, &mut branch) {
                return outcome;
            }
        }
        if !branch.choices.is_empty() {
            return stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || self.choose(branch));
        }
        if branch.refused.is_empty() {
            return self.decide(&branch);
        }
        if let Progress::Ended(outcome) = self.look_ahead(&mut branch) {
            return outcome;
        }
        if !branch.settled {
            return self.explore(branch);
        }
        if let Progress::Ended(outcome) = self.compare(&mut branch) {
            return outcome;
        }
        stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || self.refuse(branch))
    }

    fn take_apart(&mut self, literal: Literal, branch: &mut Branch<'_>) -> Progress {
        if branch.has(literal) {
            return Progress::Going;
        }
        if branch.contradicts(literal) {
            return Progress::Ended(Outcome::Empty);
        }
        branch.seen.push(literal);
        match (literal.sign, literal.subject) {
            (Sign::Refuses, subject) => self.take_refusal(subject, branch),
            (Sign::Writes | Sign::Accepts, Subject::Constant(constant)) => {
                self.try_values(&[constant], branch)
            }
            (sign, Subject::Own(term)) => self.take_own(sign, term, branch),
            (sign, Subject::Term(term)) => {
                branch.seen.push(Literal { subject: Subject::Own(term), sign });
                if branch.seen.contains(&Literal { subject: Subject::Own(term), sign: Sign::Refuses }) {
                    return Progress::Ended(Outcome::Empty);
                }
                let progress = self.take_own(sign, term, branch);
                if matches!(progress, Progress::Going) {
                    self.take_combined(sign, term, branch);
                }
                progress
            }
        }
    }

    fn take_own(&mut self, sign: Sign, id: TermId, branch: &mut Branch<'_>) -> Progress {
        let term = self.terms.get(id);
        if !term.has_kind(branch.kind) {
            return Progress::Ended(Outcome::Empty);
        }
        if term.immense && branch.kind == ValueKind::Number {
            return Progress::Ended(Outcome::Unknown(Doubt::Number));
        }
        match &term.values {
            Some(values) => self.try_values(values, branch),
            None => {
                branch.positives.push((sign, id));
                Progress::Going
            }
        }
    }

    fn take_combined(&mut self, sign: Sign, id: TermId, branch: &mut Branch<'_>) {
        let term = self.terms.get(id);
        branch.todo.extend(term.all_of.iter().map(|part| Literal::term(*part, sign)));
        branch.todo.extend(term.not.map(|not| Literal::term(not, Sign::Refuses)));
        if !term.any_of.is_empty() {
            branch.choices.push(Choice { sign, term: id, one: false });
        }
        if !term.one_of.is_empty() {
            branch.choices.push(Choice { sign, term: id, one: true });
        }
    }

    fn take_refusal(&mut self, subject: Subject, branch: &mut Branch<'_>) -> Progress {
        match subject {
            Subject::Constant(constant) => {
                if ValueKind::of(&self.constants.get(constant)) == branch.kind {
                    branch.refused.push(subject);
                }
                Progress::Going
            }
            Subject::Own(id) | Subject::Term(id) => {
                let term = self.terms.get(id);
                let able = matches!(subject, Subject::Own(_)) || self.terms.kinds(id).contains(branch.kind);
                if !able || !term.has_kind(branch.kind) {
                    return Progress::Going;
                }
                if term.immense && branch.kind == ValueKind::Number {
                    return Progress::Ended(Outcome::Unknown(Doubt::Number));
                }
                // Own keywords with `enum` alone among literals do not occur: a term with `enum` is never split.
                match self.accepted_values(id) {
                    Some(Ok(values)) => {
                        branch
                            .todo
                            .extend(values.iter().map(|value| Literal::constant(*value, Sign::Refuses)));
                        Progress::Going
                    }
                    Some(Err(doubt)) => Progress::Ended(Outcome::Unknown(doubt)),
                    None => {
                        branch.refused.push(subject);
                        Progress::Going
                    }
                }
            }
        }
    }

    /// The value is one of these: each is tried on the whole state.
    fn try_values(&mut self, values: &[ConstantId], branch: &Branch<'_>) -> Progress {
        let mut alternatives = Alternatives::default();
        for id in values {
            let value = self.constants.get(*id);
            if ValueKind::of(&value) == branch.kind {
                match self.meets_branch(&value, branch) {
                    Ok(true) => return Progress::Ended(Outcome::Inhabited(Witness::constant(value))),
                    Ok(false) => {}
                    Err(doubt) => alternatives.doubt(doubt),
                }
            }
        }
        Progress::Ended(alternatives.end())
    }

    fn meets_branch(&mut self, value: &Value, branch: &Branch<'_>) -> Result<bool, Doubt> {
        for demand in branch.given {
            if !self.meets_demand(value, demand)? {
                return Ok(false);
            }
        }
        self.meets(value, &branch.state.literals)
    }

    /// Makes the choice with the fewest alternatives.
    fn choose(&mut self, mut branch: Branch<'_>) -> Outcome {
        let tags = self.tags_of_branch(&branch);
        let mut options: Vec<Vec<TermId>> = Vec::with_capacity(branch.choices.len());
        for choice in branch.choices.clone() {
            options.push(self.viable(choice, &branch, &tags));
        }
        let fewest = (0..options.len()).min_by_key(|at| options[*at].len()).unwrap_or(0);
        let (choice, options) = (branch.choices.swap_remove(fewest), options.swap_remove(fewest));
        let mut alternatives = Alternatives::default();
        for picked in mixtures(choice, &options) {
            let mut next = branch.clone();
            if choice.one {
                let term = self.terms.get(choice.term);
                let mut others = term.one_of.clone();
                // Each once: a branch that is listed twice is never the only one.
                if let Some(at) = others.iter().position(|other| picked.contains(other)) {
                    others.swap_remove(at);
                }
                next.todo.extend(others.into_iter().map(|other| Literal::term(other, Sign::Refuses)));
            }
            next.todo.extend(picked.into_iter().map(|option| Literal::term(option, choice.sign)));
            let outcome = self.explore(next);
            if let Some(witness) = alternatives.take(outcome) {
                return Outcome::Inhabited(witness);
            }
            if alternatives.is_exhausted() {
                break;
            }
        }
        alternatives.end()
    }

    fn viable(&mut self, choice: Choice, branch: &Branch<'_>, tags: &TagList) -> Vec<TermId> {
        let term = self.terms.get(choice.term);
        let options = if choice.one { &term.one_of } else { &term.any_of };
        let mut viable = Vec::new();
        for option in options {
            let able = self.terms.kinds(*option).contains(branch.kind)
                && (branch.kind != ValueKind::Object
                    || (!tags::are_disjoint(tags, &self.tags_of(*option))
                        && !self.is_ruled_out(choice.sign, *option, branch)));
            if able && !viable.contains(option) {
                viable.push(*option);
            }
        }
        viable
    }

    fn tags_of_branch(&mut self, branch: &Branch<'_>) -> TagList {
        if branch.kind != ValueKind::Object {
            return TagList::new();
        }
        let parts: Vec<TermId> = branch.positives.iter().map(|(_, term)| *term).collect();
        self.tags_of_parts(&parts)
    }

    /// Drops refusals that the accepting terms imply, and ends the branch when they contradict one.
    fn compare(&mut self, branch: &mut Branch<'_>) -> Progress {
        if branch.compared == branch.positives.len() {
            return Progress::Going;
        }
        branch.compared = branch.positives.len();
        let positives = self.accepting(branch);
        // A single refusal is the state itself.
        if branch.refused.len() + branch.demands.len() < 2 || positives.is_empty() {
            return Progress::Going;
        }
        let kinds = ValueKinds::only(branch.kind);
        let with = |subject, sign| {
            let mut literals = positives.clone();
            literals.push(Literal { subject, sign });
            literals
        };
        for subject in &branch.refused {
            if matches!(self.solve(kinds, with(*subject, Sign::Refuses)), Outcome::Empty) {
                return Progress::Ended(Outcome::Empty);
            }
        }
        if branch.refused.len() > 1 {
            let mut kept = Vec::with_capacity(branch.refused.len());
            for subject in std::mem::take(&mut branch.refused) {
                if !self.is_surely_empty(kinds, with(subject, Sign::Accepts)) {
                    kept.push(subject);
                }
            }
            branch.refused = kept;
        }
        Progress::Going
    }

    /// The accepting terms as literals.
    fn accepting(&self, branch: &Branch<'_>) -> Vec<Literal> {
        let literals = branch.positives.iter().map(|(sign, id)| {
            let plain = self.terms.get(*id).is_plain();
            let subject = if plain { Subject::Term(*id) } else { Subject::Own(*id) };
            Literal { subject, sign: *sign }
        });
        literals.collect()
    }

    /// Takes the refusals that have a single way, and drops those that are met.
    fn look_ahead(&mut self, branch: &mut Branch<'_>) -> Progress {
        let tags = self.tags_of_branch(branch);
        let positives = self.positives(branch);
        let members = (branch.kind == ValueKind::Object).then(|| self.members(&positives, &branch.demands));
        let mut open = Vec::with_capacity(branch.refused.len());
        let mut taken = Vec::new();
        for subject in std::mem::take(&mut branch.refused) {
            match self.left(subject, branch, members.as_ref(), &tags) {
                Left::Met => {}
                Left::Ways(ways) => match ways.len() {
                    0 => return Progress::Ended(Outcome::Empty),
                    1 => taken.extend(ways),
                    count => open.push((count, subject)),
                },
            }
        }
        open.sort_by_key(|(count, _)| *count);
        branch.refused = open.into_iter().map(|(_, subject)| subject).collect();
        branch.settled = taken.is_empty();
        for way in taken {
            branch.take(&way);
        }
        Progress::Going
    }

    /// Tries the ways in which the refusal with the fewest is met.
    fn refuse(&mut self, mut branch: Branch<'_>) -> Outcome {
        if branch.refused.is_empty() {
            return self.decide(&branch);
        }
        let subject = branch.refused.remove(0);
        let tags = self.tags_of_branch(&branch);
        let positives = self.positives(&branch);
        let left = {
            let members =
                (branch.kind == ValueKind::Object).then(|| self.members(&positives, &branch.demands));
            self.left(subject, &branch, members.as_ref(), &tags)
        };
        let Left::Ways(ways) = left else { return self.explore(branch) };
        let mut alternatives = Alternatives::default();
        for way in ways {
            let mut next = branch.clone();
            next.take(&way);
            let outcome = self.explore(next);
            if let Some(witness) = alternatives.take(outcome) {
                return Outcome::Inhabited(witness);
            }
            if alternatives.is_exhausted() {
                break;
            }
        }
        alternatives.end()
    }

    /// The accepting terms.
    pub(super) fn positives(&self, branch: &Branch<'_>) -> Vec<(Sign, Rc<Term>)> {
        branch.positives.iter().map(|(sign, id)| (*sign, self.terms.get(*id))).collect()
    }

    /// Everything is taken apart: the kind decides.
    fn decide(&mut self, branch: &Branch<'_>) -> Outcome {
        match branch.kind {
            ValueKind::Null | ValueKind::Boolean => Outcome::Empty,
            ValueKind::Number => self.decide_number(branch),
            ValueKind::String => self.decide_string(branch),
            ValueKind::Array => self.decide_array(branch),
            ValueKind::Object => self.decide_object(branch),
        }
    }
}

impl Branch<'_> {
    /// Whether the literal was taken.
    pub(super) fn has(&self, literal: Literal) -> bool {
        self.seen.contains(&literal)
    }

    /// The whole terms that refuse the value, or else those that accept it, as far as they were taken.
    pub(super) fn terms(&self, refusing: bool) -> Vec<TermId> {
        let taken = self.seen.iter().filter(|literal| (literal.sign == Sign::Refuses) == refusing);
        let terms = taken.filter_map(|literal| match literal.subject {
            Subject::Term(term) => Some(term),
            Subject::Own(_) | Subject::Constant(_) => None,
        });
        terms.collect()
    }

    /// Whether the contrary of the literal was taken.
    pub(super) fn contradicts(&self, literal: Literal) -> bool {
        self.seen.iter().any(|seen| seen.is_contrary_to(literal))
    }

    /// Adds what one way to refuse the value demands.
    fn take(&mut self, way: &[Effect]) {
        for effect in way {
            match effect {
                Effect::Literal(literal) => self.todo.push(*literal),
                Effect::Demand(demand) => self.demands.push(demand.clone()),
            }
        }
    }
}

/// The branches that are taken together. One that is accepted says nothing of the others, but a writer may have
/// mixed several, and the members that it then may write are those of all.
fn mixtures(choice: Choice, options: &[TermId]) -> Vec<Vec<TermId>> {
    let mut mixtures: Vec<Vec<TermId>> = options.iter().map(|option| vec![*option]).collect();
    if choice.one || choice.sign != Sign::Writes || options.len() < 2 {
        return mixtures;
    }
    if options.len() == MIXED_MAX {
        for left_out in 0..options.len() {
            let mut pair = options.to_vec();
            pair.remove(left_out);
            mixtures.push(pair);
        }
    }
    mixtures.push(options.to_vec());
    mixtures
}
