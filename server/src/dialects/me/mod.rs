//! The dialect `me`: the current user.

mod convert;
mod error;
mod user;
