//! A database that goes away, hangs or fills up: what callers are told, and that nothing has to be restarted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use selfsame_server::app::{App, Settings};
use selfsame_server::db;
use selfsame_server::domain::{Bio, Error, ProfilePatch, User};
use tokio_postgres::Client;

use crate::fixture::{CALLER, ada, app_with, connect, count, owner};
use crate::harness::{TestDatabase, app, database};

fn bio(text: &str) -> ProfilePatch {
    ProfilePatch { bio: Some(Some(Bio::parse(text).unwrap())), ..ProfilePatch::default() }
}

async fn terminate_all(client: &Client, database: &str) {
    let sql = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
        WHERE datname = $1 AND pid <> pg_backend_pid()";
    let ended: i64 = client.query_one(sql, &[&database]).await.unwrap().get(0);
    assert!(ended > 0, "nobody was connected");
}

async fn name_of(client: &Client) -> String {
    client.query_one("SELECT current_database()::text", &[]).await.unwrap().get(0)
}

/// The answer of a call that is repeated while the database is away.
async fn eventually<T, F: Future<Output = Result<T, Error>>>(mut call: impl FnMut() -> F) -> T {
    let repeated = async {
        loop {
            match call().await {
                Ok(value) => return value,
                Err(Error::Unavailable { .. }) => tokio::task::yield_now().await,
                Err(other) => panic!("{other:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), repeated).await.expect("the service recovers")
}

async fn write(app: &App, token: &str, text: &str) -> Result<User, Error> {
    app.me_update(CALLER, token, bio(text), None).await
}

#[tokio::test]
async fn terminated_connections_are_replaced_unnoticed() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let owner = owner(&database).await;
    let name = name_of(&owner).await;
    for round in 0..5 {
        for _ in 0..8 {
            app.me_view(&login.session_token).await.unwrap();
        }
        terminate_all(&owner, &name).await;
        for _ in 0..8 {
            assert!(app.me_view(&login.session_token).await.is_ok(), "a read is sent again");
        }
        let text = format!("round {round}");
        let user = eventually(|| write(&app, &login.session_token, &text)).await;
        assert_eq!(user.bio.as_deref(), Some(text.as_str()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_under_way_are_sent_again() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let owner = owner(&database).await;
    let name = name_of(&owner).await;
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (app, token, stop) = (app.clone(), login.session_token.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut reads = 0_u32;
                while !stop.load(Ordering::Relaxed) {
                    app.me_view(&token).await?;
                    reads += 1;
                }
                Ok::<_, Error>(reads)
            })
        })
        .collect();
    for _ in 0..10 {
        // Each round takes connections that the readers are using.
        app.me_view(&login.session_token).await.unwrap();
        terminate_all(&owner, &name).await;
    }
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap().unwrap() > 0);
    }
}

#[tokio::test]
async fn a_database_that_comes_back_needs_no_restart() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let name = name_of(&owner(&database).await).await;
    let elsewhere = connect(&database.owner_url.replacen(&name, "postgres", 1)).await;

    elsewhere.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.unwrap();
    terminate_all(&elsewhere, &name).await;
    for _ in 0..20 {
        let read = app.me_view(&login.session_token).await;
        assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
    }
    let written = write(&app, &login.session_token, "x").await;
    assert!(matches!(written, Err(Error::Unavailable { .. })), "{written:?}");
    assert!(matches!(app.database().ready().await, Err(Error::Unavailable { .. })));

    elsewhere.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await.unwrap();
    eventually(|| app.me_view(&login.session_token)).await;
    eventually(|| write(&app, &login.session_token, "x")).await;
    assert_eq!(app.database().ready().await, Ok(()));
}

