//! From an alternating automaton to a deterministic one, by sets of configurations. A configuration is a node and the
//! promises that the lookaheads on its way made about the rest of the word; a promise is a set of configurations
//! in turn. It must not know how the result is used.

use std::collections::{HashMap, HashSet};

use super::alphabet::Alphabet;
use super::alternating::{Alternating, Node, NodeId};
use super::dfa::Dfa;
use super::error::TooLarge;
use super::limits::{STATES_MAX, WORK_MAX};

/// A set of configurations, interned.
type SetId = u32;

/// No word is accepted from here.
const FALSE: SetId = 0;

/// Every word is accepted from here.
const TRUE: SetId = 1;

/// A node that reads or ends, and what else must hold of the rest of the word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Configuration {
    node: NodeId,
    /// Sorted, each once.
    promises: Vec<Promise>,
}

/// That the set accepts the rest of the word, or, when negated, that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Promise {
    set: SetId,
    negated: bool,
}

/// A state of the result: the sets of the trackers, and of the word itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    trackers: Vec<SetId>,
    word: SetId,
}

/// The deterministic automaton, as small as it can be.
///
/// # Errors
/// When it would have too many states, or takes too much work.
pub(super) fn determinise(automaton: &Alternating) -> Result<Dfa, TooLarge> {
    let (alphabet, members) = Alphabet::telling_apart(&automaton.sets).ok_or(TooLarge)?;
    let mut run = Run::new(automaton, &members);
    let mut trackers = Vec::with_capacity(automaton.trackers.len());
    for &start in &automaton.trackers {
        let set = run.closure(start, &trackers)?;
        trackers.push(set);
    }
    let word = run.closure(automaton.start, &trackers)?;
    let start = State { trackers, word };
    let mut numbers = HashMap::from([(start.clone(), 0_u32)]);
    let mut states = vec![start];
    let mut table = Vec::new();
    let mut at = 0;
    while let Some(state) = states.get(at).cloned() {
        for class in 0..alphabet.classes() {
            let next = run.step(&state, class)?;
            let fresh = u32::try_from(states.len()).map_err(|_| TooLarge)?;
            let number = *numbers.entry(next.clone()).or_insert(fresh);
            if number == fresh {
                states.push(next);
            }
            if states.len() > STATES_MAX {
                return Err(TooLarge);
            }
            table.push(number);
        }
        at += 1;
    }
    let accepting = states.iter().map(|state| run.accepts(state.word)).collect();
    Dfa::new(alphabet, table, accepting)
}

struct Run<'a> {
    automaton: &'a Alternating,
    /// For each set of the automaton, which classes are in it.
    members: &'a [Vec<bool>],
    sets: Vec<Vec<Configuration>>,
    ids: HashMap<Vec<Configuration>, SetId>,
    work: usize,
}

impl<'a> Run<'a> {
    fn new(automaton: &'a Alternating, members: &'a [Vec<bool>]) -> Self {
        // The configuration of TRUE stands under a node that no automaton has.
        let everything = vec![Configuration { node: NodeId::MAX, promises: Vec::new() }];
        let ids = HashMap::from([(Vec::new(), FALSE), (everything.clone(), TRUE)]);
        Self { automaton, members, sets: vec![Vec::new(), everything], ids, work: 0 }
    }

    fn spend(&mut self, work: usize) -> Result<(), TooLarge> {
        self.work += work;
        if self.work > WORK_MAX { Err(TooLarge) } else { Ok(()) }
    }

    fn set(&self, id: SetId) -> &[Configuration] {
        self.sets.get(id as usize).map_or(&[], Vec::as_slice)
    }

