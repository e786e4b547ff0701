//! The toolkit's commands: arguments in, a report and an exit code out.
//!
//! They are the same for the toolkit's own binary
//! and for a project that has them among its commands. They must not know any project's paths.

pub mod contract;
pub mod diff;
pub mod lint;
pub mod mutant;

#[cfg(test)]
mod tests;

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Found,
    /// What was judged cannot be used; the report says why.
    Unusable,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Clean => ExitCode::SUCCESS,
            Ending::Found => ExitCode::from(1),
            Ending::Unusable => ExitCode::from(2),
        }
    }
}
