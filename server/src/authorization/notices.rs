//! What policies have to say about an answer: their `@notice` annotations.

use crate::domain::Error;

/// The notices of the policies that determined a decision, in the order of the files.
pub type Notices = Vec<String>;

/// A value, with the notices of the policies that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed<T> {
    /// The value.
    pub value: T,
    /// The notices.
    pub notices: Notices,
}

impl From<Error> for Noticed<Error> {
    /// An error that no policy had to do with.
    fn from(value: Error) -> Self {
        Self { value, notices: Notices::new() }
    }
}

impl From<Noticed<Error>> for Error {
    /// The error, for a contract that has no place for notices.
    fn from(noticed: Noticed<Error>) -> Self {
        noticed.value
    }
}
