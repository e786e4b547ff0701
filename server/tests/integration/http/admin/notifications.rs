//! Notifications to one user, to many, to all of a container.

use super::{places, scene};
use crate::fixture::{TENANT, count, member, owner, user};
use serde_json::json as value;

#[tokio::test]
async fn a_notification_arrives_with_each_or_with_nobody() {
    let scene = scene().await;
    let app = &scene.service.app;
    scene.post("/containers", value!({"id": "demo", "name": "Demo"})).await;
    let mut names = Vec::new();
    for name in ["ada", "grace", "joan"] {
        let (id, _) = user(app, TENANT, name).await;
        member(app, TENANT, "demo", id).await;
        names.push(id.to_string());
    }
    let (stranger, _) = user(app, TENANT, "stranger").await;
    let body = |users: &[&str]| value!({"containerId": "demo", "userIds": users, "type": "k", "title": "t", "body": "b"});
    let sent = scene.post("/notifications", body(&[&names[0]])).await;
    assert_eq!(sent, (201, value!({"created": 1})));
    let sent = scene.post("/notifications", body(&[&names[0], &names[1], &names[0]])).await;
    assert_eq!(sent, (201, value!({"created": 2})), "each once");
    let everybody = value!({"containerId": "demo", "type": "k", "title": "t"});
    assert_eq!(scene.post("/notifications", everybody).await, (201, value!({"created": 3})));
    let owner = owner(&scene.service.database).await;
    let all = "SELECT count(*) FROM notifications";
    assert_eq!(count(&owner, all).await, 6);

    let (status, problem) =
        scene.post("/notifications", body(&[&names[0], &stranger.to_string(), "nobody"])).await;
    assert_eq!((status, places(&problem)), (422, vec!["/body/userIds/1", "/body/userIds/2"]));
    for container in ["nowhere", "demo "] {
        let (status, problem) =
            scene.post("/notifications", value!({"containerId": container, "type": "k", "title": "t"})).await;
        assert_eq!((status, places(&problem)), (422, vec!["/body/containerId"]));
    }
    let many: Vec<&str> = std::iter::repeat_n(names[0].as_str(), 1001).collect();
    let (status, problem) = scene.post("/notifications", body(&many)).await;
    assert_eq!((status, places(&problem)), (400, vec!["/body/userIds"]));
    assert_eq!(count(&owner, all).await, 6);
    let about =
        "SELECT count(*) FROM audit_events WHERE action = 'notification_create' AND user_id IS NOT NULL";
    assert_eq!(count(&owner, about).await, 1, "of the one that went to one user");
}

#[tokio::test]
async fn a_container_may_be_too_large_to_write_to_at_once() {
    let scene = scene().await;
    scene.post("/containers", value!({"id": "demo", "name": "Demo"})).await;
    let owner = owner(&scene.service.database).await;
    let fill = "INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider)
        SELECT '{tenant}', gen_random_uuid(), n::text, n || '@x', n || '@x', 'active', 'local'
        FROM generate_series(1, 10001) AS n;
        INSERT INTO container_members (tenant_id, container_id, user_id) SELECT tenant_id, 'demo', id FROM users;";
    owner.batch_execute(&fill.replace("{tenant}", &TENANT.to_string())).await.unwrap();
    let body = value!({"containerId": "demo", "type": "k", "title": "t"});
    let (status, problem) = scene.post("/notifications", body.clone()).await;
    assert_eq!((status, places(&problem)), (422, vec!["/body/containerId"]));
    assert_eq!(scene.call("DELETE", "/containers/demo/members/1", None).await.0, 204);
    assert_eq!(scene.post("/notifications", body).await, (201, value!({"created": 10_000})));
    assert_eq!(count(&owner, "SELECT count(*) FROM notifications").await, 10_000);
    let names: Vec<String> = (2..=1001).map(|n: u32| n.to_string()).collect();
    let body = value!({"containerId": "demo", "userIds": names, "type": "k", "title": "t"});
    assert_eq!(scene.post("/notifications", body).await, (201, value!({"created": 1000})));
}
