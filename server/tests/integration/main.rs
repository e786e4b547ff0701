//! The server on a real Postgres: statements, migrations, use cases, and the whole over HTTP.

mod accounts;
mod erasure;
mod fixture;
mod harness;
mod http;
mod me;
mod migrate;
mod outage;
mod sessions;
mod statements;
