//! A run of the oracles: which apply to which resource, what is learned first, and how a broken promise is confirmed
//! before it is reported. It must not know what any oracle does.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, PoisonError};

use super::broken::Broken;
use super::checks;
use super::knowledge::Knowledge;
use super::session::{Done, Session, Stopped};
use crate::api::Api;
use crate::live::client::Client;
use crate::live::finding::Check;
use crate::live::fresh::Languages;
use crate::live::resources::Resources;
use crate::schema::Seed;

/// Items of a population at first, and of the smaller ones in which a broken promise is looked for again.
const POPULATION: usize = 5;
const SMALLER: [usize; 2] = [2, 3];
/// Identities that are tried to make a resource.
const IDENTITIES_MAX: usize = 4;
/// How often two requests are sent at once.
const ROUNDS: usize = 4;

/// Runs of one sequence, at most.
const ROUNDS_MAX: usize = 8;
/// Where conversations of sequences stand in reports: after the cases.
const ORDINAL: u64 = 1 << 60;

/// What a sequence checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Oracle {
    /// What was made can be read.
    Creation,
    /// An update changes what it names.
    Update,
    /// A replacement replaces.
    Replacement,
    /// Conditions are heeded.
    Conditions,
    /// Reads change nothing.
    Safety,
    /// A list shows what there is.
    Listed,
    /// Pages cover a list.
    Paging,
    /// Filters select.
    Filtering,
    /// Orders are kept.
    Ordering,
    /// What is one identity's.
    Isolation,
    /// Keys of replays.
    Replays,
    /// What there may be one of.
    Unique,
    /// Parts and holders.
    Nesting,
    /// Refused writes.
    Refusal,
    /// What is not there.
    Unknown,
    /// Dates of changes.
    Dates,
    /// Writes at once.
    Concurrency,
    /// Actions on items.
    Actions,
    /// What was deleted.
    Deletion,
}

impl Oracle {
    /// The most telling first.
    pub const ALL: [Oracle; 19] = [
        Oracle::Creation,
        Oracle::Safety,
        Oracle::Update,
        Oracle::Replacement,
        Oracle::Listed,
        Oracle::Deletion,
        Oracle::Isolation,
        Oracle::Conditions,
        Oracle::Paging,
        Oracle::Filtering,
        Oracle::Ordering,
        Oracle::Replays,
        Oracle::Unique,
        Oracle::Nesting,
        Oracle::Refusal,
        Oracle::Unknown,
        Oracle::Actions,
        Oracle::Concurrency,
        Oracle::Dates,
    ];

    /// Whether it needs nothing that is made for it: there may be one of the resource, which is there, or a list of
    /// what others made.
    fn takes_what_is_there(self) -> bool {
        match self {
            Self::Update
            | Self::Replacement
            | Self::Isolation
            | Self::Conditions
            | Self::Safety
            | Self::Refusal
            | Self::Concurrency
            | Self::Dates
            | Self::Paging
            | Self::Filtering
            | Self::Ordering => true,
            Self::Creation
            | Self::Listed
            | Self::Replays
            | Self::Unique
            | Self::Nesting
            | Self::Unknown
            | Self::Actions
            | Self::Deletion => false,
        }
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|oracle| *oracle == self).unwrap_or(0)
    }

    fn name(self) -> String {
        format!("{self:?}")
    }
}

/// One oracle for one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// What is checked.
    pub oracle: Oracle,
    /// Of which resource, an index in the resources.
    pub resource: usize,
}

/// What all sequences of one run share.
pub struct Run<'r> {
    /// What the server is held to.
    pub(super) api: &'r Api,
    /// What it tells of resources.
    pub(super) resources: &'r Resources,
    /// Who sends.
    pub(super) client: &'r Client,
    /// What was learned about each resource; nothing where it is not known how one is made.
    pub(super) knowledge: Vec<Option<Knowledge>>,
    /// How often two requests are sent at once.
    pub(super) rounds: usize,
    /// What values are made of.
    pub(super) languages: Languages,
    operations: BTreeSet<usize>,
    conditional: Mutex<BTreeSet<usize>>,
    seed: u64,
}

