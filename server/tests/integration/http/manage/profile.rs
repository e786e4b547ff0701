//! Reading and changing a profile, and what the dialect `me` sees of it.

use super::{ADA, ada, answered, etag, get, put};
use crate::fixture::{TENANT, owner, service_token, service_token_until};
use crate::harness::{Service, json};
use futures_util::future::join_all;
use serde_json::{Value, json as value};

async fn me(service: &Service, token: &str) -> Value {
    answered(service.request("GET", "/me").bearer_auth(token)).await.1
}

async fn changed(service: &Service, token: &str, body: Value) -> Value {
    let (status, profile) = answered(put(service, ADA, token, body.to_string())).await;
    assert_eq!(status, 200, "{profile}");
    assert_eq!(answered(get(service, ADA, token)).await, (200, profile.clone()));
    profile
}

#[tokio::test]
async fn a_profile_is_read_and_changed() {
    let (service, ada) = ada().await;
    let (status, first) = answered(get(&service, ADA, &ada)).await;
    assert_eq!(status, 200);
    let members: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "userId", "timezone", "attributes", "createdAt", "updatedAt"]);
    assert_eq!((&first["userId"], &first["timezone"]), (&value!("user_123"), &Value::Null));
    assert_eq!(first["attributes"], value!({}));
    assert_eq!(changed(&service, &ada, value!({})).await, first, "nothing was asked for");

    let attributes = value!({"plan": "pro", "seats": 3});
    let second =
        changed(&service, &ada, value!({"attributes": attributes, "timezone": "Asia/Calcutta"})).await;
    assert_eq!((&second["attributes"], &second["timezone"]), (&attributes, &value!("Asia/Calcutta")));
    assert_eq!((&second["id"], &second["createdAt"]), (&first["id"], &first["createdAt"]));
    assert!(second["updatedAt"].as_str() > first["updatedAt"].as_str());

    let kept = changed(&service, &ada, value!({"timezone": null})).await;
    assert_eq!((&kept["attributes"], &kept["timezone"]), (&attributes, &Value::Null));
    let replaced = changed(&service, &ada, value!({"attributes": {"seats": 4}})).await;
    assert_eq!(replaced["attributes"], value!({"seats": 4}));
    let cleared = changed(&service, &ada, value!({"attributes": null})).await;
    assert_eq!(cleared["attributes"], value!({}));
    assert_eq!(
        changed(&service, &ada, value!({"attributes": {}})).await,
        cleared,
        "an equal value is no change"
    );
}

