//! The log: slog to stderr, as JSON or for a terminal, filtered before anything is serialised.
//!
//! Writing happens on a thread of its own. A record that finds the queue full is dropped and counted, so that a slow
//! reader of the log cannot stop the service.

use crate::config::{LogFormat, LogLevel};
use slog::{Drain, Level, LevelFilter, Logger, Never, OwnedKVList, Record, error, o};
use std::io;
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
    /// A log with one logger for everything.
    #[must_use]
    pub fn of(logger: Logger) -> Log {
        Log { http: logger.clone(), root: logger, _guard: None }
    }

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
        let level = match level {
            LogLevel::Error => Level::Error,
            LogLevel::Warning => Level::Warning,
            LogLevel::Info => Level::Info,
            LogLevel::Debug => Level::Debug,
            LogLevel::Trace => Level::Trace,
        };
        let queue = Arc::new(queue.fuse());
        let quiet = if level.is_at_least(Level::Warning) { Level::Warning } else { level };
        let root = Logger::root(LevelFilter::new(Arc::clone(&queue), level).fuse(), o!());
        let http = Logger::root(LevelFilter::new(queue, quiet).fuse(), o!());
        log_panics(root.clone());
        Log { root, http, _guard: Some(guard) }
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

/// A logger that keeps nothing, for tests and tools.
#[must_use]
pub fn discard() -> Logger {
    struct Nowhere;
    impl Drain for Nowhere {
        type Ok = ();
        type Err = Never;
        fn log(&self, _: &Record<'_>, _: &OwnedKVList) -> Result<(), Never> {
            Ok(())
        }
    }
    Logger::root(Nowhere, o!())
}
