//! Sessions: what a token is worth over its life, and who can end what.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use selfsame_server::app::{App, RateLimit, RateLimits, Settings};
use selfsame_server::domain::{AuthFailure, Error, Login};
use uuid::Uuid;

use crate::fixture::{CALLER, OTHER_TENANT, TENANT, ada, app_on, count, owner, tenant, user};
use crate::harness::{app, database};

const SESSION_EXPIRED: Error = Error::Unauthenticated(AuthFailure::SessionTokenExpired);
const REFRESH_EXPIRED: Error = Error::Unauthenticated(AuthFailure::RefreshTokenExpired);

async fn works(app: &App, login: &Login) -> Result<(), Error> {
    app.authenticate(&login.session_token).await.map(drop)
}

/// Every use case that takes a session token refuses this one, with this error.
async fn refused_everywhere(app: &App, token: &str, error: &Error) {
    assert_eq!(app.authenticate(token).await.as_ref(), Err(error));
    assert_eq!(app.me_view(token).await.as_ref(), Err(error));
    assert_eq!(app.me_update(CALLER, token, Default::default(), None).await.as_ref(), Err(error));
    assert_eq!(app.me_delete(CALLER, token, None).await.as_ref(), Err(error));
    assert_eq!(app.session_list(token).await.as_ref(), Err(error));
    assert_eq!(app.session_revoke(token, Uuid::nil()).await.as_ref(), Err(error));
    assert_eq!(app.session_logout(token).await.as_ref(), Err(error));
}

#[tokio::test]
async fn a_token_stands_for_its_user_and_nothing_else_does() {
    let (app, _database) = app().await;
    let (id, login) = ada(&app).await;
    tenant(&app, OTHER_TENANT).await;
    let principal = app.authenticate(&login.session_token).await.unwrap();
    assert_eq!((principal.tenant, principal.user), (TENANT, id));

    let mut bytes = URL_SAFE_NO_PAD.decode(&login.session_token[4..]).unwrap();
    bytes[..16].copy_from_slice(OTHER_TENANT.as_bytes());
    let moved = format!("sst_{}", URL_SAFE_NO_PAD.encode(&bytes));
    bytes[..16].copy_from_slice(TENANT.as_bytes());
    bytes[47] ^= 1;
    let altered = format!("sst_{}", URL_SAFE_NO_PAD.encode(&bytes));
    let as_refresh = login.session_token.replacen("sst_", "srt_", 1);
    let as_session = login.refresh_token.replacen("srt_", "sst_", 1);
    for token in ["", "x", "sst_", &moved, &altered, &as_refresh, &as_session, &login.refresh_token] {
        refused_everywhere(&app, token, &Error::UNAUTHORIZED).await;
    }
    for token in ["", &as_refresh, &login.session_token] {
        assert_eq!(app.session_refresh(CALLER, token).await, Err(Error::UNAUTHORIZED), "{token}");
    }
    assert_eq!(works(&app, &login).await, Ok(()));
}

#[tokio::test]
async fn an_expired_token_says_what_to_do() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let owner = owner(&database).await;
    owner.batch_execute("UPDATE tokens SET expires_at = now() WHERE kind = 'session'").await.unwrap();
    refused_everywhere(&app, &login.session_token, &SESSION_EXPIRED).await;
    let next = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    assert_eq!(works(&app, &next).await, Ok(()));
    refused_everywhere(&app, &login.session_token, &SESSION_EXPIRED).await;

    owner
        .batch_execute("UPDATE tokens SET expires_at = now(); UPDATE sessions SET expires_at = now()")
        .await
        .unwrap();
    refused_everywhere(&app, &next.session_token, &REFRESH_EXPIRED).await;
    assert_eq!(app.session_refresh(CALLER, &next.refresh_token).await, Err(REFRESH_EXPIRED));
    assert_eq!(count(&owner, "SELECT count(*) FROM sessions").await, 1, "an expired token ends nothing");
}

