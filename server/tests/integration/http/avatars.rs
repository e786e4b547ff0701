//! Uploaded avatars: what is taken, where it shows, and that there is one.

use crate::fixture::{TENANT, ada, count, owner, user};
use crate::harness::{Service, json, service, service_at, service_with};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use selfsame_server::app::Settings;
use serde_json::{Value, json as value};
use std::io::Cursor;

fn picture(side: u32, colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_pixel(side, side, Rgb(colour))).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn uri(bytes: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", STANDARD.encode(bytes))
}

async fn put(service: &Service, token: &str, body: &Value) -> (u16, Value) {
    let request = service.request("PUT", "/v1/users/me/profile").bearer_auth(token);
    json(request.header("x-tenant-id", TENANT.to_string()).json(body).send().await.unwrap()).await
}

async fn upload(service: &Service, token: &str, bytes: &[u8]) -> (u16, Value) {
    put(service, token, &value!({"avatar_base64": uri(bytes)})).await
}

async fn profile(service: &Service, token: &str) -> Value {
    let request = service.request("GET", "/v1/users/me/profile").bearer_auth(token);
    json(request.header("x-tenant-id", TENANT.to_string()).send().await.unwrap()).await.1
}

async fn avatar_url(service: &Service, token: &str) -> Option<String> {
    let (_, user) = json(service.request("GET", "/me").bearer_auth(token).send().await.unwrap()).await;
    user["avatarUrl"].as_str().map(str::to_owned)
}

async fn link(service: &Service, token: &str, url: &Value) -> (u16, Value) {
    let request = service.request("PATCH", "/me").bearer_auth(token).json(&value!({"avatarUrl": url}));
    json(request.send().await.unwrap()).await
}

async fn stored(service: &Service) -> i64 {
    count(&owner(&service.database).await, "SELECT count(*) FROM avatars").await
}

#[tokio::test]
async fn a_picture_is_taken_made_anew_and_served() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let (status, profile_then) = upload(&service, token, &picture(600, [10, 200, 30], format)).await;
        assert_eq!(status, 200, "{format:?}: {profile_then}");
        let shown = profile_then["avatar_base64"].as_str().unwrap();
        let png = STANDARD.decode(shown.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        assert_eq!(profile(&service, token).await, profile_then);

        let url = avatar_url(&service, token).await.unwrap();
        assert!(url.starts_with(&format!("{}/v1/avatars/", service.url)), "{url}");
        let response = service.client.get(&url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "image/png");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.headers()["content-security-policy"], "default-src 'none'; sandbox");
        let etag = response.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(response.bytes().await.unwrap(), png);
        let again = service.client.get(&url).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!(
            (again.status().as_u16(), again.headers()["etag"].to_str().unwrap()),
            (304, etag.as_str())
        );
        let served = image::load_from_memory(&png).unwrap();
        assert_eq!((served.width(), served.height()), (256, 256));
        assert_eq!(stored(&service).await, 1);
    }
}

#[tokio::test]
async fn unknown_pictures_are_not_found() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let token = &login.session_token;
    upload(&service, token, &picture(9, [0; 3], ImageFormat::Png)).await;
    let url = avatar_url(&service, token).await.unwrap();
    let status = async |url: &str| json(service.client.get(url).send().await.unwrap()).await;
    for unknown in
        [format!("{}AA", &url[..url.len() - 2]), format!("{url}A"), format!("{}/v1/avatars/x", service.url)]
    {
        let (status, error) = status(&unknown).await;
        assert_eq!((status, &error["code"]), (404, &value!("not_found")), "{unknown}");
    }
    let (code, error) = status(&format!("{}/v1/avatars/a.b", service.url)).await;
    assert_eq!((code, &error["code"]), (400, &value!("invalid_input")));
    // The picture of somebody who is shut out is not shown; erasure removes it.
    let client = owner(&service.database).await;
    client.batch_execute("UPDATE users SET status = 'banned'").await.unwrap();
    assert_eq!(status(&url).await.0, 404);
    client.execute("DELETE FROM users WHERE id = $1", &[&id]).await.unwrap();
    assert_eq!(stored(&service).await, 0);
}

#[tokio::test]
async fn there_is_one_avatar_uploaded_or_linked() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let linked = value!("https://a.test/x.png");
    assert_eq!(link(&service, token, &linked).await.0, 200);
    assert_eq!(profile(&service, token).await["avatar_base64"], Value::Null);

    upload(&service, token, &picture(9, [1; 3], ImageFormat::Png)).await;
    let first = avatar_url(&service, token).await.unwrap();
    assert!(first.starts_with(&service.url), "{first}");
    upload(&service, token, &picture(9, [2; 3], ImageFormat::Png)).await;
    let second = avatar_url(&service, token).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(service.client.get(&first).send().await.unwrap().status(), 404);
    assert_eq!(stored(&service).await, 1);

    assert_eq!(link(&service, token, &linked).await.1["avatarUrl"], linked);
    assert_eq!(
        (profile(&service, token).await["avatar_base64"].clone(), stored(&service).await),
        (Value::Null, 0)
    );

    // Either null removes either.
    assert_eq!(put(&service, token, &value!({"avatar_base64": null})).await.0, 200);
    assert_eq!(avatar_url(&service, token).await, None);
    upload(&service, token, &picture(9, [3; 3], ImageFormat::Png)).await;
    assert_eq!(link(&service, token, &Value::Null).await.1.get("avatarUrl"), None);
    assert_eq!(
        (profile(&service, token).await["avatar_base64"].clone(), stored(&service).await),
        (Value::Null, 0)
    );
    let fields = "SELECT count(*) FROM audit_events WHERE fields = '{avatar}'";
    assert_eq!(count(&owner(&service.database).await, fields).await, 7);
}

