//! The dialect `me`.

use crate::fixture::{ada, owner};
use crate::harness::{json, service, service_with};
use selfsame_server::app::Settings;
use serde_json::json as value;

#[tokio::test]
async fn the_profile_is_read_and_changed() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let get = || service.request("GET", "/me").bearer_auth(&login.session_token).send();
    let (status, user) = json(get().await.unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(user["id"], id.to_string());
    assert_eq!(user["name"], "ada");
    assert_eq!(user["status"], "active");
    assert_eq!(user["activeSessions"], 1);
    assert_eq!(user["phoneNumber"], "");
    assert_eq!(user.get("bio"), None);

    let patch = value!({"name": "Ada 🦀", "bio": "b", "locale": "EN-gb", "timezone": "Asia/Calcutta", "avatarUrl": "https://a.test/x.png"});
    let request = service.request("PATCH", "/me").bearer_auth(&login.session_token).json(&patch);
    let (status, changed) = json(request.send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(changed["name"], "Ada 🦀");
    assert_eq!(changed["locale"], "en-GB");
    assert_eq!(changed["timezone"], "Asia/Calcutta");
    assert!(changed["updatedAt"].as_str() > user["updatedAt"].as_str());
    assert_eq!(json(get().await.unwrap()).await.1, changed);

    let clear = value!({"bio": null, "timezone": null});
    let request = service.request("PATCH", "/me").bearer_auth(&login.session_token).json(&clear);
    let (_, cleared) = json(request.send().await.unwrap()).await;
    assert_eq!(cleared.get("bio"), None);
    assert_eq!(cleared.get("timezone"), None);
    assert_eq!(cleared["locale"], "en-GB");
}

#[tokio::test]
async fn every_violation_is_reported_at_once() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let body = value!({"name": "", "bio": 1, "timezone": "Mars/Olympus", "locale": "x", "shoe": 43, "avatarUrl": "http://a.test"});
    let request = service.request("PATCH", "/me").bearer_auth(&login.session_token).json(&body);
    let (status, error) = json(request.send().await.unwrap()).await;
    assert_eq!((status, &error["code"]), (422, &value!("unprocessable_entity")));
    let message = error["message"].as_str().unwrap();
    for pointer in [
        "/body/name: ",
        "/body/bio: ",
        "/body/timezone: ",
        "/body/locale: ",
        "/body/shoe: ",
        "/body/avatarUrl: ",
    ] {
        assert!(message.contains(pointer), "{pointer} is not in {message}");
    }
    let request =
        service.request("PATCH", "/me").bearer_auth(&login.session_token).json(&value!({"name": null}));
    let (status, error) = json(request.send().await.unwrap()).await;
    assert_eq!(status, 422);
    assert!(error["message"].as_str().unwrap().contains("/body/name"), "{error}");
}

#[tokio::test]
async fn a_deleted_user_is_gone_with_every_session() {
    let settings = Settings { erasure_grace: std::time::Duration::ZERO, ..Settings::default() };
    let service = service_with(settings, Default::default()).await;
    let (id, login) = ada(&service.app).await;
    let request = service.request("DELETE", "/me").bearer_auth(&login.session_token);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 202);
    assert!(response.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(response.text().await.unwrap(), "");
    let request = service.request("GET", "/me").bearer_auth(&login.session_token);
    let (status, error) = json(request.send().await.unwrap()).await;
    assert_eq!((status, &error["code"]), (401, &value!("unauthorized")));
    let client = owner(&service.database).await;
    let rows = client.query("SELECT 1 FROM users WHERE id = $1", &[&id]).await.unwrap();
    assert!(rows.is_empty());
}
