//! The connection URL of a server behind a unix socket, in the form that libpq and tokio-postgres both read.
//!
//! Must not know how the server came to be.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// `postgres://user@/database?host=…&port=5432`, every part percent-encoded.
///
/// The port is spelled out because libpq would otherwise take it from `PGPORT`.
pub(super) fn socket_url(socket_dir: &Path, user: &str, database: &str) -> String {
    format!(
        "postgres://{}@/{}?host={}&port=5432",
        encode(user.as_bytes()),
        encode(database.as_bytes()),
        encode(socket_dir.as_os_str().as_bytes()),
    )
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
fn encode(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    bytes.iter().fold(String::with_capacity(bytes.len()), |mut out, &byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tokio_postgres::config::{Config, Host};

    use super::socket_url;

    #[test]
    fn the_driver_reads_back_what_was_meant() {
        let dir = Path::new("/tmp/a b@c?&=%é/s");
        let config: Config = socket_url(dir, "o/w@ner", "d?b").parse().unwrap();
        assert_eq!(config.get_user(), Some("o/w@ner"));
        assert_eq!(config.get_dbname(), Some("d?b"));
        assert_eq!(config.get_ports(), [5432]);
        assert_eq!(config.get_hosts(), [Host::Unix(dir.to_owned())]);
    }
}
