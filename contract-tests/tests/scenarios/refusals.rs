//! What all operations answer to requests that are not good: each documented refusal of each operation is provoked, from
//! a good request and a rule for the status. An operation that is new is met by the rules, or makes a test fail that says
//! what it needs.

use crate::harness::{Beside, Running, shared, start_with};
use crate::recording::{Recorder, Server, header};
use crate::specimens::{NOBODY, bare, good};
use contract_tests::api::Operation;
use contract_tests::live::exchange::Sent;
use futures_util::future::join_all;

/// More than a query may have.
const QUERY_PAIRS: usize = 257;

/// Long enough for a body that is sent at once, and short enough to wait for.
const BODY_TIME: &str = "500ms";

/// The operations that document a status, and the one that is asked for.
fn documenting(recorder: &Recorder, status: u16) -> impl Iterator<Item = &Operation> {
    let has = move |operation: &&Operation| {
        operation.responses.iter().any(|response| response.status.covers(status))
    };
    recorder.api().operations.iter().filter(has)
}

/// Those of them that ask for a credential.
fn guarded(recorder: &Recorder, status: u16) -> impl Iterator<Item = &Operation> {
    documenting(recorder, status).filter(|operation| !operation.security.is_empty())
}

/// To another target.
fn at(sent: Sent, target: impl Into<String>) -> Sent {
    Sent { target: target.into(), ..sent }
}

/// With another body.
fn with_body(sent: Sent, body: &str) -> Sent {
    Sent { body: Some(body.as_bytes().to_vec()), ..sent }
}

fn with_query(sent: Sent, query: &str) -> Sent {
    let separator = if sent.target.contains('?') { '&' } else { '?' };
    let target = format!("{}{separator}{query}", sent.target);
    at(sent, target)
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused() {
    let recorder = Recorder::new("refusals");
    let running = start_with(&["--body-time", BODY_TIME]);
    let server = recorder.server(&running.url);
    for operation in guarded(&recorder, 401) {
        server.answered(401, bare(operation, &running)).await;
    }
    for operation in documenting(&recorder, 400) {
        let query = vec!["a"; QUERY_PAIRS].join("&");
        server.answered(400, with_query(good(operation, &running), &query)).await;
    }
    for operation in documenting(&recorder, 413) {
        // What is announced is enough; nothing of it need come.
        let sent =
            good(operation, &running).header("Content-Length", "100000000").header("Connection", "close");
        server.answered(413, sent).await;
    }
    for operation in documenting(&recorder, 415) {
        let mut sent = good(operation, &running);
        sent.headers.retain(|(name, _)| name != "Content-Type");
        server.answered(415, sent.header("Content-Type", "text/plain")).await;
    }
    let stalled = documenting(&recorder, 408).map(|operation| {
        let sent = good(operation, &running).header("Content-Length", "4000").header("Connection", "close");
        server.answered(408, sent)
    });
    join_all(stalled).await;
    unmeant(&recorder, &running, &server).await;
    unknown(&recorder, &running, &server).await;
    recorder.finish();
}

/// Requests that keep to the schemas and cannot be meant; in `me` also those that do not.
async fn unmeant(recorder: &Recorder, running: &Running, server: &Server<'_>) {
    for operation in documenting(recorder, 422) {
        let sent = good(operation, running);
        let id = operation.id.as_deref().unwrap();
        let unmeant = match id {
            "account_register" | "session_login" => {
                let tenant =
                    format!(r#"{{"email":"a@example.com","password":"12345678","tenantId":"{NOBODY}"}}"#);
                with_body(sent, &tenant)
            }
            "me_view" | "me_delete" => with_query(sent, "shoe=43"),
            "me_update" | "user_profile_upsert" => with_body(sent, r#"{"timezone":"Mars/Olympus"}"#),
            "container_create" => with_body(sent, r#"{"id":"a","name":"a\u0000b"}"#),
            "user_create" => with_body(sent, r#"{"email":"a@example.com","name":"a\u0000b"}"#),
            "notification_create" => with_body(sent, r#"{"containerId":"none","type":"a","title":"b"}"#),
            _ if operation.body.is_some() => with_body(sent, r#"{"name":"a\u0000b"}"#),
            _ if operation.parameters.iter().any(|parameter| parameter.name == "cursor") => {
                with_query(sent, "cursor=another-list")
            }
            _ => {
                let target = sent.target.replace("user_123", "a%00b").replace("user_456", "a%00b");
                let target = target.replace("containers/demo", "containers/a%00b");
                assert_ne!(target, sent.target, "{id} is new: add to `unmeant` what is a 422 of it");
                at(sent, target)
            }
        };
        server.answered(422, unmeant).await;
    }
}

/// The operations of `community` that are about nothing but the caller, who is there: only a policy can conceal them.
const OWN: [&str; 4] =
    ["community_profile_view", "community_profile_update", "referral_list", "notification_read"];

/// Requests for what is not there.
async fn unknown(recorder: &Recorder, running: &Running, server: &Server<'_>) {
    for operation in documenting(recorder, 404) {
        let id = operation.id.as_deref().unwrap();
        if OWN.contains(&id) {
            continue;
        }
        let sent = good(operation, running);
        let mut target = sent.target.replace("user_123", "nobody").replace("user_456", "nobody");
        target = target.replace(&running.tenant, NOBODY).replace("demo", "none").replace("grace", "nobody");
        let unknown_already = ["session_revoke", "service_token_revoke", "avatar_view"].contains(&id);
        assert!(
            unknown_already || target != sent.target,
            "{id} is new: add to `unknown` what is a 404 of it"
        );
        server.answered(404, at(sent, target)).await;
    }
}

#[tokio::test]
async fn conditions_are_kept_and_what_is_forbidden_is_not_done() {
    let recorder = Recorder::new("conditions");
    let running = start_with(&[]);
    let server = recorder.server(&running.url);
    for operation in documenting(&recorder, 304) {
        if operation.id.as_deref() == Some("avatar_view") {
            // There is none yet; `dialects` looks at one.
            continue;
        }
        let sent = good(operation, &running);
        let tag = header(&server.answered(200, sent.clone()).await, "ETag");
        server.answered(304, sent.header("If-None-Match", tag)).await;
    }
    for operation in documenting(&recorder, 412) {
        let sent = good(operation, &running).header("If-Match", r#""outdated""#);
        server.answered(412, sent).await;
    }
    let closed = under(&running, "forbid (principal, action, resource);");
    let server = recorder.server(&closed.url);
    for operation in guarded(&recorder, 403) {
        server.answered(403, good(operation, &running)).await;
    }
    recorder.finish();
}

/// A server on the same database whose operator has this policy.
fn under(running: &Running, policy: &str) -> Beside {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("operator.cedar"), policy).unwrap();
    // The policies are read once, before the server listens.
    running.beside(&["--policies-dir", folder.path().to_str().unwrap()])
}

#[tokio::test]
async fn what_a_policy_conceals_is_not_there() {
    let recorder = Recorder::new("concealment");
    let running = shared();
    let concealing = under(&running, "@conceal forbid (principal, action, resource);");
    let server = recorder.server(&concealing.url);
    for operation in guarded(&recorder, 403) {
        let may_miss = operation.responses.iter().any(|response| response.status.covers(404));
        server.answered(if may_miss { 404 } else { 403 }, good(operation, &running)).await;
    }
    recorder.finish();
}
