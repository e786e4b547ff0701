//! An expression as an alternating automaton: positions that read a character, choices between them, and looks. A look
//! ahead is a promise about the rest of the word; a look behind asks a tracker, which reads the word along with
//! the main run. It must not know sets of positions.

use std::collections::HashMap;

use super::characters::CharacterSet;
use super::error::{Irregular, TooLarge};
use super::expression::{Direction, Expression};

/// Nodes of one automaton.
const NODES_MAX: usize = 60_000;

/// Different sets of characters of one automaton.
const SETS_MAX: usize = 2_000;

/// A node, by its position in [`Alternating::nodes`].
pub(super) type NodeId = u32;

/// What happens at a node.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// The word may end here.
    End,
    /// Whatever follows, the word is accepted.
    Rest,
    /// Reads one character of the set (an index into [`Alternating::sets`]).
    Read { set: u32, next: NodeId },
    /// Goes on at any of them.
    Split(Vec<NodeId>),
    /// Goes on when the rest of the word is accepted from `body`, or when it is not.
    Ahead { body: NodeId, negated: bool, next: NodeId },
    /// Goes on when the tracker accepts what was read so far, or when it does not.
    Behind { tracker: u32, negated: bool, next: NodeId },
}

/// The automaton of an expression.
#[derive(Debug)]
pub(super) struct Alternating {
    pub(super) nodes: Vec<Node>,
    /// The sets that nodes read, each once.
    pub(super) sets: Vec<CharacterSet>,
    /// Where a word starts.
    pub(super) start: NodeId,
    /// Where each tracker starts. A tracker asks only trackers before it.
    pub(super) trackers: Vec<NodeId>,
}

impl Alternating {
    /// The automaton of words that the expression finds somewhere in them, or, when `whole`, that it matches from
    /// end to end.
    pub(super) fn of(expression: &Expression, whole: bool) -> Result<Self, Irregular> {
        let automaton = Self { nodes: Vec::new(), sets: Vec::new(), start: 0, trackers: Vec::new() };
        let mut builder = Builder { automaton, set_ids: HashMap::new(), tracked: Vec::new() };
        let last = builder.add(if whole { Node::End } else { Node::Rest })?;
        let first = builder.build(expression, last)?;
        builder.automaton.start = if whole { first } else { builder.anywhere(first)? };
        Ok(builder.automaton)
    }
}

struct Builder {
    automaton: Alternating,
    set_ids: HashMap<CharacterSet, u32>,
    /// What each tracker tracks, so that one lookbehind in many places is one tracker.
    tracked: Vec<Expression>,
}

impl Builder {
    fn add(&mut self, node: Node) -> Result<NodeId, TooLarge> {
        let nodes = &mut self.automaton.nodes;
        if nodes.len() >= NODES_MAX {
            return Err(TooLarge);
        }
        nodes.push(node);
        u32::try_from(nodes.len() - 1).map_err(|_| TooLarge)
    }

    fn set(&mut self, set: &CharacterSet) -> Result<u32, TooLarge> {
        if let Some(&known) = self.set_ids.get(set) {
            return Ok(known);
        }
        let fresh = u32::try_from(self.set_ids.len()).map_err(|_| TooLarge)?;
        if self.set_ids.len() >= SETS_MAX {
            return Err(TooLarge);
        }
        self.automaton.sets.push(set.clone());
        self.set_ids.insert(set.clone(), fresh);
        Ok(fresh)
    }

    /// Any characters, and then `next`.
    fn anywhere(&mut self, next: NodeId) -> Result<NodeId, TooLarge> {
        let split = self.add(Node::Split(Vec::new()))?;
        let set = self.set(&CharacterSet::any())?;
        let read = self.add(Node::Read { set, next: split })?;
        self.fill(split, vec![read, next]);
        Ok(split)
    }

    fn fill(&mut self, split: NodeId, targets: Vec<NodeId>) {
        if let Some(node) = self.automaton.nodes.get_mut(split as usize) {
            *node = Node::Split(targets);
        }
    }

    /// A node from which the expression is matched, and then `next`.
    fn build(&mut self, expression: &Expression, next: NodeId) -> Result<NodeId, Irregular> {
        match expression {
            Expression::Class(set) => {
                let set = self.set(set)?;
                Ok(self.add(Node::Read { set, next })?)
            }
            Expression::Sequence(parts) => {
                parts.iter().rev().try_fold(next, |next, part| self.build(part, next))
            }
            Expression::Choice(branches) => {
                let targets: Result<Vec<_>, _> =
                    branches.iter().map(|branch| self.build(branch, next)).collect();
                Ok(self.add(Node::Split(targets?))?)
            }
            Expression::Repeat { body, min, max } => self.repeat(body, *min, *max, next),
            Expression::Look { direction: Direction::Ahead, negated, body } => {
                let rest = self.add(Node::Rest)?;
                let body = self.build(body, rest)?;
                Ok(self.add(Node::Ahead { body, negated: *negated, next })?)
            }
            Expression::Look { direction: Direction::Behind, negated, body } => {
                let tracker = self.tracker(body)?;
                Ok(self.add(Node::Behind { tracker, negated: *negated, next })?)
            }
        }
    }

    fn repeat(
        &mut self,
        body: &Expression,
        min: u32,
        max: Option<u32>,
        next: NodeId,
    ) -> Result<NodeId, Irregular> {
        let mut target = next;
        match max {
            None => {
                let split = self.add(Node::Split(Vec::new()))?;
                let again = self.build(body, split)?;
                self.fill(split, vec![again, next]);
                target = split;
            }
            // Each of the optional copies may be the last one.
            Some(max) => {
                for _ in min..max {
                    let copy = self.build(body, target)?;
                    target = self.add(Node::Split(vec![copy, next]))?;
                }
            }
        }
        for _ in 0..min {
            // A body without nodes would otherwise be repeated without ever meeting the bound.
            let before = self.automaton.nodes.len();
            target = self.build(body, target)?;
            if self.automaton.nodes.len() == before {
                break;
            }
        }
        Ok(target)
    }

    fn tracker(&mut self, body: &Expression) -> Result<u32, Irregular> {
        if body.looks_ahead() {
            return Err(Irregular::LookaheadInLookbehind);
        }
        let known = self.tracked.iter().position(|tracked| tracked == body);
        let at = match known {
            Some(at) => at,
            None => {
                let end = self.add(Node::End)?;
                let first = self.build(body, end)?;
                let start = self.anywhere(first)?;
                self.automaton.trackers.push(start);
                self.tracked.push(body.clone());
                self.automaton.trackers.len() - 1
            }
        };
        Ok(u32::try_from(at).map_err(|_| TooLarge)?)
    }
}
