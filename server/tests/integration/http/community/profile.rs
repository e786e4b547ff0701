//! One's own profile: chosen fields, changes, conditions, and what other dialects see of it.

use super::{etag, get, places, read, scene, update};
use crate::fixture::owner;
use crate::harness::json;
use serde_json::{Value, json as value};

const ALL: &str = "/v1/user/profile?fields=id&fields=handle&fields=displayName&fields=biography&fields=avatarUrl\
    &fields=dateOfBirth&fields=locale&fields=timezone&fields=email&fields=phoneNumber&fields=referralCode\
    &fields=createdAt&fields=updatedAt";

#[tokio::test]
async fn chosen_fields_are_answered_and_no_others() {
    let scene = scene().await;
    let (status, all) = read(&scene.service, &scene.ada, ALL).await;
    assert_eq!(status, 200, "{all}");
    let (code, times) = (&all["referralCode"], (&all["createdAt"], &all["updatedAt"]));
    assert_eq!(code.as_str().unwrap().len(), 16);
    let expected = value!({
        "id": scene.ada.id, "handle": "ada", "displayName": null, "biography": null, "avatarUrl": null,
        "dateOfBirth": null, "locale": null, "timezone": null, "email": "ada@example.com", "phoneNumber": null,
        "referralCode": code, "createdAt": times.0, "updatedAt": times.1,
    });
    assert_eq!(all, expected);
    for (name, expected) in expected.as_object().unwrap() {
        let (status, one) =
            read(&scene.service, &scene.ada, &format!("/v1/user/profile?fields={name}")).await;
        assert_eq!((status, one), (200, value!({ name: expected })));
    }
    let twice = "/v1/user/profile?fields=handle&fields=email&fields=handle";
    let (_, some) = read(&scene.service, &scene.ada, twice).await;
    assert_eq!(some, value!({ "handle": "ada", "email": "ada@example.com" }));
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let scene = scene().await;
    let path = "/v1/user/profile?fields=handle&fields=shoeSize";
    let (status, error) = read(&scene.service, &scene.ada, path).await;
    assert_eq!(
        (status, &error["code"], &error["message"]),
        (400, &value!(10002), &value!("generic_client_error"))
    );
    assert_eq!(places(&error), ["/query/fields/1"]);
    assert!(error["details"][0]["detail"].as_str().unwrap().contains("shoeSize"), "{error}");
    let (status, error) = read(&scene.service, &scene.ada, "/v1/user/profile").await;
    assert_eq!((status, places(&error)), (400, vec!["/query/fields"]));
}

