//! A contract toolkit for any OpenAPI 3.0 document and any base URL: it reads the document and judges what is said
//! and served against it. It must not know any particular document, server or client.
//!
//! In reading order:
//! - [`document`]: an OpenAPI document with the place of every value in its source, and its references.
//! - [`schema`]: its schemas as a graph of typed keywords.
//! - [`api`]: its operations, what they accept and what they may answer.
//! - [`wire`]: values as parameters and bodies write them.
//! - [`diff`]: two documents compared by what they accept and promise.
//! - [`lint`]: the document held to rules.
//! - [`live`]: a running server held to the document.
//! - [`mutants`]: the suite tried on itself, through a damaging proxy.
//! - [`report`]: formats that results are written in.

pub mod api;
pub mod commands;
pub mod diff;
pub mod document;
pub mod lint;
pub mod live;
pub mod mutants;
pub mod report;
pub mod schema;
pub mod wire;

#[cfg(test)]
#[path = "../tests/reference/mod.rs"]
mod reference;
