//! One profile through four dialects, by the generated client: what one of them writes all of them show, each in its own
//! words, and what one must not show it does not.

use crate::harness::{Running, shared, start};
use crate::recording::{Recorder, header, request};
use contract_tests::live::exchange::Sent;
use selfsame_client::types::{Attributes, AvatarDataUri, CommunityField, TenantId};
use selfsame_client::{Client, Conditional, ErrorExt, ResponseExt, ResponseValue};
use serde::Serialize;
use serde_json::{Value, json};

/// A PNG of one pixel.
const PIXEL: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const FIELDS: [CommunityField; 5] = [
    CommunityField::DisplayName,
    CommunityField::Biography,
    CommunityField::Timezone,
    CommunityField::Locale,
    CommunityField::AvatarUrl,
];

/// Ada's profile in each dialect: `me`, `manage`, `tenant`, `community`.
async fn profiles(ada: &Client, service: &Client, tenant: TenantId) -> [Value; 4] {
    [
        value(&ada.me_view().send().await.unwrap()),
        value(&service.user_profile_view().user_id("user_123").send().await.unwrap()),
        value(&ada.tenant_profile_view().x_tenant_id(tenant).send().await.unwrap()),
        value(&ada.community_profile_view().fields(FIELDS.to_vec()).send().await.unwrap()),
    ]
}

fn value<T: Serialize>(response: &ResponseValue<T>) -> Value {
    serde_json::to_value(&**response).unwrap()
}

fn clients(running: &Running, url: &str) -> (Client, Client, TenantId) {
    let client = |token: &str| Client::builder(url).unwrap().bearer(token).build().unwrap();
    (client(&running.ada), client(&running.service), running.tenant.parse().unwrap())
}

#[tokio::test]
async fn what_one_dialect_writes_all_show() {
    let recorder = Recorder::new("dialects");
    let running = start();
    let server = recorder.server(&running.url);
    let proxy = server.proxy().await;
    let (ada, service, tenant) = clients(&running, &proxy.url);

    let body = |bio: &str| {
        let bio = bio.to_owned();
        ada.me_update()
            .body_map(|body| body.name("Augusta").bio(bio.as_str()).locale("en-gb").timezone("UTC"))
    };
    body("Notes.").send().await.unwrap();
    let [me, manage, of_tenant, community] = profiles(&ada, &service, tenant.clone()).await;
    assert_eq!(me["locale"], "en-GB", "in its canonical form");
    assert_eq!(manage["timezone"], "UTC");
    assert_eq!([&of_tenant["display_name"], &of_tenant["name"]], ["Augusta", "Augusta"]);
    let shown =
        ["displayName", "biography", "timezone", "locale"].map(|field| community[field].as_str().unwrap());
    assert_eq!(shown, ["Augusta", "Notes.", "UTC", "en-GB"]);

    let change = service.user_profile_upsert().user_id("user_123");
    change
        .body_map(|body| body.timezone("Asia/Tokyo").attributes(Attributes::from(json!({"plan": "team"}))))
        .send()
        .await
        .unwrap();
    ada.tenant_profile_update()
        .x_tenant_id(tenant.clone())
        .body_map(|body| body.first_name("Ada").last_name("Lovelace").display_name(None))
        .send()
        .await
        .unwrap();
    let [me, manage, of_tenant, community] = profiles(&ada, &service, tenant.clone()).await;
    assert_eq!([&me["timezone"], &community["timezone"], &manage["timezone"]], ["Asia/Tokyo"; 3]);
    assert_eq!(manage["attributes"], json!({"plan": "team"}));
    assert_eq!(of_tenant["name"], "Ada Lovelace", "without a display name");
    assert_eq!(me["bio"], "Notes.", "what was not named stays");
    assert!(me.get("attributes").is_none() && community.get("attributes").is_none());

    ada.community_profile_update().body_map(|body| body.display_name("Countess")).send().await.unwrap();
    let [me, _, of_tenant, _] = profiles(&ada, &service, tenant.clone()).await;
    assert_eq!([&me["name"], &of_tenant["display_name"]], ["Countess", "Countess"]);
    recorder.finish();
}

