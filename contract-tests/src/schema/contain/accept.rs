//! Whether a term accepts a value: the meaning of the keywords, which everything else is held to. Source: JSON Schema
//! Wright 00 "Validation", sections 5.1 to 5.26, as OpenAPI 3.0.3 "Schema Object" has them. It must not know how
//! values are found.

use std::rc::Rc;

use num_rational::BigRational;
use serde_json::{Map, Value};

use super::engine::Engine;
use super::exact;
use super::kinds::ValueKind;
use super::outcome::Doubt;
use super::strings::Strings;
use super::term::{AdditionalTerm, End, NumberTerm, Term, TermId};
use crate::schema::duplicate;

/// Terms inside one another, without or with a value inside a value between them.
const DEPTH_MAX: usize = 512;

type Verdict = Result<bool, Doubt>;

impl Engine<'_> {
    /// Whether the term accepts the value.
    pub(super) fn accepts(&mut self, term: TermId, value: &Value) -> Verdict {
        self.judge(term, value, DEPTH_MAX)
    }

    /// Whether the keywords of the term that do not combine schemas accept the value.
    pub(super) fn accepts_own(&mut self, term: TermId, value: &Value) -> Verdict {
        let term = self.terms.get(term);
        if value.is_null() && term.nullable {
            return Ok(true);
        }
        self.judge_own(&term, value, DEPTH_MAX)
    }

    fn judge(&mut self, term: TermId, value: &Value, depth: usize) -> Verdict {
        let term = self.terms.get(term);
        if value.is_null() && term.nullable {
            return Ok(true);
        }
        let own = self.judge_own(&term, value, depth);
        if matches!(own, Ok(false)) || term.is_plain() {
            return own;
        }
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.judge_combined(&term, value, depth, own))
    }

    fn judge_combined(&mut self, term: &Rc<Term>, value: &Value, depth: usize, own: Verdict) -> Verdict {
        let Some(depth) = depth.checked_sub(1) else { return Err(Doubt::Depth) };
        // Schemas that fork again and again would be judged exponentially often.
        if !self.step() {
            return Err(Doubt::Steps);
        }
        let mut all = All::from(own);
        for part in &term.all_of {
            if all.is_false(self.judge(*part, value, depth)) {
                return Ok(false);
            }
        }
        if let Some(not) = term.not
            && all.is_false(self.judge(not, value, depth).map(|accepted| !accepted))
        {
            return Ok(false);
        }
        for (branches, limit) in [(&term.any_of, usize::MAX), (&term.one_of, 1)] {
            if !branches.is_empty() && all.is_false(self.judge_branches(branches, limit, value, depth)) {
                return Ok(false);
            }
        }
        all.end()
    }

    /// Whether at least one branch accepts the value, and at most `limit`.
    fn judge_branches(&mut self, branches: &[TermId], limit: usize, value: &Value, depth: usize) -> Verdict {
        let (mut accepted, mut doubt) = (0, None);
        for branch in branches {
            match self.judge(*branch, value, depth) {
                Ok(true) => accepted += 1,
                Ok(false) => {}
                Err(unknown) => doubt = Some(unknown),
            }
            if accepted > limit {
                return Ok(false);
            }
            if accepted > 0 && limit == usize::MAX {
                return Ok(true);
            }
        }
        doubt.map_or(Ok(accepted > 0), Err)
    }

    fn judge_own(&mut self, term: &Rc<Term>, value: &Value, depth: usize) -> Verdict {
        if !term.has_kind(ValueKind::of(value)) {
            return Ok(false);
        }
        if let Some(values) = &term.values
            && self.constants.find(value).is_none_or(|id| values.binary_search(&id).is_err())
        {
            return Ok(false);
        }
        if term.immense && value.is_number() {
            return Err(Doubt::Number);
        }
        match value {
            Value::Null | Value::Bool(_) => Ok(true),
            Value::Number(number) => {
                let Some(number) = exact::rational(number) else { return Err(Doubt::Number) };
                Ok((!term.integer || number.is_integer()) && term.number.accepts(&number))
            }
            Value::String(text) => self.judge_text(term, text),
            Value::Array(items) => self.judge_items(term, items, depth),
            Value::Object(members) => self.judge_members(term, members, depth),
        }
    }

    fn judge_text(&mut self, term: &Term, text: &str) -> Verdict {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        if !term.string.length.contains(length) {
            return Ok(false);
        }
        let mut all = All::from(Ok(true));
        if let Some(pattern) = term.string.pattern
            && all.is_false(self.strings.matches(pattern, text, &self.texts))
        {
            return Ok(false);
        }
        if term.format.is_some_and(|format| !Strings::is_formatted(format, text, &self.texts)) {
            return Ok(false);
        }
        all.end()
    }

    fn judge_items(&mut self, term: &Rc<Term>, items: &[Value], depth: usize) -> Verdict {
        let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
        if !term.array.count.contains(count) || (term.array.unique && duplicate(items).is_some()) {
            return Ok(false);
        }
        let Some(item_term) = term.array.items else { return Ok(true) };
        let Some(depth) = depth.checked_sub(1) else { return Err(Doubt::Depth) };
        let mut all = All::from(Ok(true));
        for item in items {
            if all.is_false(self.judge(item_term, item, depth)) {
                return Ok(false);
            }
        }
        all.end()
    }

    fn judge_members(&mut self, term: &Rc<Term>, members: &Map<String, Value>, depth: usize) -> Verdict {
        let object = &term.object;
        let count = u64::try_from(members.len()).unwrap_or(u64::MAX);
        let has = |name: &str| members.contains_key(name);
        if !object.count.contains(count) || !object.required.iter().all(|name| has(&self.texts.get(*name))) {
            return Ok(false);
        }
        let Some(depth) = depth.checked_sub(1) else { return Err(Doubt::Depth) };
        let mut all = All::from(Ok(true));
        for (name, value) in members {
            let member = self.texts.find(name).and_then(|name| object.member(name));
            let verdict = match (member, object.additional) {
                (Some(member), _) => self.judge(member.term, value, depth),
                (None, AdditionalTerm::Unstated | AdditionalTerm::Any) => Ok(true),
                (None, AdditionalTerm::None) => Ok(false),
                (None, AdditionalTerm::Term(additional)) => self.judge(additional, value, depth),
            };
            if all.is_false(verdict) {
                return Ok(false);
            }
        }
        all.end()
    }
}

