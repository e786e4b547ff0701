//! What this project's document cannot say, seen from outside: through the generated client and raw HTTP, on a server
//! that was started as anybody would start it.

#![expect(clippy::unwrap_used, reason = "clippy does not count what tests share as tests")]

mod administration;
mod client;
mod commands;
mod deletion;
mod dialects;
mod faults;
mod harness;
mod program;
mod provider;
mod rates;
mod recording;
mod refusals;
mod sessions;
mod specimens;
mod tenancy;
mod watermarks;
