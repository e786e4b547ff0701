//! Users: added, listed, found, shut out, let in again, erased.

use super::{etag, scene, texts};
use crate::fixture::{CALLER, OTHER_TENANT, PASSWORD, TENANT, added, count, owner, tables_with};
use crate::harness::json;
use selfsame_server::app::{Credentials, NewUser};
use selfsame_server::domain::{AuthProvider, Error, UserStatus};
use serde_json::{Value, json as value};

#[tokio::test]
async fn a_user_is_added_as_was_asked_for() {
    let scene = scene().await;
    let body = value!({
        "userId": "user_123", "email": "Ada@example.com", "status": "active", "password": PASSWORD,
        "name": "Ada Lovelace", "givenName": "Ada", "familyName": "Lovelace", "handle": "Countess",
        "phoneNumber": "+442079460000", "timezone": "Europe/London", "locale": "en-gb"
    });
    let response = scene.request("POST", "/users").json(&body).send().await.unwrap();
    assert_eq!(response.headers()["location"], "/manage/api/users/user_123");
    assert_eq!(response.headers().get("idempotency-replayed"), None);
    let (status, user) = json(response).await;
    assert_eq!(status, 201, "{user}");
    for (member, text) in [
        ("userId", "user_123"),
        ("email", "Ada@example.com"),
        ("provider", "local"),
        ("status", "active"),
        ("name", "Ada Lovelace"),
        ("givenName", "Ada"),
        ("familyName", "Lovelace"),
        ("handle", "countess"),
        ("phoneNumber", "+442079460000"),
        ("timezone", "Europe/London"),
        ("locale", "en-GB"),
    ] {
        assert_eq!(user[member], text, "{member}");
    }
    let response = scene.request("GET", "/users/user_123").send().await.unwrap();
    let tag = etag(&response);
    assert_eq!(json(response).await, (200, user));
    let again = scene.request("GET", "/users/user_123").header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let login = Credentials { tenant: Some(TENANT), email: "ada@example.com", password: PASSWORD };
    assert!(scene.service.app.session_login(CALLER, login).await.is_ok());

    for (body, detail) in [
        (value!({"userId": "user_123", "email": "b@example.com"}), "this user id is taken"),
        (value!({"email": "ada@EXAMPLE.com"}), "this e-mail address is taken"),
        (value!({"email": "b@example.com", "handle": "countess"}), "this handle is taken"),
    ] {
        let (status, problem) = scene.post("/users", body).await;
        assert_eq!((status, &problem["detail"]), (409, &value!(detail)));
    }
    let (status, bare) = scene.post("/users", value!({"email": "bare@example.com"})).await;
    assert_eq!((status, &bare["userId"], &bare["status"]), (201, &bare["id"], &value!("pending")));
    assert_eq!(scene.get("/users/nobody").await.0, 404);
}

#[tokio::test]
async fn pages_have_everybody_once_in_every_order() {
    let scene = scene().await;
    let app = &scene.service.app;
    let providers = [AuthProvider::Local, AuthProvider::Oidc, AuthProvider::Saml];
    let statuses = [UserStatus::Active, UserStatus::Pending, UserStatus::Banned];
    for number in 0..23 {
        let (name, email) = (format!("user_{number:02}"), format!("{}@example.com", 97 - number * 3));
        let new = NewUser {
            user_id: Some(&name),
            email: &email,
            status: statuses[number % 3],
            provider: providers[number % 2],
            ..NewUser::default()
        };
        added(app, TENANT, new).await;
    }
    added(app, OTHER_TENANT, NewUser { email: "x@example.com", ..NewUser::default() }).await;
    let expected: Vec<String> = (0..23).map(|number| format!("user_{number:02}")).collect();
    let (newest, pages) = scene.pages("/users", 5).await;
    assert_eq!(pages, 5);
    assert_eq!(texts(&newest, "userId"), expected.iter().rev().collect::<Vec<_>>());
    let (oldest, _) = scene.pages("/users?sort=createdAt", 7).await;
    assert_eq!(texts(&oldest, "userId"), expected);
    let mut emails: Vec<String> = texts(&newest, "email").into_iter().map(str::to_owned).collect();
    emails.sort_unstable();
    let (by_email, _) = scene.pages("/users?sort=email", 4).await;
    assert_eq!(texts(&by_email, "email"), emails);
    let (down, _) = scene.pages("/users?sort=-email", 23).await;
    assert_eq!(texts(&down, "email"), emails.iter().rev().collect::<Vec<_>>());

    let (banned, _) = scene.pages("/users?status=banned&sort=createdAt", 3).await;
    assert_eq!(texts(&banned, "userId"), expected.iter().skip(2).step_by(3).collect::<Vec<_>>());
    let (some, _) = scene.pages("/users?status=banned&provider=oidc&sort=email", 1).await;
    assert_eq!(some.len(), 3);
    assert!(some.iter().all(|user| user["status"] == "banned" && user["provider"] == "oidc"));
    assert_eq!(scene.pages("/users?provider=saml", 9).await.0.len(), 0);

    for list in ["sort=email", "sort=createdAt", "status=active", "search=user"] {
        let (_, page) = scene.get(&format!("/users?limit=2&{list}")).await;
        let cursor = page["nextCursor"].as_str().unwrap();
        let (status, _) = scene.get(&format!("/users?limit=2&cursor={cursor}")).await;
        assert_eq!(status, 422, "a cursor is one of its list alone: {list}");
    }
}

