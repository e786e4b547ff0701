//! What every connection of the service has in common: its role, its limits, its transport.
//!
//! Role and limits are start-up options of the connection, so they cost no round trip and hold for all that runs on it.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::causes::causes;
use crate::db::settings::Settings;
use crate::db::statements::Role;

/// A setting that no connection can be made from.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The URL is not one of Postgres.
    #[error("the database URL cannot be used: {}; write postgres://user@host/name", causes(.0))]
    Url(#[source] tokio_postgres::Error),
    /// The file of trusted certificates cannot be read.
    #[error("the root certificates in {path} cannot be read: {cause}; give a PEM file")]
    RootCertificates {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The TLS library refused its set-up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[source] rustls::Error),
    /// A number of connections that cannot work.
    #[error("{0} must be at least 1")]
    Zero(&'static str),
}

/// The database at `url`, as the connections of `role` see it.
pub(super) fn config(url: &str, role: Role, settings: &Settings) -> Result<Config, SetupError> {
    let mut config = parse(url)?;
    let timeout_ms = settings.statement_timeout.as_millis();
    let mut options =
        format!("-c role={} -c statement_timeout={timeout_ms} -c jit=off -c TimeZone=UTC", role.name());
    match role {
        Role::Reader => options.push_str(" -c default_transaction_read_only=on"),
        // A server that dies in the middle of a transaction must not keep its locks.
        Role::Writer => options.push_str(" -c idle_in_transaction_session_timeout=10s"),
    }
    if let Some(given) = config.get_options() {
        options = format!("{given} {options}");
    }
    config.options(options).connect_timeout(settings.connect_timeout);
    if config.get_application_name().is_none() {
        config.application_name("selfsame");
    }
    // A host that vanished without a word is noticed in seconds rather than hours.
    config
        .keepalives_idle(Duration::from_secs(15))
        .keepalives_interval(Duration::from_secs(5))
        .keepalives_retries(3)
        .tcp_user_timeout(settings.answer_timeout());
    Ok(config)
}

/// Reads a URL. TLS is not tried on the way to this very machine unless the URL asks for it.
pub(super) fn parse(url: &str) -> Result<Config, SetupError> {
    let mut config: Config = url.parse().map_err(SetupError::Url)?;
    if config.get_ssl_mode() == SslMode::Prefer && config.get_hosts().iter().all(is_this_machine) {
        config.ssl_mode(SslMode::Disable);
    }
    Ok(config)
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_is_an_option_and_the_caller_s_options_stay() {
        let settings = Settings::new("");
        let url = "postgres://u@db.example/x?options=-c%20search_path%3Dy";
        let config = config(url, Role::Reader, &settings).unwrap();
        let options = config.get_options().unwrap();
        assert!(options.starts_with("-c search_path=y "), "{options}");
        assert!(options.contains("-c role=selfsame_reader"), "{options}");
        assert!(options.contains("-c statement_timeout=5000"), "{options}");
    }

    #[test]
    fn tls_is_preferred_but_on_this_machine() {
        for (url, mode) in [
            ("postgres://u@db.example/x", SslMode::Prefer),
            ("postgres://u@localhost/x", SslMode::Disable),
            ("postgres://u@127.0.0.1/x", SslMode::Disable),
            ("postgres://u@localhost,db.example/x", SslMode::Prefer),
            ("postgres://u@/x?host=/run/postgresql", SslMode::Disable),
            ("postgres://u@localhost/x?sslmode=require", SslMode::Require),
        ] {
            assert_eq!(parse(url).expect(url).get_ssl_mode(), mode, "{url}");
        }
    }

    #[test]
    fn a_malformed_url_is_an_error() {
        assert!(matches!(parse("mysql://u@h/x"), Err(SetupError::Url(_))));
    }
}
