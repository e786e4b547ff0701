//! Entries read and judged, in batches, on a thread of their own: the database works on one batch while the next is made.

use super::entries::{Entries, Unreadable};
use super::error::ImportError;
use super::input::Input;
use super::refusal::{Code, Finding, Named, Refusal};
use crate::app::{ImportedUser, UserImportBatch};
use crate::db::UserColumns;
use crate::domain::{InputDigest, InputPosition};
use std::io;
use std::thread::{self, JoinHandle};
use tokio::sync::mpsc::{self, Receiver};

/// A batch ends early beyond this many bytes of input, so that long entries do not fill the memory.
const BATCH_BYTES_MAX: u64 = 8_388_608;
/// Batches that wait for the database. Making one takes a fraction of the time of storing it.
const WAITING_MAX: usize = 1;

/// Entries that follow each other.
pub(super) struct Batch {
    /// What becomes of them.
    pub(super) rows: UserImportBatch,
    /// Who the users are, in their order.
    pub(super) named: Vec<Named>,
    /// The entries that are no users.
    pub(super) refusals: Vec<Refusal>,
}

/// An input that is open at an entry that was read and not yet judged.
pub(super) struct Reading {
    entries: Entries,
    /// The line of that entry; none where there is no such entry.
    ahead: Option<u64>,
    beginning: InputDigest,
}

/// The batches of an input, as they are made.
pub(super) struct Batches {
    receiver: Receiver<Result<Batch, ImportError>>,
    thread: Option<JoinHandle<()>>,
}

impl Batches {
    /// The next batch; none at the end of the input.
    ///
    /// # Errors
    /// The input cannot be read, or the thread has broken down: what it has not judged must not count as the end.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, ImportError> {
        if let Some(batch) = self.receiver.recv().await {
            return batch.map(Some);
        }
        // It has ended, so this waits for nothing.
        let ended = self.thread.take().map_or(Ok(()), JoinHandle::join);
        ended.map(|()| None).map_err(|_| ImportError::Read(io::Error::other("the reader has broken down")))
    }
}

impl Reading {
    /// Opens an input and reads its first entry.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn begin(input: &Input) -> Result<Reading, ImportError> {
        let mut entries = input.open()?;
        let ahead = entries.advance().map_err(ImportError::Read)?;
        let beginning = entries.position().digest;
        Ok(Reading { entries, ahead, beginning })
    }

    /// What the input is known by: everything up to the end of its first entry.
    pub(super) fn beginning(&self) -> &InputDigest {
        &self.beginning
    }

    /// Leaves out what an earlier run has done, and tells whether the input has it.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn skip_to(&mut self, done: &InputPosition) -> Result<bool, ImportError> {
        self.ahead = None;
        self.entries.skip_to(done).map_err(ImportError::Read)
    }

    /// Judges the rest in batches of at most `size` entries.
    pub(super) fn batches(mut self, size: usize) -> Batches {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        // It ends with the input, or when nobody receives any more.
        let thread = thread::spawn(move || {
            while let Some(batch) = self.next(size).transpose() {
                let is_last = batch.is_err();
                if sender.blocking_send(batch).is_err() || is_last {
                    break;
                }
            }
        });
        Batches { receiver, thread: Some(thread) }
    }

    fn next(&mut self, size: usize) -> Result<Option<Batch>, ImportError> {
        let (mut users, mut named, mut refusals) = (UserColumns::default(), Vec::new(), Vec::new());
        let start = self.entries.bytes();
        while named.len() + refusals.len() < size && self.entries.bytes() - start < BATCH_BYTES_MAX {
            let ahead = self.ahead.take();
            let line = match ahead {
                Some(line) => Some(line),
                None => self.entries.advance().map_err(ImportError::Read)?,
            };
            let Some(line) = line else { break };
            match self.entries.user() {
                Err(Unreadable { code, findings }) => {
                    let named = Named { line, ..Named::default() };
                    refusals.push(Refusal { named, code, findings });
                }
                Ok(user) => {
                    let who = named_of(line, &user);
                    match user.judge() {
                        Ok(row) => {
                            users.push(row);
                            named.push(who);
                        }
                        Err(violations) => {
                            let findings = violations.into_iter().map(Finding::from).collect();
                            refusals.push(Refusal { named: who, code: Code::Invalid, findings });
                        }
                    }
                }
            }
        }
        if named.is_empty() && refusals.is_empty() {
            return Ok(None);
        }
        let refused = refusals.len() as u64;
        let rows = UserImportBatch { users, refused, done: self.entries.position() };
        Ok(Some(Batch { rows, named, refusals }))
    }
}

fn named_of(line: u64, user: &ImportedUser<'_>) -> Named {
    let text = |value: &Option<std::borrow::Cow<'_, str>>| value.as_deref().map(str::to_owned);
    Named { line, user_id: text(&user.user_id), email: text(&user.email) }
}
