//! TLS to the database: always verified, whatever `sslmode` says, since an unverified peer can be anybody.

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::connect::SetupError;

/// A connector that trusts the certificates of the file, or those of the platform.
pub(super) fn connector(
    config: &Config,
    root_certificates: Option<&Path>,
) -> Result<MakeRustlsConnect, SetupError> {
    // The platform's store takes tens of milliseconds to read, for nothing where no connection will use it.
    let roots = match (config.get_ssl_mode(), root_certificates) {
        (SslMode::Disable, _) => RootCertStore::empty(),
        (_, Some(path)) => from_file(path)?,
        (_, None) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots
        }
    };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let client = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .map_err(SetupError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(client))
}

fn from_file(path: &Path) -> Result<RootCertStore, SetupError> {
    let unreadable = |cause: String| SetupError::RootCertificates { path: path.display().to_string(), cause };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unreadable(error.to_string()))? {
        let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
        roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
    }
    if roots.is_empty() { Err(unreadable("it holds no certificate".to_owned())) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::connect::parse;

    #[test]
    fn a_file_without_certificates_is_refused() {
        let config = parse("postgres://u@db.example/x").unwrap();
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let error = connector(&config, Some(path)).err().expect("not a PEM file");
        assert!(error.to_string().contains("no certificate"), "{error}");
        assert!(connector(&config, Some(Path::new("/nonexistent"))).is_err());
    }

    #[test]
    fn nothing_is_read_where_tls_is_off() {
        let config = parse("postgres://u@localhost/x").unwrap();
        assert!(connector(&config, Some(Path::new("/nonexistent"))).is_ok());
    }
}
