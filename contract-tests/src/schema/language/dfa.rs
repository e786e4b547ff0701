//! Deterministic automata over classes of characters: complete, as small as they can be, and numbered in one way, so
//! that automata of the same words are equal. It must not know patterns or lengths.

use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;

use super::alphabet::Alphabet;
use super::error::TooLarge;
use super::lengths::Lengths;
use super::limits::{CELLS_MAX, STATES_MAX};
use super::minimise::blocks;
use super::order::Order;

/// A state; a word starts at 0.
pub(super) type State = u32;

/// A deterministic automaton.
pub(super) struct Dfa {
    alphabet: Alphabet,
    /// The next state, by state and then by class.
    table: Vec<State>,
    accepting: Vec<bool>,
    /// The state from which no word is accepted, if there is one.
    dead: Option<State>,
    /// The state from which every word is accepted, if there is one.
    sure: Option<State>,
    /// The alphabet in the order of preference.
    pub(super) order: Order,
    /// Which lengths its words have, as far as that was asked.
    pub(super) lengths: Mutex<Lengths>,
}

/// Without its table, which would drown every message that shows a set.
impl fmt::Debug for Dfa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Dfa");
        shown.field("states", &self.states()).field("classes", &self.alphabet.classes());
        shown.finish_non_exhaustive()
    }
}

impl PartialEq for Dfa {
    fn eq(&self, other: &Self) -> bool {
        self.accepting == other.accepting && self.table == other.table && self.alphabet == other.alphabet
    }
}

impl Dfa {
    /// The smallest automaton of the same words. All states must be reachable from 0.
    pub(super) fn new(alphabet: Alphabet, table: Vec<State>, accepting: Vec<bool>) -> Result<Self, TooLarge> {
        if accepting.len() > STATES_MAX || table.len() > CELLS_MAX {
            return Err(TooLarge);
        }
        let (block_of, count) = blocks(&table, &accepting, alphabet.classes());
        let mut member = vec![0; count];
        for (state, &block) in block_of.iter().enumerate() {
            member[block as usize] = state;
        }
        let width = alphabet.classes();
        let rows: Vec<Vec<State>> = member
            .iter()
            .map(|&state| {
                table[state * width..(state + 1) * width].iter().map(|&to| block_of[to as usize]).collect()
            })
            .collect();
        let accepting: Vec<bool> = member.iter().map(|&state| accepting[state]).collect();
        let start = block_of.first().copied().unwrap_or(0);
        let (alphabet, rows) = merge_classes(&alphabet, &rows);
        Ok(Self::numbered(alphabet, &rows, &accepting, start))
    }

    /// Numbers the states in the order in which a breadth-first walk meets them.
    fn numbered(alphabet: Alphabet, rows: &[Vec<State>], accepting: &[bool], start: State) -> Self {
        let mut numbers = vec![State::MAX; rows.len()];
        let mut walk = vec![start];
        numbers[start as usize] = 0;
        let mut table = Vec::with_capacity(rows.len() * alphabet.classes());
        let mut at = 0;
        let mut next = 1;
        while let Some(&state) = walk.get(at) {
            for &to in &rows[state as usize] {
                let number = &mut numbers[to as usize];
                if *number == State::MAX {
                    *number = next;
                    next += 1;
                    walk.push(to);
                }
                table.push(*number);
            }
            at += 1;
        }
        let accepting: Vec<bool> = walk.iter().map(|&state| accepting[state as usize]).collect();
        Self::canonical(alphabet, table, accepting)
    }

    fn canonical(alphabet: Alphabet, table: Vec<State>, accepting: Vec<bool>) -> Self {
        let width = alphabet.classes();
        let loops = |accepts: bool| {
            (0..).zip(&accepting).find_map(|(state, &accepting)| {
                let row = &table[state as usize * width..(state as usize + 1) * width];
                (accepting == accepts && row.iter().all(|&to| to == state)).then_some(state)
            })
        };
        let (dead, sure) = (loops(false), loops(true));
        let order = Order::of(&alphabet);
        Self { alphabet, table, accepting, dead, sure, order, lengths: Mutex::default() }
    }

    /// Every word, or none.
    pub(super) fn constant(accepts: bool) -> Self {
        Self::canonical(Alphabet::single(), vec![0], vec![accepts])
    }

    /// Whether there is no word.
    pub(super) fn is_empty(&self) -> bool {
        self.dead == Some(0)
    }

    /// Whether every word is in it.
    pub(super) fn is_all(&self) -> bool {
        self.sure == Some(0)
    }

    /// How many states there are.
    pub(super) fn states(&self) -> usize {
        self.accepting.len()
    }

    /// Whether a word may end in the state.
    pub(super) fn accepting(&self, state: State) -> bool {
        self.accepting[state as usize]
    }

