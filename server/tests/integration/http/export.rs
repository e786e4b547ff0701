//! The export: everything that is held about a person, and nothing about anybody else.

use crate::fixture::{
    CALLER, OTHER_TENANT, PASSWORD, TENANT, ada, connect, container, count, grace, member, notified, owner,
    rows_of, tables_of_users, tables_with, tenant,
};
use crate::harness::{Service, json, service};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use selfsame_server::app::{NewAccount, NewContainer};
use serde_json::{Value, json as value};
use std::collections::BTreeSet;
use std::io::Cursor;
use uuid::Uuid;

const ATTRIBUTES: &str =
    r#"{"plan":"team","exact":[1.50,1e+400,12345678901234567890123.5,null,{"deep":true}]}"#;

struct Person {
    id: Uuid,
    token: String,
}

async fn export(service: &Service, token: &str) -> (u16, Value) {
    json(service.request("GET", "/me/export").bearer_auth(token).send().await.unwrap()).await
}

async fn write(service: &Service, token: &str, method: &str, path: &str, body: impl Into<String>) {
    let request = service.request(method, path).bearer_auth(token).header("x-tenant-id", TENANT.to_string());
    let request = request.header("content-type", "application/json").body(body.into());
    let (status, answer) = json(request.send().await.unwrap()).await;
    assert!((200..300).contains(&status), "{method} {path}: {answer}");
}

/// A person with a value in every column and a row in every table.
async fn filled(service: &Service, name: &str, code: Option<&str>) -> Person {
    let (app, email) = (&service.app, format!("{name}@Example.com"));
    let account = NewAccount {
        tenant: Some(TENANT),
        email: &email,
        password: PASSWORD,
        name: Some(name),
        referral_code: code,
    };
    let first = app.account_register(CALLER, account).await.unwrap();
    // A token that was used, so that there is one.
    let token = app.session_refresh(CALLER, &first.refresh_token).await.unwrap().session_token;
    let id = app.me_view(&token).await.unwrap().id;
    app.issue_session(TENANT, id).await.unwrap();

    let me = value!({"bio": format!("bio of {name}"), "locale": "en-GB", "timezone": "Europe/London"});
    write(service, &token, "PATCH", "/me", me.to_string()).await;
    let community = value!({"handle": name, "dateOfBirth": "1915-12-10"});
    write(service, &token, "POST", "/v1/user/profile", community.to_string()).await;
    let path = format!("/manage/api/users/{id}/profile");
    let attributes = ATTRIBUTES.replace("team", &format!("plan of {name}"));
    write(service, &token, "PUT", &path, format!(r#"{{"attributes":{attributes}}}"#)).await;
    let mut png = Cursor::new(Vec::new());
    let shade = name.len().try_into().unwrap();
    let picture = DynamicImage::from(RgbImage::from_pixel(8, 8, Rgb([shade, 2, 3])));
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    let avatar = format!("data:image/png;base64,{}", STANDARD.encode(png.into_inner()));
    let tenant = value!({"first_name": format!("{name} F."), "last_name": format!("{name} L."), "avatar_base64": avatar});
    write(service, &token, "PUT", "/v1/users/me/profile", tenant.to_string()).await;

    for container in ["demo", name] {
        if container != "demo" {
            app.container_create(
                TENANT,
                NewContainer { id: container, name: &format!("Room of {name}") },
                None,
            )
            .await
            .unwrap();
        }
        member(app, TENANT, container, id).await;
        let title = format!("{container} of {name}");
        notified(app, container, (&title, &email), &[id]).await.unwrap();
        if container == "demo" {
            app.notification_read(&token).await.unwrap();
        }
    }
    let owner = owner(&service.database).await;
    let phone = format!("+4420794600{:02}", name.len());
    owner.execute("UPDATE users SET phone_number = $2 WHERE id = $1", &[&id, &phone]).await.unwrap();
    let kept = "INSERT INTO idempotency_keys
            (tenant_id, hash, request_hash, operation, user_id, answer, expires_at)
        VALUES ($1, sha256($3::text::bytea), sha256(''), 'user_create', $2, json_build_object('email', $3), now())";
    owner.execute(kept, &[&TENANT, &id, &email]).await.unwrap();
    Person { id, token }
}

/// Times as one spelling, so that those of two sources can be compared.
fn spelt(text: &str) -> String {
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) => time.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Micros, true),
        Err(_) => text.to_owned(),
    }
}

/// Every value that is neither null nor a container of others.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => drop(found.insert(value.to_string())),
        Value::String(text) => drop(found.insert(spelt(text))),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
    }
}

