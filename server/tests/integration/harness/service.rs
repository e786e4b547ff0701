//! A listening server, and a client that shows the answer as it came.

use super::database::{TestDatabase, database};
use crate::fixture::{app_under, shipped};
use selfsame_server::app::{App, Settings};
use selfsame_server::authorization::Authorizer;
use selfsame_server::config::LogLevel;
use selfsame_server::db;
use selfsame_server::dialects::cookie::SessionCookie;
use selfsame_server::http::Listener;
use selfsame_server::log::Log;
use selfsame_server::server::Server;
use selfsame_spec::runtime::{Limits, Origins};
use serde_json::Value;
use slog::{Drain, Never, OwnedKVList, Record};
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A server of a test's own. It stops when it is dropped.
pub(crate) struct Service {
    pub(crate) url: String,
    pub(crate) app: App,
    pub(crate) database: TestDatabase,
    pub(crate) log: Records,
    pub(crate) client: reqwest::Client,
    pub(crate) listener: Listener,
}

pub(crate) async fn service() -> Service {
    service_with(Settings::default(), Limits::default()).await
}

/// A server that callers are told to reach elsewhere.
pub(crate) async fn service_at(public_url: &str) -> Service {
    open(Settings::default(), Limits::default(), Some(public_url), shipped()).await
}

/// A server whose operator has these policies, beside the shipped ones.
pub(crate) async fn service_under(policies: &str) -> Service {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("operator.cedar"), policies).unwrap();
    let authorizer = Authorizer::load(Some(directory.path())).unwrap();
    open(Settings::default(), Limits::default(), None, authorizer).await
}

pub(crate) async fn service_with(settings: Settings, limits: Limits) -> Service {
    open(settings, limits, None, shipped()).await
}

async fn open(
    settings: Settings,
    limits: Limits,
    public_url: Option<&str>,
    authorizer: Authorizer,
) -> Service {
    let database = database().await;
    let connections = db::Settings::new(&database.service_url);
    let app = app_under(&connections, authorizer, settings);
    let log = Records::default();
    let loggers = Log::on(Keep(Arc::clone(&log)), LogLevel::Debug);
    let cookie = SessionCookie { secure: false };
    let origins = Origins(vec!["https://app.example.com".to_owned()]);
    let server = Server::new(app.clone(), cookie, limits, origins, loggers.root.clone()).unwrap();
    if let Some(url) = public_url {
        server.public_url.set(url);
    }
    let listener = Listener::open(server, ([127, 0, 0, 1], 0).into(), &loggers).unwrap();
    let address = listener.address();
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build().unwrap();
    Service { url: format!("http://{address}"), app, database, log, client, listener }
}

impl Service {
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().unwrap();
        self.client.request(method, format!("{}{path}", self.url))
    }
}

/// What was logged: message, then the record's own pairs.
pub(crate) type Records = Arc<Mutex<Vec<String>>>;

struct Keep(Records);

impl Drain for Keep {
    type Ok = ();
    type Err = Never;

    fn log(&self, record: &Record<'_>, context: &OwnedKVList) -> Result<(), Never> {
        use slog::KV;
        let mut text = Text(format!("{} {}", record.level(), record.msg()));
        record.kv().serialize(record, &mut text).unwrap();
        context.serialize(record, &mut text).unwrap();
        self.0.lock().unwrap().push(text.0);
        Ok(())
    }
}

struct Text(String);

impl slog::Serializer for Text {
    fn emit_arguments(&mut self, key: slog::Key, value: &std::fmt::Arguments<'_>) -> slog::Result {
        use std::fmt::Write as _;
        write!(self.0, " {key}={value}").map_err(slog::Error::from)
    }
}

/// The JSON of an answer, with its status.
pub(crate) async fn json(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
