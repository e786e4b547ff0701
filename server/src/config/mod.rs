//! Flags and `SELFSAME_…` variables: the only reader of either.
//!
//! Every limit that an operator may turn is a flag here, with its default. Secrets come from a variable or a file, so
//! that they need not stand in a process list.

mod duration;
mod public_url;
mod secret;

pub use secret::SecretError;

use crate::commands::Admin;
use crate::{app, db};
use clap::{Args, Parser, Subcommand, ValueEnum};
use secret::Secret;
use selfsame_spec::runtime::{Limits, Origins};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// One user profile in Postgres behind several published profile APIs.
#[derive(Debug, Parser)]
#[command(name = "selfsame", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve on a database that has been migrated.
    Serve(Serve),
    /// Serve with demo data, on a private Postgres unless a database is given. Not for production.
    Dev(Dev),
    /// Bring the database's schema up to date, as its owner.
    Migrate(Migrate),
    /// Administer tenants, users and what belongs to them, on the database itself.
    #[command(subcommand)]
    Admin(Admin),
    /// Check the policies that `serve` would decide by.
    Policies(Policies),
    /// Print every SQL statement of the service as JSON, by name.
    #[command(hide = true)]
    Statements,
}

/// How to reach the database of `serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Where the database is, as a role that owns nothing.
    #[command(flatten)]
    pub database: DatabaseUrl,
    /// A PEM file of the certificates that may sign the database's.
    #[arg(long, env = "SELFSAME_DATABASE_CA")]
    pub database_ca: Option<PathBuf>,
    /// All else.
    #[command(flatten)]
    pub service: Service,
}

/// How `dev` runs.
#[derive(Args, Debug)]
pub struct Dev {
    /// An existing database to use, as its owner, instead of a private Postgres.
    // No variable: the one of `serve` would load demo data into a database that is in use.
    #[arg(long, conflicts_with = "ephemeral")]
    pub database_url: Option<String>,
    /// Keep nothing: a new Postgres in a temporary folder, removed at the end.
    #[arg(long)]
    pub ephemeral: bool,
    /// Where the private Postgres keeps its data.
    #[arg(long, conflicts_with = "ephemeral")]
    pub data_dir: Option<PathBuf>,
    /// How to say that the service is ready; a line of JSON when --ephemeral is given.
    #[arg(long, value_enum)]
    pub ready_format: Option<ReadyFormat>,
    /// Let requests ask for failures: `X-Selfsame-Fault: panic` is answered with 500, `unavailable` with 503.
    // No variable: nothing of the surroundings may switch it on.
    #[arg(long)]
    pub faults: bool,
    /// All else.
    #[command(flatten)]
    pub service: Service,
}

/// What `migrate` needs.
#[derive(Args, Debug)]
pub struct Migrate {
    /// Where the database is, as the owner of the schema.
    #[command(flatten)]
    pub database: DatabaseUrl,
    /// A PEM file of the certificates that may sign the database's.
    #[arg(long, env = "SELFSAME_DATABASE_CA")]
    pub database_ca: Option<PathBuf>,
}

/// Which policies are meant.
#[derive(Args, Debug)]
pub struct Policies {
    /// A directory of Cedar policies, `*.cedar`, that are in force beside the shipped ones.
    #[arg(long, env = "SELFSAME_POLICIES_DIR")]
    pub policies_dir: Option<PathBuf>,
    /// Print the schema, which says what policies can speak of, and the shipped policies.
    #[arg(long, conflicts_with = "measure")]
    pub show: bool,
    /// Measure how long a decision takes, and print that as JSON.
    #[arg(long, hide = true)]
    pub measure: bool,
}

/// A database URL, which holds a password.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct DatabaseUrl {
    /// The database's URL, such as `postgres://user:password@host/name`.
    #[arg(long, env = "SELFSAME_DATABASE_URL", hide_env_values = true)]
    database_url: Option<Secret>,
    /// A file with the database's URL.
    #[arg(long, env = "SELFSAME_DATABASE_URL_FILE")]
    database_url_file: Option<PathBuf>,
}

impl DatabaseUrl {
    /// The URL.
    ///
    /// # Errors
    /// The file cannot be read, or is empty.
    pub fn url(&self) -> Result<String, SecretError> {
        secret::resolve("database URL", self.database_url.as_ref(), self.database_url_file.as_deref())
    }
}

