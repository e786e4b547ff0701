//! The bearer token on the wire, and TLS.

use crate::peer::{Act, Peer};
use crate::{client, login, settings, user};
use selfsame_client::{Client, InvalidBearer, Retries, Settings};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

async fn sent(peer: &Peer) -> Vec<Option<String>> {
    let requests = peer.requests();
    requests.iter().map(|request| request.header("authorization").map(str::to_owned)).collect()
}

#[tokio::test]
async fn the_token_of_a_login_is_used_by_all_clones() {
    let answers =
        [Act::json(200, &login()), Act::json(200, &user()), Act::json(200, &user()), Act::empty(204)];
    let peer = Peer::new(answers).await;
    let client = client(&peer);
    let clone = client.clone();
    let login =
        client.session_login().body_map(|body| body.email("ada@example.com").password("secret")).send();
    client.set_bearer(&login.await.unwrap().session_token).unwrap();
    // On another task, which shows that the futures can go there.
    tokio::spawn(async move { clone.me_view().send().await.map(drop) }).await.unwrap().unwrap();
    assert_eq!(client.set_bearer("not a token"), Err(InvalidBearer));
    client.me_view().send().await.unwrap();
    client.clear_bearer();
    client.session_logout().send().await.unwrap();
    let first = Some("Bearer sst_first".to_owned());
    assert_eq!(sent(&peer).await, [None, first.clone(), first, None]);
}

#[tokio::test]
async fn a_client_for_somebody_else_has_its_own_token() {
    let peer = Peer::new([Act::json(200, &user()), Act::json(200, &user())]).await;
    let ada = Client::builder(&peer.url()).unwrap().bearer("ada").settings(settings()).build().unwrap();
    let bob = ada.with_bearer("bob").unwrap();
    bob.me_view().send().await.unwrap();
    bob.clear_bearer();
    ada.me_view().send().await.unwrap();
    assert_eq!(sent(&peer).await, [Some("Bearer bob".to_owned()), Some("Bearer ada".to_owned())]);
}

#[tokio::test]
async fn credentials_stay_out_of_errors() {
    let strange = Act::json(418, &login()).with("set-cookie", "better-auth.session_token=sst_first");
    let peer = Peer::new([strange]).await;
    let client = client(&peer);
    let login = client.session_login().body_map(|body| body.email("a@b.c").password("hunter2"));
    let error = login.send().await.unwrap_err();
    let shown = format!("{error} {error:?} {error:#}");
    assert!(
        shown.contains("set-cookie") && !shown.contains("sst_first") && !shown.contains("hunter2"),
        "{shown}"
    );
}

#[tokio::test]
async fn https_speaks_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let settings = Settings { retries: Retries::none(), ..settings() };
    let client = Client::builder(&url).unwrap().settings(settings).build().unwrap();
    let first = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap()
    };
    let builder = client.service_live();
    let (first, outcome) = tokio::join!(first, builder.send());
    assert_eq!(first, 0x16, "the first byte is no TLS handshake");
    assert!(matches!(outcome, Err(selfsame_client::Error::CommunicationError(error)) if error.is_connect()));
}
