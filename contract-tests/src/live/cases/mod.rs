//! Requests that are worth sending, one at a time: for each operation a request that is accepted, and then each part
//! of it at its edges, beyond them, absent, and written otherwise.
//!
//! It must not know what sequences of requests show.
//!
//! In reading order:
//! - [`corpus`], [`fitting`], `renewal`: values that the server showed, and values that it is likely to take.
//! - [`anchor`], [`explorer`], `drafts`, `refusal`, `links`: the accepted requests that all others are variations of,
//!   and how they are found.
//! - [`issued`]: credentials that the server gives out.
//! - [`case`], [`plan`]: cases, and which there are of an operation; [`precondition`]: how they are sent.
//! - `parameters`, `bodies`, `syntax`, `wire`, `credentials`, `conditions`, [`methods`]: what is varied.
//! - [`verdict`], `variant`, `neighbour`, `edge`, `absence`, `nullity`: what an answer shows beside what the judge sees
//!   in it.

mod absence;
pub mod anchor;
mod bodies;
pub mod case;
mod conditions;
pub mod corpus;
mod credentials;
mod drafts;
mod edge;
pub mod explorer;
pub mod fitting;
pub mod issued;
mod links;
pub mod methods;
mod neighbour;
mod nullity;
mod parameters;
mod parts;
pub mod plan;
pub mod precondition;
mod refusal;
mod renewal;
mod syntax;
mod variant;
pub mod verdict;
mod wire;