#[tokio::test]
async fn what_was_read_can_be_written_back() {
    let service = service_at("https://id.example.com/base").await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let (_, first) = upload(&service, token, &picture(700, [9, 99, 199], ImageFormat::Jpeg)).await;
    let url = avatar_url(&service, token).await.unwrap();
    assert!(url.starts_with("https://id.example.com/base/v1/avatars/"), "{url}");
    assert_eq!(put(&service, token, &first_body(&first)).await, (200, first.clone()));
    assert_eq!(link(&service, token, &value!(url)).await.1["avatarUrl"], value!(url));
    assert_eq!(profile(&service, token).await, first);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'tenant_profile_update'";
    assert_eq!(count(&owner(&service.database).await, audited).await, 1, "nothing changed since");
}

fn first_body(profile: &Value) -> Value {
    let member = |name: &str| profile[name].clone();
    value!({"first_name": member("first_name"), "last_name": member("last_name"),
        "display_name": member("display_name"), "avatar_base64": member("avatar_base64")})
}

#[tokio::test]
async fn what_is_no_fit_picture_is_refused_and_changes_nothing() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    upload(&service, token, &picture(9, [1; 3], ImageFormat::Png)).await;
    let before = profile(&service, token).await;
    let large = |length: usize| {
        let mut bytes = picture(9, [1; 3], ImageFormat::Jpeg);
        bytes.resize(length, 0);
        value!({"avatar_base64": uri(&bytes)})
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let cases = [
        (400, "avatar_too_large", large(262_145)),
        (400, "avatar_too_large", large(290_000)),
        (413, "avatar_too_large", large(400_000)),
        (400, "invalid_input", value!({"avatar_base64": "example"})),
        (400, "invalid_input", value!({"avatar_base64": ""})),
        (
            400,
            "invalid_input",
            value!({"avatar_base64": format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))}),
        ),
        (400, "invalid_input", value!({"avatar_base64": uri(b"\x89PNG\r\n\x1a\nnonsense")})),
        (400, "invalid_input", value!({"avatar_base64": uri(&picture(1449, [1; 3], ImageFormat::Png))})),
        (400, "invalid_input", value!({"first_name": "New", "avatar_base64": uri(b"\xff\xd8\xff\xe0")})),
    ];
    for (expected, code, body) in cases {
        let (status, error) = put(&service, token, &body).await;
        assert_eq!((status, error["code"].as_str()), (expected, Some(code)), "{error}");
        if status == 400 {
            assert_eq!(error["details"]["violations"][0]["pointer"], "/body/avatar_base64", "{error}");
        }
    }
    assert_eq!(profile(&service, token).await, before);
    let (status, _) = put(&service, token, &large(262_144)).await;
    assert_eq!(status, 200, "the greatest size is taken");
    // Whoever has no credential is told that, and nothing of the picture.
    assert_eq!(put(&service, "nonsense", &large(262_145)).await.0, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_uploads_leave_one_whole_picture() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let uploads = (0..8_u8).map(async |n| {
        let picture = picture(20, [n * 30, 0, 0], ImageFormat::Png);
        let name = value!({"display_name": format!("Ada {n}")});
        let (uploaded, renamed) =
            tokio::join!(upload(&service, token, &picture), put(&service, token, &name));
        assert_eq!((uploaded.0, renamed.0), (200, 200));
        // Whoever waited for another upload shows that picture and not none.
        (uploaded.1["avatar_base64"].is_string(), renamed.1)
    });
    let answers = join_all(uploads).await;
    assert!(answers.iter().all(|(shown, _)| *shown));
    let last = profile(&service, token).await;
    assert!(last["avatar_base64"].is_string());
    assert_eq!(stored(&service).await, 1);
    let url = avatar_url(&service, token).await.unwrap();
    assert_eq!(service.client.get(url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_lock_that_was_waited_for_shows_the_picture_that_came_meanwhile() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let token = &login.session_token;
    let mut client = owner(&service.database).await;
    let other = client.transaction().await.unwrap();
    let name = value!({"display_name": "Ada"});
    let waits = put(&service, token, &name);
    let sql = "UPDATE users SET avatar_id = 'meanwhile' WHERE id = $1";
    other.execute(sql, &[&id]).await.unwrap();
    let insert =
        "INSERT INTO avatars (tenant_id, id, user_id, picture) VALUES ($1, 'meanwhile', $2, '\\x01')";
    other.execute(insert, &[&TENANT, &id]).await.unwrap();
    let (answer, ()) = tokio::join!(waits, async {
        let watcher = owner(&service.database).await;
        let blocked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while count(&watcher, blocked).await == 0 {
            tokio::task::yield_now().await;
        }
        other.commit().await.unwrap();
    });
    assert_eq!(answer.1["avatar_base64"], "data:image/png;base64,AQ==");
}

#[tokio::test]
async fn too_many_uploads_are_turned_away() {
    let settings = Settings { pictures_max: 1, picture_queue_max: 0, ..Settings::default() };
    let service = service_with(settings, Default::default()).await;
    ada(&service.app).await;
    let (_, grace) = user(&service.app, TENANT, "grace").await;
    let large = picture(1448, [1, 2, 3], ImageFormat::Png);
    let uploads = (0..16).map(|_| upload(&service, &grace.session_token, &large));
    let answers = join_all(uploads).await;
    assert!(answers.iter().any(|(status, _)| *status == 200));
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status != 200).collect();
    assert!(!refused.is_empty(), "all were taken");
    assert!(refused.iter().all(|(s, e)| *s == 503 && e["code"] == "service_unavailable"), "{refused:?}");
}
