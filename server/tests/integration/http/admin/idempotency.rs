//! Requests that may be sent twice.

use super::{Scene, scene};
use crate::fixture::{TENANT, count, owner, service_token_of, user};
use crate::harness::json;
use futures_util::future::join_all;
use selfsame_server::domain::ServiceRole;
use serde_json::{Value, json as value};

/// The status, whether the answer was replayed, and the answer.
async fn keyed(scene: &Scene, path: &str, key: &str, body: &Value) -> (u16, bool, Value) {
    let request = scene.request("POST", path).header("idempotency-key", key).json(body);
    let response = request.send().await.unwrap();
    let replayed =
        response.headers().get("idempotency-replayed").map(|value| value.to_str().unwrap() == "true");
    let (status, answer) = json(response).await;
    (status, replayed.unwrap_or(false), answer)
}

#[tokio::test]
async fn a_request_that_comes_again_gets_the_answer_again() {
    let mut scene = scene().await;
    scene.admin = service_token_of(&scene.service.app, TENANT, ServiceRole::Operator).await;
    scene.post("/containers", value!({"id": "demo", "name": "Demo"})).await;
    let (ada, _) = user(&scene.service.app, TENANT, "ada").await;
    scene.call("PUT", &format!("/containers/demo/members/{ada}"), None).await;
    for (path, body, other) in [
        ("/tenants", value!({"name": "T"}), value!({"name": "U"})),
        ("/users", value!({"email": "b@example.com"}), value!({"email": "c@example.com"})),
        ("/containers", value!({"id": "c", "name": "C"}), value!({"id": "c", "name": "D"})),
        (
            "/notifications",
            value!({"containerId": "demo", "type": "k", "title": "t"}),
            value!({"containerId": "demo", "type": "k", "title": "u"}),
        ),
    ] {
        let (status, is_replayed, first) = keyed(&scene, path, "one", &body).await;
        assert_eq!((status, is_replayed), (201, false), "{path}: {first}");
        assert_eq!(keyed(&scene, path, "one", &body).await, (201, true, first), "{path}");
        let (status, _, problem) = keyed(&scene, path, "one", &other).await;
        assert_eq!((status, &problem["code"]), (422, &value!("idempotency_key_reused")), "{path}");
    }
    let owner = owner(&scene.service.database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM notifications").await, 1);
    assert_eq!(count(&owner, "SELECT count(*) FROM idempotency_keys").await, 4);
    let (_, user) = scene.get("/users?search=b@example.com").await;
    let place = format!("/users/{}", user["data"][0]["userId"].as_str().unwrap());
    scene.call("POST", &format!("{place}/ban"), None).await;
    let (_, _, replayed) = keyed(&scene, "/users", "one", &value!({"email": "b@example.com"})).await;
    assert_eq!(replayed["status"], "pending", "the answer as it was");
}

#[tokio::test]
async fn a_key_belongs_to_its_caller_and_has_its_time() {
    let mut scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let body = value!({"id": "c", "name": "C"});
    assert_eq!(keyed(&scene, "/containers", "k", &body).await.0, 201);
    let first =
        std::mem::replace(&mut scene.admin, crate::fixture::administrator(&scene.service.app, TENANT).await);
    assert_eq!(keyed(&scene, "/containers", "k", &body).await.0, 409, "another caller");
    scene.admin = first;
    assert!(keyed(&scene, "/containers", "k", &body).await.1);
    owner.batch_execute("UPDATE idempotency_keys SET expires_at = now()").await.unwrap();
    assert_eq!(keyed(&scene, "/containers", "k", &body).await.0, 409, "it is forgotten");
    assert_eq!(scene.call("DELETE", "/containers/c", None).await.0, 204);
    let (status, is_replayed, _) = keyed(&scene, "/containers", "k", &body).await;
    assert_eq!((status, is_replayed), (201, false));
    owner.batch_execute("UPDATE idempotency_keys SET expires_at = now()").await.unwrap();
    scene.service.app.erase_due().await.unwrap();
    assert_eq!(count(&owner, "SELECT count(*) FROM idempotency_keys").await, 0);

    for bad in ["a b", "é", &"k".repeat(256)] {
        let request = scene.request("POST", "/containers").header("idempotency-key", bad).json(&body);
        assert_eq!(request.send().await.unwrap().status(), 400, "{bad}");
    }
    let long = "k".repeat(255);
    assert_eq!(keyed(&scene, "/containers", &long, &value!({"id": "d", "name": "D"})).await.0, 201);
}

#[tokio::test]
async fn what_was_refused_is_tried_again() {
    let scene = scene().await;
    let body = value!({"email": "ada@example.com", "userId": "ada"});
    scene.post("/users", value!({"email": "x@example.com", "userId": "ada"})).await;
    assert_eq!(keyed(&scene, "/users", "k", &body).await.0, 409);
    assert_eq!(scene.call("DELETE", "/users/ada", None).await.0, 204);
    let (status, is_replayed, _) = keyed(&scene, "/users", "k", &body).await;
    assert_eq!((status, is_replayed), (201, false));
}

#[tokio::test]
async fn many_at_once_are_one() {
    let scene = scene().await;
    let body = value!({"email": "ada@example.com", "password": "correct-horse"});
    let answers = join_all((0..8).map(|_| keyed(&scene, "/users", "k", &body))).await;
    let first = answers.iter().filter(|(_, is_replayed, _)| !is_replayed).count();
    assert_eq!(first, 1, "{answers:?}");
    assert!(
        answers.iter().all(|(status, _, answer)| (*status, answer) == (201, &answers[0].2)),
        "{answers:?}"
    );
    let owner = owner(&scene.service.database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM users").await, 1);
    assert_eq!(count(&owner, "SELECT count(*) FROM audit_events WHERE action = 'user_create'").await, 1);
    // Neither the key nor the password can be read, and the password cannot be tried out.
    let stored = "SELECT count(*) FROM idempotency_keys WHERE row_to_json(idempotency_keys)::text LIKE '%correct-horse%'";
    assert_eq!(count(&owner, stored).await, 0);
}