/// How the service behaves, wherever its database is.
#[derive(Args, Clone, Debug)]
pub struct Service {
    /// The address to listen on; port 0 picks a free one.
    #[arg(long, env = "SELFSAME_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where callers reach the service, for the addresses in its answers; `http://` and the listening address unless given.
    #[arg(long, env = "SELFSAME_PUBLIC_URL", value_parser = public_url::parse)]
    pub public_url: Option<String>,
    /// A directory of Cedar policies, `*.cedar`, that are in force beside the shipped ones.
    #[arg(long, env = "SELFSAME_POLICIES_DIR")]
    pub policies_dir: Option<PathBuf>,
    /// How to log, to stderr.
    #[arg(long, env = "SELFSAME_LOG_FORMAT", value_enum, default_value = "terminal")]
    pub log_format: LogFormat,
    /// The least important records that are logged. Requests are logged at `info`.
    #[arg(long, env = "SELFSAME_LOG_LEVEL", value_enum, default_value = "info")]
    pub log_level: LogLevel,
    /// Limits on the use of the database.
    #[command(flatten)]
    pub database: DatabaseLimits,
    /// Sessions and accounts.
    #[command(flatten)]
    pub accounts: Accounts,
    /// Limits on requests.
    #[command(flatten)]
    pub requests: Requests,
    /// How long to go on answering after a stop signal while /readyz already says no.
    #[arg(long, env = "SELFSAME_SHUTDOWN_DELAY", value_parser = duration::parse, default_value = "0s")]
    pub shutdown_delay: Duration,
    /// How long begun requests may take to end after that.
    #[arg(long, env = "SELFSAME_SHUTDOWN_DEADLINE", value_parser = duration::parse, default_value = "20s")]
    pub shutdown_deadline: Duration,
}

/// Limits on the use of the database.
#[derive(Args, Clone, Debug)]
pub struct DatabaseLimits {
    /// Shared connections for reads.
    #[arg(long, env = "SELFSAME_DATABASE_READER_LANES", default_value_t = 4)]
    pub database_reader_lanes: usize,
    /// Connections for transactions.
    #[arg(long, env = "SELFSAME_DATABASE_CONNECTIONS", default_value_t = 8)]
    pub database_connections: usize,
    /// How long a transaction may wait for a connection.
    #[arg(long, env = "SELFSAME_DATABASE_WAIT", value_parser = duration::parse, default_value = "2s")]
    pub database_wait: Duration,
    /// How long the database may work on one statement.
    #[arg(long, env = "SELFSAME_DATABASE_STATEMENT_TIMEOUT", value_parser = duration::parse, default_value = "5s")]
    pub database_statement_timeout: Duration,
}

/// Sessions and accounts.
#[derive(Args, Clone, Debug)]
pub struct Accounts {
    /// How long a session token lives.
    #[arg(long, env = "SELFSAME_SESSION_TTL", value_parser = duration::parse, default_value = "10m")]
    pub session_ttl: Duration,
    /// How long a refresh token lives, and the session with it.
    #[arg(long, env = "SELFSAME_REFRESH_TTL", value_parser = duration::parse, default_value = "30d")]
    pub refresh_ttl: Duration,
    /// How long a deleted account can be restored before it is erased; 0s erases at once.
    #[arg(long, env = "SELFSAME_ERASURE_GRACE", value_parser = duration::parse, default_value = "30d")]
    pub erasure_grace: Duration,
    /// How often due accounts are erased.
    #[arg(long, env = "SELFSAME_ERASURE_INTERVAL", value_parser = duration::parse, default_value = "1m")]
    pub erasure_interval: Duration,
    /// Tries a minute with one account and from one address.
    #[command(flatten)]
    pub rates: Rates,
    /// How many passwords are hashed at once, each on a core with 19 MiB; as many as there are cores when absent.
    #[arg(long, env = "SELFSAME_PASSWORD_HASHES", value_parser = clap::value_parser!(u16).range(1..))]
    pub password_hashes: Option<u16>,
    /// Whether cookies are sent over TLS alone; `auto` means unless the listening address is a loopback one.
    #[arg(long, env = "SELFSAME_COOKIE_SECURE", value_enum, default_value = "auto")]
    pub cookie_secure: CookieSecure,
    /// An origin, beside the service's own, whose pages may act with the session cookie. May repeat.
    #[arg(long = "allowed-origin", env = "SELFSAME_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub allowed_origins: Vec<String>,
}

/// How often an account and an address may try, in a minute.
#[derive(Args, Clone, Debug)]
pub struct Rates {
    /// Logins with one e-mail address.
    #[arg(long, env = "SELFSAME_LOGINS_PER_ACCOUNT", default_value_t = 10)]
    pub logins_per_account: u32,
    /// Logins from one network address.
    #[arg(long, env = "SELFSAME_LOGINS_PER_ADDRESS", default_value_t = 60)]
    pub logins_per_address: u32,
    /// Registrations of one e-mail address.
    #[arg(long, env = "SELFSAME_REGISTRATIONS_PER_ACCOUNT", default_value_t = 5)]
    pub registrations_per_account: u32,
    /// Registrations from one network address.
    #[arg(long, env = "SELFSAME_REGISTRATIONS_PER_ADDRESS", default_value_t = 30)]
    pub registrations_per_address: u32,
    /// Refreshes of one session.
    #[arg(long, env = "SELFSAME_REFRESHES_PER_SESSION", default_value_t = 30)]
    pub refreshes_per_session: u32,
    /// Refreshes from one network address.
    #[arg(long, env = "SELFSAME_REFRESHES_PER_ADDRESS", default_value_t = 300)]
    pub refreshes_per_address: u32,
}

