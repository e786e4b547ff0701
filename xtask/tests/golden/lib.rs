//! What the spec crate is to its generated code, for the code that is generated from `document.yaml`.
//!
//! Compiled by the generator's tests, which put `generated/` beside it; cargo never sees it.

pub mod generated;
pub mod handler;
pub use selfsame_spec::runtime;
