//! The whole server over real HTTP, one file per concern.

mod auth;
mod conditional;
mod contract;
mod me;
mod security;
mod service;
