//! A run: the operations are explored, cases and sequences are sent, what was found is shrunk, and a report is made. It
//! must not know who asked for it or where the report goes.

mod executor;
mod limit;
mod options;
mod reach;
mod severing;
mod stages;

pub use executor::{RunError, run};
pub use options::Options;
pub(crate) use reach::served_under;

/// What a run tells while it goes on.
pub trait Progress {
    /// A part of the run begins.
    fn phase(&self, name: &str, steps: usize);
    /// A step of the part is done; so many requests were sent so far, and so many causes found.
    fn step(&self, requests: u64, found: usize);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _name: &str, _steps: usize) {}
    fn step(&self, _requests: u64, _found: usize) {}
}

#[cfg(test)]
mod tests;
