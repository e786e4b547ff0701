//! The mutants, by what they damage. It must not know how they are tried.

mod auth;
mod bodies;
mod breakage;
mod headers;
mod liveness;
mod members;
mod places;
mod readings;
mod repairs;
mod state;
mod statuses;

use super::mutant::Mutant;

/// All mutants, those of one class together.
pub fn mutants() -> impl Iterator<Item = &'static Mutant> {
    let stateless = [
        statuses::MUTANTS,
        bodies::MUTANTS,
        members::MUTANTS,
        headers::MUTANTS,
        repairs::MUTANTS,
        readings::MUTANTS,
        breakage::MUTANTS,
        auth::MUTANTS,
        liveness::MUTANTS,
    ];
    stateless.into_iter().chain(state::MUTANTS).flatten()
}

/// The mutant of that name.
pub fn find(name: &str) -> Option<&'static Mutant> {
    mutants().find(|mutant| mutant.name == name)
}
