//! Service tokens: shown once, listed without their secrets, ended.

use super::{places, scene, texts};
use crate::fixture::{OTHER_TENANT, owner, service_token_until, tables_with};
use crate::harness::json;
use selfsame_server::domain::ServiceRole;
use serde_json::json as value;

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let scene = scene().await;
    let body = value!({"name": "crm", "role": "admin", "expiresAt": "2999-01-01T00:00:00Z"});
    let response = scene.request("POST", "/service-tokens").json(&body).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let (status, mut created) = json(response).await;
    assert_eq!((status, &created["role"]), (201, &value!("admin")), "{created}");
    let token = created["token"].as_str().unwrap().to_owned();
    let works = async || {
        let request = scene.service.request("GET", "/manage/api/users").bearer_auth(&token);
        request.send().await.unwrap().status()
    };
    assert_eq!(works().await, 200);
    let (_, plain) = scene.post("/service-tokens", value!({"name": "plain"})).await;
    assert_eq!(plain["role"], "profiles");
    created.as_object_mut().unwrap().remove("token");
    let (listed, pages) = scene.pages("/service-tokens", 1).await;
    assert_eq!((texts(&listed, "name"), pages), (vec!["fixture", "crm", "plain"], 3));
    assert_eq!(listed[1], created);
    let place = format!("/service-tokens/{}", created["id"].as_str().unwrap());
    assert_eq!(scene.call("DELETE", &place, None).await.0, 204);
    assert_eq!(works().await, 401);
    assert_eq!(scene.call("DELETE", &place, None).await.0, 404);
    let owner = owner(&scene.service.database).await;
    assert_eq!(tables_with(&owner, &token).await, Vec::<String>::new());

    let (foreign, _) = service_token_until(&scene.service.app, OTHER_TENANT, "x", None).await.unwrap();
    assert_eq!(scene.call("DELETE", &format!("/service-tokens/{foreign}"), None).await.0, 404);
    let (status, problem) =
        scene.post("/service-tokens", value!({"name": "x", "expiresAt": "2001-01-01T00:00:00Z"})).await;
    assert_eq!((status, places(&problem)), (422, vec!["/body/expiresAt"]));
    let keyed = scene.request("POST", "/service-tokens").header("idempotency-key", "k");
    let response = keyed.json(&value!({"name": "x"})).send().await.unwrap();
    assert!(response.status() == 201 && !response.headers().contains_key("idempotency-replayed"));
}

#[tokio::test]
async fn nobody_gives_away_more_than_they_have() {
    let scene = scene().await;
    let create = async |token: &str, body| {
        let request = scene.service.request("POST", "/manage/api/service-tokens").bearer_auth(token);
        request.json(&body).send().await.unwrap().status().as_u16()
    };
    let operator = scene.token(ServiceRole::Operator).await;
    let profiles = scene.token(ServiceRole::Profiles).await;
    let elsewhere = value!({"name": "x", "role": "admin", "tenantId": OTHER_TENANT});
    for (body, expected) in [
        (value!({"name": "x", "role": "operator"}), [403, 403, 201]),
        (value!({"name": "x", "role": "admin"}), [403, 201, 201]),
        (elsewhere, [403, 403, 201]),
        (value!({"name": "x", "tenantId": uuid::Uuid::nil()}), [403, 403, 422]),
    ] {
        for (token, expected) in [&profiles, &scene.admin, &operator].into_iter().zip(expected) {
            assert_eq!(create(token, body.clone()).await, expected, "{body}");
        }
    }
}