fn picture(hex: &str) -> String {
    let digits = hex.strip_prefix("\\x").unwrap().as_bytes().chunks(2);
    let bytes: Vec<u8> =
        digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

/// The values of a row, each with its place, as an export spells them.
fn values(table: &str, row: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (column, value) in row.as_object().unwrap() {
        let mut inner = BTreeSet::new();
        match (column.as_str(), value) {
            // Hashes of secrets, which nobody is told; and another's id, in whose place their handle stands.
            ("password_hash" | "hash" | "request_hash" | "referred_by", _) => {}
            ("picture", Value::String(hex)) => drop(inner.insert(picture(hex))),
            (_, value) => leaves(value, &mut inner),
        }
        found.extend(inner.into_iter().map(|text| (format!("{table}.{column}"), text)));
    }
    found
}

#[tokio::test]
async fn everything_of_a_person_is_there_and_nothing_of_another() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    container(&service.app, TENANT, "demo").await;
    let grace = filled(&service, "grace", None).await;
    let code = service.app.referral_list(&grace.token).await.unwrap().code;
    let ada = filled(&service, "ada", Some(&code)).await;
    let code = service.app.referral_list(&ada.token).await.unwrap().code;
    let joan = filled(&service, "joan", Some(&code)).await;

    let owner = owner(&service.database).await;
    let response = service.request("GET", "/me/export").bearer_auth(&ada.token).send().await.unwrap();
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"selfsame-export.json\"");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let (status, answer) = json(response).await;
    assert_eq!(status, 200, "{answer}");
    let mut exported = BTreeSet::new();
    leaves(&answer, &mut exported);

    let rows = rows_of(&owner, ada.id).await;
    for (table, _) in tables_of_users(&owner).await {
        assert!(rows.iter().any(|(of, _)| *of == table), "{table} holds data of users: fill it in `filled`");
    }
    for table in tables_with(&owner, &ada.id.to_string()).await {
        assert!(rows.iter().any(|(of, _)| *of == table), "{table} names users in another way than `user_id`");
    }
    let mut own = BTreeSet::new();
    for (table, row) in &rows {
        for (place, value) in values(table, row) {
            assert!(exported.contains(&value), "{place} is not exported: {value}\n{answer:#}");
            own.insert(value);
        }
    }
    let nullable = ["avatar_url", "deleted_at", "erase_after", "former_status"];
    let (_, user) = rows.iter().find(|(table, _)| table == "users").unwrap();
    for (column, value) in user.as_object().unwrap() {
        assert!(!value.is_null() || nullable.contains(&column.as_str()), "fill users.{column} in `filled`");
    }
    assert_eq!(answer["attributes"].to_string(), ATTRIBUTES.replace("team", "plan of ada"), "exactly");
    assert_eq!(answer["referrals"]["referredBy"], "grace");
    assert_eq!(answer["referrals"]["data"][0]["handle"], "joan");

    // Of others: their handles, and when whom she referred has registered.
    let joined = spelt(answer["referrals"]["data"][0]["createdAt"].as_str().unwrap());
    let told = ["grace", "joan", joined.as_str()];
    for other in [grace.id, joan.id] {
        for (table, row) in rows_of(&owner, other).await {
            for (place, value) in values(&table, &row) {
                let is_shared = own.contains(&value) || told.contains(&value.as_str());
                assert!(is_shared || !exported.contains(&value), "{place} of another is exported: {value}");
            }
        }
    }
    let text = answer.to_string();
    for foreign in ["grace@", "joan@", "bio of grace", "Room of joan", "argon2id", &ada.token] {
        assert!(!text.contains(foreign), "{foreign} is exported: {text}");
    }
}

#[tokio::test]
async fn an_uploaded_picture_gives_way_to_a_linked_one() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    container(&service.app, TENANT, "demo").await;
    let ada = filled(&service, "ada", None).await;
    write(&service, &ada.token, "PATCH", "/me", r#"{"avatarUrl":"https://a.test/x.png"}"#).await;
    let (_, answer) = export(&service, &ada.token).await;
    assert_eq!(answer["user"]["avatarUrl"], "https://a.test/x.png");
    for place in ["/user/avatarId", "/avatar", "/avatarCreatedAt", "/referrals/referredBy"] {
        assert_eq!(answer.pointer(place), Some(&Value::Null), "{place}");
    }
    assert_eq!(answer["referrals"]["wasReferred"], false);
}

