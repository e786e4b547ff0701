//! Reads JSON (RFC 8259) into the builder. YAML contains most of JSON, but not its surrogate escapes, its
//! long keys or its tabs, and its errors would be told in the wrong words. It must not know OpenAPI.

use std::borrow::Cow;

use super::builder::{Builder, Kind};
use super::error::LoadError;
use super::place::Place;
use super::problem::quoted;
use super::scalar;
use super::tree::{Scalar, Tree};

/// What must come next. `or_end` holds right after a container was opened, where it may be closed at once.
#[derive(Clone, Copy)]
enum Next {
    Key { or_end: bool },
    Value { or_end: bool },
    CommaOrEnd,
}

/// The values and their places.
pub(super) fn read(name: &str, source: &str) -> Result<Tree, LoadError> {
    let mut reader = Reader { builder: Builder::new(name, source), rest: source, place: Place::START };
    let mut next = Next::Value { or_end: false };
    loop {
        reader.skip_blanks();
        next = match next {
            Next::Key { or_end } => reader.key(or_end)?,
            Next::Value { or_end } => reader.value(or_end)?,
            Next::CommaOrEnd => match reader.builder.container() {
                Some(kind) => reader.comma_or_end(kind)?,
                None => break,
            },
        };
    }
    if !reader.rest.is_empty() {
        return Err(reader.expected("nothing after the last `}`"));
    }
    let empty = reader.builder.problem(Place::START, "the document is empty");
    reader.builder.finish().ok_or(LoadError::Syntax(empty))
}

struct Reader<'s> {
    builder: Builder<'s>,
    rest: &'s str,
    /// Of the first character of `rest`.
    place: Place,
}

impl<'s> Reader<'s> {
    fn key(&mut self, or_end: bool) -> Result<Next, LoadError> {
        if or_end && self.rest.starts_with('}') {
            return self.close();
        }
        if !self.rest.starts_with('"') {
            return Err(self.expected(if or_end {
                "a key in double quotes, or `}`"
            } else {
                "a key in double quotes"
            }));
        }
        let place = self.place;
        let key = self.string()?;
        self.builder.key(&key, place)?;
        self.skip_blanks();
        if !self.rest.starts_with(':') {
            return Err(self.expected("`:` after the key"));
        }
        self.advance(1);
        Ok(Next::Value { or_end: false })
    }

    fn value(&mut self, or_end: bool) -> Result<Next, LoadError> {
        let place = self.place;
        match self.rest.bytes().next() {
            Some(b'{') => {
                self.builder.open(Kind::Object, place)?;
                self.advance(1);
                return Ok(Next::Key { or_end: true });
            }
            Some(b'[') => {
                self.builder.open(Kind::Array, place)?;
                self.advance(1);
                return Ok(Next::Value { or_end: true });
            }
            Some(b']') if or_end => return self.close(),
            Some(b'"') => {
                let text = self.string()?;
                self.builder.scalar(Scalar::Text(&text), place)?;
            }
            Some(_) | None => {
                let value = self.word()?;
                self.builder.scalar(value, place)?;
            }
        }
        Ok(Next::CommaOrEnd)
    }

    fn comma_or_end(&mut self, kind: Kind) -> Result<Next, LoadError> {
        let (end, after_comma, expected) = match kind {
            Kind::Object => ('}', Next::Key { or_end: false }, "`,` or `}`"),
            Kind::Array => (']', Next::Value { or_end: false }, "`,` or `]`"),
        };
        if self.rest.starts_with(',') {
            self.advance(1);
            Ok(after_comma)
        } else if self.rest.starts_with(end) {
            self.close()
        } else {
            Err(self.expected(expected))
        }
    }

    fn close(&mut self) -> Result<Next, LoadError> {
        self.advance(1);
        self.builder.close()?;
        Ok(Next::CommaOrEnd)
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Scalar<'s>, LoadError> {
        let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = self.rest.bytes().take_while(|byte| inside(byte)).count();
        let word = &self.rest[..length];
        let value = match word {
            "true" => Scalar::Bool(true),
            "false" => Scalar::Bool(false),
            "null" => Scalar::Null,
            number if is_number(number) => match scalar::number(number) {
                Ok(number) => Scalar::Number(number),
                Err(_) => {
                    let message = format!("{} is a number too large to be read", quoted(number));
                    let problem = self.builder.problem(self.place, message);
                    return Err(LoadError::Unusable(problem.help("write a smaller number, or a string")));
                }
            },
            _ => return Err(self.expected("a value")),
        };
        self.advance(length);
        Ok(value)
    }

    /// The string whose opening quote is next.
    fn string(&mut self) -> Result<Cow<'s, str>, LoadError> {
        let mut escaped = false;
        let mut length = None;
        for (at, byte) in self.rest.bytes().enumerate().skip(1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    length = Some(at + 1);
                    break;
                }
                0..=0x1f => {
                    self.advance(at);
                    let message = "a line break, tab or control character stands inside a string";
                    let problem = self.builder.problem(self.place, message);
                    return Err(LoadError::Syntax(problem.help("close the string, or write `\\n` or `\\t`")));
                }
                _ => {}
            }
        }
        let Some(length) = length else {
            let problem = self.builder.problem(self.place, "this string is never closed");
            return Err(LoadError::Syntax(problem.help("add the closing double quote")));
        };
        let literal = &self.rest[..length];
        let text = if literal.contains('\\') {
            Cow::Owned(serde_json::from_str(literal).map_err(|_| {
                let problem =
                    self.builder.problem(self.place, "this string has an escape that JSON does not know");
                LoadError::Syntax(
                    problem.help("write a backslash as `\\\\`, and other escapes as RFC 8259 has them"),
                )
            })?)
        } else {
            Cow::Borrowed(&literal[1..length - 1])
        };
        // No line ends inside a string.
        let columns = u32::try_from(literal.chars().count()).unwrap_or(u32::MAX);
        self.place.column = self.place.column.saturating_add(columns);
        self.rest = &self.rest[length..];
        Ok(text)
    }

    fn skip_blanks(&mut self) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let length = self.rest.bytes().take_while(blank).count();
        self.advance(length);
    }

    fn advance(&mut self, bytes: usize) {
        let (over, rest) = self.rest.split_at(bytes);
        self.place = self.place.after(over);
        self.rest = rest;
    }

    fn expected(&self, what: &str) -> LoadError {
        let found = match self.rest.chars().next() {
            Some(c) => format!("found {}", quoted(&c.to_string())),
            None => "the document ends".to_owned(),
        };
        let problem = self.builder.problem(self.place, format!("expected {what}, but {found}"));
        LoadError::Syntax(problem.help("check the commas, quotes and brackets here and just before"))
    }
}

/// The grammar of numbers in RFC 8259, which is narrower than YAML's.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
