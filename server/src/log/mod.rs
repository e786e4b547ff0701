//! The log: slog to stderr, as JSON or for a terminal, filtered before anything is serialised.
//!
//! Writing happens on a thread of its own. A record that finds no room is dropped and counted, so that a slow reader of
//! the log cannot stop the service. JSON is made for busy services: lines are gathered and written together.

mod batch;
mod json;

use crate::config::{LogFormat, LogLevel};
use batch::{Batch, Writer};
use json::JsonLines;
use slog::{Drain, Level, LevelFilter, Logger, Never, OwnedKVList, Record, error, o};
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// Records that may wait to be written to a terminal.
const QUEUE_RECORDS: usize = 8192;

/// The loggers of the program.
pub struct Log {
    /// For everything of ours.
    pub root: Logger,
    /// For dropshot, which would log each request a second time, with its query: only warnings and errors of it pass.
    pub http: Logger,
    /// Writes what waits when it is dropped.
    _guard: Option<Guard>,
}

/// What writes; dropping it writes the rest.
enum Guard {
    Json { _writer: Writer },
    Terminal { _writer: slog_async::AsyncGuard },
}

impl Log {
    /// Starts logging, and logs panics from here on.
    #[must_use]
    pub fn start(format: LogFormat, level: LogLevel) -> Log {
        let log = match format {
            LogFormat::Json => {
                let (batch, writer) = Batch::start(io::stderr());
                Log { _guard: Some(Guard::Json { _writer: writer }), ..Log::on(JsonLines(batch), level) }
            }
            LogFormat::Terminal => {
                let decorator = slog_term::TermDecorator::new().stderr().build();
                let drain = slog_term::FullFormat::new(decorator).build().fuse();
                let (queue, writer) = slog_async::Async::new(drain)
                    .chan_size(QUEUE_RECORDS)
                    .overflow_strategy(slog_async::OverflowStrategy::DropAndReport)
                    .build_with_guard();
                Log { _guard: Some(Guard::Terminal { _writer: writer }), ..Log::on(queue.fuse(), level) }
            }
        };
        log_panics(log.root.clone());
        log
    }

    /// The loggers of a drain.
    #[must_use]
    pub fn on<D>(drain: D, level: LogLevel) -> Log
    where
        D: Drain<Err = Never, Ok = ()> + Send + Sync + UnwindSafe + RefUnwindSafe + 'static,
    {
        let level = match level {
            LogLevel::Error => Level::Error,
            LogLevel::Warning => Level::Warning,
            LogLevel::Info => Level::Info,
            LogLevel::Debug => Level::Debug,
            LogLevel::Trace => Level::Trace,
        };
        let quiet = if Level::Warning.is_at_least(level) { Level::Warning } else { level };
        let drain = Arc::new(drain);
        let root = Logger::root(LevelFilter::new(Arc::clone(&drain), level).fuse(), o!());
        let http = Logger::root(LevelFilter::new(WithoutContext(drain), quiet).fuse(), o!());
        Log { root, http, _guard: None }
    }
}

/// Leaves out what a record inherits. dropshot gives each request's logger the URI with its query, where callers put
/// secrets.
struct WithoutContext<D>(D);

impl<D: Drain> Drain for WithoutContext<D> {
    type Ok = D::Ok;
    type Err = D::Err;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<D::Ok, D::Err> {
        self.0.log(record, &o!().into())
    }
}

fn log_panics(log: Logger) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("not a text");
        error!(log, "panic"; "panic" => message, "place" => place);
    }));
}
