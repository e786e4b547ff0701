//! The suite tried on itself: a proxy in front of a real server that damages requests, answers or state in one named
//! way at a time, and a table of which damages the suite sees.
//!
//! A mutant is told by what it does to HTTP and to state. It must not know which checks there are: what the suite has
//! no check for must be able to survive.
//!
//! In reading order:
//! - [`mutant`]: what a mutant is; [`catalogue`]: all of them.
//! - [`surroundings`]: what the document tells of where a mutant can act.
//! - [`passage`]: one exchange on its way through; [`json`]: edits of bodies.
//! - [`wire`], [`proxy`]: HTTP/1.1 towards the client, and the proxy.
//! - [`kill_table`], [`self_test`]: all mutants tried, and what came of it.

mod catalogue;
mod json;
mod kill_table;
mod mutant;
mod passage;
mod proxy;
mod self_test;
mod surroundings;
mod wire;

pub use catalogue::{find, mutants};
pub use kill_table::{Fate, KillTable, Tried};
pub use mutant::{Class, Mutant};
pub use proxy::{Proxy, ProxyError};
pub use self_test::{Failed, Plan, Server, Servers, self_test};
pub use surroundings::Surroundings;

#[cfg(test)]
mod tests;
