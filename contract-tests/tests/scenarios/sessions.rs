//! Sessions from login to end: expiry in each dialect's words, rotation, what ends one session and what ends all.

use crate::harness::{shared, start};
use crate::recording::{Recorder, Server, header, request};
use contract_tests::live::exchange::Sent;
use serde_json::{Value, json};

/// What a session token opens in each dialect.
const DOORS: [&str; 4] =
    ["/me", "/manage/api/users/user_123/profile", "/v1/users/me/profile", "/v1/user/profile?fields=handle"];

fn login(server: &Server<'_>) -> impl Future<Output = Value> {
    let body = json!({"email": "ada@example.com", "password": "correct-horse-battery-staple"});
    server.json(200, Sent::new("POST", "/v1/auth/login").content("application/json", body.to_string()))
}

fn refresh(token: &Value) -> Sent {
    let body = json!({"refreshToken": token});
    Sent::new("POST", "/v1/auth/refresh").content("application/json", body.to_string())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What the dialects say of a session token, once it has expired.
async fn words(server: &Server<'_>, token: &str, tenant: &str) -> [Value; 4] {
    let knock = |door| request(token, "GET", door, None).header("X-Tenant-ID", tenant);
    while server.send(knock(DOORS[0])).await.status() == Some(200) {}
    let mut said = [const { Value::Null }; 4];
    for (words, door) in said.iter_mut().zip(DOORS) {
        *words = server.json(401, knock(door)).await;
    }
    said
}

#[tokio::test]
async fn each_dialect_says_what_has_expired() {
    let recorder = Recorder::new("expiry");
    let running = shared();
    let refreshable = running.beside(&["--session-ttl", "1s"]);
    let server = recorder.server(&refreshable.url);
    let opened = login(&server).await;
    let [me, manage, tenant, community] =
        words(&server, text(&opened["sessionToken"]), &running.tenant).await;
    for code in [&me["code"], &manage["code"], &tenant["code"], &community["message"]] {
        assert_eq!(code, "session_token_expired");
    }
    assert_eq!(community["code"], 10_004);
    let fresh = server.json(200, refresh(&opened["refreshToken"])).await;
    assert_ne!(fresh["sessionToken"], opened["sessionToken"]);

    let over = running.beside(&["--session-ttl", "1s", "--refresh-ttl", "1s"]);
    let server = recorder.server(&over.url);
    let opened = login(&server).await;
    let [me, manage, tenant, community] =
        words(&server, text(&opened["sessionToken"]), &running.tenant).await;
    for code in [&me["code"], &manage["code"], &tenant["code"], &community["message"]] {
        assert_eq!(code, "refresh_token_expired");
    }
    assert_eq!(community["code"], 10_005);
    let refused = server.json(401, refresh(&opened["refreshToken"])).await;
    assert_eq!(refused["code"], "refresh_token_expired");
    recorder.finish();
}

#[tokio::test]
async fn tokens_rotate_and_sessions_end_one_by_one() {
    let recorder = Recorder::new("sessions");
    let running = start();
    let server = recorder.server(&running.url);
    let first = login(&server).await;
    let second = login(&server).await;
    let rotated = server.json(200, refresh(&first["refreshToken"])).await;
    // A client that lost the answer may ask again.
    server.answered(200, refresh(&first["refreshToken"])).await;

    let me = |token: &Value| request(text(token), "GET", "/me", None);
    let sessions = |token: &Value| request(text(token), "GET", "/me/sessions", None);
    let list = server.json(200, sessions(&rotated["sessionToken"])).await;
    let list = list["data"].as_array().unwrap();
    assert_eq!(list.len(), 3, "those two, and the one of the demo data");
    assert_eq!(list.iter().filter(|session| session["current"] == true).count(), 1);
    let other = server.json(200, sessions(&second["sessionToken"])).await;
    let other = other["data"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
    let target = format!("/me/sessions/{}", text(&other["id"]));
    server.answered(204, request(text(&rotated["sessionToken"]), "DELETE", &target, None)).await;
    server.answered(401, me(&second["sessionToken"])).await;
    server.answered(401, refresh(&second["refreshToken"])).await;

    let logout = request(text(&rotated["sessionToken"]), "POST", "/v1/auth/logout", None);
    let out = server.answered(204, logout).await;
    assert!(header(&out, "Set-Cookie").contains("Max-Age=0"));
    server.answered(401, me(&rotated["sessionToken"])).await;
    server.answered(200, request(&running.ada, "GET", "/me", None)).await;
    recorder.finish();
}

#[tokio::test]
async fn a_cookie_acts_from_the_services_own_pages_alone() {
    let recorder = Recorder::new("cookies");
    let running = shared();
    let server = recorder.server(&running.url);
    let wrong = json!({"email": "ada@example.com", "password": "incorrect-horse"});
    let unknown = json!({"email": "nobody@example.com", "password": "incorrect-horse"});
    let mut said = Vec::new();
    for body in [wrong, unknown] {
        let sent = Sent::new("POST", "/v1/auth/login").content("application/json", body.to_string());
        let refused = server.json(401, sent).await;
        said.push((refused["code"].clone(), refused["detail"].clone()));
    }
    assert_eq!(said[0], said[1], "nobody learns which accounts there are");
    let cookie = format!("better-auth.session_token={}", running.ada);
    let change = |origin: &str| {
        Sent::new("PATCH", "/me")
            .header("Cookie", cookie.as_str())
            .header("Origin", origin)
            .content("application/json", r#"{"bio":"From a page."}"#)
    };
    server.answered(200, change(&running.url)).await;
    server.answered(403, change("https://evil.example.com")).await;
    recorder.finish();
}
