//! Registration, login and sessions: a surface of our own.

mod convert;
mod error;
mod export;
mod sessions;
