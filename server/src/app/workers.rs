//! Work that takes a core for a while: off the threads that serve requests, and bounded in number.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::domain::Error;

/// Does work of one kind.
pub(super) struct Workers {
    /// What the work is, for the log.
    what: &'static str,
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    queue_max: usize,
}

impl Workers {
    /// At most `at_once` at once, one at least, and `queue_max` waiting.
    pub(super) fn new(what: &'static str, at_once: usize, queue_max: usize) -> Self {
        let permits = Arc::new(Semaphore::new(at_once.max(1)));
        Self { what, permits, waiting: Arc::default(), queue_max }
    }

    /// Waits for its turn and does it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many are waiting; [`Error::Internal`] when the work panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let what = self.what;
        let permit = {
            let _place = Place::take(&self.waiting, self.queue_max)
                .ok_or_else(|| Error::unavailable(format!("{what}: too many are waiting")))?;
            Arc::clone(&self.permits)
                .acquire_owned()
                .await
                .map_err(|_| Error::internal(format!("{what}: closed")))?
        };
        // The permit moves into the work: a caller who goes away does not stop it, so its core is not free either.
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        work.await.map_err(|error| Error::internal(format!("{what}: {error}")))
    }
}

/// A place in the queue, given back when the wait is over or given up.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, max: usize) -> Option<Self> {
        // Who finds a free permit passes through a place too, hence one more than may wait.
        let place = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) <= max).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_turns_away() {
        let full = Workers::new("test", 1, 0);
        let held = Arc::clone(&full.permits).acquire_owned().await.unwrap();
        let mut first = Box::pin(full.run(|| 1));
        let waits = poll_fn(|context| Poll::Ready(first.as_mut().poll(context).is_pending())).await;
        assert!(waits);
        let second = full.run(|| 2).await;
        assert!(matches!(second, Err(Error::Unavailable { .. })), "{second:?}");
        drop(held);
        assert_eq!(first.await, Ok(1));
        assert_eq!(full.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_panic_is_a_failure_of_one_work_alone() {
        let workers = Workers::new("test", 1, 0);
        let failed = workers.run(|| panic!("on purpose")).await;
        assert!(matches!(failed, Err(Error::Internal { .. })), "{failed:?}");
        assert_eq!(workers.run(|| 1).await, Ok(1));
    }
}
