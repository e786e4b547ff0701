//! Where the database is and what it may cost. Every limit of this layer is a number here.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach the database, and the limits on its use.
#[derive(Clone)]
pub struct Settings {
    /// `postgres://…`, with several hosts where the primary can move. It must lead to the primary.
    pub url: String,
    /// A PEM file of the certificates that may sign the database's; the platform's store when absent.
    pub root_certificates: Option<PathBuf>,
    /// Shared connections for reads.
    pub reader_lanes: usize,
    /// Connections for transactions.
    pub writer_connections: usize,
    /// How long a transaction may wait for a connection.
    pub writer_wait: Duration,
    /// How long a connection may take to open, over all hosts of the URL.
    pub connect_timeout: Duration,
    /// How long the database may work on one statement.
    pub statement_timeout: Duration,
}

impl Settings {
    /// The defaults, for the database at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            root_certificates: None,
            reader_lanes: 4,
            writer_connections: 8,
            writer_wait: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(5),
        }
    }

    /// How long an answer may take before the connection counts as lost: the database itself gives up earlier, so only
    /// one that does not answer at all gets here.
    pub(super) fn answer_timeout(&self) -> Duration {
        self.statement_timeout + Duration::from_secs(1)
    }
}

impl fmt::Debug for Settings {
    /// Without the URL, which carries a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("root_certificates", &self.root_certificates)
            .field("reader_lanes", &self.reader_lanes)
            .field("writer_connections", &self.writer_connections)
            .field("writer_wait", &self.writer_wait)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_silent_about_the_url() {
        let settings = Settings::new("postgres://a:secret@h");
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
