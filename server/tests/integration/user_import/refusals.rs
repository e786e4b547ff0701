//! Entries that are refused: each is told, and none keeps another from being stored.

use serde_json::json;

use super::{command, lines, report, run, setting};
use crate::fixture::{OTHER_TENANT, TENANT, tenant, user};

fn row(line: u64, code: &str, field: Option<&str>) -> (u64, String, Option<String>) {
    (line, code.to_owned(), field.map(str::to_owned))
}

#[tokio::test]
async fn a_refused_entry_is_told_and_its_neighbours_are_stored() {
    let setting = setting().await;
    user(&setting.app, TENANT, "taken").await;
    let long = "x".repeat(1_048_577);
    let input = [
        br#"{"email":"one@example.com","userId":"one","handle":"paypal"}"#.as_slice(),
        br#"{"email":"Taken@Example.com"}"#,
        br#"{"email":"ONE@example.com"}"#,
        br#"{"email":"two@example.com","userId":"one"}"#,
        br#"{"email":"three@example.com","handle":"paypa1"}"#,
        br#"{"email":"four@example.com","handle":"fo"}"#,
        br#"{"email":"five@example.com","timezone":"Mars/Olympus","status":"deleted"}"#,
        br#"{"email":"six@example.com","password":"correct-horse"}"#,
        br#"{"email":"seven@example.com""#,
        b"{\"email\":\"eight@example.com\",\"bio\":\"\xff\"}",
        br#"{"userId":"nine"}"#,
        long.as_bytes(),
        br#"{"email":"ten@example.com","passwordHash":"$2b$12$secretsecret"}"#,
        br#"{"email":"eleven@example.com","userId":"eleven","handle":"eleven"}"#,
    ];
    let input = setting.file("users.ndjson", input.join(b"\n".as_slice()));
    let refused = setting.path("refused");
    let run = setting.run(&input, &["--report", refused.to_str().unwrap()]).await;
    let expected = [
        row(2, "conflict", Some("email")),
        row(3, "conflict", Some("email")),
        row(4, "conflict", Some("userId")),
        row(5, "conflict", Some("handle")),
        row(6, "invalid", Some("handle")),
        row(7, "invalid", Some("timezone")),
        row(8, "unknown_member", Some("password")),
        row(9, "malformed", None),
        row(10, "malformed", None),
        row(11, "invalid", Some("email")),
        row(12, "too_long", None),
        row(13, "invalid", Some("passwordHash")),
    ];
    assert_eq!((run.code, run.counts()), (1, (2, 12)), "{run:?}");
    assert_eq!(report(&refused), expected);
    assert!(run.error.contains("12 of 14 entries were refused"), "{run:?}");
    assert_eq!(run.summary["firstRefused"].as_array().unwrap().len(), 10);
    assert_eq!(setting.count("SELECT count(*) FROM users").await, 3);
    assert_eq!(setting.count("SELECT count(*) FROM audit_events WHERE action = 'user_import'").await, 2);

    let text = std::fs::read_to_string(&refused).unwrap();
    assert!(text.contains(r#""input":{"email":"Taken@Example.com"}"#), "{text}");
    assert!(text.contains(r#""also":[{"field":"status""#), "{text}");
    for secret in ["secretsecret", "correct-horse"] {
        assert!(!text.contains(secret) && !run.summary.to_string().contains(secret), "{text}");
    }

    // The same whether all are in one batch or each is in one of its own.
    setting.owner.batch_execute("DELETE FROM users WHERE user_id IN ('one', 'eleven')").await.unwrap();
    let arguments = ["--restart", "--batch", "1", "--report", refused.to_str().unwrap()];
    let run = setting.run(&input, &arguments).await;
    assert_eq!((run.code, run.counts(), report(&refused)), (1, (2, 12), expected.to_vec()), "{run:?}");
}

#[tokio::test]
async fn the_first_of_two_that_are_alike_is_stored_if_it_can_be() {
    let setting = setting().await;
    user(&setting.app, TENANT, "taken").await;
    let input = [
        // The first `a` is refused for its address, so that its user id is free for the second.
        json!({"userId": "a", "email": "taken@example.com"}),
        json!({"userId": "a", "email": "a@example.com"}),
        json!({"userId": "a", "email": "b@example.com"}),
    ];
    let input = setting.file("users.ndjson", input.map(|entry| format!("{entry}\n")).concat());
    let refused = setting.path("refused");
    // A dry run says the same, in one batch or in several.
    for more in [&["--dry-run"] as &[_], &["--dry-run", "--batch", "1"], &[]] {
        let run = setting.run(&input, &[&["--report", refused.to_str().unwrap()], more].concat()).await;
        assert_eq!(run.counts(), (1, 2), "{run:?}");
        assert_eq!(report(&refused), [row(1, "conflict", Some("email")), row(3, "conflict", Some("userId"))]);
    }
    assert_eq!(setting.count("SELECT count(*) FROM users WHERE email = 'a@example.com'").await, 1);
}

#[tokio::test]
async fn a_dry_run_judges_and_stores_nothing() {
    let setting = setting().await;
    user(&setting.app, TENANT, "u2").await;
    let text = format!("{}{{}}\n", lines(1, 3));
    let input = setting.file("users.ndjson", text);
    let refused = setting.path("refused");
    let run = setting.run(&input, &["--dry-run", "--report", refused.to_str().unwrap()]).await;
    assert_eq!((run.code, run.counts()), (1, (2, 2)), "{run:?}");
    assert_eq!(report(&refused), [row(2, "conflict", Some("email")), row(4, "invalid", Some("email"))]);
    assert_eq!(setting.count("SELECT count(*) FROM users").await, 1);
    assert_eq!(setting.count("SELECT count(*) FROM user_imports").await, 0);
    assert_eq!(setting.run(&input, &[]).await.counts(), (2, 2), "and keeps nothing from being imported");
}

#[tokio::test]
async fn tenants_do_not_stand_in_each_other_s_way() {
    let setting = setting().await;
    tenant(&setting.app, OTHER_TENANT).await;
    let input = setting.file("users.ndjson", lines(1, 3));
    assert_eq!(setting.run(&input, &[]).await.counts(), (3, 0));
    let other = command(&setting.database.service_url, OTHER_TENANT, &input, &[]);
    assert_eq!(run(other).await.counts(), (3, 0));
    let each = "SELECT count(*) FROM users GROUP BY tenant_id";
    let counts: Vec<i64> =
        setting.owner.query(each, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(counts, [3, 3]);
}
