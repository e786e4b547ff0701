//! The rules, a file for each subject. A rule is checked in the file that declares it.

pub(super) mod generators;
pub(super) mod info;
pub(super) mod operations;
pub(super) mod parameters;
pub(super) mod paths;
pub(super) mod responses;
pub(super) mod schemas;
pub(super) mod security;
pub(super) mod servers;
pub(super) mod siblings;
pub(super) mod tags;
pub(super) mod unused;
