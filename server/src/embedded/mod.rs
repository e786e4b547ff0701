//! A private, real PostgreSQL run from whatever server binaries the machine has, for development and tests.
//!
//! The database lives exactly as long as its owner: a small shell beside the server watches a pipe that the
//! owner holds, so even `kill -9` of the owner stops the server and removes what was ephemeral. Clients reach it
//! only through a unix socket in a directory that is closed to everybody else.
//!
//! It must not know what the database is used for: no schema, no migrations, no pool, no async runtime.
//! Every call blocks; an async caller moves it to a blocking thread. Unix only.

mod account;
mod binaries;
mod cluster;
mod directories;
mod error;
mod fetch;
mod layout;
mod liveness;
mod lock;
mod readiness;
mod shared;
mod supervisor;
mod url;

#[cfg(test)]
mod tests;

pub use binaries::{Binaries, binaries};
pub use cluster::{Cluster, Options};
pub use directories::{default_root, ephemeral_root};
pub use error::Error;
pub use shared::Shared;
