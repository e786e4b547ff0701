//! What the live suite reports.
//!
//! A check names a promise, a violation is one exchange that breaks it, and a finding is one cause with all that it
//! reaches. It must not know how violations are found or how findings are written.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::exchange::Sent;

/// A promise that is checked. Two checks are the same when their ids are.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Its name in reports and baselines; never changes.
    pub id: &'static str,
    /// What a finding of it says, in a few words.
    pub title: &'static str,
    /// What is promised, by whom, and why it matters: for someone who has never seen the tool.
    pub rationale: &'static str,
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Check {}

impl Hash for Check {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl PartialOrd for Check {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Check {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id.cmp(other.id)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// One broken promise in one exchange or sequence. Violations of the same check and cause are one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The promise.
    pub check: Check,
    /// What tells this cause from others of the check: never a value of an exchange. Often the pointer again.
    pub cause: String,
    /// JSON pointer into the document to what is broken.
    pub pointer: String,
    /// What is wrong, in a sentence that is the same in every run.
    pub message: String,
    /// What many causes of the check may have in common, such as a status: where it is seen at several, they are one.
    pub symptom: Option<String>,
}

impl Violation {
    /// A violation without a symptom; the cause is the pointer.
    pub fn new(check: Check, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let pointer = pointer.into();
        Self { check, cause: pointer.clone(), pointer, message: message.into(), symptom: None }
    }

    /// With another cause than the pointer.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<String>) -> Self {
        self.cause = cause.into();
        self
    }

    /// With a symptom.
    #[must_use]
    pub fn showing(mut self, symptom: impl Into<String>) -> Self {
        self.symptom = Some(symptom.into());
        self
    }
}

/// Where in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// JSON pointer.
    pub pointer: String,
    /// The line, from 1.
    pub line: u32,
}

/// A request of a reproduction, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The request; values that came from earlier answers stand as `$name`.
    pub sent: Sent,
    /// The identity, by its name.
    pub identity: Option<String>,
    /// The answer's status; `None` when there was no answer.
    pub status: Option<u16>,
    /// The answer as text: header lines, an empty line and the body, cut when long; or why there is none.
    pub answer: String,
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable over runs: made of the check and the cause.
    pub id: String,
    /// The promise that is broken.
    pub check: Check,
    /// The operation of the reproduction, as `GET /users/{id}`.
    pub operation: String,
    /// Every operation that it was seen at, in the order of the document.
    pub operations: Vec<String>,
    /// The status of the answer that breaks the promise.
    pub status: Option<u16>,
    /// What is wrong.
    pub message: String,
    /// What of the document is broken.
    pub location: SourceLocation,
    /// The exchanges that show it, the telling one last.
    pub requests: Vec<Shown>,
    /// Shell lines that show it again.
    pub reproduce: Vec<String>,
}

/// The id of a finding: the check, and sixteen hexadecimal digits of a hash (FNV-1a, 64 bits) of check and cause.
pub fn finding_id(check: Check, cause: &str) -> String {
    let bytes = check.id.bytes().chain([0]).chain(cause.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{}-{hash:016x}", check.id)
}

#[cfg(test)]
mod tests {
    use super::{Check, finding_id};

    #[test]
    fn ids_depend_on_check_and_cause_alone() {
        let check = |id| Check { id, title: "", rationale: "" };
        assert_eq!(finding_id(check("status"), "/a"), finding_id(check("status"), "/a"));
        assert_eq!(finding_id(check("status"), "/a"), "status-842138fee984ffd5");
        assert_ne!(finding_id(check("status"), "/a"), finding_id(check("status"), "/b"));
        assert_ne!(finding_id(check("status"), "/a"), finding_id(check("body"), "/a"));
    }
}