impl<'r> Run<'r> {
    /// Learns how resources are made and found: parents first. Only what the operations, indices in
    /// `Api::operations`, break is recorded; others are used where a sequence needs them.
    pub async fn learn(
        client: &'r Client,
        resources: &'r Resources,
        operations: BTreeSet<usize>,
        seed: u64,
    ) -> Run<'r> {
        let api = client.api().as_ref();
        let knowledge = vec![None; resources.list.len()];
        let mut run = Run {
            api,
            resources,
            client,
            knowledge,
            rounds: ROUNDS,
            languages: Languages::default(),
            operations,
            conditional: Mutex::default(),
            seed,
        };
        // What refers to a resource that comes later is learned in the second round, and what cannot be made is looked
        // for where it is listed.
        for (round, listed) in [(0, false), (1, false), (2, true)] {
            for at in 0..resources.list.len() {
                // The first identity that can: not every one may make everything.
                for identity in 0..client.identities().len().clamp(1, IDENTITIES_MAX) {
                    if run.knowledge[at].is_some() {
                        break;
                    }
                    run.knowledge[at] = run.learn_one(at, identity, round, listed).await;
                }
            }
        }
        run
    }

    async fn learn_one(&self, at: usize, identity: usize, round: usize, listed: bool) -> Option<Knowledge> {
        let sequence = Sequence { oracle: Oracle::Creation, resource: at };
        let mut session = self.session("learn", sequence, round, POPULATION);
        session.main = identity;
        let learned = if listed { session.learn_listed(at).await } else { session.learn(at).await };
        session.clean().await;
        learned.ok()
    }

    /// Whether the operation said that it wants a condition.
    pub(super) fn wants_condition(&self, operation: usize) -> bool {
        self.conditional.lock().unwrap_or_else(PoisonError::into_inner).contains(&operation)
    }

    /// Notes that the operation wants a condition that it did not get (RFC 6585 §3); whether that is new.
    pub(super) fn note_condition(&self, operation: usize) -> bool {
        self.conditional.lock().unwrap_or_else(PoisonError::into_inner).insert(operation)
    }

    fn session(&self, name: &str, sequence: Sequence, round: usize, population: usize) -> Session<'_> {
        let at = sequence.resource;
        let seed = Seed::new(self.seed).of(&format!("{name} {at} {round}"));
        let place = (at * Oracle::ALL.len() + sequence.oracle.place()) * ROUNDS_MAX + round;
        let ordinal = ORDINAL + u64::try_from(place).unwrap_or(0);
        Session::new(self, seed, ordinal, population)
    }

    /// The sequences that may apply, those of one resource together.
    pub fn plan(&self) -> Vec<Sequence> {
        let known = self.knowledge.iter().enumerate().filter(|(_, knowledge)| knowledge.is_some());
        let asked = |at: &usize| {
            let resource = &self.resources.list[*at];
            resource.operations().any(|operation| self.operations.contains(&operation))
        };
        let resources: Vec<usize> = known.map(|(at, _)| at).filter(asked).collect();
        let of_resource = |&resource| Oracle::ALL.map(|oracle| Sequence { oracle, resource });
        resources.iter().flat_map(of_resource).collect()
    }

    /// Runs all sequences that are planned and that `wanted` keeps.
    pub async fn run_all(&self, wanted: impl Fn(Sequence) -> bool) {
        let mut unsafe_reads: HashSet<usize> = HashSet::new();
        for sequence in self.plan().into_iter().filter(|sequence| wanted(*sequence)) {
            // Where a read changes what it reads, nothing that is read afterwards says what another request did.
            if !unsafe_reads.contains(&sequence.resource) && self.run(sequence).await.contains(&checks::SAFE)
            {
                unsafe_reads.insert(sequence.resource);
            }
        }
    }

    /// Runs a sequence, and what it found broken once more from the start; what is broken both times is recorded
    /// with the client. Answers the checks of what was recorded.
    pub async fn run(&self, sequence: Sequence) -> Vec<Check> {
        let name = sequence.oracle.name();
        let mut session = self.session(&name, sequence, 0, POPULATION);
        let _ = session.check(sequence).await;
        session.clean().await;
        let mut left: Vec<Broken> = std::mem::take(&mut session.broken);
        drop(session);
        let mut recorded = Vec::new();
        for (round, population) in SMALLER.into_iter().chain([POPULATION]).enumerate() {
            if left.is_empty() {
                break;
            }
            let mut session = self.session(&name, sequence, round + 1, population);
            let _ = session.check(sequence).await;
            let again: Vec<Broken> = std::mem::take(&mut session.broken);
            let (shown, rest): (Vec<Broken>, Vec<Broken>) =
                left.into_iter().partition(|broken| again.iter().any(|other| other.key() == broken.key()));
            left = rest;
            for broken in again.iter().filter(|broken| shown.iter().any(|other| other.key() == broken.key()))
            {
                if self.operations.contains(&broken.operation) {
                    session.record(broken);
                }
                recorded.push(broken.check);
            }
            session.clean().await;
        }
        recorded
    }
}

impl Session<'_> {
    async fn check(&mut self, sequence: Sequence) -> Done {
        let at = sequence.resource;
        let knowledge = self.knowledge(at)?;
        self.main = knowledge.identity;
        if !knowledge.made && !sequence.oracle.takes_what_is_there() {
            return Err(Stopped);
        }
        let writable = self.resource(at).update.or(self.resource(at).replace);
        let only = match writable.filter(|_| self.resource(at).single) {
            Some(_) => Some(self.only(at).await?),
            None => None,
        };
        let done = self.checked(sequence).await;
        if let Some((instance, original)) = only {
            self.restore(at, &instance, &original.members).await?;
        }
        done
    }

    async fn checked(&mut self, sequence: Sequence) -> Done {
        let at = sequence.resource;
        match sequence.oracle {
            Oracle::Update => self.update(at).await,
            Oracle::Replacement => self.replace(at).await,
            Oracle::Isolation => self.isolation(at).await,
            Oracle::Creation => self.creation(at).await,
            Oracle::Listed => self.listed(at).await,
            Oracle::Deletion => self.deletion(at).await,
            Oracle::Conditions => self.conditions(at).await,
            Oracle::Paging => self.paging(at).await,
            Oracle::Filtering => self.filtering(at).await,
            Oracle::Ordering => self.ordering(at).await,
            Oracle::Replays => self.replays(at).await,
            Oracle::Unique => self.unique(at).await,
            Oracle::Nesting => self.nesting(at).await,
            Oracle::Safety => self.safety(at).await,
            Oracle::Refusal => self.refusal(at).await,
            Oracle::Unknown => self.unknown(at).await,
            Oracle::Actions => self.actions(at).await,
            Oracle::Concurrency => self.concurrency(at).await,
            Oracle::Dates => self.dates(at).await,
        }
    }
}
