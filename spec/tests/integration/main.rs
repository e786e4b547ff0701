//! The runtime over real HTTP: a dropshot server on a free port with a hand-written implementation of the generated
//! `MeApi`, and a client that writes bytes, so that it can write what no HTTP library would.
//!
//! What is told of malformed requests, limits and failures is the same for each tag; `me` stands for all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod client;
mod description;
mod failures;
mod limits;
mod log;
mod requests;
mod server;