    fn node(&self, id: NodeId) -> Option<&'a Node> {
        self.automaton.nodes.get(id as usize)
    }

    /// Whether the empty word is accepted from the set.
    fn accepts(&self, set: SetId) -> bool {
        set == TRUE
            || self.set(set).iter().any(|configuration| {
                matches!(self.node(configuration.node), Some(Node::End | Node::Rest))
                    && configuration
                        .promises
                        .iter()
                        .all(|promise| self.accepts(promise.set) != promise.negated)
            })
    }

    /// The state after one more character. Trackers read it first: looks behind ask about what was read.
    fn step(&mut self, state: &State, class: usize) -> Result<State, TooLarge> {
        let mut trackers = Vec::with_capacity(state.trackers.len());
        for &tracker in &state.trackers {
            let set = self.step_set(tracker, class, &trackers)?;
            trackers.push(set);
        }
        let word = self.step_set(state.word, class, &trackers)?;
        Ok(State { trackers, word })
    }

    fn step_set(&mut self, set: SetId, class: usize, trackers: &[SetId]) -> Result<SetId, TooLarge> {
        if set == TRUE || set == FALSE {
            return Ok(set);
        }
        let configurations = self.set(set).to_vec();
        self.spend(configurations.len())?;
        let mut waiting = Vec::with_capacity(configurations.len());
        'configurations: for configuration in configurations {
            let node = match self.node(configuration.node) {
                Some(Node::Read { set, next }) if self.members[*set as usize][class] => *next,
                Some(Node::Rest) => configuration.node,
                Some(
                    Node::Read { .. } | Node::End | Node::Split(_) | Node::Ahead { .. } | Node::Behind { .. },
                )
                | None => continue,
            };
            let mut promises = Vec::with_capacity(configuration.promises.len());
            for promise in configuration.promises {
                let set = self.step_set(promise.set, class, trackers)?;
                if !add(&mut promises, Promise { set, ..promise }) {
                    continue 'configurations;
                }
            }
            waiting.push(Configuration { node, promises });
        }
        self.reach(waiting, trackers)
    }

    /// The set of configurations that can be at `node` before a character is read.
    fn closure(&mut self, node: NodeId, trackers: &[SetId]) -> Result<SetId, TooLarge> {
        self.reach(vec![Configuration { node, promises: Vec::new() }], trackers)
    }

    /// The set that the configurations come to without reading.
    fn reach(&mut self, mut waiting: Vec<Configuration>, trackers: &[SetId]) -> Result<SetId, TooLarge> {
        let mut reached = Vec::new();
        let mut seen = HashSet::new();
        while let Some(configuration) = waiting.pop() {
            self.spend(1)?;
            let Some(node) = self.node(configuration.node) else { continue };
            if matches!(node, Node::Split(_)) && !seen.insert(configuration.clone()) {
                continue;
            }
            let mut promises = configuration.promises;
            match node {
                Node::End | Node::Rest | Node::Read { .. } => {
                    reached.push(Configuration { node: configuration.node, promises });
                }
                Node::Split(targets) => {
                    let branch = |&node| Configuration { node, promises: promises.clone() };
                    waiting.extend(targets.iter().map(branch));
                }
                Node::Ahead { body, negated, next } => {
                    let set = self.closure(*body, trackers)?;
                    if add(&mut promises, Promise { set, negated: *negated }) {
                        waiting.push(Configuration { node: *next, promises });
                    }
                }
                Node::Behind { tracker, negated, next } => {
                    let holds = trackers.get(*tracker as usize).is_some_and(|set| self.accepts(*set));
                    if holds != *negated {
                        waiting.push(Configuration { node: *next, promises });
                    }
                }
            }
        }
        self.intern(reached)
    }

    fn intern(&mut self, mut configurations: Vec<Configuration>) -> Result<SetId, TooLarge> {
        configurations.sort_unstable();
        // One without promises stands before those at the same node, and makes them needless.
        configurations.dedup_by(|next, kept| {
            next.node == kept.node && (kept.promises.is_empty() || next.promises == kept.promises)
        });
        let sure = |configuration: &Configuration| {
            configuration.promises.is_empty() && matches!(self.node(configuration.node), Some(Node::Rest))
        };
        if configurations.iter().any(sure) {
            return Ok(TRUE);
        }
        if let Some(&id) = self.ids.get(&configurations) {
            return Ok(id);
        }
        self.spend(configurations.len())?;
        let id = SetId::try_from(self.sets.len()).map_err(|_| TooLarge)?;
        self.sets.push(configurations.clone());
        self.ids.insert(configurations, id);
        Ok(id)
    }
}

/// Adds a promise, unless it is kept by every word; false when no word keeps it.
fn add(promises: &mut Vec<Promise>, promise: Promise) -> bool {
    if promise.set == TRUE || promise.set == FALSE {
        return (promise.set == TRUE) != promise.negated;
    }
    if let Err(at) = promises.binary_search(&promise) {
        promises.insert(at, promise);
    }
    true
}
