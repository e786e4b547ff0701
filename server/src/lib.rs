//! The Selfsame server: one profile in Postgres behind several published profile APIs.
//!
//! ```text
//! main ─▶ commands ─▶ http ─▶ dialects/<dialect> ─▶ app/<resource> ─▶ db/<resource> ─▶ domain/<resource>
//! ```
//!
//! A request falls one floor at a time and comes back up the same stairs. [`domain`] is pure; [`db`] has all SQL;
//! [`app`] has the use cases, and asks [`authorization`] who may use them; each of [`dialects`] converts in, makes one
//! call, and converts out.

pub mod app;
pub mod authorization;
mod causes;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod dialects;
pub mod domain;
pub mod embedded;
pub mod http;
pub mod log;
pub mod reference;
pub mod server;
