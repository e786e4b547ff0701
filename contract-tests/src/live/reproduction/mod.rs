//! How a finding is shown again: the exchanges that show it as a chain, in which later requests take values from
//! earlier answers, to be run again or pasted into a shell.
//!
//! It must not know what the exchanges show.

mod chain;
mod flow;
mod shell;
mod template;

pub(crate) use chain::without_identity;
pub use chain::{Chain, Step};
pub use flow::{Capture, Source};
pub use template::{Piece, Template, Text};
