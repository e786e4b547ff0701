//! The administration.

mod access;
mod audit_events;
mod containers;
mod idempotency;
mod notifications;
mod service_tokens;
mod tenants;
mod users;

use crate::fixture::{OTHER_TENANT, TENANT, administrator, tenant};
use crate::harness::{Service, json, service};
use reqwest::{RequestBuilder, Response};
use selfsame_server::domain::ServiceRole;
use serde_json::Value;

/// A server with two tenants, and a credential of an administrator of the first.
struct Scene {
    service: Service,
    admin: String,
}

async fn scene() -> Scene {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    tenant(&service.app, OTHER_TENANT).await;
    let admin = administrator(&service.app, TENANT).await;
    Scene { service, admin }
}

impl Scene {
    /// A request of the administrator.
    fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.service.request(method, &format!("/manage/api{path}")).bearer_auth(&self.admin)
    }

    /// The answer to a request of the administrator, without or with a body.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.request(method, path);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        json(request.send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.call("GET", path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call("POST", path, Some(body)).await
    }

    /// All items of a list, a page of this size after the other, and how many pages there were.
    async fn pages(&self, path: &str, limit: usize) -> (Vec<Value>, usize) {
        let (mut items, mut pages, mut cursor) = (Vec::new(), 0, String::new());
        let separator = if path.contains('?') { '&' } else { '?' };
        loop {
            let (status, page) = self.get(&format!("{path}{separator}limit={limit}{cursor}")).await;
            assert_eq!(status, 200, "{page}");
            let data = page["data"].as_array().unwrap();
            assert!(data.len() <= limit, "{page}");
            items.extend(data.iter().cloned());
            pages += 1;
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return (items, pages),
            }
        }
    }

    /// A credential of this role in the first tenant.
    async fn token(&self, role: ServiceRole) -> String {
        crate::fixture::service_token_of(&self.service.app, TENANT, role).await
    }
}

fn etag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

fn texts<'v>(items: &'v [Value], member: &str) -> Vec<&'v str> {
    items.iter().map(|item| item[member].as_str().unwrap()).collect()
}

/// The places of a problem's violations.
fn places(problem: &Value) -> Vec<&str> {
    texts(problem["errors"].as_array().unwrap(), "pointer")
}
