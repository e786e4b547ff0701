//! Errors of this surface: problems, as on all of our own.

pub(super) use crate::dialects::problem::refused;
