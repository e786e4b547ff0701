//! One profile, shared fields (DESIGN §1.3): what is written through one dialect shows through every other that has the
//! field, and `updatedAt` and every entity tag move with it.

use crate::fixture::{TENANT, ada};
use crate::harness::{Service, json, service};
use serde_json::{Value, json as value};
use std::collections::BTreeMap;

/// A dialect's way to read a profile, and to write it where it has one.
struct Dialect {
    name: &'static str,
    read: &'static str,
    write: (&'static str, &'static str),
}

const ALL_FIELDS: &str = "/v1/user/profile?fields=id&fields=handle&fields=displayName&fields=biography&fields=avatarUrl\
                          &fields=dateOfBirth&fields=locale&fields=timezone&fields=updatedAt";

const DIALECTS: [Dialect; 4] = [
    Dialect {
        name: "manage",
        read: "/manage/api/users/{userId}/profile",
        write: ("PUT", "/manage/api/users/{userId}/profile"),
    },
    Dialect { name: "me", read: "/me", write: ("PATCH", "/me") },
    Dialect { name: "tenant", read: "/v1/users/me/profile", write: ("PUT", "/v1/users/me/profile") },
    Dialect { name: "community", read: ALL_FIELDS, write: ("POST", "/v1/user/profile") },
];

/// What a field is called in each dialect that shows it; and who can write it.
struct Field {
    shown: &'static [(&'static str, &'static str)],
    written: &'static [(&'static str, &'static str)],
    values: [&'static str; 2],
}

const FIELDS: [Field; 5] = [
    Field {
        shown: &[
            ("me", "name"),
            ("tenant", "display_name"),
            ("tenant", "name"),
            ("community", "displayName"),
        ],
        written: &[("me", "name"), ("tenant", "display_name"), ("community", "displayName")],
        values: ["Ada", "Countess 🦀"],
    },
    Field {
        shown: &[("me", "bio"), ("community", "biography")],
        written: &[("me", "bio"), ("community", "biography")],
        values: ["first", "second\nline"],
    },
    Field {
        shown: &[("me", "avatarUrl"), ("community", "avatarUrl")],
        written: &[("me", "avatarUrl")],
        values: ["https://a.test/1.png", "https://a.test/2.png"],
    },
    Field {
        shown: &[("manage", "timezone"), ("me", "timezone"), ("community", "timezone")],
        written: &[("manage", "timezone"), ("me", "timezone")],
        values: ["Europe/London", "Asia/Calcutta"],
    },
    Field {
        shown: &[("me", "locale"), ("community", "locale")],
        written: &[("me", "locale")],
        values: ["en-GB", "de-CH"],
    },
];

struct Person<'s> {
    service: &'s Service,
    token: String,
    user_id: String,
}

impl Person<'_> {
    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> (Option<String>, Value) {
        let path = path.replace("{userId}", &self.user_id);
        let mut request = self.service.request(method, &path).bearer_auth(&self.token);
        request = request.header("x-tenant-id", TENANT.to_string());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let etag = response.headers().get("etag").map(|etag| etag.to_str().unwrap().to_owned());
        let (status, body) = json(response).await;
        assert_eq!(status, 200, "{method} {path}: {body}");
        (etag, body)
    }

    async fn views(&self) -> BTreeMap<&'static str, (Option<String>, Value)> {
        let mut views = BTreeMap::new();
        for dialect in &DIALECTS {
            views.insert(dialect.name, self.send("GET", dialect.read, None).await);
        }
        views
    }
}

#[tokio::test]
async fn what_one_dialect_writes_all_show() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let person = Person { service: &service, token: login.session_token, user_id: id.to_string() };
    for field in &FIELDS {
        for (turn, (writer, member)) in field.written.iter().cycle().take(field.written.len() * 2).enumerate()
        {
            let before = person.views().await;
            let value = field.values[turn % 2];
            let dialect = DIALECTS.iter().find(|dialect| dialect.name == *writer).unwrap();
            let (method, path) = dialect.write;
            person.send(method, path, Some(value!({ *member: value }))).await;
            let after = person.views().await;
            for (reader, shown) in field.shown {
                assert_eq!(after[reader].1[*shown], value, "{writer}.{member} in {reader}.{shown}");
                assert_ne!(after[reader].0, before[reader].0, "the tag of {reader} after {writer}.{member}");
            }
            for reader in ["manage", "me", "community"] {
                let (old, new) = (&before[reader].1["updatedAt"], &after[reader].1["updatedAt"]);
                assert!(
                    new.as_str() > old.as_str(),
                    "updatedAt of {reader} after {writer}.{member}: {old} {new}"
                );
            }
        }
    }
}
