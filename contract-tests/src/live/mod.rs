//! Holding a live server to its document: requests are made from the document, sent, and their answers judged by the
//! bytes that went over the wire. It must not know any particular server.
//!
//! In reading order:
//! - [`exchange`]: what went over the wire; [`transport`]: how.
//! - [`base`], [`identity`]: where the server is, and who asks it.
//! - [`client`]: sends, judges and records; whatever talks to the server does it through this.
//! - [`resources`]: what the document tells of collections, items and lists.
//! - [`finding`]: checks, violations and what is reported.

pub mod base;
pub mod client;
pub mod exchange;
pub mod finding;
pub mod identity;
pub mod resources;
pub mod transport;
