//! The dialect `manage`: a user's profile by the tenant's own name for the user.

mod convert;
mod error;
mod user_profile;