#[tokio::test]
async fn banned_and_deleted_users_are_strangers() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let owner = owner(&database).await;
    for sql in [
        "UPDATE users SET status = 'banned'",
        "UPDATE users SET status = 'deleted', deleted_at = now(), erase_after = now() + interval '1 day'",
    ] {
        owner.batch_execute(sql).await.unwrap();
        refused_everywhere(&app, &login.session_token, &Error::UNAUTHORIZED).await;
        assert_eq!(app.session_refresh(CALLER, &login.refresh_token).await, Err(Error::UNAUTHORIZED));
    }
    owner
        .batch_execute("UPDATE users SET status = 'active', deleted_at = NULL, erase_after = NULL")
        .await
        .unwrap();
    assert_eq!(works(&app, &login).await, Ok(()));
}

#[tokio::test]
async fn a_refresh_replaces_both_tokens_and_keeps_the_session() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let before = app.session_list(&login.session_token).await.unwrap();
    let next = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    assert_ne!((&next.session_token, &next.refresh_token), (&login.session_token, &login.refresh_token));
    let after = app.session_list(&next.session_token).await.unwrap();
    assert_eq!((after.len(), after[0].id, after[0].created_at), (1, before[0].id, before[0].created_at));
    assert!(after[0].last_used_at > before[0].last_used_at);
    assert_eq!(after[0].expires_at, next.refresh_expires_at);

    // The old session token lives on for the reuse window at most: requests under way with it may finish.
    assert_eq!(works(&app, &login).await, Ok(()));
    let owner = owner(&database).await;
    let beyond =
        "SELECT count(*) FROM tokens WHERE kind = 'session' AND expires_at > now() + interval '11 seconds'";
    assert_eq!(count(&owner, beyond).await, 1);
}

#[tokio::test]
async fn a_repeated_refresh_within_the_window_is_a_retry() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    let first = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    let second = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    for login in [&first, &second] {
        assert_eq!(works(&app, login).await, Ok(()));
        assert!(app.session_refresh(CALLER, &login.refresh_token).await.is_ok());
    }
}

