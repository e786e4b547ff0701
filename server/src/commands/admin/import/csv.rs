//! An input of comma-separated values, the first record of which names the columns.
//!
//! An empty field is a value that is not given.

use super::entries::{ENTRY_BYTES_MAX, Unreadable};
use super::error::ImportError;
use super::member::{self, Member};
use super::ndjson;
use super::refusal::{Code, Finding};
use super::source::Source;
use crate::app::ImportedUser;
use csv_core::{ReadRecordResult, Reader};
use selfsame_spec::runtime::read_json;
use std::borrow::Cow;
use std::io;

/// More columns than there are members make no sense, but an input should be told which one it is that makes none.
const FIELDS_MAX: usize = 64;

/// The records, one after the other.
pub(super) struct Records {
    pub(super) source: Source,
    reader: Reader,
    columns: Vec<Member>,
    /// The fields of the record, one after the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    is_too_long: bool,
}

impl Records {
    /// Reads the names of the columns.
    ///
    /// # Errors
    /// The input cannot be read, or its first record is not one of such names, each once, with that of the e-mail
    /// address.
    pub(super) fn new(source: Source) -> Result<Records, ImportError> {
        let mut records = Records {
            source,
            reader: Reader::new(),
            columns: Vec::new(),
            text: vec![0; ENTRY_BYTES_MAX],
            ends: vec![0; FIELDS_MAX],
            fields: 0,
            is_too_long: false,
        };
        if records.advance().map_err(ImportError::Read)?.is_some() {
            records.columns =
                records.names().map_err(|(column, message)| ImportError::Columns { column, message })?;
        }
        Ok(records)
    }

    fn names(&self) -> Result<Vec<Member>, (String, String)> {
        let mut columns = Vec::new();
        let shown = |column: &[u8]| String::from_utf8_lossy(column).into_owned();
        if self.is_too_long || self.fields > FIELDS_MAX {
            return Err((String::new(), "the first record must name the columns".to_owned()));
        }
        for name in (0..self.fields).map(|place| self.field(place)) {
            let member = std::str::from_utf8(name).ok().and_then(Member::from_name);
            let member = member.ok_or_else(|| (shown(name), member::unknown()))?;
            if columns.contains(&member) {
                return Err((shown(name), "stands twice".to_owned()));
            }
            columns.push(member);
        }
        match Member::from_name("email") {
            Some(email) if !columns.contains(&email) => {
                Err(("email".to_owned(), "is missing: every user has an e-mail address".to_owned()))
            }
            Some(_) | None => Ok(columns),
        }
    }

    /// Goes to the next record and gives the line in which it begins, from 1; none at the end.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn advance(&mut self) -> io::Result<Option<u64>> {
        // Empty lines, and the line feed of the record before.
        while let Some(b'\r' | b'\n') = self.source.buffer()?.first() {
            self.source.take(1)?;
        }
        let line = self.source.line();
        (self.fields, self.is_too_long) = (0, false);
        let mut length = 0;
        loop {
            let buffer = self.source.buffer()?;
            // What does not fit is read over the beginning, and not looked at.
            let text = &mut self.text[length..];
            let ends = &mut self.ends[self.fields.min(FIELDS_MAX - 1)..];
            let (result, read, written, ended) = self.reader.read_record(buffer, text, ends);
            self.source.take(read)?;
            length += written;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => (length, self.is_too_long) = (0, true),
                ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::Record => return Ok(Some(line)),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn field(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    /// The user of the record.
    ///
    /// # Errors
    /// It has other fields than there are columns, or one that is no text.
    pub(super) fn user(&self) -> Result<ImportedUser<'_>, Unreadable> {
        if self.is_too_long {
            return Err(Unreadable::too_long());
        }
        if self.fields != self.columns.len() {
            let (fields, columns) = (self.fields, self.columns.len());
            let message = format!("must have a field for each of the {columns} columns, and has {fields}");
            return Err(Unreadable::malformed(Finding::whole(message)));
        }
        let mut user = ImportedUser::default();
        for (place, member) in self.columns.iter().enumerate() {
            let field = self.field(place);
            if field.is_empty() {
                continue;
            }
            let at = |message: String| Finding::at(member.as_str(), message);
            let text = std::str::from_utf8(field)
                .map_err(|_| Unreadable::malformed(at("is not UTF-8".to_owned())))?;
            match member {
                Member::Text(member) => member.set(&mut user, Cow::Borrowed(text)),
                Member::Attributes => {
                    let value = read_json(field).map_err(|error| Unreadable {
                        code: Code::Invalid,
                        findings: vec![at(ndjson::worded(&error))],
                    })?;
                    user.attributes = Some(value);
                }
            }
        }
        Ok(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: impl Into<Vec<u8>>) -> Result<Records, ImportError> {
        Records::new(Source::new(Box::new(io::Cursor::new(text.into()))).unwrap())
    }

    fn refused(column: &str, text: &str) {
        match records(text).err() {
            Some(ImportError::Columns { column: found, .. }) => assert_eq!(found, column, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn records_are_numbered_by_their_first_line() {
        for feed in ["\n", "\r\n"] {
            let text = "\u{feff}email,bio\n\na@b,\"two\nlines, \"\"quoted\"\"\"\nc@d,\n\"e@f\",x"
                .replace('\n', feed);
            let mut records = records(text).ok().unwrap();
            let mut seen = Vec::new();
            while let Some(line) = records.advance().unwrap() {
                let user = records.user().ok().unwrap();
                seen.push((line, user.email.unwrap().into_owned(), user.bio.map(Cow::into_owned)));
                assert_eq!(records.source.position().lines, if line == 3 { 4 } else { line });
            }
            let quoted = format!("two{feed}lines, \"quoted\"");
            let some = |text: &str| Some(text.to_owned());
            assert_eq!(
                seen,
                [
                    (3, "a@b".to_owned(), some(&quoted)),
                    (5, "c@d".to_owned(), None),
                    (6, "e@f".to_owned(), some("x"))
                ]
            );
        }
    }

    #[test]
    fn columns_are_those_of_users() {
        refused("Email", "Email,bio\n");
        refused("bio", "email,bio,bio\n");
        refused("email", "userId,bio\n");
        refused("", "email,\n");
        assert_eq!(records("").ok().unwrap().advance().unwrap(), None);
        assert_eq!(records("email\n").ok().unwrap().advance().unwrap(), None);
        refused("", &vec!["bio"; FIELDS_MAX + 1].join(","));
    }

    #[test]
    fn what_does_not_fit_is_refused_and_the_next_is_read() {
        let long = "x".repeat(ENTRY_BYTES_MAX);
        let many = vec!["x"; 2 * FIELDS_MAX].join(",");
        let text = format!(
            "email,attributes\na\n\"a,\n{long}\",\"{long}\"\n{many}\na@b,{{\nc@d,\"{{\"\"a\"\":1}}\"\n"
        );
        let mut records = records([text.as_bytes(), b"\xff@b,\n"].concat()).ok().unwrap();
        let mut seen = Vec::new();
        while let Some(line) = records.advance().unwrap() {
            seen.push((line, records.user().err().map(|unreadable| unreadable.code)));
        }
        let expected = [
            (2, Some(Code::Malformed)),
            (3, Some(Code::TooLong)),
            (5, Some(Code::Malformed)),
            (6, Some(Code::Invalid)),
            (7, None),
            (8, Some(Code::Malformed)),
        ];
        assert_eq!(seen, expected);
    }
}
