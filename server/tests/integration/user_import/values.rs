//! What an import stores of an entry, and who it is that can log in afterwards.

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use selfsame_server::app::Credentials;
use selfsame_server::domain::Error;
use serde_json::{Value, json};
use std::sync::LazyLock;

use super::setting;
use crate::fixture::{CALLER, PASSWORD, TENANT, rows_of};

/// The hash of [`PASSWORD`] with parameters of another service.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
    let hash: phc::PasswordHash = cheap.hash_password(PASSWORD.as_bytes()).unwrap();
    hash.to_string()
});

const ATTRIBUTES: &str = r#"{"plan":"team","exact":[1.50,1e+400,12345678901234567890123.5,null]}"#;

fn everything() -> Vec<(&'static str, Value, &'static str, Value)> {
    vec![
        ("userId", json!("crm:1"), "user_id", json!("crm:1")),
        ("email", json!("Ada@Example.com"), "email", json!("Ada@Example.com")),
        ("email", json!("Ada@Example.com"), "email_key", json!("ada@example.com")),
        ("name", json!("Ada, \"Countess\""), "display_name", json!("Ada, \"Countess\"")),
        ("givenName", json!("Ada"), "first_name", json!("Ada")),
        ("familyName", json!("Lovelace"), "last_name", json!("Lovelace")),
        ("provider", json!("local"), "auth_provider", json!("local")),
        ("status", json!("active"), "status", json!("active")),
        ("locale", json!("EN-gb"), "locale", json!("en-GB")),
        ("timezone", json!("Europe/London"), "timezone", json!("Europe/London")),
        ("phoneNumber", json!("+442079460000"), "phone_number", json!("+442079460000")),
        ("handle", json!("ADA"), "handle", json!("ada")),
        ("bio", json!("Two\nlines"), "bio", json!("Two\nlines")),
        ("avatarUrl", json!("https://a.test/x.png"), "avatar_url", json!("https://a.test/x.png")),
        ("dateOfBirth", json!("1915-12-10"), "date_of_birth", json!("1915-12-10")),
        ("passwordHash", json!(*HASH), "password_hash", json!(*HASH)),
        ("createdAt", json!("2019-10-12T09:20:50+02:00"), "created_at", json!("2019-10-12T07:20:50+00:00")),
    ]
}

#[tokio::test]
async fn every_member_arrives_from_either_format() {
    for format in ["ndjson", "csv"] {
        let setting = setting().await;
        let mut members: Vec<_> = everything().into_iter().map(|(name, value, ..)| (name, value)).collect();
        members.dedup();
        let text = match format {
            "ndjson" => {
                let texts: Vec<_> =
                    members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
                format!("{{{},\"attributes\":{ATTRIBUTES}}}\n", texts.join(","))
            }
            _ => {
                let names: Vec<_> = members.iter().map(|(name, _)| *name).collect();
                let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
                let fields: Vec<_> =
                    members.iter().map(|(_, value)| quoted(value.as_str().unwrap())).collect();
                format!("{},attributes\r\n{},{}\r\n", names.join(","), fields.join(","), quoted(ATTRIBUTES))
            }
        };
        let run = setting.run(&setting.file(&format!("users.{format}"), text), &[]).await;
        assert_eq!((run.code, run.counts()), (0, (1, 0)), "{run:?}");

        let id = setting.owner.query_one("SELECT id FROM users", &[]).await.unwrap().get(0);
        let rows = rows_of(&setting.owner, id).await;
        let (_, user) = rows.iter().find(|(table, _)| table == "users").unwrap();
        for (_, _, column, expected) in everything() {
            assert_eq!(user[column], expected, "{column} from {format}");
        }
        let attributes = "SELECT count(*) FROM users WHERE attributes::text = $1";
        let stored: i64 = setting.owner.query_one(attributes, &[&ATTRIBUTES]).await.unwrap().get(0);
        assert_eq!(stored, 1, "exactly as they were");
        let (_, event) = rows.iter().find(|(table, _)| table == "audit_events").unwrap();
        assert_eq!((&event["action"], &event["actor_kind"]), (&json!("user_import"), &json!("operator")));
        let told = (&event["fields"], &event["recorded"]);
        assert_eq!(told, (&json!(["status", "provider"]), &json!(["active", "local"])));
    }
}

#[tokio::test]
async fn what_is_not_given_is_as_for_a_user_who_is_provisioned() {
    let setting = setting().await;
    let input = "email,userId,attributes\na@example.com,,\nb@example.com,b,\n";
    assert_eq!(setting.run(&setting.file("users.csv", input), &[]).await.code, 0);
    let rows = setting
        .owner
        .query(
            "SELECT user_id = id::text, status, auth_provider, attributes::text FROM users ORDER BY email",
            &[],
        )
        .await
        .unwrap();
    let found: Vec<(bool, String, String, String)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let text = |text: &str| text.to_owned();
    let expected = |own| (own, text("pending"), text("local"), text("{}"));
    assert_eq!(found, [expected(true), expected(false)]);
    let moved = "SELECT count(*) FROM users WHERE created_at < now() - interval '1 minute'";
    assert_eq!(setting.count(moved).await, 0);
    assert_eq!(setting.count("SELECT count(DISTINCT referral_code) FROM users").await, 2);
}

#[tokio::test]
async fn a_password_from_elsewhere_is_good_for_a_login() {
    let setting = setting().await;
    let entry = json!({"email": "ada@example.com", "status": "active", "passwordHash": *HASH});
    assert_eq!(setting.run(&setting.file("users.ndjson", entry.to_string()), &[]).await.code, 0);
    let credentials = Credentials { tenant: None, email: "ada@example.com", password: PASSWORD };
    let wrong = Credentials { password: "wrong-horse-battery-staple", ..credentials };
    assert_eq!(setting.app.session_login(CALLER, wrong).await, Err(Error::UNAUTHORIZED));
    assert!(setting.app.session_login(CALLER, credentials).await.is_ok());
    let old = "SELECT count(*) FROM users WHERE password_hash LIKE '%m=64,%'";
    assert_eq!(setting.count(old).await, 0, "its hash is one of today's now");
    assert!(setting.app.session_login(CALLER, credentials).await.is_ok());
}

#[tokio::test]
async fn a_mark_and_carriage_returns_are_no_content() {
    let setting = setting().await;
    let input = "\u{feff}{\"email\":\"a@example.com\"}\r\n\r\n{\"email\":\"b@example.com\"}";
    assert_eq!(setting.run(&setting.file("a.jsonl", input), &[]).await.counts(), (2, 0));
    let input = "\u{feff}email,bio\r\nc@example.com,\"x\r\ny\"\r\n";
    assert_eq!(setting.run(&setting.file("c.csv", input), &[]).await.counts(), (1, 0));
    assert_eq!(setting.count("SELECT count(*) FROM users WHERE bio = E'x\\r\\ny'").await, 1);
    let of_tenant = format!("SELECT count(*) FROM users WHERE tenant_id = '{TENANT}'");
    assert_eq!(setting.count(&of_tenant).await, 3);
}
