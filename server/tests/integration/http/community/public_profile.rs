//! What the members of a container see of each other.

use super::{Person, etag, get, person, read, scene, update};
use crate::fixture::{OTHER_TENANT, TENANT, container, member, owner, tenant, user};
use serde_json::json as value;

const GRACE: &str = "/v1/user/by-id/grace/public?containerId=demo";

#[tokio::test]
async fn a_member_is_shown_without_what_is_private() {
    let scene = scene().await;
    update(&scene.service, &scene.grace, value!({ "biography": "b", "dateOfBirth": "1990-12-10" })).await;
    let expected = value!({ "username": "grace", "displayName": null, "biography": "b", "avatarUrl": null });
    for path in [
        GRACE,
        "/v1/user/by-id/GRACE/public?containerId=demo",
        "/v1/user/by-id/%EF%BD%87race/public?containerId=demo",
    ] {
        let (status, profile) = read(&scene.service, &scene.ada, path).await;
        assert_eq!((status, &profile), (200, &expected), "{path}");
    }
    let response = get(&scene.service, &scene.ada, GRACE).send().await.unwrap();
    let tag = etag(&response);
    let again = get(&scene.service, &scene.ada, GRACE).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((again.status().as_u16(), etag(&again)), (304, tag.clone()));
    update(&scene.service, &scene.grace, value!({ "dateOfBirth": null })).await;
    let again = get(&scene.service, &scene.ada, GRACE).send().await.unwrap();
    assert_eq!(etag(&again), tag, "what is private does not show in the tag");
    update(&scene.service, &scene.grace, value!({ "displayName": "Grace Hopper" })).await;
    let again = get(&scene.service, &scene.ada, GRACE).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 200);
    assert_ne!(etag(&again), tag);
}

#[tokio::test]
async fn whoever_is_not_there_for_the_caller_is_not_found() {
    let scene = scene().await;
    let app = &scene.service.app;
    container(app, TENANT, "other").await;
    member(app, TENANT, "other", scene.grace.id).await;
    let lone = person(&scene.service, "alone").await;
    app.container_member_remove(TENANT, "demo", &lone.id.to_string()).await.unwrap();
    tenant(app, OTHER_TENANT).await;
    container(app, OTHER_TENANT, "demo").await;
    let (id, login) = user(app, OTHER_TENANT, "mallory").await;
    member(app, OTHER_TENANT, "demo", id).await;
    let mallory = Person { id, token: login.session_token };

    for (caller, path) in [
        (&scene.ada, "/v1/user/by-id/nobody/public?containerId=demo"),
        (&scene.ada, "/v1/user/by-id/a%20b/public?containerId=demo"),
        (&scene.ada, "/v1/user/by-id/x/public?containerId=demo"),
        (&scene.ada, "/v1/user/by-id/alone/public?containerId=demo"),
        (&scene.ada, "/v1/user/by-id/grace/public?containerId=nowhere"),
        (&scene.ada, "/v1/user/by-id/grace/public?containerId=other"),
        (&lone, GRACE),
        (&mallory, GRACE),
    ] {
        let (status, error) = read(&scene.service, caller, path).await;
        assert_eq!(
            (status, error),
            (404, value!({ "code": 10007, "message": "generic_not_found" })),
            "{path}"
        );
    }
    assert_eq!(read(&scene.service, &scene.ada, GRACE).await.0, 200);

    // Looking like somebody is not being somebody.
    update(&scene.service, &scene.grace, value!({ "handle": "modern" })).await;
    let (status, _) =
        read(&scene.service, &scene.ada, "/v1/user/by-id/rnodern/public?containerId=demo").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn only_active_users_are_shown() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    for (status, expected) in [("pending", 404), ("invited", 404), ("banned", 404), ("active", 200)] {
        let sql = "UPDATE users SET status = $2 WHERE id = $1";
        owner.execute(sql, &[&scene.grace.id, &status]).await.unwrap();
        assert_eq!(read(&scene.service, &scene.ada, GRACE).await.0, expected, "{status}");
    }
    let delete = scene.service.request("DELETE", "/me").bearer_auth(&scene.grace.token);
    assert_eq!(delete.send().await.unwrap().status(), 202);
    assert_eq!(read(&scene.service, &scene.ada, GRACE).await.0, 404);
}
