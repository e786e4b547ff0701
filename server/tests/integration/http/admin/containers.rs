//! Containers and who is in them.

use super::{etag, places, scene, texts};
use crate::fixture::{OTHER_TENANT, TENANT, count, notified, owner, user};
use crate::harness::json;
use serde_json::{Value, json as value};

#[tokio::test]
async fn a_container_has_a_life() {
    let scene = scene().await;
    let response = scene
        .request("POST", "/containers")
        .json(&value!({"id": "demo", "name": "Demo"}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["location"], "/manage/api/containers/demo");
    let (status, container) = json(response).await;
    assert_eq!((status, &container["name"]), (201, &value!("Demo")));
    let (status, problem) = scene.post("/containers", value!({"id": "demo", "name": "x"})).await;
    assert_eq!((status, &problem["detail"]), (409, &value!("this id is taken")));
    let (status, problem) = scene.post("/containers", value!({"id": "a/b", "name": " "})).await;
    assert_eq!((status, places(&problem)), (422, vec!["/body/id", "/body/name"]));

    let response = scene.request("GET", "/containers/demo").send().await.unwrap();
    let tag = etag(&response);
    assert_eq!(json(response).await, (200, container));
    let patch = async |tag: &str, body: Value| {
        let request = scene.request("PATCH", "/containers/demo").header("if-match", tag).json(&body);
        json(request.send().await.unwrap()).await
    };
    let (status, changed) = patch(&tag, value!({"name": "Other"})).await;
    assert_eq!((status, &changed["name"]), (200, &value!("Other")));
    assert_eq!(patch(&tag, value!({"name": "Third"})).await.0, 412);
    assert_eq!(patch("*", value!({})).await, (200, changed));
    for id in ["b", "a", "c"] {
        scene.post("/containers", value!({"id": id, "name": id})).await;
    }
    let (listed, pages) = scene.pages("/containers", 3).await;
    assert_eq!((texts(&listed, "id"), pages), (vec!["a", "b", "c", "demo"], 2));

    let (ada, _) = user(&scene.service.app, TENANT, "ada").await;
    assert_eq!(scene.call("PUT", &format!("/containers/demo/members/{ada}"), None).await.0, 204);
    notified(&scene.service.app, "demo", ("t", "b"), &[ada]).await.unwrap();
    assert_eq!(scene.call("DELETE", "/containers/demo", None).await.0, 204);
    let owner = owner(&scene.service.database).await;
    let rest = "SELECT (SELECT count(*) FROM notifications) + (SELECT count(*) FROM container_members)";
    assert_eq!(count(&owner, rest).await, 0, "what was in it is gone");
    for (method, body) in [("GET", None), ("DELETE", None), ("PATCH", Some(value!({"name": "x"})))] {
        assert_eq!(scene.call(method, "/containers/demo", body).await.0, 404, "{method}");
    }
}

#[tokio::test]
async fn members_come_and_go_once() {
    let scene = scene().await;
    let app = &scene.service.app;
    scene.post("/containers", value!({"id": "demo", "name": "Demo"})).await;
    assert_eq!(scene.get("/containers/demo/members").await, (200, value!({"data": [], "nextCursor": null})));
    let mut names = Vec::new();
    for name in ["ada", "grace", "joan"] {
        names.push(user(app, TENANT, name).await.0.to_string());
    }
    for name in names.iter().chain(&names) {
        assert_eq!(scene.call("PUT", &format!("/containers/demo/members/{name}"), None).await.0, 204);
    }
    let (members, pages) = scene.pages("/containers/demo/members", 2).await;
    let mut found = texts(&members, "userId");
    found.sort_unstable();
    names.sort_unstable();
    assert_eq!((found, pages), (names.iter().map(String::as_str).collect(), 2));

    let place = format!("/containers/demo/members/{}", names[0]);
    assert_eq!(scene.call("DELETE", &place, None).await.0, 204);
    assert_eq!(scene.call("DELETE", &place, None).await.0, 404);
    let (stranger, _) = user(app, OTHER_TENANT, "mallory").await;
    for path in [
        format!("/containers/demo/members/{stranger}"),
        "/containers/demo/members/nobody".to_owned(),
        format!("/containers/nowhere/members/{}", names[0]),
    ] {
        assert_eq!(scene.call("PUT", &path, None).await.0, 404, "{path}");
    }
    assert_eq!(scene.get("/containers/nowhere/members").await.0, 404);
    let owner = owner(&scene.service.database).await;
    let events =
        "SELECT count(*) FROM audit_events WHERE action LIKE 'container_member_%' AND user_id IS NOT NULL";
    assert_eq!(count(&owner, events).await, 4);
}
