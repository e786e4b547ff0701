//! What was worked out once and is asked for often, from any thread. It must not know what that is.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Answers by question.
pub(super) struct Memo<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Without the answers, which may be many.
impl<K, V> fmt::Debug for Memo<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(super) fn keep(&self, key: K, value: V) -> V {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone());
        value
    }

    /// The answer, worked out when it is asked for the first time. The lock is not held meanwhile: working out one
    /// answer asks for others.
    pub(super) fn get_or(&self, key: &K, work: impl FnOnce() -> V) -> V
    where
        K: Clone,
    {
        self.get(key).unwrap_or_else(|| {
            let value = work();
            self.keep(key.clone(), value)
        })
    }
}
