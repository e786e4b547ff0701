//! Registration, login, refresh, logout, sessions.

use crate::fixture::{TENANT, tenant};
use crate::harness::{Service, json, service};
use serde_json::{Value, json as value};

async fn post(service: &Service, path: &str, body: Value) -> (u16, Value) {
    json(service.request("POST", path).json(&body).send().await.unwrap()).await
}

async fn me(service: &Service, token: &str) -> (u16, Value) {
    json(service.request("GET", "/me").bearer_auth(token).send().await.unwrap()).await
}

#[tokio::test]
async fn an_account_lives_through_its_sessions() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    let account = value!({"email": "Joan@Example.com", "password": "correct horse", "name": "Joan", "tenantId": TENANT});
    let (status, first) = post(&service, "/v1/auth/register", account.clone()).await;
    assert_eq!(status, 201, "{first}");
    let (status, user) = me(&service, first["sessionToken"].as_str().unwrap()).await;
    assert_eq!((status, &user["name"], &user["status"]), (200, &value!("Joan"), &value!("pending")));
    let (status, problem) = post(&service, "/v1/auth/register", account).await;
    assert_eq!((status, &problem["code"]), (409, &value!("conflict")));

    let login = value!({"email": "joan@example.com", "password": "correct horse"});
    let (status, second) = post(&service, "/v1/auth/login", login).await;
    assert_eq!(status, 200, "{second}");
    let token = second["sessionToken"].as_str().unwrap();
    assert_eq!(me(&service, token).await.1["activeSessions"], 2);

    let (status, third) =
        post(&service, "/v1/auth/refresh", value!({"refreshToken": second["refreshToken"]})).await;
    assert_eq!(status, 200, "{third}");
    assert_ne!(third["sessionToken"], second["sessionToken"]);
    let token = third["sessionToken"].as_str().unwrap();

    let list = service.request("GET", "/me/sessions").bearer_auth(token).send().await.unwrap();
    let (_, list) = json(list).await;
    let sessions = list["data"].as_array().unwrap();
    assert_eq!(sessions.iter().map(|s| s["current"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false]);
    let other = sessions[1]["id"].as_str().unwrap();
    let revoke = || service.request("DELETE", &format!("/me/sessions/{other}")).bearer_auth(token).send();
    assert_eq!(revoke().await.unwrap().status(), 204);
    assert_eq!(revoke().await.unwrap().status(), 404);
    assert_eq!(me(&service, first["sessionToken"].as_str().unwrap()).await.0, 401);

    let logout = service.request("POST", "/v1/auth/logout").bearer_auth(token).send().await.unwrap();
    assert_eq!(logout.status(), 204);
    assert_eq!(me(&service, token).await.0, 401);
    let (status, problem) =
        post(&service, "/v1/auth/refresh", value!({"refreshToken": third["refreshToken"]})).await;
    assert_eq!((status, &problem["code"]), (401, &value!("unauthorized")));
}

#[tokio::test]
async fn a_login_tells_nothing_of_the_account() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    let account = value!({"email": "joan@example.com", "password": "correct horse"});
    post(&service, "/v1/auth/register", account).await;
    let wrong = value!({"email": "joan@example.com", "password": "wrong"});
    let unknown = value!({"email": "nobody@example.com", "password": "wrong"});
    let (status, mut a) = post(&service, "/v1/auth/login", wrong).await;
    let (other, mut b) = post(&service, "/v1/auth/login", unknown).await;
    assert_eq!((status, other), (401, 401));
    for problem in [&mut a, &mut b] {
        problem["requestId"].take();
    }
    assert_eq!(a, b);
}

#[tokio::test]
async fn problems_have_all_members() {
    let service = service().await;
    let response = service.request("POST", "/v1/auth/login").json(&value!({"email": "x", "tenantId": "y"}));
    let response = response.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let request_id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (status, problem) = json(response).await;
    assert_eq!(status, 400);
    assert_eq!(problem["requestId"], request_id);
    assert_eq!(problem["instance"], "/v1/auth/login");
    assert_eq!(problem["error"], value!({"code": "bad_request", "message": problem["detail"]}));
    let pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    for pointer in ["/body/email", "/body/password", "/body/tenantId"] {
        assert!(pointers.contains(&pointer), "{pointer} is not in {pointers:?}");
    }
}

#[tokio::test]
async fn too_many_tries_are_told_when_to_come_back() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    let wrong = value!({"email": "joan@example.com", "password": "wrong"});
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let response = service.request("POST", "/v1/auth/login").json(&wrong).send().await.unwrap();
        statuses.push(response.status().as_u16());
        if response.status() == 429 {
            let seconds: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=60).contains(&seconds), "{seconds}");
        }
    }
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10], 429);
}