/// An application with one connection for writes, and ada's row locked by somebody else.
async fn blocked(change: impl FnOnce(&mut db::Settings)) -> (App, TestDatabase, String, Client) {
    let database = database().await;
    let mut connections = db::Settings::new(&database.service_url);
    connections.writer_connections = 1;
    change(&mut connections);
    let app = app_with(&connections, Settings::default());
    let (_, login) = ada(&app).await;
    write(&app, &login.session_token, "before").await.unwrap();
    let blocker = owner(&database).await;
    blocker.batch_execute("BEGIN; SELECT FROM users FOR UPDATE").await.unwrap();
    (app, database, login.session_token, blocker)
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_no_half_transaction() {
    let (app, database, token, blocker) = blocked(|_| {}).await;
    for _ in 0..3 {
        let given_up = tokio::time::timeout(Duration::from_millis(50), write(&app, &token, "given up")).await;
        assert!(given_up.is_err(), "the row is locked");
    }
    blocker.batch_execute("ROLLBACK").await.unwrap();
    assert_eq!(app.me_view(&token).await.unwrap().bio.as_deref(), Some("before"));
    assert_eq!(write(&app, &token, "after").await.unwrap().bio.as_deref(), Some("after"));
    // Another tenant's transaction on the same connection sees nothing of it.
    assert!(app.issue_session(uuid::Uuid::nil(), uuid::Uuid::nil()).await.is_err());
    let owner = owner(&database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM audit_events WHERE action = 'me_update'").await, 2);
}

#[tokio::test]
async fn a_transaction_that_breaks_off_leaves_nothing_and_a_clean_connection() {
    let (app, database, token, blocker) = blocked(|_| {}).await;
    blocker.batch_execute("ROLLBACK").await.unwrap();
    let bio_now = || async { app.me_view(&token).await.unwrap().bio };

    // The last statement of a write is refused.
    let refusal =
        "ALTER TABLE audit_events ADD CONSTRAINT no_more CHECK (at < now() - interval '1 day') NOT VALID";
    blocker.batch_execute(refusal).await.unwrap();
    let refused = write(&app, &token, "refused").await;
    assert!(matches!(refused, Err(Error::Internal { .. })), "{refused:?}");
    assert_eq!(bio_now().await.as_deref(), Some("before"));
    blocker.batch_execute("ALTER TABLE audit_events DROP CONSTRAINT no_more").await.unwrap();
    assert!(write(&app, &token, "first").await.is_ok());

    // The last statement cannot even be prepared, on a connection that has not done so yet.
    terminate_all(&blocker, &name_of(&blocker).await).await;
    blocker.batch_execute("ALTER TABLE audit_events RENAME TO elsewhere").await.unwrap();
    let unprepared = loop {
        match write(&app, &token, "unprepared").await {
            Err(Error::Unavailable { .. }) => tokio::task::yield_now().await,
            other => break other,
        }
    };
    assert!(matches!(unprepared, Err(Error::Internal { .. })), "{unprepared:?}");
    blocker.batch_execute("ALTER TABLE elsewhere RENAME TO audit_events").await.unwrap();
    assert_eq!(bio_now().await.as_deref(), Some("first"));
    assert!(write(&app, &token, "second").await.is_ok());
    let kept = "SELECT count(*) FROM audit_events WHERE action = 'me_update'";
    assert_eq!(count(&owner(&database).await, kept).await, 3);
}

#[tokio::test]
async fn a_busy_pool_turns_away_in_time() {
    let (app, _database, token, blocker) =
        blocked(|settings| settings.writer_wait = Duration::from_millis(50)).await;
    // The first to be polled gets the connection, and waits for the row until the second has been turned away.
    let (first, second) = tokio::join!(biased; write(&app, &token, "first"), async {
        let second = write(&app, &token, "second").await;
        assert!(app.me_view(&token).await.is_ok(), "reads go on");
        blocker.batch_execute("ROLLBACK").await.unwrap();
        second
    });
    assert!(matches!(second, Err(Error::Unavailable { .. })), "{second:?}");
    assert_eq!(first.unwrap().bio.as_deref(), Some("first"));
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up() {
    let (app, _database, token, blocker) =
        blocked(|settings| settings.statement_timeout = Duration::from_millis(200)).await;
    let slow = write(&app, &token, "slow").await;
    assert!(matches!(slow, Err(Error::Unavailable { .. })), "{slow:?}");
    blocker.batch_execute("ROLLBACK").await.unwrap();
    assert!(write(&app, &token, "after").await.is_ok());
}
