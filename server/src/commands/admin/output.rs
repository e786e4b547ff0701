//! What a verb shows: a table for people, JSON for programs.

use crate::commands::Error;
use clap::ValueEnum;
use serde_json::Value;
use std::io::{self, Write};

/// How answers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables, and a member a line.
    Human,
    /// One document, or one a line for lists.
    Json,
}

/// Where answers go.
pub(super) struct Output {
    format: Format,
    out: Box<dyn Write + Send>,
}

impl Output {
    /// To stdout.
    pub(super) fn stdout(format: Format) -> Output {
        Output { format, out: Box::new(io::stdout()) }
    }

    /// Shows one thing, an object: its members one a line, or as they are.
    ///
    /// # Errors
    /// Nobody reads.
    pub(super) fn one(&mut self, item: &Value) -> Result<(), Error> {
        let text = match self.format {
            Format::Json => format!("{item}\n"),
            Format::Human => members(item),
        };
        self.write(&text)
    }

    /// Shows a part of a list of objects with these members: a table with a line for each, under a heading where the part
    /// is the first, or each as it is.
    ///
    /// # Errors
    /// Nobody reads.
    pub(super) fn list(&mut self, columns: &[&str], items: &[Value], is_first: bool) -> Result<(), Error> {
        let text = match self.format {
            Format::Json => items.iter().map(|item| format!("{item}\n")).collect(),
            Format::Human => table(columns, items, is_first),
        };
        self.write(&text)
    }

    /// Shows one thing that has words of its own for people.
    ///
    /// # Errors
    /// Nobody reads.
    pub(super) fn worded(
        &mut self,
        item: impl FnOnce() -> Value,
        words: impl FnOnce() -> String,
    ) -> Result<(), Error> {
        let text = match self.format {
            Format::Json => format!("{}\n", item()),
            Format::Human => words(),
        };
        self.write(&text)
    }

    /// Says a word to people; programs have the exit code.
    ///
    /// # Errors
    /// Nobody reads.
    pub(super) fn done(&mut self, text: &str) -> Result<(), Error> {
        match self.format {
            Format::Human => self.write(&format!("{text}\n")),
            Format::Json => Ok(()),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(|error| Error::Io { what: "cannot write to stdout", error })
    }
}

fn members(item: &Value) -> String {
    let Value::Object(members) = item else { return format!("{item}\n") };
    let width = members.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    members.iter().map(|(name, value)| format!("{name:width$}  {}\n", cell(value))).collect()
}

fn table(columns: &[&str], items: &[Value], has_heading: bool) -> String {
    let mut lines = vec![columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    lines.extend(items.iter().map(|item| columns.iter().map(|name| cell(&item[*name])).collect()));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let padded: Vec<_> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    lines.iter().skip(usize::from(!has_heading)).map(line).collect()
}

/// A value in a line.
fn cell(value: &Value) -> String {
    let text = words(value);
    if text.is_empty() { "-".to_owned() } else { text }
}

/// What a value says: of an object its texts and numbers, of an array each item.
fn words(value: &Value) -> String {
    let joined = |texts: Vec<String>, separator: &str| {
        texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(separator)
    };
    match value {
        Value::Null => String::new(),
        // Control characters of stored text must not reach the terminal.
        Value::String(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => joined(items.iter().map(words).collect(), ", "),
        Value::Object(members) => {
            joined(members.values().filter(|value| !value.is_boolean()).map(words).collect(), " ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{members, table};
    use serde_json::json;

    #[test]
    fn columns_line_up_and_stay_in_their_line() {
        let items = [
            json!({"id": "a", "name": "Ädä", "n": 1}),
            json!({"id": "bcd", "name": "x\ny\u{1b}[2J", "n": null}),
        ];
        assert_eq!(
            table(&["id", "name", "n"], &items, true),
            "id   name     n\na    Ädä      1\nbcd  x y [2J  -\n"
        );
        assert_eq!(members(&json!({"id": "a", "names": "b"})), "id     a\nnames  b\n");
        let changes = json!({"of": [{"field": "status", "isRedacted": false, "value": "active"}, {"field": "bio", "value": null}]});
        assert_eq!(members(&changes), "of  status active, bio\n");
        assert_eq!(members(&json!({"of": []})), "of  -\n");
    }
}
