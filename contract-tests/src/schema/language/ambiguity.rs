//! Whether a pattern can match one text in exponentially many ways, which an engine that backtracks tries one after the
//! other. Source: Weber, Seidl: "On the degree of ambiguity of finite automata" (1991): so it is exactly when some
//! position of the pattern comes back to itself along two different ways that read the same characters.
//!
//! It must not know how any engine works.

use std::collections::{HashMap, VecDeque};

use super::characters::CharacterSet;
use super::expression::{Direction, Expression};
use super::parser;
use crate::schema::strongly_connected;

/// Positions of one pattern, its small repetitions written out.
const POSITIONS_MAX: usize = 400;

/// Counts up to which repetitions are written out; larger ones count as unbounded.
const WRITTEN_OUT_MAX: u32 = 6;

/// Pairs of steps that are looked at.
const WORK_MAX: usize = 4_000_000;

/// A text whose repetition the pattern matches in exponentially many ways.
///
/// An engine that backtracks takes exponential time to find that what follows it does not match. `None` when there is none, when nothing can fail after
/// the repetition, or when the pattern is beyond this search.
pub fn backtracking(pattern: &str) -> Option<String> {
    let expression = parser::parse(pattern).ok()?;
    let mut graph = Graph::default();
    let ends = graph.build(&expression, false)?;
    let components = graph.components();
    for component in &components {
        // Past the last position the match is found, and nothing is tried again.
        let can_fail = component.iter().all(|position| !ends.last.contains(position));
        if let Some(word) = can_fail.then(|| graph.ambiguous(component)).flatten() {
            return Some(word);
        }
    }
    None
}

/// The positions of a pattern (Glushkov): each reads a character of its set, and the edges say what may follow what.
#[derive(Default)]
struct Graph {
    /// What each position reads; nothing for the end of the text.
    reads: Vec<CharacterSet>,
    /// What may follow each position, as often as there are ways to go there.
    next: Vec<Vec<usize>>,
}

/// How a part of the pattern joins its neighbours.
#[derive(Clone, Default)]
struct Ends {
    first: Vec<usize>,
    last: Vec<usize>,
    can_be_empty: bool,
}

impl Graph {
    fn position(&mut self, reads: CharacterSet) -> Option<Ends> {
        if self.reads.len() >= POSITIONS_MAX {
            return None;
        }
        let at = self.reads.len();
        self.reads.push(reads);
        self.next.push(Vec::new());
        Some(Ends { first: vec![at], last: vec![at], can_be_empty: false })
    }

    fn join(&mut self, from: &[usize], to: &[usize]) {
        for position in from {
            self.next[*position].extend(to);
        }
    }

    fn then(&mut self, left: Ends, right: Ends) -> Ends {
        self.join(&left.last, &right.first);
        let first = if left.can_be_empty { [left.first, right.first].concat() } else { left.first };
        let last = if right.can_be_empty { [left.last, right.last].concat() } else { right.last };
        Ends { first, last, can_be_empty: left.can_be_empty && right.can_be_empty }
    }

    /// `None` when the pattern is too large, or looks around inside of a repetition, which may be what makes it
    /// unambiguous.
    fn build(&mut self, expression: &Expression, in_loop: bool) -> Option<Ends> {
        let empty = Ends { can_be_empty: true, ..Ends::default() };
        match expression {
            Expression::Class(set) => self.position(set.clone()),
            Expression::Sequence(parts) => parts.iter().try_fold(empty, |ends, part| {
                let part = self.build(part, in_loop)?;
                Some(self.then(ends, part))
            }),
            Expression::Choice(branches) => {
                let mut ends = Ends::default();
                for branch in branches {
                    let branch = self.build(branch, in_loop)?;
                    ends.first.extend(branch.first);
                    ends.last.extend(branch.last);
                    ends.can_be_empty |= branch.can_be_empty;
                }
                Some(ends)
            }
            Expression::Repeat { body, min, max: Some(max) } if *max <= WRITTEN_OUT_MAX => (0..*max)
                .try_fold(empty, |ends, at| {
                    let mut copy = self.build(body, in_loop)?;
                    copy.can_be_empty |= at >= *min;
                    Some(self.then(ends, copy))
                }),
            Expression::Repeat { body, min, .. } => {
                let mut ends = self.build(body, true)?;
                self.join(&ends.last.clone(), &ends.first);
                ends.can_be_empty |= *min == 0;
                Some(ends)
            }
            end if *end == Expression::end() => self.position(CharacterSet::default()),
            start if *start == Expression::start() => Some(empty),
            Expression::Look { direction: Direction::Ahead | Direction::Behind, .. } => {
                (!in_loop).then_some(empty)
            }
        }
    }

    /// The sets of positions that reach one another.
    fn components(&self) -> Vec<Vec<usize>> {
        let next = |at: usize| self.next[at].clone();
        strongly_connected(self.reads.len(), next)
    }