impl Rates {
    fn limits(&self) -> app::RateLimits {
        let per_minute = app::RateLimit::per_minute;
        app::RateLimits {
            login_account: per_minute(self.logins_per_account),
            login_address: per_minute(self.logins_per_address),
            register_account: per_minute(self.registrations_per_account),
            register_address: per_minute(self.registrations_per_address),
            refresh_account: per_minute(self.refreshes_per_session),
            refresh_address: per_minute(self.refreshes_per_address),
        }
    }
}

/// Limits on requests. Body sizes stand in the document.
#[derive(Args, Clone, Debug)]
pub struct Requests {
    /// How long a request body may take to arrive.
    #[arg(long, env = "SELFSAME_BODY_TIME", value_parser = duration::parse, default_value = "10s")]
    pub body_time: Duration,
    /// How many requests are worked on at once.
    #[arg(long, env = "SELFSAME_CONCURRENT_REQUESTS", default_value_t = 1024)]
    pub concurrent_requests: usize,
    /// How long a request may wait for its turn.
    #[arg(long, env = "SELFSAME_QUEUE_TIME", value_parser = duration::parse, default_value = "500ms")]
    pub queue_time: Duration,
    /// How many proxies in front append to X-Forwarded-For.
    #[arg(long, env = "SELFSAME_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line of JSON per record.
    Json,
    /// For people.
    Terminal,
}

/// How important a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words of the field")]
pub enum LogLevel {
    Error,
    Warning,
    Info,
    Debug,
    Trace,
}

/// Whether cookies are sent over TLS alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CookieSecure {
    /// Unless the listening address is a loopback one.
    Auto,
    /// Always: a proxy in front speaks TLS.
    Always,
    /// Never.
    Never,
}

/// How `dev` says that it is ready, on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadyFormat {
    /// With curl lines to paste.
    Human,
    /// One line of JSON.
    Json,
}

impl Service {
    /// How the database at a URL is used.
    #[must_use]
    pub fn database_settings(&self, url: String) -> db::Settings {
        db::Settings {
            reader_lanes: self.database.database_reader_lanes,
            writer_connections: self.database.database_connections,
            writer_wait: self.database.database_wait,
            statement_timeout: self.database.database_statement_timeout,
            ..db::Settings::new(url)
        }
    }

    /// How the use cases behave.
    #[must_use]
    pub fn app_settings(&self) -> app::Settings {
        let defaults = app::Settings::default();
        app::Settings {
            session_ttl: self.accounts.session_ttl,
            refresh_ttl: self.accounts.refresh_ttl,
            erasure_grace: self.accounts.erasure_grace,
            rate_limits: self.accounts.rates.limits(),
            password_hashes_max: self
                .accounts
                .password_hashes
                .map_or(defaults.password_hashes_max, usize::from),
            ..defaults
        }
    }

    /// What a request may take.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            body_time: self.requests.body_time,
            concurrent_requests_max: self.requests.concurrent_requests,
            queue_time: self.requests.queue_time,
            trusted_proxies: self.requests.trusted_proxies,
        }
    }

    /// Whose pages may act with the session cookie.
    #[must_use]
    pub fn origins(&self) -> Origins {
        Origins(self.accounts.allowed_origins.clone())
    }

    /// Whether cookies get `Secure`.
    #[must_use]
    pub fn cookies_are_secure(&self) -> bool {
        match self.accounts.cookie_secure {
            CookieSecure::Auto => !self.listen.ip().is_loopback(),
            CookieSecure::Always => true,
            CookieSecure::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cli, Command};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_flags_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serve_needs_a_database() {
        let refused = Cli::try_parse_from(["selfsame", "serve"]).unwrap_err().to_string();
        assert!(refused.contains("--database-url"), "{refused}");
    }

    #[test]
    fn defaults_are_those_of_the_use_cases() {
        let Command::Dev(dev) = Cli::parse_from(["selfsame", "dev"]).command else { panic!("not dev") };
        assert_eq!(dev.service.app_settings(), crate::app::Settings::default());
    }

    #[test]
    fn cookies_are_secure_beyond_loopback() {
        for (listen, secure) in [("127.0.0.1:0", false), ("[::1]:0", false), ("0.0.0.0:80", true)] {
            let cli = Cli::parse_from(["selfsame", "dev", "--listen", listen]);
            let Command::Dev(dev) = cli.command else { panic!("not dev") };
            assert_eq!(dev.service.cookies_are_secure(), secure, "{listen}");
        }
    }
}
