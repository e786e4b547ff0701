//! Limits on how often an account may try.

use crate::harness::shared;
use crate::recording::{Recorder, header};
use contract_tests::live::exchange::Sent;
use serde_json::{Value, json};

fn post(path: &str, body: &Value) -> Sent {
    Sent::new("POST", path).content("application/json", body.to_string())
}

#[tokio::test]
async fn who_tries_too_often_waits() {
    let recorder = Recorder::new("rates");
    let running = shared();
    let strict = running.beside(&[
        "--logins-per-account=1",
        "--registrations-per-account=1",
        "--refreshes-per-session=1",
    ]);
    let server = recorder.server(&strict.url);
    let joan = json!({"email": "rates@example.com", "password": "correct-horse-battery-staple"});
    let login = server.json(201, post("/v1/auth/register", &joan)).await;
    let refresh = json!({"refreshToken": login["refreshToken"]});
    for (path, body, good) in [
        ("/v1/auth/register", &joan, None),
        ("/v1/auth/login", &joan, Some(200)),
        ("/v1/auth/refresh", &refresh, Some(200)),
    ] {
        if let Some(good) = good {
            server.answered(good, post(path, body)).await;
        }
        let refused = server.answered(429, post(path, body)).await;
        let wait: u64 = header(&refused, "Retry-After").parse().unwrap();
        assert!((1..=60).contains(&wait), "{path}: {wait}");
    }
    // Others do not wait.
    let ada = json!({"email": "ada@example.com", "password": "correct-horse-battery-staple"});
    server.answered(200, post("/v1/auth/login", &ada)).await;
    recorder.finish();
}
