//! The dialect `tenant`: the current user's profile in a tenant, and uploaded avatars.

mod convert;
mod error;
mod profile;
