//! The example `profile`, run as a program.

use crate::peer::{Act, Peer};
use crate::{login, user};
use serde_json::{Value, json};
use std::process::Command;

fn user_saying(bio: &str) -> Value {
    let mut user = user();
    user["bio"] = bio.into();
    user
}

fn session() -> Value {
    let day = |day: u8| format!("2026-01-{day:02}T00:00:00Z");
    json!({
        "id": "019b76da-a800-7c3e-8f43-0d5f6a1b2c3d",
        "createdAt": day(1),
        "lastUsedAt": day(1),
        "expiresAt": day(31),
        "current": true,
    })
}

#[tokio::test]
async fn the_example_runs_to_its_end() {
    let changed = "Writes programs for engines that do not exist yet.";
    let peer = Peer::new([
        Act::json(200, &login()),
        Act::json(200, &user()).with("etag", r#""1""#),
        Act::json(200, &user_saying(changed)).with("etag", r#""2""#),
        Act::json(412, &json!({ "code": "precondition_failed", "message": "somebody was faster" })),
        Act::json(200, &user()).with("etag", r#""3""#),
        Act::json(200, &user()).with("etag", r#""3""#),
        Act::empty(304).with("etag", r#""3""#),
        Act::json(200, &json!({ "data": [session()] })),
        Act::empty(204),
    ])
    .await;
    // Cargo builds a package's examples before it runs the package's tests.
    let tests = std::env::current_exe().unwrap();
    let example = tests.ancestors().nth(2).unwrap().join("examples").join("profile");
    let mut command = Command::new(example);
    command.arg(peer.url());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    for step in [
        "logged in",
        changed,
        "412 precondition_failed",
        "(nothing)",
        "not changed",
        "(this one)",
        "logged out",
    ] {
        assert!(text.contains(step), "no `{step}` in:\n{text}");
    }
    let requests = peer.requests();
    let conditions: Vec<_> = requests.iter().filter_map(|request| request.header("if-match")).collect();
    assert_eq!(conditions, [r#""1""#, r#""1""#, r#""2""#]);
    assert_eq!(requests[4].body, r#"{"bio":null}"#);
}
