//! The generated client on a live server.

use crate::harness::{example, shared, start};
use crate::recording::Recorder;
use selfsame_client::{Client, Conditional, ErrorExt, ResponseExt, types};
use std::process::Command;

#[tokio::test]
async fn the_example_runs_on_a_live_server() {
    let recorder = Recorder::new("client_example");
    let running = start();
    let proxy = recorder.server(&running.url).proxy().await;
    let (program, url) = (example(), proxy.url.clone());
    let output = tokio::task::spawn_blocking(move || Command::new(program).arg(url).output());
    let output = output.await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("412 precondition_failed") && text.contains("logged out"), "{text}");
    recorder.finish();
}

#[tokio::test]
async fn absent_null_and_present_arrive_as_three_things() {
    let recorder = Recorder::new("client_members");
    let running = start();
    let proxy = recorder.server(&running.url).proxy().await;
    let client = Client::builder(&proxy.url).unwrap().bearer(&running.ada).build().unwrap();
    let patch = |body: types::builder::CurrentUserUpdate| {
        let client = &client;
        async move { client.me_update().body(body).send().await.unwrap() }
    };
    let set = patch(types::CurrentUserUpdate::builder().bio("b").locale("EN-us")).await;
    assert_eq!(set.bio.as_deref().map(String::as_str), Some("b"));
    assert_eq!(set.locale.as_deref().map(String::as_str), Some("en-US"));
    let kept = patch(types::CurrentUserUpdate::builder().timezone("UTC")).await;
    assert_eq!(kept.bio, set.bio);
    let cleared = patch(types::CurrentUserUpdate::builder().bio(None)).await;
    assert_eq!(cleared.bio, None);
    assert_eq!(cleared.locale, set.locale);

    let tag = cleared.entity_tag().unwrap();
    assert!(client.me_view().if_none_match(tag).send().await.if_modified().unwrap().is_none());
    recorder.finish();
}

#[tokio::test]
async fn errors_are_typed_in_each_dialects_shape() {
    let recorder = Recorder::new("client_errors");
    let running = shared();
    let proxy = recorder.server(&running.url).proxy().await;
    let client = Client::builder(&proxy.url).unwrap().build().unwrap();
    let error = client.me_view().send().await.unwrap_err();
    assert_eq!(error.code(), Some("unauthorized"));
    let wrong = types::Credentials::builder().email("ada@example.com").password("wrong");
    let error = client.session_login().body(wrong).send().await.unwrap_err();
    assert_eq!((error.code(), error.status().map(|s| s.as_u16())), (Some("unauthorized"), Some(401)));
    recorder.finish();
}