    /// The state from which no word is accepted, if there is one.
    pub(super) fn dead(&self) -> Option<State> {
        self.dead
    }

    /// The next states, by class.
    pub(super) fn row(&self, state: State) -> &[State] {
        let width = self.alphabet.classes();
        &self.table[state as usize * width..(state as usize + 1) * width]
    }

    /// The alphabet.
    pub(super) fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    /// Whether the word is accepted.
    pub(super) fn contains(&self, word: &str) -> bool {
        let read = |state, c| self.row(state)[self.alphabet.class(c)];
        self.accepting(word.chars().fold(0, read))
    }

    /// All other words.
    pub(super) fn complement(&self) -> Self {
        let accepting = self.accepting.iter().map(|accepting| !accepting).collect();
        Self::canonical(self.alphabet.clone(), self.table.clone(), accepting)
    }

    /// The words for which `keep` says yes, told whether each automaton has them.
    pub(super) fn product(&self, other: &Self, keep: fn(bool, bool) -> bool) -> Result<Self, TooLarge> {
        let (alphabet, classes) = self.alphabet.common(&other.alphabet).ok_or(TooLarge)?;
        let pairs = Pairs { left: self, right: other, keep };
        let mut states = vec![pairs.settle(0, 0)];
        let mut numbers = HashMap::from([(states[0], 0)]);
        let mut table = Vec::new();
        let mut at = 0;
        while let Some(&pair) = states.get(at) {
            for &(a, b) in &classes {
                let next = pairs.step(pair, a, b);
                let fresh = State::try_from(states.len()).map_err(|_| TooLarge)?;
                let number = *numbers.entry(next).or_insert(fresh);
                if number == fresh {
                    states.push(next);
                }
                table.push(number);
            }
            if states.len() > STATES_MAX || table.len() > CELLS_MAX {
                return Err(TooLarge);
            }
            at += 1;
        }
        let accepting = states.iter().map(|&pair| pairs.accepts(pair)).collect();
        Self::new(alphabet, table, accepting)
    }
}

/// A state of a product: one of each, or what is decided whatever follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Pair {
    Open(State, State),
    Decided(bool),
}

struct Pairs<'a> {
    left: &'a Dfa,
    right: &'a Dfa,
    keep: fn(bool, bool) -> bool,
}

impl Pairs<'_> {
    /// The pair, or what is decided already: the product need not go on where one side has no say any more.
    fn settle(&self, a: State, b: State) -> Pair {
        let known = |dfa: &Dfa, state| {
            if dfa.dead == Some(state) {
                Some(false)
            } else if dfa.sure == Some(state) {
                Some(true)
            } else {
                None
            }
        };
        let keep = self.keep;
        match (known(self.left, a), known(self.right, b)) {
            (Some(a), Some(b)) => Pair::Decided(keep(a, b)),
            (Some(a), None) if keep(a, false) == keep(a, true) => Pair::Decided(keep(a, false)),
            (None, Some(b)) if keep(false, b) == keep(true, b) => Pair::Decided(keep(false, b)),
            (Some(_) | None, None) | (None, Some(_)) => Pair::Open(a, b),
        }
    }

    fn step(&self, pair: Pair, a: u16, b: u16) -> Pair {
        match pair {
            Pair::Open(left, right) => {
                self.settle(self.left.row(left)[usize::from(a)], self.right.row(right)[usize::from(b)])
            }
            Pair::Decided(_) => pair,
        }
    }

    fn accepts(&self, pair: Pair) -> bool {
        match pair {
            Pair::Open(a, b) => (self.keep)(self.left.accepting(a), self.right.accepting(b)),
            Pair::Decided(accepts) => accepts,
        }
    }
}

/// Joins the classes that no state tells apart, and numbers them in the order of their first characters.
fn merge_classes(alphabet: &Alphabet, rows: &[Vec<State>]) -> (Alphabet, Vec<Vec<State>>) {
    let mut names = vec![None; alphabet.classes()];
    let mut kept: Vec<usize> = Vec::new();
    let mut known: HashMap<Vec<State>, u16> = HashMap::new();
    for &(_, _, class) in alphabet.ranges() {
        let class = usize::from(class);
        if names[class].is_none() {
            let column = rows.iter().map(|row| row[class]).collect();
            let fresh = u16::try_from(kept.len()).unwrap_or(u16::MAX);
            let name = *known.entry(column).or_insert(fresh);
            if name == fresh {
                kept.push(class);
            }
            names[class] = Some(name);
        }
    }
    let names: Vec<u16> = names.into_iter().flatten().collect();
    let classes = u16::try_from(kept.len()).unwrap_or(u16::MAX);
    let rows = rows.iter().map(|row| kept.iter().map(|&class| row[class]).collect()).collect();
    (alphabet.renamed(&names, classes), rows)
}
