//! A logger whose records can be read afterwards.

use slog::{Drain, KV, Logger, OwnedKVList, Record, Serializer};
use std::fmt::{Arguments, Write};
use std::sync::{Arc, Mutex};

/// The records so far, each as one line: the message, then `key=value` of each member.
#[derive(Clone, Default)]
pub(crate) struct Records(Arc<Mutex<Vec<String>>>);

impl Records {
    /// A logger that adds to these records.
    pub(crate) fn logger(&self) -> Logger {
        Logger::root(self.clone().fuse(), slog::o!())
    }

    /// All records that hold a text.
    pub(crate) fn with(&self, text: &str) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|line| line.contains(text)).cloned().collect()
    }
}

impl Drain for Records {
    type Ok = ();
    type Err = slog::Error;

    fn log(&self, record: &Record<'_>, values: &OwnedKVList) -> Result<(), Self::Err> {
        let mut line = Line(record.msg().to_string());
        record.kv().serialize(record, &mut line).and_then(|()| values.serialize(record, &mut line))?;
        self.0.lock().unwrap().push(line.0);
        Ok(())
    }
}

struct Line(String);

impl Serializer for Line {
    fn emit_arguments(&mut self, key: slog::Key, value: &Arguments<'_>) -> slog::Result {
        write!(self.0, " {key}={value}").map_err(slog::Error::from)
    }
}
