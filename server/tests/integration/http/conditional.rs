//! Entity tags and conditions.

use crate::fixture::ada;
use crate::harness::{Service, json, service};
use serde_json::json as value;

async fn etag(service: &Service, token: &str) -> String {
    let response = service.request("GET", "/me").bearer_auth(token).send().await.unwrap();
    response.headers()["etag"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_tag_moves_exactly_with_the_representation() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let first = etag(&service, token).await;
    assert!(first.starts_with('"'), "{first} is not strong");
    assert_eq!(etag(&service, token).await, first);
    let patch = |body| service.request("PATCH", "/me").bearer_auth(token).json(&body).send();
    let response = patch(value!({"bio": "x"})).await.unwrap();
    let second = response.headers()["etag"].to_str().unwrap().to_owned();
    assert_ne!(second, first);
    assert_eq!(etag(&service, token).await, second);
    let response = patch(value!({"bio": "x"})).await.unwrap();
    assert_eq!(response.headers()["etag"].to_str().unwrap(), second, "nothing changed");
}

#[tokio::test]
async fn a_stale_write_is_refused() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let stale = etag(&service, token).await;
    let patch = |tags: &str, body: serde_json::Value| {
        service.request("PATCH", "/me").bearer_auth(token).header("if-match", tags).json(&body).send()
    };
    assert_eq!(patch(&stale, value!({"bio": "first"})).await.unwrap().status(), 200);
    let (status, error) = json(patch(&stale, value!({"bio": "second"})).await.unwrap()).await;
    assert_eq!((status, &error["code"]), (412, &value!("precondition_failed")));
    let fresh = etag(&service, token).await;
    assert_eq!(patch(&format!("W/{fresh}"), value!({"bio": "weak"})).await.unwrap().status(), 412);
    assert_eq!(patch(&format!("\"x\", {fresh}"), value!({"bio": "third"})).await.unwrap().status(), 200);
    assert_eq!(patch("*", value!({"bio": "fourth"})).await.unwrap().status(), 200);
    assert_eq!(patch("nonsense", value!({"bio": "x"})).await.unwrap().status(), 422);
    let delete = service.request("DELETE", "/me").bearer_auth(token).header("if-match", &stale);
    assert_eq!(delete.send().await.unwrap().status(), 412);
    let (_, user) = json(service.request("GET", "/me").bearer_auth(token).send().await.unwrap()).await;
    assert_eq!(user["bio"], "fourth");
}

#[tokio::test]
async fn an_unchanged_read_has_no_content() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let tag = etag(&service, token).await;
    for (tags, status) in
        [(tag.clone(), 304), (format!("W/{tag}"), 304), ("*".to_owned(), 304), ("\"x\"".to_owned(), 200)]
    {
        let request = service.request("GET", "/me").bearer_auth(token).header("if-none-match", &tags);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{tags}");
        assert_eq!(response.headers()["etag"].to_str().unwrap(), tag);
        assert_eq!(response.text().await.unwrap().is_empty(), status == 304);
    }
}
