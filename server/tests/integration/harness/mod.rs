//! A real Postgres for the whole run, a database per test, and a listening server where a test wants one.

mod database;
mod service;

pub(crate) use database::{TestDatabase, app, database};
pub(crate) use service::{Service, json, service, service_at, service_under, service_with};
