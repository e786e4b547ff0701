//! Promises that take more than one request to check: what was made is there, what was changed shows, lists list, and
//! what is one's own is nobody else's.
//!
//! An oracle is a short sequence of requests whose later answers are predicted from the earlier ones and the document.
//! It applies only where the document implies it. What it finds broken is looked for again from the start, in as small
//! a sequence as shows it, before it is reported.
//!
//! In reading order:
//! - [`run`]: which oracles there are, what is learned first, and how findings are confirmed.
//! - [`checks`]: the promises.
//! - `session`, `knowledge` and how it is learned, `act`, `only`, `reading`, `population`: what oracles are made of.
//! - `creation`, `update`, `deletion`, … : the oracles, by the promise.

mod act;
mod actions;
mod broken;
pub mod checks;
mod compare;
mod concurrency;
mod conditions;
mod creation;
mod dates;
mod deletion;
mod filtering;
mod holders;
mod isolation;
mod knowledge;
mod learning;
mod listed;
mod making;
mod nesting;
mod only;
mod ordering;
mod paging;
mod population;
mod questions;
mod reading;
mod recipes;
mod refusal;
mod replacement;
mod replays;
pub mod run;
mod safety;
mod session;
mod update;

#[cfg(test)]
mod tests;

pub use run::{Oracle, Run, Sequence};