#[tokio::test]
async fn one_version_is_told_by_the_tags_of_all() {
    let recorder = Recorder::new("tags");
    let running = start();
    let server = recorder.server(&running.url);
    let proxy = server.proxy().await;
    let (ada, service, tenant) = clients(&running, &proxy.url);
    let of_me = ada.me_view().send().await.unwrap().entity_tag().unwrap();
    let of_user = service.user_profile_view().user_id("user_123").send().await.unwrap().entity_tag().unwrap();
    let of_tenant =
        ada.tenant_profile_view().x_tenant_id(tenant.clone()).send().await.unwrap().entity_tag().unwrap();
    ada.community_profile_update().body_map(|body| body.biography("Moved.")).send().await.unwrap();

    let stale = ada.me_update().if_match(of_me.clone()).body_map(|body| body.bio("Lost.")).send().await;
    assert_eq!(stale.unwrap_err().code(), Some("precondition_failed"));
    let moved = ada.me_view().if_none_match(of_me).send().await.if_modified().unwrap();
    assert_eq!(value(&moved.unwrap())["bio"], "Moved.");
    // What these two show did not change, but for the time of the change.
    let user = service.user_profile_view().user_id("user_123").if_none_match(of_user).send().await;
    assert!(user.if_modified().unwrap().is_some());
    let same = ada.tenant_profile_view().x_tenant_id(tenant).if_none_match(of_tenant).send().await;
    assert!(same.if_modified().unwrap().is_none());
    recorder.finish();
}

#[tokio::test]
async fn an_avatar_is_uploaded_in_one_dialect_and_linked_in_the_others() {
    let recorder = Recorder::new("avatars");
    let running = shared();
    let server = recorder.server(&running.url);
    let proxy = server.proxy().await;
    let (ada, service, tenant) = clients(&running, &proxy.url);
    let upload = ada.tenant_profile_update().x_tenant_id(tenant.clone());
    let picture: AvatarDataUri = PIXEL.parse().unwrap();
    upload.body_map(|body| body.avatar_base64(picture)).send().await.unwrap();
    let [me, _, of_tenant, community] = profiles(&ada, &service, tenant.clone()).await;
    assert!(of_tenant["avatar_base64"].as_str().unwrap().starts_with("data:image/png;base64,"));
    let url = me["avatarUrl"].as_str().unwrap();
    assert_eq!(community["avatarUrl"], url);

    let path = url.strip_prefix(&running.url).unwrap();
    let seen = server.answered(200, Sent::new("GET", path)).await;
    assert_eq!(header(&seen, "X-Content-Type-Options"), "nosniff");
    assert!(header(&seen, "Content-Security-Policy").contains("sandbox"));
    let tag = header(&seen, "ETag");
    server.answered(304, Sent::new("GET", path).header("If-None-Match", tag)).await;

    let linked = "https://example.com/ada.png";
    ada.me_update().body_map(|body| body.avatar_url(linked)).send().await.unwrap();
    let [_, _, of_tenant, community] = profiles(&ada, &service, tenant).await;
    assert_eq!([&of_tenant["avatar_base64"], &community["avatarUrl"]], [&Value::Null, &json!(linked)]);
    server.answered(404, Sent::new("GET", path)).await;
    recorder.finish();
}

#[tokio::test]
async fn a_public_profile_shows_what_is_public() {
    let recorder = Recorder::new("public_profiles");
    let running = shared();
    let server = recorder.server(&running.url);
    let as_ada = |method: &str, target: &str, body| request(&running.ada, method, target, body);
    let as_grace = |target: &str| request(&running.grace, "GET", target, None);
    let change = json!({"handle": "Countess", "dateOfBirth": {"year": 1915, "month": 12, "day": 10}});
    let changed = server.json(200, as_ada("POST", "/v1/user/profile", Some(change))).await;
    assert_eq!([&changed["handle"], &changed["dateOfBirth"]], ["countess", "1915-12-10"]);
    for taken in ["grace", "GRACE"] {
        let body = json!({"handle": taken});
        let refused = server.json(409, as_ada("POST", "/v1/user/profile", Some(body))).await;
        assert_eq!(refused["message"], "handle_taken");
    }
    let public = server.json(200, as_grace("/v1/user/by-id/countess/public?containerId=demo")).await;
    for private in ["email", "phoneNumber", "dateOfBirth", "attributes"] {
        assert!(public.get(private).is_none(), "{public}");
    }
    server.answered(404, as_grace("/v1/user/by-id/ada/public?containerId=demo")).await;
    recorder.finish();
}

#[tokio::test]
async fn the_service_shows_its_document() {
    let recorder = Recorder::new("service");
    let running = shared();
    let server = recorder.server(&running.url);
    let yaml = server.answered(200, Sent::new("GET", "/openapi.yaml")).await;
    let source = include_bytes!("../../../spec/openapi.yaml");
    assert!(yaml.received().unwrap().body == source, "it is the source, byte for byte");
    let json = server.json(200, Sent::new("GET", "/openapi.json")).await;
    assert_eq!(json["info"]["title"], "Selfsame");
    server.answered(200, Sent::new("GET", "/docs")).await;
    for probe in ["/livez", "/readyz"] {
        assert_eq!(server.json(200, Sent::new("GET", probe)).await, json!({"status": "ok"}));
    }
    recorder.finish();
}
