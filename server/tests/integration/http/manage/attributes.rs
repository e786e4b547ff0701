//! Attributes: any JSON, kept to the last digit.

use super::{ADA, ada, answered, get, problem, put};
use crate::fixture::{TENANT, service_token};
use serde_json::{Value, json as value};

/// What `attributes` must not be, and the place that is told.
const MEANINGLESS: [&str; 5] = [
    r#"{"attributes":[1e200000]}"#,
    r#"{"attributes":{"a":-1e-20000}}"#,
    r#"{"attributes":1e99999999999999999999}"#,
    r#"{"attributes":DEEP-33}"#,
    r#"{"attributes":DEEP-120}"#,
];

fn nested(levels: usize) -> String {
    format!("{}1{}", r#"{"a":["#.repeat(levels / 2), "]}".repeat(levels / 2))
}

#[tokio::test]
async fn any_json_comes_back_as_it_was_sent() {
    let (service, ada) = ada().await;
    let large = format!("{:?}", "🦀".repeat(60_000));
    let many = serde_json::to_string(&(0..30_000).collect::<Vec<u32>>()).unwrap();
    let digits = "9".repeat(100_000);
    for text in [
        r#""""#,
        r#""text \"quoted\" \\ \n é 🦀""#,
        "true",
        "false",
        "0",
        "-7",
        "1",
        "1.0",
        "0.1",
        "0.10",
        "1.5e-300",
        "1e+400",
        "1e+100000",
        "9007199254740993",
        "18446744073709551616",
        "-12345678901234567890123",
        "12345678901234567890123.000000000000000000001",
        "[]",
        "{}",
        "[null,[],{}]",
        r#"{"z":1,"a":2,"":{"m":[1.10,null,"x"]}}"#,
        r#"["$serde_json::private::Number"]"#,
        &nested(32),
        &large,
        &many,
        &digits,
    ] {
        let response = put(&service, ADA, &ada, format!(r#"{{"attributes":{text}}}"#)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{text:.60}");
        let written = response.text().await.unwrap();
        assert!(written.contains(&format!(r#""attributes":{text},"#)), "{text:.60}\n{written:.300}");
        let read = get(&service, ADA, &ada).send().await.unwrap().text().await.unwrap();
        assert_eq!(read, written, "{text:.60}");
    }
}

#[tokio::test]
async fn a_number_takes_no_more_room_than_it_was_sent_with() {
    let (service, ada) = ada().await;
    let numbers = ["1e+131071"; 20_000].join(",");
    let body = format!(r#"{{"attributes":[{numbers}]}}"#);
    let sent = body.len();
    let answer = put(&service, ADA, &ada, body).send().await.unwrap().text().await.unwrap();
    assert!(answer.len() < sent + 1000, "{} bytes came back of {sent}", answer.len());
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_at_its_place() {
    let (service, ada) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    for text in MEANINGLESS {
        let deep = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let body = text.replace("DEEP-33", &deep(33)).replace("DEEP-120", &deep(120));
        for token in [&ada, &system] {
            let refused = problem(put(&service, ADA, token, &*body), 422, "unprocessable_entity").await;
            assert_eq!(refused["errors"][0]["pointer"], "/body/attributes", "{text}: {refused}");
            assert_eq!(refused["errors"].as_array().unwrap().len(), 1);
        }
    }
    let nul =
        problem(put(&service, ADA, &ada, r#"{"attributes":{"a":["\u0000"]}}"#), 422, "unprocessable_entity");
    assert_eq!(nul.await["errors"][0]["pointer"], "/body/attributes/a/0");
    let both = put(&service, ADA, &ada, r#"{"attributes":1e200000,"timezone":"Mars/Olympus"}"#);
    let refused = problem(both, 422, "unprocessable_entity").await;
    assert_eq!(refused["errors"][0]["pointer"], "/body/timezone", "{refused}");
    let (_, profile) = answered(get(&service, ADA, &ada)).await;
    assert_eq!((&profile["attributes"], &profile["timezone"]), (&value!({}), &Value::Null));
}

#[tokio::test]
async fn what_breaks_the_document_is_a_bad_request() {
    let (service, ada) = ada().await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        r#"{"attributes":01}"#,
        r#"{"attributes":NaN}"#,
        r#"{"attributes":{"a":1,"a":2}}"#,
        r#"{"attributes":{"$serde_json::private::Number":"1"}}"#,
        r#"{"attributes":{},"attributes":{}}"#,
        r#"{"timezone":5}"#,
        r#"{"Timezone":"UTC"}"#,
        r#"{"id":"x"}"#,
    ] {
        problem(put(&service, ADA, &ada, body), 400, "bad_request").await;
    }
    let refused = problem(put(&service, ADA, &ada, r#"{"timezone":5,"shoe":43}"#), 400, "bad_request").await;
    let mut places: Vec<&str> =
        refused["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places, ["/body/shoe", "/body/timezone"]);
}
