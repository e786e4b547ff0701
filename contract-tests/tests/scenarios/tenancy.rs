//! Two tenants in one deployment: the same names in both, and neither sees or changes anything of the other.

use crate::harness::start;
use crate::recording::{Recorder, request};
use contract_tests::live::exchange::Sent;
use serde_json::{Value, json};

#[tokio::test]
async fn what_is_of_another_tenant_is_not_there() {
    let recorder = Recorder::new("tenancy");
    let running = start();
    let server = recorder.server(&running.url);
    let operate = |method: &str, target: &str, body| request(&running.service, method, target, body);
    let other = json!({"name": "Other", "registration": "open"});
    let other = server.json(201, operate("POST", "/manage/api/tenants", Some(other))).await;
    let id = other["id"].as_str().unwrap();
    let token = json!({"name": "theirs", "role": "admin", "tenantId": id});
    let token = server.json(201, operate("POST", "/manage/api/service-tokens", Some(token))).await;
    let theirs = token["token"].as_str().unwrap();
    let administer = |method: &str, target: &str, body| request(theirs, method, target, body);

    // The names of the one are free in the other.
    let ada = json!({"email": "ada@example.com", "userId": "user_123", "handle": "ada", "status": "active"});
    server.answered(201, administer("POST", "/manage/api/users", Some(ada.clone()))).await;
    server.answered(409, administer("POST", "/manage/api/users", Some(ada))).await;
    let demo = json!({"id": "demo", "name": "Theirs"});
    server.answered(201, administer("POST", "/manage/api/containers", Some(demo.clone()))).await;
    server.answered(409, administer("POST", "/manage/api/containers", Some(demo))).await;

    let users = server.json(200, administer("GET", "/manage/api/users", None)).await;
    assert_eq!(users["data"].as_array().unwrap().len(), 1);
    for (method, path) in [
        ("GET", "/manage/api/users/user_456"),
        ("GET", "/manage/api/users/user_456/profile"),
        ("POST", "/manage/api/users/user_456/ban"),
        ("DELETE", "/manage/api/users/user_456"),
        ("PUT", "/manage/api/containers/demo/members/user_456"),
    ] {
        server.answered(404, administer(method, path, None)).await;
    }
    let ours = format!("/manage/api/tenants/{}", running.tenant);
    server.answered(404, administer("GET", &ours, None)).await;
    server.answered(403, administer("GET", "/manage/api/tenants", None)).await;
    let tenants = server.json(200, operate("GET", "/manage/api/tenants", None)).await;
    assert!(tenants["data"].as_array().unwrap().iter().any(|tenant| tenant["id"] == id));

    // Nor does a person by naming the other tenant.
    let mismatch = request(&running.ada, "GET", "/v1/users/me/profile", None).header("X-Tenant-ID", id);
    assert_eq!(server.json(403, mismatch).await["code"], "tenant_mismatch");
    recorder.finish();
}

#[tokio::test]
async fn a_tenant_decides_who_registers() {
    let recorder = Recorder::new("registration");
    let running = start();
    let server = recorder.server(&running.url);
    let operate =
        |method: &str, target: &str, body: Value| request(&running.service, method, target, Some(body));
    let closed = server.json(201, operate("POST", "/manage/api/tenants", json!({"name": "Closed"}))).await;
    let id = closed["id"].as_str().unwrap();
    let register = |tenant: &str| {
        let password = "correct-horse-battery-staple";
        let body = json!({"email": "tenancy@example.com", "password": password, "tenantId": tenant});
        Sent::new("POST", "/v1/auth/register").content("application/json", body.to_string())
    };
    server.answered(403, register(id)).await;
    let target = format!("/manage/api/tenants/{id}");
    // A name is one tenant's.
    server.answered(409, operate("POST", "/manage/api/tenants", json!({"name": "Closed"}))).await;
    server.answered(409, operate("PATCH", &target, json!({"name": "Demo"}))).await;
    let opened = server.json(200, operate("PATCH", &target, json!({"registration": "open"}))).await;
    assert_eq!([&opened["name"], &opened["registration"]], ["Closed", "open"]);
    for tenant in [id, &running.tenant] {
        server.answered(201, register(tenant)).await;
        server.answered(409, register(tenant)).await;
    }
    recorder.finish();
}
