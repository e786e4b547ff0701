//! The server on a real Postgres: statements, migrations, use cases, and the whole over HTTP.

#![expect(clippy::unwrap_used, reason = "clippy does not count what tests share as tests")]

mod accounts;
mod administration;
mod erasure;
mod fixture;
mod harness;
mod http;
mod me;
mod migrate;
mod outage;
mod service_tokens;
mod sessions;
mod statements;
mod user_import;
