//! What is wrong with a value, and where in the value and in the document. It must not know how it was found.

use std::fmt;

use serde_json::Value;

/// Characters of a value that are shown.
const SHOWN_CHARS: usize = 60;

/// A keyword that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON pointer of the part of the value that is wrong; empty for the whole.
    pub instance: String,
    /// JSON pointer of the keyword in the document.
    pub schema: String,
    /// The keyword: `maxLength`.
    pub keyword: &'static str,
    /// What is wrong: a lowercase fragment.
    pub message: String,
}

/// Displayed as `/a/0: message`, the whole value as `the value`.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.instance.is_empty() { "the value" } else { &self.instance };
        write!(f, "{place}: {}", self.message)
    }
}

/// A value as it is shown in a message: JSON, cut when long.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::Array(_) => return "the array".to_owned(),
        Value::Object(_) => return "the object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        // A long text is cut before it is escaped.
        Value::String(text) => {
            let start: String = text.chars().take(SHOWN_CHARS + 1).collect();
            Value::String(start).to_string()
        }
    };
    let mut start: String = text.chars().take(SHOWN_CHARS).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        start.push('…');
    }
    start
}

/// What kind of value it is, with its article.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
