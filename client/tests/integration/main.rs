//! The client over real connections, against a peer that answers from a script.
//!
//! Needs no server of ours: what is shown here is what the client puts on the wire and makes of the answers.

#![cfg(test)]

mod bodies;
mod credentials;
mod errors;
mod example;
mod peer;
mod retries;

use peer::Peer;
use selfsame_client::{Client, Retries, Settings};
use serde_json::{Value, json};
use std::time::Duration;

/// Settings with pauses so short that they do not matter, and limits so long that they do not either.
fn settings() -> Settings {
    Settings {
        connect_timeout: Duration::from_secs(60),
        attempt_timeout: Duration::from_secs(60),
        deadline: Duration::from_secs(60),
        retries: Retries { backoff: Duration::from_millis(1), ..Retries::default() },
    }
}

fn client(peer: &Peer) -> Client {
    client_with(peer, settings())
}

fn client_with(peer: &Peer, settings: Settings) -> Client {
    Client::builder(&peer.url()).unwrap().settings(settings).build().unwrap()
}

/// A user as the service answers it.
fn user() -> Value {
    json!({
        "id": "019b76da-a800-7a10-9d2e-4f5a6b7c8d9e",
        "name": "Ada Lovelace",
        "status": "active",
        "activeSessions": 1,
        "createdAt": "2026-01-01T00:00:00.000000Z",
        "updatedAt": "2026-01-02T09:30:00.000000Z",
    })
}

/// The tokens of a session as the service answers them.
fn login() -> Value {
    json!({
        "sessionToken": "sst_first",
        "refreshToken": "srt_first",
        "expiresAt": "2026-01-01T00:10:00.000000Z",
        "refreshExpiresAt": "2026-01-31T00:00:00.000000Z",
    })
}