#[tokio::test]
async fn users_are_found_by_beginnings_each_once() {
    let scene = scene().await;
    let app = &scene.service.app;
    let people = [
        // Found by the address, though the name begins alike.
        ("u1", "ada@example.com", None, "Ada Lovelace", "Ada", "Lovelace"),
        ("adam", "first@example.com", None, "First Man", "First", "Man"),
        ("u2", "g@example.com", Some("adalbert"), "Bert", "B", "Ert"),
        ("u3", "h@example.com", None, "ADA the Compiler", "X", "Y"),
        ("u4", "i@example.com", None, "Someone", "Adah", "Jones"),
        ("u5", "j@example.com", None, "Other", "Jane", "Adams"),
        ("u6", "k@example.com", None, "Madad", "Mada", "Nada"),
    ];
    for (user_id, email, handle, name, given, family) in people {
        let new = NewUser {
            user_id: Some(user_id),
            email,
            handle,
            display_name: Some(name),
            first_name: Some(given),
            last_name: Some(family),
            ..NewUser::default()
        };
        added(app, TENANT, new).await;
    }
    let everybody = ["u1", "adam", "u2", "u3", "u4", "u5"];
    for limit in [1, 2, 5, 100] {
        let (found, _) = scene.pages("/users?search=ada", limit).await;
        assert_eq!(texts(&found, "userId"), everybody, "{limit}");
    }
    for (text, expected) in [
        ("ADA@", ["u1"].as_slice()),
        ("adalb", &["u2"]),
        ("Adams", &["u5"]),
        ("lovelace", &["u1"]),
        ("nobody", &[]),
        ("%25", &[]),
        ("ada_", &[]),
        ("u", &["u1", "u2", "u3", "u4", "u5", "u6"]),
    ] {
        let (found, _) = scene.pages(&format!("/users?search={text}"), 3).await;
        assert_eq!(texts(&found, "userId"), expected, "{text}");
    }
    assert_eq!(scene.pages("/users?search=ada&status=active", 9).await.0.len(), 0);
    assert_eq!(scene.pages("/users?search=ada&status=pending", 9).await.0.len(), 6);
}

#[tokio::test]
async fn a_ban_ends_sessions_and_a_restoration_lets_in_again() {
    let scene = scene().await;
    let (_, ada) = scene
        .post(
            "/users",
            value!({"userId": "ada", "email": "ada@example.com", "status": "active", "password": PASSWORD}),
        )
        .await;
    let login = Credentials { tenant: Some(TENANT), email: "ada@example.com", password: PASSWORD };
    let app = &scene.service.app;
    let session = app.session_login(CALLER, login).await.unwrap().session_token;
    let post = async |action: &str| {
        let response = scene.request("POST", &format!("/users/ada/{action}")).send().await.unwrap();
        assert!(response.status() != 200 || response.headers().contains_key("etag"));
        json(response).await
    };
    assert_eq!(post("restore").await, (200, ada.clone()), "nothing to restore");
    let (status, banned) = post("ban").await;
    assert_eq!((status, &banned["status"]), (200, &value!("banned")));
    assert_eq!(post("ban").await, (200, banned), "once");
    assert_eq!(app.me_view(&session).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.session_login(CALLER, login).await, Err(Error::UNAUTHORIZED));
    let (status, restored) = post("restore").await;
    assert_eq!((status, &restored["status"]), (200, &value!("active")));
    assert_eq!(app.me_view(&session).await, Err(Error::UNAUTHORIZED), "what ended stays so");
    let session = app.session_login(CALLER, login).await.unwrap().session_token;

    app.me_delete(CALLER, &session, None).await.unwrap();
    let (_, deleted) = scene.get("/users/ada").await;
    assert_eq!(deleted["status"], "deleted");
    assert!(deleted["eraseAfter"].as_str() > deleted["deletedAt"].as_str());
    assert_eq!(post("ban").await.0, 409);
    let (status, restored) = post("restore").await;
    assert_eq!(
        (status, &restored["status"], &restored["eraseAfter"]),
        (200, &value!("active"), &Value::Null)
    );
    let session = app.session_login(CALLER, login).await.unwrap().session_token;
    app.me_delete(CALLER, &session, None).await.unwrap();
    let owner = owner(&scene.service.database).await;
    owner.batch_execute("UPDATE users SET erase_after = now()").await.unwrap();
    assert_eq!(post("restore").await.0, 409, "its time is over");
    for action in ["ban", "restore"] {
        assert_eq!(scene.call("POST", &format!("/users/nobody/{action}"), None).await.0, 404);
    }
    let events = "SELECT count(*) FROM audit_events WHERE action IN ('user_ban', 'user_restore')";
    assert_eq!(count(&owner, events).await, 3, "what changed nothing is not there");
    let restored =
        "SELECT count(*) FROM audit_events WHERE action = 'user_restore' AND recorded = '{active}'";
    assert_eq!(count(&owner, restored).await, 2);
}

#[tokio::test]
async fn an_erased_user_is_gone_at_once() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let body = value!({"userId": "ada", "email": "ada@example.com", "name": "Countess"});
    let request = scene.request("POST", "/users").header("idempotency-key", "k").json(&body);
    let (status, ada) = json(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{ada}");
    let personal = ["ada@example.com", "Countess", ada["id"].as_str().unwrap()];
    for text in personal {
        assert_ne!(tables_with(&owner, text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!(scene.call("DELETE", "/users/ada", None).await.0, 204);
    for text in personal {
        assert_eq!(tables_with(&owner, text).await, Vec::<String>::new(), "{text}");
    }
    assert_eq!(scene.call("DELETE", "/users/ada", None).await.0, 404);
    let kept = "SELECT count(*) FROM audit_events WHERE action IN ('user_create', 'user_erase') AND actor_kind = 'service'";
    assert_eq!(count(&owner, kept).await, 2, "what happened stays known, and who did it");
}