#[tokio::test]
async fn the_cookie_is_taken_from_our_own_pages() {
    let (service, ada) = ada().await;
    let cookie = format!("better-auth.session_token={ada}");
    let request = |method, origin: &str| {
        let request = service.request(method, ADA).header("cookie", &cookie).header("origin", origin);
        request.header("content-type", "application/json").body("{}")
    };
    assert_eq!(request("PUT", &service.url).send().await.unwrap().status(), 200);
    assert_eq!(request("PUT", "https://evil.example.com").send().await.unwrap().status(), 403);
    let read = service.request("GET", ADA).header("cookie", &cookie);
    assert_eq!(read.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_time_zone_is_that_of_the_current_user() {
    let (service, ada) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    let before = me(&service, &ada).await;
    let profile = changed(&service, &system, value!({"timezone": "Europe/London"})).await;
    let shown = me(&service, &ada).await;
    assert_eq!((&shown["timezone"], &shown["id"]), (&profile["timezone"], &profile["id"]));
    assert_eq!(shown["updatedAt"], profile["updatedAt"]);
    assert!(shown["updatedAt"].as_str() > before["updatedAt"].as_str());

    // What only this dialect shows moves the other one's time of change too.
    let profile = changed(&service, &ada, value!({"attributes": [1]})).await;
    assert_eq!(me(&service, &ada).await["updatedAt"], profile["updatedAt"]);

    let tag = etag(&get(&service, ADA, &ada).send().await.unwrap());
    for (patch, timezone) in
        [(value!({"timezone": "UTC"}), value!("UTC")), (value!({"timezone": null}), Value::Null)]
    {
        let request = service.request("PATCH", "/me").bearer_auth(&ada).json(&patch);
        let (_, user) = answered(request).await;
        let response = get(&service, ADA, &system).send().await.unwrap();
        assert_ne!(etag(&response), tag);
        let (_, profile) = json(response).await;
        assert_eq!((&profile["timezone"], &profile["updatedAt"]), (&timezone, &user["updatedAt"]));
        assert_eq!(profile["attributes"], value!([1]));
    }
}

#[tokio::test]
async fn conditions_are_kept() {
    let (service, ada) = ada().await;
    let read = |tags: &str| get(&service, ADA, &ada).header("if-none-match", tags).send();
    let write = |tags: &str, body: &str| put(&service, ADA, &ada, body).header("if-match", tags).send();
    let first = etag(&get(&service, ADA, &ada).send().await.unwrap());
    assert!(first.starts_with('"'), "{first} is not strong");
    for (tags, status) in [(first.as_str(), 304), ("*", 304), (&format!("W/{first}"), 304), ("\"x\"", 200)] {
        let response = read(tags).await.unwrap();
        assert_eq!((response.status().as_u16(), etag(&response)), (status, first.clone()), "{tags}");
        assert_eq!(response.text().await.unwrap().is_empty(), status == 304);
    }
    let response = write(&first, r#"{"attributes":1}"#).await.unwrap();
    let second = etag(&response);
    assert_eq!(response.status(), 200);
    assert_ne!(second, first);
    assert_eq!(read(&first).await.unwrap().status(), 200);
    super::problem(put(&service, ADA, &ada, "{}").header("if-match", &first), 412, "precondition_failed")
        .await;
    assert_eq!(write(&format!("W/{second}"), "{}").await.unwrap().status(), 412);
    let response = write(&format!("\"x\", {second}"), r#"{"attributes":1}"#).await.unwrap();
    assert_eq!((response.status().as_u16(), etag(&response)), (200, second.clone()), "nothing changed");
    assert_eq!(write("*", r#"{"attributes":2}"#).await.unwrap().status(), 200);
    assert_eq!(write("nonsense", "{}").await.unwrap().status(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_changes_of_one_version_one_is_made() {
    let (service, ada) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    let tag = etag(&get(&service, ADA, &ada).send().await.unwrap());
    let writes = (1..=8).map(|number| {
        let token = if number % 2 == 0 { &ada } else { &system };
        put(&service, ADA, token, format!(r#"{{"attributes":{number}}}"#)).header("if-match", &tag).send()
    });
    let answers: Vec<_> = join_all(writes).await.into_iter().map(Result::unwrap).collect();
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[tokio::test]
async fn the_audit_log_says_who_changed_what() {
    let (service, ada) = ada().await;
    let (holder, system) = service_token_until(&service.app, TENANT, "crm", None).await.unwrap();
    changed(&service, &ada, value!({"attributes": "a secret", "timezone": "UTC"})).await;
    changed(&service, &system, value!({"attributes": null})).await;
    changed(&service, &system, value!({"attributes": null})).await;
    let owner = owner(&service.database).await;
    let sql = "SELECT a.user_id, a.actor, a.fields, u.id, a.address IS NOT NULL
               FROM audit_events AS a CROSS JOIN users AS u WHERE a.action = 'user_profile_upsert' ORDER BY a.id";
    let rows = owner.query(sql, &[]).await.unwrap();
    let id: uuid::Uuid = rows[0].get(3);
    let events: Vec<(uuid::Uuid, uuid::Uuid, Vec<String>, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(4))).collect();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        events,
        [(id, id, names(&["timezone", "attributes"]), true), (id, holder, names(&["attributes"]), true)]
    );
    assert_eq!(crate::fixture::tables_with(&owner, "a secret").await, Vec::<String>::new());
}
