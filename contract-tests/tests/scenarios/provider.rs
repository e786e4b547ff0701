//! What the identity provider of a user manages: a changed value is refused, the same value passes, and all else is the
//! user's own.

use crate::harness::shared;
use crate::recording::{Recorder, request};
use serde_json::{Value, json};

#[tokio::test]
async fn a_managed_name_is_changed_by_its_provider_alone() {
    let recorder = Recorder::new("provider");
    let running = shared();
    let server = recorder.server(&running.url);
    let put = |token: &str, body: Value| {
        request(token, "PUT", "/v1/users/me/profile", Some(body))
            .header("X-Tenant-ID", running.tenant.as_str())
    };
    for body in [json!({"first_name": "Amazing"}), json!({"last_name": null}), json!({"first_name": ""})] {
        let refused = server.json(400, put(&running.grace, body)).await;
        let codes = ["sso_managed_field", "invalid_input"];
        assert!(codes.iter().any(|code| refused["code"] == *code), "{refused}");
    }
    let refused =
        server.json(400, put(&running.grace, json!({"first_name": "Amazing", "display_name": "X"}))).await;
    assert_eq!(refused["code"], "sso_managed_field");
    assert_eq!(refused["details"]["violations"][0]["pointer"], "/body/first_name");

    let same = json!({"first_name": "Grace", "last_name": "Hopper", "display_name": "Amazing Grace"});
    let profile = server.json(200, put(&running.grace, same)).await;
    let names = ["auth_provider", "first_name", "display_name", "name"].map(|member| profile[member].clone());
    assert_eq!(names, ["oidc", "Grace", "Amazing Grace", "Amazing Grace"].map(Value::from));
    // Nobody manages the names of a local user.
    server.answered(200, put(&running.ada, json!({"first_name": "Augusta", "last_name": null}))).await;
    recorder.finish();
}