#[tokio::test]
async fn a_person_with_nothing_has_every_member() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let (status, answer) = export(&service, &login.session_token).await;
    assert_eq!((status, &answer["user"]["id"], &answer["attributes"]), (200, &value!(id), &value!({})));
    for (list, total) in
        [("sessions", 1), ("memberships", 0), ("notifications", 0), ("referrals", 0), ("auditEvents", 1)]
    {
        assert_eq!(answer[list]["total"], total, "{list}");
        assert_eq!(answer[list]["data"].as_array().unwrap().len(), total, "{list}");
    }
    assert_eq!(answer["sessions"]["data"][0]["current"], true);
    assert_eq!(answer["sessions"]["data"][0]["address"], Value::Null);
    assert_eq!(answer["user"]["hasPassword"], false);
}

#[tokio::test]
async fn long_lists_end_and_say_how_long_they_are() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    container(&service.app, TENANT, "demo").await;
    let owner = owner(&service.database).await;
    for sql in [
        "INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body, created_at)
         SELECT $1, gen_random_uuid(), $2, 'demo', 'k', n::text, '', now() + n * interval '1 second'
         FROM generate_series(1, 10001) AS n",
        "INSERT INTO audit_events (tenant_id, id, user_id, action, fields, at)
         SELECT $1, gen_random_uuid(), $2, n::text, '{}', now() + n * interval '1 second'
         FROM generate_series(1, 10001) AS n",
        "INSERT INTO sessions (tenant_id, id, user_id, user_agent, created_at, expires_at)
         SELECT $1, gen_random_uuid(), $2, n::text, now() + n * interval '1 second', now() + interval '1 day'
         FROM generate_series(1, 1001) AS n",
    ] {
        owner.execute(sql, &[&TENANT, &id]).await.unwrap();
    }
    let (status, answer) = export(&service, &login.session_token).await;
    assert_eq!(status, 200);
    for (list, name, total, listed) in [
        ("notifications", "title", 10_001, 10_000),
        ("auditEvents", "action", 10_002, 10_000),
        ("sessions", "userAgent", 1_002, 1_000),
    ] {
        let items = answer[list]["data"].as_array().unwrap();
        assert_eq!((&answer[list]["total"], items.len()), (&value!(total), listed), "{list}");
        let newest = if list == "sessions" { 1_001 } else { 10_001 };
        assert_eq!(items[0][name], newest.to_string(), "{list} begins with the newest");
        assert_eq!(items[listed - 1][name], (newest - listed + 1).to_string(), "{list}");
    }
}

#[tokio::test]
async fn whoever_is_not_the_person_gets_nothing() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    tenant(&service.app, OTHER_TENANT).await;
    let token = &login.session_token;
    let client = connect(&service.database.owner_url).await;
    let code = async |token: &str| {
        let (status, problem) = export(&service, token).await;
        assert_eq!((status, problem.as_object().unwrap().get("user")), (401, None), "{problem}");
        problem["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(service.request("GET", "/me/export").send().await.unwrap().status(), 401);
    for bad in ["nonsense", &login.refresh_token, &token.replacen("sst_", "svt_", 1)] {
        assert_eq!(code(bad).await, "unauthorized");
    }
    let request = service.request("GET", "/me/export?all=1").bearer_auth("nonsense");
    assert_eq!(json(request.send().await.unwrap()).await.0, 401, "first of all");
    let (status, problem) =
        json(service.request("GET", "/me/export?all=1").bearer_auth(token).send().await.unwrap()).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (400, &value!("/query/all")));
    let cookie = format!("better-auth.session_token={token}");
    let response = service.request("GET", "/me/export").header("cookie", cookie).send().await.unwrap();
    assert_eq!(response.status(), 200);

    client
        .batch_execute("UPDATE tokens SET expires_at = now() - interval '1 s' WHERE kind = 'session'")
        .await
        .unwrap();
    assert_eq!(code(token).await, "session_token_expired");
    client.batch_execute("UPDATE sessions SET expires_at = now() - interval '1 s'").await.unwrap();
    assert_eq!(code(token).await, "refresh_token_expired");
    let grace = grace(&service.app).await;
    assert_eq!(export(&service, &grace.session_token).await.0, 200);
    for status in ["banned", "deleted"] {
        let change = format!(
            "UPDATE users SET status = '{status}', deleted_at = CASE '{status}' WHEN 'deleted' THEN now() END
             WHERE email = 'grace@example.com'"
        );
        client.batch_execute(&change).await.unwrap();
        assert_eq!(code(&grace.session_token).await, "unauthorized");
    }
    assert_eq!(count(&client, "SELECT count(*) FROM audit_events WHERE action LIKE '%export%'").await, 0);
}
