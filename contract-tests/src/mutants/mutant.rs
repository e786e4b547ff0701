//! What a mutant is: a name, what a client sees of it, where it can act, and the function that damages. It must not
//! know any mutant.

use std::fmt;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

use super::passage::Passage;
use super::surroundings::Surroundings;
use super::wire::Cut;
use crate::api::Operation;
use crate::live::exchange::{Outcome, Received, Sent};
use crate::live::resources::shape::Member;
use crate::schema::Schema;

/// What a mutant damages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The status of answers.
    Status,
    /// The body of answers.
    Body,
    /// The header fields of answers.
    Headers,
    /// What is made of what is sent.
    Input,
    /// Who is let in.
    Auth,
    /// What is remembered: it takes more than one request to see it.
    State,
    /// Whether there is an answer.
    Liveness,
}

impl Class {
    /// As tables write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Body => "body",
            Self::Headers => "headers",
            Self::Input => "input",
            Self::Auth => "auth",
            Self::State => "state",
            Self::Liveness => "liveness",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One way to damage what goes between a client and a server.
#[derive(Clone, Copy)]
pub struct Mutant {
    /// Its name; never changes.
    pub name: &'static str,
    /// What it damages.
    pub class: Class,
    /// What a client sees of it.
    pub what: &'static str,
    pub(super) place: Place,
    pub(super) damage: Damage,
}

impl fmt::Debug for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutant").field("name", &self.name).field("class", &self.class).finish_non_exhaustive()
    }
}

/// Where a mutant can act.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// What such an operation is or does, as the end of "no operation …".
    pub(super) what: &'static str,
    /// Whether an operation is one.
    pub(super) has: fn(&Surroundings, &Operation) -> bool,
}

/// Which members a damage is about: the schema says it.
pub(super) type Pick = fn(&Member, &Schema) -> bool;

/// What is done to the member of that name; whether that changed anything.
pub(super) type Change = fn(&mut Map<String, Value>, &str) -> bool;

/// How a mutant damages. Functions tell whether they changed anything.
#[derive(Clone, Copy)]
pub(super) enum Damage {
    /// The request, before the server gets it.
    Request(fn(&Passage<'_>, &mut Sent) -> bool),
    /// The first such member of each object in a request's JSON body.
    Given(Pick, Change),
    /// The answer, before the client gets it.
    Answer(fn(&Passage<'_>, &mut Received) -> bool),
    /// The first such member of each object in a successful answer's JSON body.
    Shown(Pick, Change),
    /// What is sent to the server at all, how often, and what is answered.
    Course(for<'p> fn(&'p Passage<'p>) -> BoxFuture<'p, Outcome>),
    /// The bytes of the answer; the number counts the proxy's exchanges from 1.
    Wire(fn(&Passage<'_>, &Received, u64) -> Cut),
}

impl Mutant {
    /// Why it cannot act on what the document describes, as a sentence; `None` when it can.
    pub fn is_out_of_place(&self, surroundings: &Surroundings) -> Option<String> {
        let fits = |operation: &&Operation| {
            (self.place.has)(surroundings, operation)
                && match self.damage {
                    Damage::Given(pick, _) => surroundings.takes(operation, pick),
                    Damage::Shown(pick, _) => surroundings.shows(operation, pick),
                    Damage::Request(_) | Damage::Answer(_) | Damage::Course(_) | Damage::Wire(_) => true,
                }
        };
        let found = surroundings.operations().find(fits).is_some();
        let with = match self.damage {
            Damage::Given(..) | Damage::Shown(..) => " with such a member",
            Damage::Request(_) | Damage::Answer(_) | Damage::Course(_) | Damage::Wire(_) => "",
        };
        (!found).then(|| format!("no operation {}{with}", self.place.what))
    }
}

/// A row of the catalogue.
pub(super) const fn mutant(
    class: Class,
    name: &'static str,
    what: &'static str,
    place: Place,
    damage: Damage,
) -> Mutant {
    Mutant { name, class, what, place, damage }
}