impl End {
    /// Whether the number is on the inner side of this lower end.
    pub(super) fn is_below(&self, number: &BigRational) -> bool {
        if self.exclusive { number > &self.value } else { number >= &self.value }
    }

    /// Whether the number is on the inner side of this upper end.
    pub(super) fn is_above(&self, number: &BigRational) -> bool {
        if self.exclusive { number < &self.value } else { number <= &self.value }
    }
}

impl NumberTerm {
    pub(super) fn accepts(&self, number: &BigRational) -> bool {
        self.min.as_ref().is_none_or(|min| min.is_below(number))
            && self.max.as_ref().is_none_or(|max| max.is_above(number))
            && self.multiple.as_ref().is_none_or(|multiple| (number / multiple).is_integer())
    }
}

/// Verdicts that must all be true: one that is false decides, whatever is unknown of the others.
struct All {
    doubt: Option<Doubt>,
}

impl From<Verdict> for All {
    fn from(first: Verdict) -> Self {
        Self { doubt: first.err() }
    }
}

impl All {
    fn is_false(&mut self, verdict: Verdict) -> bool {
        match verdict {
            Ok(accepted) => !accepted,
            Err(doubt) => {
                self.doubt.get_or_insert(doubt);
                false
            }
        }
    }

    fn end(self) -> Verdict {
        self.doubt.map_or(Ok(true), Err)
    }
}
