//! What all operations share: the use cases, the contract in force, and the few things that are the server's own.

use crate::app::App;
use crate::dialects::cookie::SessionCookie;
use crate::dialects::public_url::PublicUrl;
use crate::domain;
use crate::reference;
use selfsame_spec::generated::{DOCUMENT_JSON, SCHEMAS, types::DocumentObject};
use selfsame_spec::runtime::{Contract, ContractError, Faults, Format, Host, Limits, Origins};
use serde_json::Value;
use slog::Logger;
use std::sync::atomic::{AtomicBool, Ordering};

/// The formats of the document that only the domain can judge.
const FORMATS: [Format; 3] = [
    Format { name: "locale-bcp47", check: domain::is_locale },
    Format { name: "timezone", check: domain::is_timezone },
    Format { name: "phone-number", check: domain::is_phone_number },
];

/// A server, for which all tags' operations are implemented.
pub struct Server {
    /// The use cases.
    pub app: App,
    /// How the session cookie is set.
    pub cookie: SessionCookie,
    /// Where callers reach the server.
    pub public_url: PublicUrl,
    /// The document in its served forms.
    pub documents: Documents,
    contract: Contract,
    draining: AtomicBool,
}

/// The document as it is served.
pub struct Documents {
    /// The source.
    pub yaml: &'static str,
    /// The same as JSON.
    pub json: DocumentObject,
    /// The reference page.
    pub page: String,
}

/// Why a server cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The generated schemas are unusable.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// The embedded document is unusable.
    #[error("the embedded document is not JSON: {0}; run cargo xtask generate")]
    Document(#[from] serde_json::Error),
}

impl Server {
    /// A server of these use cases.
    ///
    /// # Errors
    /// The generated parts do not fit together.
    pub fn new(
        app: App,
        cookie: SessionCookie,
        limits: Limits,
        origins: Origins,
        access_log: Logger,
    ) -> Result<Server, ServerError> {
        let contract = Contract::new(SCHEMAS, &FORMATS, limits, origins, access_log)?;
        let json: DocumentObject = serde_json::from_str(DOCUMENT_JSON)?;
        let page = reference::page(&Value::Object(json.clone()));
        let documents = Documents { yaml: selfsame_spec::DOCUMENT, json, page };
        Ok(Server {
            app,
            cookie,
            public_url: PublicUrl::default(),
            documents,
            contract,
            draining: AtomicBool::new(false),
        })
    }

    /// The same, with failures on request where they are asked for.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Server {
        self.contract = self.contract.with_faults(faults);
        self
    }

    /// From now on the server says that it is not ready.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

impl Host for Server {
    fn contract(&self) -> &Contract {
        &self.contract
    }
}