#[tokio::test]
async fn absent_stays_null_clears_and_a_value_sets() {
    let scene = scene().await;
    let set = value!({ "displayName": "Ada 🦀", "biography": "two\nlines", "dateOfBirth": "1990-12-10" });
    let (status, first) = json(update(&scene.service, &scene.ada, set).await).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(first.as_object().unwrap().len(), 13);
    assert_eq!(
        [&first["displayName"], &first["biography"], &first["dateOfBirth"], &first["handle"]],
        ["Ada 🦀", "two\nlines", "1990-12-10", "ada"]
    );
    let parts = value!({ "dateOfBirth": { "year": 2000, "month": 2, "day": 29 }, "biography": null });
    let (_, second) = json(update(&scene.service, &scene.ada, parts).await).await;
    assert_eq!(
        [&second["displayName"], &second["biography"], &second["dateOfBirth"]],
        [&value!("Ada 🦀"), &Value::Null, &value!("2000-02-29")]
    );
    assert!(second["updatedAt"].as_str() > first["updatedAt"].as_str());
    let clear = value!({ "displayName": null, "handle": null, "dateOfBirth": null });
    let (_, third) = json(update(&scene.service, &scene.ada, clear).await).await;
    for name in ["displayName", "handle", "dateOfBirth"] {
        assert_eq!(third[name], Value::Null, "{name}");
    }
    let (_, same) = json(update(&scene.service, &scene.ada, value!({})).await).await;
    assert_eq!(same, third, "nothing was asked for");
    let (_, same) = json(update(&scene.service, &scene.ada, value!({ "handle": null })).await).await;
    assert_eq!(same, third, "nothing was changed");
    assert_eq!(read(&scene.service, &scene.ada, ALL).await.1, third);

    let owner = owner(&scene.service.database).await;
    let rows = owner
        .query(
            "SELECT fields FROM audit_events WHERE user_id = $1 AND action = 'community_profile_update' ORDER BY id",
            &[&scene.ada.id],
        )
        .await
        .unwrap();
    let fields: Vec<Vec<String>> = rows.iter().map(|row| row.get(0)).collect();
    let expected: [&[&str]; 4] = [
        &["handle"],
        &["display_name", "bio", "date_of_birth"],
        &["bio", "date_of_birth"],
        &["display_name", "handle", "date_of_birth"],
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn every_value_that_cannot_be_meant_is_told() {
    let scene = scene().await;
    for (body, expected) in [
        (
            value!({ "displayName": " ", "handle": "a b c", "biography": "\u{7}", "dateOfBirth": "1990-02-30" }),
            vec!["/body/displayName", "/body/handle", "/body/biography", "/body/dateOfBirth"],
        ),
        (value!({ "dateOfBirth": "1899-12-31" }), vec!["/body/dateOfBirth"]),
        (value!({ "dateOfBirth": "9999-12-31" }), vec!["/body/dateOfBirth"]),
        (value!({ "dateOfBirth": "10.12.1990" }), vec!["/body/dateOfBirth"]),
        (value!({ "dateOfBirth": { "year": 2023, "month": 2, "day": 29 } }), vec!["/body/dateOfBirth"]),
        (value!({ "dateOfBirth": { "year": 1990, "month": 13, "day": 1 } }), vec!["/body/dateOfBirth/month"]),
        (value!({ "dateOfBirth": { "year": 1990, "month": 1 } }), vec!["/body/dateOfBirth/day"]),
        (value!({ "dateOfBirth": 19901210 }), vec!["/body/dateOfBirth"]),
        (value!({ "handle": "" }), vec!["/body/handle"]),
        (value!({ "handle": "x".repeat(31) }), vec!["/body/handle"]),
        (value!({ "handle": "рауpal" }), vec!["/body/handle"]),
        (value!({ "biography": "a\u{0}b" }), vec!["/body/biography"]),
        (value!({ "displayName": "x".repeat(101) }), vec!["/body/displayName"]),
        (value!({ "shoeSize": 43 }), vec!["/body/shoeSize"]),
        (value!([]), vec!["/body"]),
    ] {
        let (status, error) = json(update(&scene.service, &scene.ada, body.clone()).await).await;
        assert_eq!((status, &error["code"]), (400, &value!(10002)), "{body}: {error}");
        assert_eq!(places(&error), expected, "{body}: {error}");
    }
    let (_, profile) = read(&scene.service, &scene.ada, ALL).await;
    assert_eq!([&profile["handle"], &profile["displayName"]], [&value!("ada"), &Value::Null]);
}

#[tokio::test]
async fn the_day_that_is_today_in_utc_has_been() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let sql = "SELECT (now() AT TIME ZONE 'UTC')::date::text, ((now() AT TIME ZONE 'UTC')::date + 2)::text";
    let row = owner.query_one(sql, &[]).await.unwrap();
    for (column, status) in [(0, 200), (1, 400)] {
        let body = value!({ "dateOfBirth": row.get::<_, String>(column) });
        assert_eq!(update(&scene.service, &scene.ada, body.clone()).await.status(), status, "{body}");
    }
}

#[tokio::test]
async fn one_profile_in_two_dialects() {
    let scene = scene().await;
    let me = async || read(&scene.service, &scene.ada, "/me").await.1;
    let before = me().await;
    update(&scene.service, &scene.ada, value!({ "displayName": "Countess", "biography": "of numbers" }))
        .await;
    let after = me().await;
    assert_eq!([&after["name"], &after["bio"]], ["Countess", "of numbers"]);
    assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
    update(&scene.service, &scene.ada, value!({ "displayName": null, "biography": null })).await;
    let cleared = me().await;
    assert_eq!((&cleared["name"], cleared.get("bio")), (&value!("ada"), None), "the e-mail's local part");

    let tag = async || etag(&get(&scene.service, &scene.ada, ALL).send().await.unwrap());
    let first = tag().await;
    let patch = value!({ "name": "Ada", "bio": "b", "locale": "en-gb", "timezone": "Europe/London",
        "avatarUrl": "https://a.test/x.png" });
    let request = scene.service.request("PATCH", "/me").bearer_auth(&scene.ada.token).json(&patch);
    let (_, changed) = json(request.send().await.unwrap()).await;
    assert_ne!(tag().await, first);
    let (_, profile) = read(&scene.service, &scene.ada, ALL).await;
    let shown = ["displayName", "biography", "locale", "timezone", "avatarUrl", "updatedAt"];
    let written = ["name", "bio", "locale", "timezone", "avatarUrl", "updatedAt"];
    for (here, there) in shown.iter().zip(written) {
        assert_eq!(profile[here], changed[there], "{here}");
    }
    let (_, again) = json(update(&scene.service, &scene.ada, value!({ "handle": "countess" })).await).await;
    assert_eq!([&again["locale"], &again["avatarUrl"]], ["en-GB", "https://a.test/x.png"], "untouched");
}

#[tokio::test]
async fn conditions_hold_for_the_profile_whatever_was_read_of_it() {
    let scene = scene().await;
    let handle = "/v1/user/profile?fields=handle";
    let whole = etag(&get(&scene.service, &scene.ada, ALL).send().await.unwrap());
    let part = get(&scene.service, &scene.ada, handle).send().await.unwrap();
    assert_eq!(part.headers()["cache-control"], "private, no-cache");
    assert_eq!(etag(&part), whole);
    assert!(whole.starts_with('"'), "{whole} is not strong");
    let other = etag(&get(&scene.service, &scene.grace, handle).send().await.unwrap());
    assert_ne!(other, whole);
    for (tags, status) in
        [(whole.clone(), 304), (format!("W/{whole}"), 304), ("*".to_owned(), 304), (other, 200)]
    {
        let request = get(&scene.service, &scene.ada, handle).header("if-none-match", &tags);
        let response = request.send().await.unwrap();
        assert_eq!((response.status().as_u16(), etag(&response)), (status, whole.clone()), "{tags}");
        assert_eq!(response.text().await.unwrap().is_empty(), status == 304);
    }
    let write = |tags: &str, bio: &str| {
        let request = scene.service.request("POST", "/v1/user/profile").bearer_auth(&scene.ada.token);
        request.header("if-match", tags).json(&value!({ "biography": bio })).send()
    };
    let first = write(&whole, "first").await.unwrap();
    assert_eq!(first.status(), 200);
    let fresh = etag(&first);
    assert_ne!(fresh, whole);
    assert_eq!(etag(&get(&scene.service, &scene.ada, handle).send().await.unwrap()), fresh);
    let (status, error) = json(write(&whole, "second").await.unwrap()).await;
    assert_eq!((status, error), (412, value!({ "code": 10010, "message": "precondition_failed" })));
    assert_eq!(write(&format!("W/{fresh}"), "weak").await.unwrap().status(), 412);
    assert_eq!(etag(&write(&fresh, "first").await.unwrap()), fresh, "nothing changed");
    assert_eq!(write("*", "third").await.unwrap().status(), 200);
    assert_eq!(write("nonsense", "x").await.unwrap().status(), 400);
    let (_, profile) = read(&scene.service, &scene.ada, "/v1/user/profile?fields=biography").await;
    assert_eq!(profile, value!({ "biography": "third" }));
}
