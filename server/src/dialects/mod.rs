//! The published contracts, one folder each, with the same file names: `mod.rs`, `error.rs` (the dialect's error body),
//! `convert.rs` (between wire and domain) and a file for the operations.
//!
//! An operation is three moves: convert in, one call of [`crate::app`], convert out. A dialect knows neither another one
//! nor SQL. What stands in this folder beside them is what HTTP itself asks of every dialect.

pub mod admin;
pub mod auth;
pub mod community;
pub mod conditional;
pub mod cookie;
pub mod data_uri;
pub mod failure;
pub mod manage;
pub mod me;
pub mod problem;
pub mod public_url;
pub mod service;
pub mod tenant;

use crate::app::Caller;
use selfsame_spec::runtime::CallContext;

/// Who is calling, for limits and the audit log.
fn caller<'r>(context: &CallContext<'r>) -> Caller<'r> {
    Caller { address: context.address, user_agent: context.user_agent, request_id: context.request_id }
}