    /// A word on which a position of the component comes back to itself in two ways.
    fn ambiguous(&self, component: &[usize]) -> Option<String> {
        let inside = |at: usize| self.next[at].iter().copied().filter(|next| component.contains(next));
        // Two ways to take the same step.
        for from in component {
            let mut steps: Vec<usize> = inside(*from).collect();
            steps.sort_unstable();
            if let Some(twice) = steps.windows(2).find(|pair| pair[0] == pair[1]) {
                return self.word((twice[0], twice[0]), (*from, *from), component);
            }
        }
        let size: usize = component.iter().map(|at| inside(*at).count()).sum();
        if size.saturating_mul(size) > WORK_MAX {
            return None;
        }
        // Two ways at once: pairs of positions that read the same characters.
        let pairs: Vec<(usize, usize)> =
            component.iter().flat_map(|a| component.iter().map(move |b| (*a, *b))).collect();
        let numbers: HashMap<(usize, usize), usize> =
            pairs.iter().enumerate().map(|(number, pair)| (*pair, number)).collect();
        let next = |number: usize| -> Vec<usize> {
            self.steps(pairs[number], component).filter_map(|pair| numbers.get(&pair).copied()).collect()
        };
        let sets = strongly_connected(pairs.len(), next);
        sets.iter().find_map(|set| {
            let same = set.iter().map(|number| pairs[*number]).find(|(a, b)| a == b)?;
            let apart = set.iter().map(|number| pairs[*number]).find(|(a, b)| a != b)?;
            let there = self.word(same, apart, component)?;
            let back = self.word(apart, same, component)?;
            let mut skip = back.chars();
            skip.next();
            Some(there + skip.as_str())
        })
    }

    /// The pairs that follow a pair, both reading the same character.
    fn steps(&self, (a, b): (usize, usize), component: &[usize]) -> impl Iterator<Item = (usize, usize)> {
        self.next[a]
            .iter()
            .flat_map(move |next_a| self.next[b].iter().map(move |next_b| (*next_a, *next_b)))
            .filter(|(a, b)| component.contains(a) && component.contains(b))
            .filter(|(a, b)| common(&self.reads[*a], &self.reads[*b]).is_some())
    }

    /// The characters read on a shortest way from one pair to another, those of both included.
    fn word(&self, from: (usize, usize), to: (usize, usize), component: &[usize]) -> Option<String> {
        let mut before: HashMap<(usize, usize), Option<(usize, usize)>> = HashMap::from([(from, None)]);
        let mut queue = VecDeque::from([from]);
        while let Some(pair) = queue.pop_front() {
            if pair == to {
                break;
            }
            for next in self.steps(pair, component) {
                before.entry(next).or_insert_with(|| {
                    queue.push_back(next);
                    Some(pair)
                });
            }
        }
        let mut word = Vec::new();
        let mut at = Some(to);
        while let Some(pair) = at {
            word.push(common(&self.reads[pair.0], &self.reads[pair.1])?);
            at = *before.get(&pair)?;
        }
        Some(word.iter().rev().collect())
    }
}

/// A character of both sets, a readable one if there is one.
fn common(a: &CharacterSet, b: &CharacterSet) -> Option<char> {
    let has = |set: &CharacterSet, code: u32| {
        set.ranges().iter().any(|(first, last)| (*first..=*last).contains(&code))
    };
    let readable = ('a'..='z').chain('0'..='9').chain("-_. ".chars());
    let mut readable = readable.filter(|c| has(a, u32::from(*c)) && has(b, u32::from(*c)));
    readable.next().or_else(|| {
        let starts = a.ranges().iter().chain(b.ranges()).map(|(first, _)| *first);
        starts.filter(|code| has(a, *code) && has(b, *code)).find_map(char::from_u32)
    })
}

#[cfg(test)]
mod tests {
    use super::backtracking;

    #[test]
    fn exponential_patterns() {
        for pattern in [
            "^(a+)+$",
            "^(a*)*$",
            "^(a|a)*$",
            "^(a|aa)+$",
            "^([a-z]+)*$",
            "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z]+$",
            "^(\\w+\\s?)*$",
            "^(.*,)*$",
            "^(a{2,5})+$",
            "(x+x+)+y",
            "^((ab)*)*c",
            "^(\\d+|[0-9a-f])*z$",
            "^([a-z0-9]{1,64}){1,64}$",
        ] {
            let word = backtracking(pattern);
            assert!(word.is_some_and(|word| !word.is_empty()), "{pattern}");
        }
    }

    #[test]
    fn harmless_patterns() {
        for pattern in [
            "^a+$",
            "^(a|b)*$",
            "^(a+b)+$",
            "^[a-z]+(-[a-z]+)*$",
            "^([a-z0-9]+\\.)+[a-z]{2,}$",
            "(a+)+",
            "^\\s*\\S+\\s*$",
            "^[a-z]{0,100}$",
            "^\\+[1-9][0-9]{1,14}$",
            "^data:image/[a-z+.-]+;base64,[A-Za-z0-9+/]+=*$",
            "^(?!a)(b+c)+$",
            "^(?:(?!ab)[a-z])+$",
            "^(a*)\\1$",
            "(",
            "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        ] {
            assert_eq!(backtracking(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn large_patterns_end() {
        for pattern in [
            "([a-z]|[b-y])*".repeat(300),
            "(".repeat(150) + "a" + &"+)+".repeat(75),
            "(a|b|c|d|e|f|g|h)*".repeat(60),
        ] {
            backtracking(&pattern);
        }
    }
}
