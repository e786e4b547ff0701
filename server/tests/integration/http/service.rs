//! Probes, the document, and what happens to requests at the edges.

use crate::harness::{json, service};
use selfsame_server::config::LogLevel;
use serde_json::Value;

#[tokio::test]
async fn the_document_is_served_as_it_was_written() {
    let service = service().await;
    let yaml = service.request("GET", "/openapi.yaml").send().await.unwrap();
    assert_eq!(yaml.headers()["content-type"], "application/yaml");
    assert_eq!(yaml.text().await.unwrap(), selfsame_spec::DOCUMENT);
    let (status, document) = json(service.request("GET", "/openapi.json").send().await.unwrap()).await;
    assert_eq!((status, &document["openapi"]), (200, &Value::String("3.0.3".to_owned())));
    let docs = service.request("GET", "/docs").send().await.unwrap();
    assert!(docs.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    assert!(docs.text().await.unwrap().contains("/v1/auth/login"));
}

#[tokio::test]
async fn readiness_follows_the_database_and_liveness_does_not() {
    let service = service().await;
    let status = async |path| service.request("GET", path).send().await.unwrap().status().as_u16();
    assert_eq!((status("/livez").await, status("/readyz").await), (200, 200));
    let owner = crate::fixture::owner(&service.database).await;
    owner.batch_execute("UPDATE refinery_schema_history SET version = -version").await.unwrap();
    assert_eq!((status("/livez").await, status("/readyz").await), (200, 503));
    owner.batch_execute("UPDATE refinery_schema_history SET version = -version").await.unwrap();
    assert_eq!(status("/readyz").await, 200);
}

#[tokio::test]
async fn a_stop_ends_what_was_begun() {
    let service = service().await;
    assert_eq!(service.request("GET", "/livez").send().await.unwrap().status(), 200);
    let (url, client) = (service.url.clone(), service.client.clone());
    let log = selfsame_server::log::Log::on(slog::Discard, LogLevel::Error);
    let deadline = std::time::Duration::from_secs(10);
    drop(client);
    drop(service.client);
    service.listener.close(std::time::Duration::ZERO, deadline, &log).await;
    let refused = reqwest::Client::new().get(format!("{url}/livez")).send().await;
    assert!(refused.is_err());
}
