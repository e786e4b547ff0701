//! Keywords that most schemas have none of, kept where they are: a large document has tens of thousands of schemas, and
//! most say little more than a type. It must not know the keywords.

use std::ops::Deref;

/// A group of keywords that takes no space while all are absent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sparse<T>(Option<Box<T>>);

/// A group of keywords that may all be absent.
pub trait Group: PartialEq + 'static {
    /// The group with all of them absent.
    const ABSENT: &'static Self;
}

impl<T: Group> From<T> for Sparse<T> {
    fn from(group: T) -> Self {
        Self((group != *T::ABSENT).then(|| Box::new(group)))
    }
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Group> Deref for Sparse<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::ABSENT)
    }
}

impl<T> Sparse<T> {
    /// The keywords, to be changed; none when all are absent.
    pub(super) fn as_mut(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }
}
