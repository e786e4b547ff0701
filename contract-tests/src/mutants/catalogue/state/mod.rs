//! Damages to what is remembered: each needs more than one request to be seen. It must not know how they are seen.

mod creation;
mod deletion;
mod lists;
mod reads;
mod replays;
mod tags;
mod updates;

use futures_util::future::BoxFuture;

use crate::live::exchange::{Outcome, Received, Sent};
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::Passage;

pub(super) const MUTANTS: [&[Mutant]; 7] = [
    creation::MUTANTS,
    updates::MUTANTS,
    reads::MUTANTS,
    tags::MUTANTS,
    deletion::MUTANTS,
    lists::MUTANTS,
    replays::MUTANTS,
];

const fn course(
    name: &'static str,
    what: &'static str,
    place: Place,
    course: for<'p> fn(&'p Passage<'p>) -> BoxFuture<'p, Outcome>,
) -> Mutant {
    mutant(Class::State, name, what, place, Damage::Course(course))
}

const fn answer(
    name: &'static str,
    what: &'static str,
    place: Place,
    change: fn(&Passage<'_>, &mut Received) -> bool,
) -> Mutant {
    mutant(Class::State, name, what, place, Damage::Answer(change))
}

const fn request(
    name: &'static str,
    what: &'static str,
    place: Place,
    change: fn(&Passage<'_>, &mut Sent) -> bool,
) -> Mutant {
    mutant(Class::State, name, what, place, Damage::Request(change))
}
