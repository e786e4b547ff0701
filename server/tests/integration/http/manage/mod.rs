//! The dialect `manage`.

mod access;
mod attributes;
mod profile;
mod refusals;

use crate::fixture::{TENANT, added, tenant};
use crate::harness::{Service, json, service};
use reqwest::{RequestBuilder, Response};
use selfsame_server::app::NewUser;
use selfsame_server::domain::UserStatus;
use serde_json::Value;

/// A path to the profile of the user that [`ada`] adds.
const ADA: &str = "/manage/api/users/user_123/profile";

/// A server with a tenant, ada in it under the name `user_123`, and a session token of hers.
async fn ada() -> (Service, String) {
    let service = service().await;
    let token = add_ada(&service).await;
    (service, token)
}

async fn add_ada(service: &Service) -> String {
    tenant(&service.app, TENANT).await;
    named(service, "user_123", UserStatus::Active).await
}

/// A user of the tenant under a name, and a session token of theirs where they may have one.
async fn named(service: &Service, user_id: &str, status: UserStatus) -> String {
    let email = format!("{user_id}@example.com");
    let user = NewUser { user_id: Some(user_id), email: &email, status, ..NewUser::default() };
    let id = added(&service.app, TENANT, user).await;
    match service.app.issue_session(TENANT, id).await {
        Ok(login) => login.session_token,
        Err(_) => String::new(),
    }
}

fn get(service: &Service, path: &str, token: &str) -> RequestBuilder {
    service.request("GET", path).bearer_auth(token)
}

fn put(service: &Service, path: &str, token: &str, body: impl Into<String>) -> RequestBuilder {
    let request = service.request("PUT", path).bearer_auth(token);
    request.header("content-type", "application/json").body(body.into())
}

async fn answered(request: RequestBuilder) -> (u16, Value) {
    json(request.send().await.unwrap()).await
}

fn etag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

/// Checks that an answer is a problem with every member, and gives it without what differs between any two requests.
async fn problem(request: RequestBuilder, status: u16, code: &str) -> Value {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let path = response.url().path().to_owned();
    let (answered, mut body) = json(response).await;
    assert_eq!((answered, &body["status"], &body["code"]), (status, &status.into(), &code.into()), "{body}");
    assert_eq!((&body["requestId"], &body["instance"]), (&id.into(), &path.into()));
    assert_eq!(body["error"], serde_json::json!({"code": code, "message": body["detail"]}));
    assert!(body["title"].is_string(), "{body}");
    body["requestId"].take();
    body["instance"].take();
    body
}
