//! A record as a line of JSON, written straight into bytes: a request's record is made on the request's own time.

use chrono::{SecondsFormat, Utc};
use slog::{Drain, Key, Level, OwnedKVList, Record, Serializer};
use std::cell::RefCell;
use std::fmt::{self, Write as _};

/// Writes lines of JSON to a sink of whole lines.
pub(super) struct JsonLines<S>(pub(super) S);

/// Takes whole lines.
pub(super) trait Lines {
    /// Takes a line with its end. An urgent one should be seen at once.
    fn take(&self, line: &[u8], urgent: bool);
}

thread_local! {
    /// The line in the making, whose memory is used again.
    static LINE: RefCell<String> = RefCell::new(String::with_capacity(512));
}

impl<S: Lines> Drain for JsonLines<S> {
    type Ok = ();
    type Err = slog::Never;

    fn log(&self, record: &Record<'_>, context: &OwnedKVList) -> Result<(), slog::Never> {
        LINE.with_borrow_mut(|line| {
            line.clear();
            // Writing to a string cannot fail.
            let _ = write_line(line, record, context);
            self.0.take(line.as_bytes(), record.level().is_at_least(Level::Warning));
        });
        Ok(())
    }
}

fn write_line(line: &mut String, record: &Record<'_>, context: &OwnedKVList) -> slog::Result {
    use slog::KV as _;
    let time = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    write!(line, r#"{{"time":"{time}","level":"{}","message":"#, record.level().as_str())?;
    quoted(line, format_args!("{}", record.msg()))?;
    let mut members = Members(line);
    context.serialize(record, &mut members)?;
    record.kv().serialize(record, &mut members)?;
    line.push_str("}\n");
    Ok(())
}

/// The pairs of a record as members of the line's object.
struct Members<'l>(&'l mut String);

impl Members<'_> {
    fn plain(&mut self, key: Key, value: impl fmt::Display) -> slog::Result {
        self.0.push(',');
        quoted(self.0, format_args!("{key}"))?;
        Ok(write!(self.0, ":{value}")?)
    }
}

macro_rules! plain {
    ($($method:ident: $type:ty,)+) => {
        $(fn $method(&mut self, key: Key, value: $type) -> slog::Result {
            self.plain(key, value)
        })+
    };
}

impl Serializer for Members<'_> {
    plain! {
        emit_bool: bool, emit_u8: u8, emit_i8: i8, emit_u16: u16, emit_i16: i16, emit_u32: u32, emit_i32: i32,
        emit_u64: u64, emit_i64: i64, emit_usize: usize, emit_isize: isize,
    }

    fn emit_unit(&mut self, key: Key) -> slog::Result {
        self.plain(key, "null")
    }

    fn emit_none(&mut self, key: Key) -> slog::Result {
        self.plain(key, "null")
    }

    fn emit_f64(&mut self, key: Key, value: f64) -> slog::Result {
        if value.is_finite() { self.plain(key, value) } else { self.emit_none(key) }
    }

    fn emit_arguments(&mut self, key: Key, value: &fmt::Arguments<'_>) -> slog::Result {
        self.0.push(',');
        quoted(self.0, format_args!("{key}"))?;
        self.0.push(':');
        quoted(self.0, *value)
    }
}

/// A JSON string (RFC 8259 §7).
fn quoted(line: &mut String, value: fmt::Arguments<'_>) -> slog::Result {
    line.push('"');
    Escaped(line).write_fmt(value)?;
    line.push('"');
    Ok(())
}

struct Escaped<'l>(&'l mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
            self.0.push_str(&rest[..at]);
            match rest.as_bytes()[at] {
                b'\n' => self.0.push_str("\\n"),
                b'"' => self.0.push_str("\\\""),
                b'\\' => self.0.push_str("\\\\"),
                control => write!(self.0, "\\u{control:04x}")?,
            }
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonLines, Lines};
    use serde_json::Value;
    use slog::{Drain as _, Logger, info, o, warn};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<(Value, bool)>>>);

    impl Lines for Kept {
        fn take(&self, line: &[u8], urgent: bool) {
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            self.0.lock().unwrap().push((serde_json::from_slice(line).unwrap(), urgent));
        }
    }

    #[test]
    fn a_record_is_a_line_of_json() {
        let kept = Kept::default();
        let log = Logger::root(JsonLines(kept.clone()).fuse(), o!("component" => "test"));
        info!(log, "a \"quoted\"\n\u{1} line \\ 🦀"; "status" => 200, "ratio" => 0.5, "none" => None::<u8>, "odd" => f64::NAN);
        warn!(log, "{} and {}", 1, 2; "text" => %"t");
        let lines = kept.0.lock().unwrap();
        let (first, urgent) = &lines[0];
        assert_eq!(first["message"], "a \"quoted\"\n\u{1} line \\ 🦀");
        assert_eq!((&first["level"], &first["component"]), (&Value::from("INFO"), &Value::from("test")));
        assert_eq!((&first["status"], &first["ratio"]), (&Value::from(200), &Value::from(0.5)));
        assert!(first["none"].is_null() && first["odd"].is_null() && !urgent);
        assert_eq!((&lines[1].0["message"], lines[1].1), (&Value::from("1 and 2"), true));
    }
}
