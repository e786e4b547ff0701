//! What all operations answer while the service fails, is at its limits, or is without its database.

use crate::harness::{shared, start, start_with};
use crate::recording::{FAULT, Recorder, header};
use crate::specimens::good;
use contract_tests::api::Operation;

/// Answered without the database.
const STANDALONE: [&str; 4] = ["service_live", "document_view_yaml", "document_view_json", "docs_view"];

/// Answered also at the limit of concurrent requests.
const ALWAYS_ADMITTED: [&str; 2] = ["service_live", "service_ready"];

fn is_one_of(operation: &Operation, ids: &[&str]) -> bool {
    operation.id.as_deref().is_some_and(|id| ids.contains(&id))
}

#[tokio::test]
async fn a_failure_is_answered_by_every_operation_and_the_service_goes_on() {
    let recorder = Recorder::new("failures");
    let running = start_with(&["--faults"]);
    let server = recorder.server(&running.url);
    for operation in &recorder.api().operations {
        let sent = good(operation, &running);
        server.answered(500, sent.clone().header(FAULT, "panic")).await;
        if !is_one_of(operation, &["service_live"]) {
            let exchange = server.answered(503, sent.header(FAULT, "unavailable")).await;
            assert_eq!(header(&exchange, "Retry-After"), "1");
        }
    }
    let me = recorder.api().operations.iter().find(|operation| is_one_of(operation, &["me_view"])).unwrap();
    server.answered(400, good(me, &running).header(FAULT, "nonsense")).await;
    // A service for others than developers has no such switch.
    let serving = running.beside(&[]);
    let serving = recorder.server(&serving.url);
    for fault in ["panic", "unavailable", "nonsense"] {
        serving.answered(200, good(me, &running).header(FAULT, fault)).await;
    }
    server.answered(200, good(me, &running)).await;
    recorder.finish();
}

#[tokio::test]
async fn at_its_limits_the_service_turns_away() {
    let recorder = Recorder::new("limits");
    let running = shared();
    let full = running.beside(&["--concurrent-requests", "0", "--queue-time", "0s"]);
    let full = recorder.server(&full.url);
    for operation in &recorder.api().operations {
        let status = if is_one_of(operation, &ALWAYS_ADMITTED) { 200 } else { 503 };
        full.answered(status, good(operation, &running)).await;
    }
    recorder.finish();
}

#[tokio::test]
async fn without_its_database_the_service_says_so() {
    let recorder = Recorder::new("outage");
    let running = start();
    let server = recorder.server(&running.url);
    running.take_database();
    for operation in &recorder.api().operations {
        let status = if is_one_of(operation, &STANDALONE) { 200 } else { 503 };
        server.answered(status, good(operation, &running)).await;
    }
    recorder.finish();
}
