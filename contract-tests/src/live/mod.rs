//! Holding a live server to its document: requests are made from the document, sent, and their answers judged by the
//! bytes that went over the wire. It must not know any particular server.
//!
//! In reading order:
//! - [`exchange`]: what went over the wire; [`transport`]: how.
//! - [`base`], [`identity`]: where the server is, and who asks it.
//! - [`request`]: requests made from the document; [`media`]: media types.
//! - [`judge`]: what an exchange breaks.
//! - [`client`], [`conversation`]: sends, judges and records; whatever talks to the server does it through this.
//! - [`resources`]: what the document tells of collections, items and lists.
//! - [`cases`], [`run`]: which requests are made, and in what order.
//! - [`ledger`], [`coverage`]: what was found, and what was seen.
//! - [`reproduction`], [`shrink`]: how what was found is shown again, and made small.
//! - [`assembly`], [`report`]: findings out of records, and the forms that they are written in.
//! - [`oracles`]: what takes more than one request to check.
//! - [`finding`]: checks, violations and what is reported.

pub mod assembly;
pub mod base;
pub mod cases;
pub mod client;
pub mod conversation;
pub mod coverage;
pub mod exchange;
pub mod finding;
mod fresh;
pub mod identity;
pub mod judge;
pub mod ledger;
pub mod oracles;
pub mod report;
pub mod reproduction;
pub mod request;
pub mod resources;
pub mod run;
pub mod shrink;
pub mod transport;
