//! Referral codes: carried by registrations, listed by their owner.

use super::{Scene, places, read, scene};
use crate::fixture::{PASSWORD, TENANT, owner};
use crate::harness::json;
use serde_json::{Value, json as value};

async fn register(scene: &Scene, name: &str, code: &str) -> (u16, Value) {
    let body = value!({ "email": format!("{name}@example.com"), "password": PASSWORD, "tenantId": TENANT,
        "name": name, "referralCode": code });
    let request = scene.service.request("POST", "/v1/auth/register").json(&body);
    json(request.send().await.unwrap()).await
}

#[tokio::test]
async fn whoever_comes_by_a_code_is_listed_newest_first() {
    let scene = scene().await;
    let list = async || read(&scene.service, &scene.ada, "/v1/user/referrals").await;
    let (status, empty) = list().await;
    let code = empty["referralCode"].as_str().unwrap().to_owned();
    assert_eq!((status, &empty), (200, &value!({ "referralCode": code, "data": [], "total": 0 })));
    let (_, own) = read(&scene.service, &scene.ada, "/v1/user/profile?fields=referralCode").await;
    assert_eq!(own["referralCode"], code);

    assert_eq!(register(&scene, "joan", &code).await.0, 201);
    let (status, mary) = register(&scene, "mary", &code.to_lowercase()).await;
    assert_eq!(status, 201, "{mary}");
    let token = mary["sessionToken"].as_str().unwrap();
    let handle = scene.service.request("POST", "/v1/user/profile").bearer_auth(token);
    assert_eq!(handle.json(&value!({ "handle": "mary" })).send().await.unwrap().status(), 200);
    let (_, listed) = list().await;
    assert_eq!(listed["total"], 2);
    let names = |list: &Value| -> Vec<(Value, Value)> {
        let items = list["data"].as_array().unwrap().iter();
        items.map(|item| (item["username"].clone(), item["displayName"].clone())).collect()
    };
    assert_eq!(names(&listed), [(value!("mary"), value!("mary")), (Value::Null, value!("joan"))]);
    assert!(listed["data"][0]["createdAt"].as_str() > listed["data"][1]["createdAt"].as_str());
    assert_eq!(read(&scene.service, &scene.grace, "/v1/user/referrals").await.1["total"], 0);

    let delete = scene.service.request("DELETE", "/me").bearer_auth(token);
    assert_eq!(delete.send().await.unwrap().status(), 202);
    let (_, left) = list().await;
    assert_eq!((names(&left), &left["total"]), (vec![(Value::Null, value!("joan"))], &value!(1)));
}

#[tokio::test]
async fn a_code_of_nobody_is_refused_in_its_place() {
    let scene = scene().await;
    let (_, list) = read(&scene.service, &scene.ada, "/v1/user/referrals").await;
    let code = list["referralCode"].as_str().unwrap().to_owned();
    let owner = owner(&scene.service.database).await;
    let (status, problem) = register(&scene, "joan", "NOBODYS").await;
    assert_eq!((status, &problem["code"]), (422, &value!("unprocessable_entity")));
    assert_eq!(problem["errors"][0]["pointer"], "/body/referralCode");
    owner.execute("UPDATE users SET status = 'banned' WHERE id = $1", &[&scene.ada.id]).await.unwrap();
    assert_eq!(register(&scene, "joan", &code).await.0, 422, "of somebody who is shut out");
    let rows = owner.query("SELECT FROM users WHERE email = 'joan@example.com'", &[]).await.unwrap();
    assert!(rows.is_empty());
    let (status, error) = read(&scene.service, &scene.grace, "/v1/user/referrals?page=1").await;
    assert_eq!((status, places(&error)), (400, vec!["/query/page"]));
}

#[tokio::test]
async fn a_hundred_are_listed_and_all_are_counted() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let insert =
        "INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, referred_by,
            display_name, created_at)
        SELECT $1, gen_random_uuid(), n::text, n || '@x', n || '@x', 'active', 'local', $2, n::text,
            now() + n * interval '1 second'
        FROM generate_series(1, 120) AS n";
    owner.execute(insert, &[&TENANT, &scene.ada.id]).await.unwrap();
    let (_, list) = read(&scene.service, &scene.ada, "/v1/user/referrals").await;
    let names: Vec<&str> =
        list["data"].as_array().unwrap().iter().map(|item| item["displayName"].as_str().unwrap()).collect();
    let expected: Vec<String> = (21..=120).rev().map(|n| n.to_string()).collect();
    assert_eq!((names, &list["total"]), (expected.iter().map(String::as_str).collect(), &value!(120)));
}
