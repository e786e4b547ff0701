//! Tenants: kept by operators, and each by its administrators.

use super::{etag, scene, texts};
use crate::fixture::{OTHER_TENANT, TENANT, service_token_of};
use crate::harness::json;
use selfsame_server::domain::ServiceRole;
use serde_json::json as value;

#[tokio::test]
async fn an_operator_keeps_all_tenants() {
    let mut scene = scene().await;
    scene.admin = service_token_of(&scene.service.app, TENANT, ServiceRole::Operator).await;
    let body = value!({"name": "Analytical Engines"});
    let response = scene.request("POST", "/tenants").json(&body).send().await.unwrap();
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let (status, tenant) = json(response).await;
    assert_eq!((status, &tenant["registration"]), (201, &value!("closed")), "{tenant}");
    assert_eq!(location, format!("/manage/api/tenants/{}", tenant["id"].as_str().unwrap()));
    let place = format!("/tenants/{}", tenant["id"].as_str().unwrap());
    assert_eq!(scene.get(&place).await, (200, tenant.clone()));
    for (body, detail) in [
        (value!({"name": "analytical engines"}), "this name is taken"),
        (value!({"id": TENANT, "name": "x"}), "this id is taken"),
    ] {
        let (status, problem) = scene.post("/tenants", body).await;
        assert_eq!((status, &problem["detail"]), (409, &value!(detail)));
    }
    let (tenants, pages) = scene.pages("/tenants", 1).await;
    let mut ids: Vec<_> = texts(&tenants, "id");
    ids.sort_unstable();
    assert_eq!((pages, ids.len()), (3, 3));
    assert_eq!(ids, texts(&tenants, "id"), "by id, each once");

    // A credential for the first administrator.
    let body = value!({"name": "first", "role": "admin", "tenantId": tenant["id"]});
    let (status, token) = scene.post("/service-tokens", body).await;
    assert_eq!(status, 201, "{token}");
    scene.admin = token["token"].as_str().unwrap().to_owned();
    assert_eq!(scene.get(&place).await, (200, tenant));
    assert_eq!(scene.get("/users").await.0, 200);
}

#[tokio::test]
async fn a_tenant_changes_only_as_it_was_seen() {
    let scene = scene().await;
    let place = format!("/tenants/{TENANT}");
    let response = scene.request("GET", &place).send().await.unwrap();
    let tag = etag(&response);
    let (_, tenant) = json(response).await;
    assert_eq!(tenant["registration"], "open");
    let patch = async |tag: &str, body| {
        let request = scene.request("PATCH", &place).header("if-match", tag).json(&body);
        let response = request.send().await.unwrap();
        let tag = response.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        (tag, json(response).await)
    };
    let (same, answer) = patch(&tag, value!({})).await;
    assert_eq!((same, answer), (Some(tag.clone()), (200, tenant)));
    let (new, (status, changed)) = patch(&tag, value!({"registration": "closed", "name": "Other"})).await;
    assert_eq!(
        (status, &changed["registration"], &changed["name"]),
        (200, &value!("closed"), &value!("Other"))
    );
    let (_, (status, problem)) = patch(&tag, value!({"name": "Third"})).await;
    assert_eq!((status, &problem["code"]), (412, &value!("precondition_failed")));
    let (_, (status, problem)) = patch("*", value!({"name": OTHER_TENANT.to_string()})).await;
    assert_eq!((status, &problem["detail"]), (409, &value!("this name is taken")));
    let request = scene.request("GET", &place).header("if-none-match", new.unwrap());
    assert_eq!(request.send().await.unwrap().status(), 304);
    let account = value!({"email": "a@example.com", "password": "correct-horse", "tenantId": TENANT});
    let request = scene.service.request("POST", "/v1/auth/register").json(&account);
    assert_eq!(request.send().await.unwrap().status(), 403, "closed");

    let foreign = format!("/tenants/{OTHER_TENANT}");
    assert_eq!(scene.call("PATCH", &foreign, Some(value!({"name": "x"}))).await.0, 404);
    assert_eq!(scene.post("/tenants", value!({"name": "x"})).await.0, 403);
}
