//! The log: slog to stderr, as JSON or for a terminal, filtered before anything is serialised.
//!
//! Writing happens on a thread of its own. A record that finds the queue full is dropped and counted, so that a slow
//! reader of the log cannot stop the service.

use crate::config::{LogFormat, LogLevel};
use slog::{Drain, Level, LevelFilter, Logger, Never, OwnedKVList, Record, error, o};
use std::io;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

/// Records that may wait to be written.
const QUEUE_RECORDS: usize = 8192;

/// The loggers of the program.
pub struct Log {
    /// For everything of ours.
    pub root: Logger,
    /// For dropshot, which would log each request a second time, with its query: only warnings and errors of it pass.
    pub http: Logger,
    /// Writes what is queued when it is dropped.
    _guard: Option<slog_async::AsyncGuard>,
}

impl Log {
    /// Starts logging, and logs panics from here on.
    #[must_use]
    pub fn start(format: LogFormat, level: LogLevel) -> Log {
        let (queue, guard) = match format {
            LogFormat::Json => queue(slog_json::Json::default(io::LineWriter::new(io::stderr())).fuse()),
            LogFormat::Terminal => {
                let decorator = slog_term::TermDecorator::new().stderr().build();
                queue(slog_term::FullFormat::new(decorator).build().fuse())
            }
        };
        let log = Log { _guard: Some(guard), ..Log::on(queue.fuse(), level) };
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

fn queue<D>(drain: D) -> (slog_async::Async, slog_async::AsyncGuard)
where
    D: Drain<Err = Never, Ok = ()> + Send + 'static,
{
    slog_async::Async::new(drain)
        .chan_size(QUEUE_RECORDS)
        .overflow_strategy(slog_async::OverflowStrategy::DropAndReport)
        .build_with_guard()
}

fn log_panics(log: Logger) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("not a text");
        error!(log, "panic"; "message" => message, "place" => place);
    }));
}
