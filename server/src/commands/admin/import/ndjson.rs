//! An input of a JSON object a line.

use super::entries::{ENTRY_BYTES_MAX, Unreadable};
use super::member::{self, Member};
use super::refusal::{Code, Finding};
use super::source::Source;
use crate::app::ImportedUser;
use selfsame_spec::runtime::{JsonError, read_json};
use serde_json::Value;
use std::borrow::Cow;
use std::io;

/// The lines, one after the other.
pub(super) struct Lines {
    pub(super) source: Source,
    line: Vec<u8>,
    is_too_long: bool,
}

impl Lines {
    pub(super) fn new(source: Source) -> Lines {
        Lines { source, line: Vec::new(), is_too_long: false }
    }

    /// Goes to the next line that is not blank, and gives its number; none at the end.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn advance(&mut self) -> io::Result<Option<u64>> {
        loop {
            let number = self.source.line();
            if !self.read()? {
                return Ok(None);
            }
            if self.is_too_long || !self.line.trim_ascii().is_empty() {
                return Ok(Some(number));
            }
        }
    }

    /// Reads a line, of which it keeps no more than an entry may have; false at the end.
    fn read(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.is_too_long = false;
        let mut is_any = false;
        loop {
            let buffer = self.source.buffer()?;
            if buffer.is_empty() {
                return Ok(is_any);
            }
            is_any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if self.line.len() + part.len() > ENTRY_BYTES_MAX {
                self.is_too_long = true;
                self.line.clear();
            }
            if !self.is_too_long {
                self.line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.source.take(taken)?;
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// The user of the line.
    ///
    /// # Errors
    /// It is not an object of such members.
    pub(super) fn user(&self) -> Result<ImportedUser<'_>, Unreadable> {
        if self.is_too_long {
            return Err(Unreadable::too_long());
        }
        if std::str::from_utf8(&self.line).is_err() {
            return Err(Unreadable::malformed(Finding::whole("is not UTF-8")));
        }
        match read_json(&self.line) {
            Ok(Value::Object(members)) => from_members(members),
            Ok(_) => Err(Unreadable::malformed(Finding::whole("must be a JSON object"))),
            Err(error) => Err(Unreadable::malformed(Finding::whole(worded(&error)))),
        }
    }
}

fn from_members(members: serde_json::Map<String, Value>) -> Result<ImportedUser<'static>, Unreadable> {
    let mut user = ImportedUser::default();
    let (mut unknown, mut invalid) = (Vec::new(), Vec::new());
    for (name, value) in members {
        match (Member::from_name(&name), value) {
            (None, _) => unknown.push(Finding::at(&name, member::unknown())),
            (Some(Member::Attributes), value) => user.attributes = Some(value),
            (Some(Member::Text(member)), Value::String(text)) => member.set(&mut user, Cow::Owned(text)),
            (Some(Member::Text(_)), Value::Null) => {}
            (
                Some(Member::Text(_)),
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_),
            ) => invalid.push(Finding::at(&name, "must be a text")),
        }
    }
    let code = if unknown.is_empty() { Code::Invalid } else { Code::UnknownMember };
    unknown.append(&mut invalid);
    if unknown.is_empty() { Ok(user) } else { Err(Unreadable { code, findings: unknown }) }
}

/// What is wrong with a JSON text of one line. The parser's words tell no value.
pub(super) fn worded(error: &JsonError) -> String {
    match error {
        JsonError::Malformed(error) => {
            let text = error.to_string();
            let what = text.split(" at line ").next().unwrap_or_default();
            format!("is not JSON: {what} at column {}", error.column())
        }
        JsonError::TooDeep { .. } => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &'static [u8]) -> Lines {
        Lines::new(Source::new(Box::new(text)).unwrap())
    }

    fn refused(text: &'static [u8]) -> (Code, Option<String>, String) {
        let mut lines = lines(text);
        assert!(lines.advance().unwrap().is_some());
        let Unreadable { code, findings } = lines.user().err().expect("read");
        (code, findings[0].field.clone(), findings[0].message.clone())
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_are_none() {
        let mut lines = lines(b"\n{\"email\":\"a\"}\r\n\r\n  \n{\"email\":null}\n{}");
        let mut seen = Vec::new();
        while let Some(line) = lines.advance().unwrap() {
            seen.push((line, lines.user().ok().unwrap().email.map(Cow::into_owned)));
        }
        assert_eq!(seen, [(2, Some("a".to_owned())), (5, None), (6, None)]);
        assert_eq!(lines.source.position().lines, 6);
    }

    #[test]
    fn what_is_no_object_of_known_members_is_refused() {
        for (text, code, field) in [
            (b"{".as_slice(), Code::Malformed, None),
            (b"[]", Code::Malformed, None),
            (b"{\"email\":\"a\",\"email\":\"b\"}", Code::Malformed, None),
            (b"{\"email\":\"\xff\"}", Code::Malformed, None),
            (b"{\"Email\":\"a\"}", Code::UnknownMember, Some("Email")),
            (b"{\"bio\":1,\"password\":\"secret\"}", Code::UnknownMember, Some("password")),
            (b"{\"email\":1}", Code::Invalid, Some("email")),
        ] {
            let (found, place, message) = refused(text);
            assert_eq!((found, place.as_deref()), (code, field), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
        assert_eq!(refused(b"{\"email\":x}").2, "is not JSON: expected value at column 10");
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_and_the_next_is_read() {
        let mut text = b"{\"bio\":\"".to_vec();
        text.resize(ENTRY_BYTES_MAX + 1, b'x');
        text.extend_from_slice(b"\n{\"email\":\"a\"}\n");
        let mut lines = Lines::new(Source::new(Box::new(io::Cursor::new(text))).unwrap());
        assert_eq!(lines.advance().unwrap(), Some(1));
        assert_eq!(lines.user().err().unwrap().code, Code::TooLong);
        assert!(lines.line.capacity() <= 2 * ENTRY_BYTES_MAX);
        assert_eq!(lines.advance().unwrap(), Some(2));
        assert!(lines.user().is_ok());
    }
}
