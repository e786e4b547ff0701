//! Why an entry of an input did not become a user, as the report says it.
//!
//! Of the entry there is what names the user, and nothing else: it may hold secrets.

use crate::app::UserTaken;
use crate::domain::{self, Violation};
use serde_json::{Map, Value, json};

/// Longer texts of an input are cut.
const SHOWN_CHARACTERS_MAX: usize = 254;

/// What kind of refusal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// The entry cannot be read.
    Malformed,
    /// The entry is longer than any is.
    TooLong,
    /// The entry has a member that users do not have.
    UnknownMember,
    /// A value cannot be meant.
    Invalid,
    /// A value belongs to another user already.
    Conflict,
}

impl Code {
    /// The word in the report.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLong => "too_long",
            Self::UnknownMember => "unknown_member",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
        }
    }
}

/// What is wrong with one value, or with the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The member or column.
    pub(super) field: Option<String>,
    /// A lowercase fragment that does not repeat the value.
    pub(super) message: String,
}

impl Finding {
    /// About the entry as a whole.
    pub(super) fn whole(message: impl Into<String>) -> Finding {
        Finding { field: None, message: message.into() }
    }

    /// About a member.
    pub(super) fn at(field: &str, message: impl Into<String>) -> Finding {
        Finding { field: Some(cut(field)), message: message.into() }
    }
}

impl From<Violation> for Finding {
    /// The use cases speak of members of a body.
    fn from(violation: Violation) -> Finding {
        let member = violation.pointer.strip_prefix("/body/");
        Finding { field: member.map(str::to_owned), message: violation.reason }
    }
}

/// Whom an entry is about, in its own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The line in which the entry begins, from 1.
    pub(super) line: u64,
    /// The tenant's own name for the user.
    pub(super) user_id: Option<String>,
    /// The e-mail address.
    pub(super) email: Option<String>,
}

/// An entry that did not become a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The entry.
    pub(super) named: Named,
    /// What kind of refusal it is.
    pub(super) code: Code,
    /// Everything that is wrong; never empty.
    pub(super) findings: Vec<Finding>,
}

impl Refusal {
    /// Of a user with a value that another one has.
    pub(super) fn of_taken(named: &Named, taken: &UserTaken) -> Refusal {
        let keys = [
            (taken.keys.email, "email", "e-mail address"),
            (taken.keys.user_id, "userId", "user id"),
            (taken.keys.handle, "handle", "handle"),
        ];
        let conflict = |field| domain::Error::Conflict { field }.to_string();
        let mut findings: Vec<_> = keys
            .into_iter()
            .filter(|(is_taken, ..)| *is_taken)
            .map(|(_, field, name)| Finding::at(field, conflict(Some(name))))
            .collect();
        if findings.is_empty() {
            // Whoever had the value was erased in this very moment.
            findings.push(Finding::whole("a value was taken a moment ago; import this line again"));
        }
        Refusal { named: named.clone(), code: Code::Conflict, findings }
    }

    /// The refusal as an entry of a report.
    pub(super) fn to_json(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("line".to_owned(), json!(self.named.line));
        entry.insert("code".to_owned(), json!(self.code.as_str()));
        let mut findings = self.findings.iter();
        if let Some(first) = findings.next() {
            entry.extend(finding(first));
        }
        let more: Vec<_> = findings.map(finding).map(Value::Object).collect();
        if !more.is_empty() {
            entry.insert("also".to_owned(), Value::Array(more));
        }
        let words = [("userId", &self.named.user_id), ("email", &self.named.email)];
        let input: Map<String, Value> = words
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), json!(cut(text.as_deref()?)))))
            .collect();
        if !input.is_empty() {
            entry.insert("input".to_owned(), Value::Object(input));
        }
        Value::Object(entry)
    }
}

fn finding(finding: &Finding) -> Map<String, Value> {
    let Finding { field, message } = finding;
    [("field", json!(field)), ("message", json!(message))]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn cut(text: &str) -> String {
    text.chars().take(SHOWN_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::KeysTaken;

    #[test]
    fn a_report_s_entry_names_everything_once() {
        let named = Named { line: 7, user_id: None, email: Some("x".repeat(1000)) };
        let keys = KeysTaken { email: true, user_id: false, handle: true };
        let refusal = Refusal::of_taken(&named, &UserTaken { place: 0, keys });
        assert_eq!(
            refusal.to_json(),
            json!({
                "line": 7, "code": "conflict", "field": "email", "message": "this e-mail address is taken",
                "also": [{"field": "handle", "message": "this handle is taken"}], "input": {"email": "x".repeat(254)},
            })
        );
        let gone = KeysTaken { email: false, user_id: false, handle: false };
        let refusal =
            Refusal::of_taken(&Named { line: 8, ..Named::default() }, &UserTaken { place: 1, keys: gone });
        assert_eq!(refusal.to_json()["field"], Value::Null);
        assert_eq!(refusal.to_json().get("input"), None);
    }
}
