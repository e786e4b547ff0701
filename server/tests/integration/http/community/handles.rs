//! Handles: folded, unique by what they look like, and safe when many want the same.

use super::{json, person, read, scene, update};
use crate::fixture::{OTHER_TENANT, count, owner, tenant, user};
use serde_json::{Value, json as value};

#[tokio::test]
async fn a_handle_is_answered_in_its_canonical_form() {
    let scene = scene().await;
    for (given, canonical) in [("ADA", "ada"), ("Ａｄａ.Lovelace", "ada.lovelace"), ("Straße", "strasse")]
    {
        let (status, answer) =
            json(update(&scene.service, &scene.ada, value!({ "handle": given })).await).await;
        assert_eq!((status, &answer["handle"]), (200, &value!(canonical)));
    }
}

#[tokio::test]
async fn nobody_looks_like_another() {
    let scene = scene().await;
    let (ada, grace) = (&scene.ada, &scene.grace);
    update(&scene.service, ada, value!({ "handle": "modern" })).await;
    for taken in ["modern", "MODERN", "rnodern", "ｍｏｄｅｒｎ"] {
        let body = value!({ "handle": taken, "displayName": "not written" });
        let (status, error) = json(update(&scene.service, grace, body).await).await;
        assert_eq!((status, error), (409, value!({ "code": 10009, "message": "handle_taken" })), "{taken}");
    }
    let (_, kept) = read(&scene.service, grace, "/v1/user/profile?fields=handle&fields=displayName").await;
    assert_eq!(kept, value!({ "handle": "grace", "displayName": null }));
    // One may look like oneself.
    assert_eq!(update(&scene.service, ada, value!({ "handle": "rnodern" })).await.status(), 200);
    assert_eq!(update(&scene.service, grace, value!({ "handle": "modern" })).await.status(), 409);
    update(&scene.service, ada, value!({ "handle": null })).await;
    assert_eq!(update(&scene.service, grace, value!({ "handle": "modern" })).await.status(), 200);
    // In another tenant it is free.
    tenant(&scene.service.app, OTHER_TENANT).await;
    let (id, login) = user(&scene.service.app, OTHER_TENANT, "ada").await;
    let elsewhere = super::Person { id, token: login.session_token };
    assert_eq!(update(&scene.service, &elsewhere, value!({ "handle": "modern" })).await.status(), 200);
}

#[tokio::test]
async fn one_of_many_gets_it() {
    let scene = scene().await;
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(person(&scene.service, &format!("user{number}")).await);
    }
    let forms = ["modern", "rnodern", "MODERN"];
    let wanted = people.iter().enumerate().map(|(number, person)| {
        update(&scene.service, person, value!({ "handle": forms[number % forms.len()] }))
    });
    let answers = futures_util::future::join_all(wanted).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
    let owner = owner(&scene.service.database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM users WHERE handle IN ('modern', 'rnodern')").await, 1);
    let events = "SELECT count(*) FROM audit_events WHERE action = 'community_profile_update'";
    assert_eq!(count(&owner, events).await, 2 + 8 + 1, "what was refused was not done");
    let (_, profile) = read(&scene.service, &scene.ada, "/v1/user/profile?fields=handle").await;
    assert_ne!(profile["handle"], Value::Null);
}
