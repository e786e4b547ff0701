//! Containment of schemas: is every value that one accepts accepted by the other? Decided by looking for a value that
//! the one accepts and the other refuses, and shown by it.
//!
//! In reading order:
//! - [`view`] reads schemas as [`term`]s, and [`terms`] keeps those of both documents, equal ones [`fold`]ed into one.
//! - [`accept`] is what terms mean.
//! - [`literal`] is what is asked of a value, [`engine`] decides whether some value meets it, and remembers that;
//!   [`branch`] takes it apart, [`refusal`] knows the ways to refuse, and [`number`], [`string`], [`array`] and
//!   [`object`] end the search for their kinds.
//! - [`causes`] finds the innermost schemas that differ, and what tells them apart.

//!
//! It must not know HTTP, operations, or which document is the older one.

mod accept;
mod answer;
mod array;
mod branch;
mod causes;
mod constant;
mod containment;
mod demand;
mod difference;
mod engine;
mod exact;
mod fold;
mod format;
mod implied;
mod kinds;
mod literal;
mod location;
mod number;
mod object;
mod options;
mod outcome;
mod refusal;
mod string;
mod strings;
mod tags;
mod term;
mod terms;
mod text;
mod values;
mod viable;
mod view;
mod witness;

#[cfg(test)]
mod tests;

/// A map whose keys are small and met again and again.
type FastMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

pub use answer::{Answer, Inhabitance};
pub use containment::Containment;
pub use difference::{Difference, Differences};
pub use options::{Options, World};
pub use outcome::Doubt;
pub use terms::Side;
