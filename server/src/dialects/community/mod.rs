//! The dialect `community`: profiles with handles, referrals and notifications.

mod convert;
mod error;
mod profile;
