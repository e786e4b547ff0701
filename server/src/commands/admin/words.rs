//! Words of the domain as flags take them.

use crate::domain::{AuthProvider, ServiceRole, UserSort, UserStatus};

fn word<T>(text: &str, read: impl Fn(&str) -> Option<T>, known: &[&str]) -> Result<T, String> {
    read(text).ok_or_else(|| format!("write one of {}", known.join(", ")))
}

pub(super) fn status(text: &str) -> Result<UserStatus, String> {
    word(text, UserStatus::from_word, &UserStatus::ALL.map(UserStatus::as_str))
}

pub(super) fn provider(text: &str) -> Result<AuthProvider, String> {
    word(text, AuthProvider::from_word, &AuthProvider::ALL.map(AuthProvider::as_str))
}

pub(super) fn role(text: &str) -> Result<ServiceRole, String> {
    word(text, ServiceRole::from_word, &ServiceRole::ALL.map(ServiceRole::as_str))
}

pub(super) fn sort(text: &str) -> Result<UserSort, String> {
    word(text, UserSort::from_word, &["createdAt", "-createdAt", "email", "-email"])
}

/// Whether anybody may create an account.
pub(super) fn registration(text: &str) -> Result<bool, String> {
    let read = |text: &str| match text {
        "open" => Some(true),
        "closed" => Some(false),
        _ => None,
    };
    word(text, read, &["open", "closed"])
}
