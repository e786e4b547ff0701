//! Who may administer, and what.

use super::{places, scene};
use crate::fixture::{OTHER_TENANT, TENANT, administrator, user};
use crate::harness::json;
use selfsame_server::domain::ServiceRole;
use serde_json::{Value, json as value};

#[tokio::test]
async fn a_role_is_what_it_takes() {
    let scene = scene().await;
    let (_, ada) = user(&scene.service.app, TENANT, "ada").await;
    let profiles = scene.token(ServiceRole::Profiles).await;
    let operator = scene.token(ServiceRole::Operator).await;
    for (token, users, tenants) in [
        (&ada.session_token, 403, 403),
        (&profiles, 403, 403),
        (&scene.admin, 200, 403),
        (&operator, 200, 200),
    ] {
        for (path, expected) in [("users", users), ("tenants", tenants)] {
            let request = scene.service.request("GET", &format!("/manage/api/{path}")).bearer_auth(token);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), expected, "{path}");
            if expected == 403 {
                assert_eq!(response.headers()["content-type"], "application/problem+json");
                assert_eq!(json(response).await.1["code"], "forbidden");
            }
        }
    }
    let nobody = scene.service.request("GET", "/manage/api/users").send().await.unwrap();
    assert_eq!(nobody.headers()["www-authenticate"], r#"Bearer realm="selfsame""#);
    let cookie = format!("better-auth.session_token={}", scene.admin);
    let request = scene.service.request("GET", "/manage/api/users").header("cookie", cookie);
    assert_eq!(request.send().await.unwrap().status(), 401, "no service has a browser");
}

#[tokio::test]
async fn whoever_may_not_is_told_so_whether_or_not_it_is_there() {
    let scene = scene().await;
    let (id, ada) = user(&scene.service.app, TENANT, "ada").await;
    for (method, action) in [("GET", ""), ("DELETE", ""), ("POST", "/ban"), ("POST", "/restore")] {
        let answer = async |user_id: &str| {
            let path = format!("/manage/api/users/{user_id}{action}");
            let request = scene.service.request(method, &path).bearer_auth(&ada.session_token);
            let (status, mut problem) = json(request.send().await.unwrap()).await;
            problem["requestId"].take();
            problem["instance"].take();
            (status, problem)
        };
        let known = answer(&id.to_string()).await;
        assert_eq!(known.0, 403, "{}", known.1);
        assert_eq!(known, answer("nobody").await);
    }
}

#[tokio::test]
async fn a_tenant_ends_at_its_border() {
    let scene = scene().await;
    let other = administrator(&scene.service.app, OTHER_TENANT).await;
    user(&scene.service.app, TENANT, "ada").await;
    let (_, created) = scene.post("/containers", value!({"id": "demo", "name": "Demo"})).await;
    assert_eq!(created["id"], "demo");
    for (path, items) in [("users", 0), ("containers", 0), ("service-tokens", 1)] {
        let request = scene.service.request("GET", &format!("/manage/api/{path}")).bearer_auth(&other);
        let (_, page) = json(request.send().await.unwrap()).await;
        assert_eq!(page["data"].as_array().unwrap().len(), items, "{path}: {page}");
    }
    // The same id and address are free there.
    for (path, body) in [
        ("containers", value!({"id": "demo", "name": "Demo"})),
        ("users", value!({"email": "ada@example.com"})),
    ] {
        let request = scene.service.request("POST", &format!("/manage/api/{path}")).bearer_auth(&other);
        assert_eq!(request.json(&body).send().await.unwrap().status(), 201, "{path}");
    }
    let (own, foreign) = (format!("/tenants/{TENANT}"), format!("/tenants/{OTHER_TENANT}"));
    assert_eq!(scene.get(&own).await.0, 200);
    assert_eq!(scene.get(&foreign).await.0, 404);
    let missing = format!("/tenants/{}", uuid::Uuid::now_v7());
    assert_eq!(scene.get(&missing).await.0, 404, "as one that is not there");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_with_its_place() {
    let scene = scene().await;
    for (path, pointer) in [
        ("/users?limit=0", "/query/limit"),
        ("/users?limit=101", "/query/limit"),
        ("/users?sort=name", "/query/sort"),
        ("/users?status=gone", "/query/status"),
        ("/users?page=1", "/query/page"),
        ("/audit-events?since=yesterday", "/query/since"),
    ] {
        let (status, problem) = scene.get(path).await;
        assert_eq!((status, places(&problem)), (400, vec![pointer]), "{path}");
    }
    for (path, pointer) in [
        ("/users?cursor=AAAA", "/query/cursor"),
        ("/users?search=a&sort=email", "/query/sort"),
        ("/containers?cursor=AAAA", "/query/cursor"),
        ("/audit-events?cursor=AAAA", "/query/cursor"),
    ] {
        let (status, problem) = scene.get(path).await;
        assert_eq!((status, places(&problem)), (422, vec![pointer]), "{path}");
    }
    let (status, problem) = scene.post("/users", value!({"email": "x@example.com", "shoe": 43})).await;
    assert_eq!((status, places(&problem)), (400, vec!["/body/shoe"]));
    let bad =
        value!({"email": "x@example.com", "provider": "saml", "password": "correct-horse", "userId": "a b"});
    let (status, problem) = scene.post("/users", bad).await;
    let mut found = places(&problem);
    found.sort_unstable();
    assert_eq!((status, found), (422, vec!["/body/password", "/body/userId"]));
    assert_eq!(scene.get("/users").await.1["data"], Value::Array(Vec::new()), "nothing was added");
}
