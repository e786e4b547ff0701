//! The audit log: who did what, when and from where, without what is nobody's business.

use super::{scene, texts};
use crate::fixture::{OTHER_TENANT, TENANT, owner, user};
use crate::harness::json;
use serde_json::{Value, json as value};

#[tokio::test]
async fn every_change_is_there_with_who_and_from_where() {
    let scene = scene().await;
    let body = value!({"userId": "ada", "email": "ada@example.com", "status": "active", "name": "Countess"});
    let request = scene.request("POST", "/users").header("user-agent", "crm/2").json(&body);
    let response = request.send().await.unwrap();
    let request_id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (_, ada) = json(response).await;
    let id: uuid::Uuid = ada["id"].as_str().unwrap().parse().unwrap();
    let session = scene.service.app.issue_session(TENANT, id).await.unwrap().session_token;
    let request = scene.service.request("PATCH", "/me").bearer_auth(&session);
    request.json(&value!({"bio": "a secret", "timezone": "Europe/London"})).send().await.unwrap();
    scene.call("POST", "/users/ada/ban", None).await;
    user(&scene.service.app, OTHER_TENANT, "mallory").await;

    let (events, _) = scene.pages("/audit-events?userId=ada", 2).await;
    assert_eq!(texts(&events, "action"), ["user_ban", "me_update", "user_create"], "newest first");
    let [ban, update, create] = events.as_slice() else { panic!("{events:?}") };
    let tokens = scene.get("/service-tokens").await.1;
    assert_eq!(create["actor"], value!({"kind": "service", "id": tokens["data"][0]["id"]}));
    assert_eq!((&create["userAgent"], &create["requestId"]), (&value!("crm/2"), &value!(request_id)));
    assert_eq!(create["address"], "127.0.0.1");
    let change =
        |field: &str, value: Value| value!({"field": field, "isRedacted": value.is_null(), "value": value});
    assert_eq!(
        create["changes"],
        value!([change("status", value!("active")), change("provider", value!("local"))])
    );
    assert_eq!(update["actor"], value!({"kind": "user", "id": ada["id"]}));
    assert_eq!(update["changes"], value!([change("bio", Value::Null), change("timezone", Value::Null)]));
    assert_eq!(ban["changes"], value!([change("status", value!("banned"))]));
    assert!(events.iter().all(|event| event["userId"] == "ada"));

    let (all, _) = scene.pages("/audit-events", 1).await;
    assert_eq!(all[0], *ban);
    assert!(all.iter().any(|event| event["actor"] == value!({"kind": "operator", "id": null})), "{all:?}");
    let text = Value::Array(all).to_string();
    for foreign in ["a secret", "Europe/London", "Countess", "mallory", &scene.admin] {
        assert!(!text.contains(foreign), "{foreign}: {text}");
    }
    scene.call("DELETE", "/users/ada", None).await;
    let (_, page) = scene.get("/audit-events?action=me_update").await;
    let kept = &page["data"][0];
    for gone in ["userId", "address", "userAgent", "requestId"] {
        assert_eq!(kept[gone], Value::Null, "{gone}");
    }
    assert_eq!(kept["actor"], value!({"kind": "user", "id": null}));
    assert_eq!(scene.get("/audit-events?userId=ada").await.1["data"], value!([]));
}

#[tokio::test]
async fn the_log_is_cut_by_time_action_and_page() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let fill = "INSERT INTO audit_events (tenant_id, id, action, fields, at)
        SELECT $1, gen_random_uuid(), CASE n % 3 WHEN 0 THEN 'fizz' ELSE 'buzz' END, '{}',
            timestamptz '2026-01-01T00:00:00Z' + n / 4 * interval '1 day'
        FROM generate_series(0, 39) AS n";
    owner.execute(fill, &[&TENANT]).await.unwrap();
    let window = "since=2026-01-02T00:00:00Z&until=2026-01-05T00:00:00Z";
    for limit in [1, 5, 100] {
        let (events, _) = scene.pages(&format!("/audit-events?{window}"), limit).await;
        let times = texts(&events, "at");
        assert_eq!(times.len(), 12, "{limit}");
        assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
        let mut ids = texts(&events, "id");
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 12, "each once");
    }
    assert_eq!(scene.pages(&format!("/audit-events?{window}&action=fizz"), 3).await.0.len(), 4);
    assert_eq!(scene.pages("/audit-events?action=nothing", 3).await.0.len(), 0);
}
