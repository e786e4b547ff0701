//! Notifications and referrals: what arrives later stays unread, pages that were begun stay as they are, and who came by
//! whom is told.

use crate::harness::shared;
use crate::recording::{Recorder, Server, request};
use contract_tests::live::exchange::Sent;
use serde_json::{Value, json};

/// A server with ada's and the service's credentials.
struct Inbox<'r> {
    server: Server<'r>,
    ada: String,
    service: String,
}

impl Inbox<'_> {
    async fn send(&self, title: &str) {
        let body = json!({"containerId": "demo", "userIds": ["user_123"], "type": "mention", "title": title});
        let sent = request(&self.service, "POST", "/manage/api/notifications", Some(body));
        assert_eq!(self.server.json(201, sent).await, json!({"created": 1}));
    }

    async fn list(&self, query: &str) -> Value {
        let target = format!("/v1/user/notifications?containerId=demo{query}");
        self.server.json(200, request(&self.ada, "GET", &target, None)).await
    }
}

fn titles(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_arrives_after_the_mark_is_unread() {
    let recorder = Recorder::new("watermarks");
    let running = shared();
    let server = recorder.server(&running.url);
    let inbox = Inbox { server, ada: running.ada.clone(), service: running.service.clone() };
    inbox.send("first").await;
    let before = inbox.list("&limit=2").await;
    assert_eq!(before["unread"], before["total"]);
    let total = before["total"].as_u64().unwrap();

    // A page that was begun goes on where it stood, whatever arrives.
    let until = format!("&until={}", before["data"][0]["createdAt"].as_str().unwrap());
    let second = inbox.list(&format!("&limit=2&page=2{until}")).await;
    inbox.send("second").await;
    assert_eq!(inbox.list(&format!("&limit=2&page=2{until}")).await, second);
    assert!(titles(&inbox.list(&until).await).iter().all(|title| *title != "second"));

    let read = request(&running.ada, "POST", "/v1/user/notifications/read", None);
    inbox.server.answered(201, read).await;
    assert_eq!(inbox.list("").await["unread"], 0);
    inbox.send("third").await;
    let after = inbox.list("").await;
    assert_eq!([&after["unread"], &after["total"]], [&json!(1), &json!(total + 2)]);
    assert_eq!(titles(&after)[..2], ["third", "second"], "newest first");
    assert_eq!([&after["data"][0]["read"], &after["data"][1]["read"]], [&json!(false), &json!(true)]);
    assert!(after["data"][0]["readAt"].is_null() && after["data"][1]["readAt"].is_string());
    recorder.finish();
}

#[tokio::test]
async fn who_came_by_whom_is_told_once() {
    let recorder = Recorder::new("referrals");
    let running = shared();
    let server = recorder.server(&running.url);
    let referrals = || request(&running.ada, "GET", "/v1/user/referrals", None);
    let before = server.json(200, referrals()).await;
    let code = &before["referralCode"];
    let body = json!({
        "email": "referred@example.com",
        "password": "correct-horse-battery-staple",
        "name": "Joan Clarke",
        "referralCode": code,
    });
    let register = || Sent::new("POST", "/v1/auth/register").content("application/json", body.to_string());
    server.answered(201, register()).await;
    server.answered(409, register()).await;
    let after = server.json(200, referrals()).await;
    let [before, after] = [before, after].map(|list| list["data"].as_array().unwrap().clone());
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[1..], before[..], "newest first");
    recorder.finish();
}