#[tokio::test]
async fn a_late_reuse_ends_the_session_for_everybody() {
    let database = database().await;
    let app = app_on(&database, Settings { reuse_window: Duration::ZERO, ..Settings::default() });
    let (id, login) = ada(&app).await;
    let other = app.issue_session(TENANT, id).await.unwrap();
    let next = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    assert_eq!(works(&app, &login).await, Err(SESSION_EXPIRED), "replaced at once without a window");
    assert_eq!(works(&app, &next).await, Ok(()));

    assert_eq!(app.session_refresh(CALLER, &login.refresh_token).await, Err(Error::UNAUTHORIZED));
    refused_everywhere(&app, &next.session_token, &Error::UNAUTHORIZED).await;
    assert_eq!(app.session_refresh(CALLER, &next.refresh_token).await, Err(Error::UNAUTHORIZED));
    assert_eq!(works(&app, &other).await, Ok(()), "another login of the user goes on");
    let audited =
        "SELECT count(*) FROM audit_events WHERE action = 'session_reuse' AND address = '192.0.2.7'";
    assert_eq!(count(&owner(&database).await, audited).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_refreshes_all_get_a_pair_that_works() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    let logins = join_all((0..8).map(|_| app.session_refresh(CALLER, &login.refresh_token))).await;
    for login in logins {
        let login = login.unwrap();
        assert_eq!(works(&app, &login).await, Ok(()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_window_one_of_concurrent_refreshes_wins_and_the_session_ends() {
    let database = database().await;
    let app = app_on(&database, Settings { reuse_window: Duration::ZERO, ..Settings::default() });
    let (id, mut login) = ada(&app).await;
    // Later rounds find all connections open, so that their transactions truly meet.
    for round in 0..5 {
        let tries = (0..8).map(|_| {
            let (app, token) = (app.clone(), login.refresh_token.clone());
            tokio::spawn(async move { app.session_refresh(CALLER, &token).await })
        });
        let results: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        let won: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        assert_eq!(won.len(), 1, "round {round}: {results:?}");
        assert_eq!(works(&app, won[0]).await, Err(Error::UNAUTHORIZED));
        login = app.issue_session(TENANT, id).await.unwrap();
    }
}

#[tokio::test]
async fn refreshes_are_limited_by_session() {
    let database = database().await;
    let refresh_account = RateLimit { burst: 2, period: Duration::from_secs(3600) };
    let rate_limits = RateLimits { refresh_account, ..RateLimits::default() };
    let app = app_on(&database, Settings { rate_limits, ..Settings::default() });
    let (id, mut login) = ada(&app).await;
    let mut other = app.issue_session(TENANT, id).await.unwrap();
    for _ in 0..2 {
        login = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    }
    let refused = app.session_refresh(CALLER, &login.refresh_token).await;
    assert!(matches!(refused, Err(Error::TooManyRequests { .. })), "{refused:?}");
    other = app.session_refresh(CALLER, &other.refresh_token).await.unwrap();
    assert_eq!(works(&app, &other).await, Ok(()));
}

#[tokio::test]
async fn a_logout_ends_its_session_alone() {
    let (app, _database) = app().await;
    let (id, login) = ada(&app).await;
    let other = app.issue_session(TENANT, id).await.unwrap();
    assert_eq!(app.session_logout(&login.session_token).await, Ok(()));
    refused_everywhere(&app, &login.session_token, &Error::UNAUTHORIZED).await;
    assert_eq!(app.session_refresh(CALLER, &login.refresh_token).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.me_view(&other.session_token).await.unwrap().active_sessions, 1);
}

#[tokio::test]
async fn one_sees_and_ends_one_s_own_sessions() {
    let (app, _database) = app().await;
    let (id, first) = ada(&app).await;
    let second = app.issue_session(TENANT, id).await.unwrap();
    let (_, grace) = user(&app, TENANT, "grace").await;

    let seen = app.session_list(&first.session_token).await.unwrap();
    assert_eq!(seen.iter().map(|session| session.current).collect::<Vec<_>>(), [false, true], "newest first");
    assert_eq!(app.session_revoke(&grace.session_token, seen[0].id).await, Err(Error::NotFound));
    assert_eq!(app.session_revoke(&first.session_token, Uuid::nil()).await, Err(Error::NotFound));
    assert_eq!(works(&app, &second).await, Ok(()));

    assert_eq!(app.session_revoke(&first.session_token, seen[0].id).await, Ok(()));
    assert_eq!(works(&app, &second).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.session_revoke(&first.session_token, seen[0].id).await, Err(Error::NotFound));
    assert_eq!(app.session_revoke(&first.session_token, seen[1].id).await, Ok(()), "also the current one");
    assert_eq!(works(&app, &first).await, Err(Error::UNAUTHORIZED));
}

#[tokio::test]
async fn a_session_remembers_where_it_came_from() {
    let (app, _database) = app().await;
    tenant(&app, TENANT).await;
    let account = selfsame_server::app::NewAccount {
        tenant: None,
        email: "ada@example.com",
        password: crate::fixture::PASSWORD,
        name: None,
        referral_code: None,
    };
    let login = app.account_register(CALLER, account).await.unwrap();
    let sessions = app.session_list(&login.session_token).await.unwrap();
    assert_eq!(
        (sessions[0].user_agent.as_deref(), sessions[0].address),
        (CALLER.user_agent, Some(CALLER.address))
    );
}

#[tokio::test]
async fn the_least_recently_refreshed_session_makes_room() {
    let database = database().await;
    let app = app_on(&database, Settings { sessions_max: 2, ..Settings::default() });
    let (id, first) = ada(&app).await;
    let second = app.issue_session(TENANT, id).await.unwrap();
    let first = app.session_refresh(CALLER, &first.refresh_token).await.unwrap();
    let third = app.issue_session(TENANT, id).await.unwrap();
    assert_eq!(works(&app, &first).await, Ok(()));
    assert_eq!(works(&app, &second).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.me_view(&third.session_token).await.unwrap().active_sessions, 2);
}

#[tokio::test]
async fn a_session_that_is_refreshed_again_and_again_stays_small() {
    let database = database().await;
    let many = RateLimit::per_minute(1_000_000);
    let rate_limits = RateLimits { refresh_account: many, refresh_address: many, ..RateLimits::default() };
    let app = app_on(&database, Settings { rate_limits, ..Settings::default() });
    let (_, mut login) = ada(&app).await;
    for _ in 0..120 {
        login = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    }
    let kept = count(&owner(&database).await, "SELECT count(*) FROM tokens WHERE kind = 'refresh'").await;
    assert!((100..=102).contains(&kept), "{kept}");
    assert_eq!(works(&app, &login).await, Ok(()));
}
