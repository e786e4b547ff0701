//! Every kind of failure as the caller sees it.

use crate::peer::{Act, Peer};
use crate::{client, client_with, settings};
use reqwest::StatusCode;
use selfsame_client::{Error, ErrorExt, Retries, Settings, reqwest};
use serde_json::json;

#[tokio::test]
async fn problems_are_typed() {
    let problem = json!({
        "title": "Bad Request",
        "status": 400,
        "detail": "the request has 1 violation",
        "code": "bad_request",
        "error": { "code": "bad_request", "message": "the request has 1 violation" },
        "errors": [{ "pointer": "/body/email", "detail": "is missing" }],
    });
    let answer = Act::text(400, "application/problem+json", &problem.to_string()).with("x-request-id", "r-7");
    let peer = Peer::new([answer]).await;
    let outcome = client(&peer).session_refresh().body_map(|body| body.refresh_token("srt_x")).send().await;
    let error = outcome.unwrap_err();
    let Error::ErrorResponse(response) = &error else { panic!("{error}") };
    assert_eq!(response.error.message, "the request has 1 violation");
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.code(), Some("bad_request"));
    assert_eq!(error.violations()[0].pointer, "/body/email");
    assert_eq!(error.summary(), "400 bad_request: the request has 1 violation (request r-7)");
}

#[tokio::test]
async fn errors_of_the_me_dialect_are_typed() {
    let body = json!({ "code": "precondition_failed", "message": "somebody was faster" });
    let peer = Peer::new([Act::json(412, &body)]).await;
    let outcome =
        client(&peer).me_update().if_match(r#""old""#).body_map(|body| body.name("Ada")).send().await;
    let error = outcome.unwrap_err();
    let Error::ErrorResponse(response) = &error else { panic!("{error}") };
    assert_eq!(response.code, "precondition_failed");
    assert_eq!((error.code(), error.message()), (Some("precondition_failed"), Some("somebody was faster")));
    assert_eq!((error.violations().len(), error.request_id()), (0, None));
}

#[tokio::test]
async fn a_status_that_the_document_does_not_name_keeps_its_answer() {
    let peer = Peer::new([Act::text(418, "text/plain", "short and stout").with("x-request-id", "r-8")]).await;
    let error = client(&peer).me_view().send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(StatusCode::IM_A_TEAPOT), None));
    assert_eq!(error.summary(), "418: the document does not name this status here (request r-8)");
    let Error::UnexpectedResponse(response) = error else { panic!("{error}") };
    assert_eq!(response.text().await.unwrap(), "short and stout");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let peer = Peer::new([Act::empty(307).with("location", "/elsewhere")]).await;
    let error = client(&peer).me_view().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert_eq!(peer.lines(), ["GET /me"]);
}

#[tokio::test]
async fn an_answer_that_is_not_as_documented_is_not_shown() {
    let peer = Peer::new([Act::text(200, "text/html", "<html>sst_secret</html>")]).await;
    let error = client(&peer).me_view().send().await.unwrap_err();
    assert!(matches!(error, Error::InvalidResponsePayload(..)), "{error}");
    let summary = error.summary();
    assert!(summary.contains("23 bytes") && !summary.contains("secret"), "{summary}");
}

#[tokio::test]
async fn a_failed_connection_says_why() {
    let peer = Peer::new([Act::HangUp]).await;
    let client = client_with(&peer, Settings { retries: Retries::none(), ..settings() });
    let error = client.me_view().send().await.unwrap_err();
    assert!(matches!(error, Error::CommunicationError(_)), "{error}");
    assert!(error.summary().contains("connection closed"), "{}", error.summary());
}
