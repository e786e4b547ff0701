//! The current user: what a change changes, and what it leaves.

use futures_util::future::join_all;
use selfsame_server::app::App;
use selfsame_server::domain::{Bio, DisplayName, Error, Locale, ProfilePatch, Timezone, User};

use crate::fixture::{CALLER, TENANT, ada, count, owner, user};
use crate::harness::app;

fn bio(text: &str) -> ProfilePatch {
    ProfilePatch { bio: Some(Some(Bio::parse(text).unwrap())), ..ProfilePatch::default() }
}

async fn update(app: &App, token: &str, patch: ProfilePatch) -> User {
    app.me_update(CALLER, token, patch, None).await.unwrap()
}

#[tokio::test]
async fn a_change_shows_at_once_and_touches_nothing_else() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    let (_, grace) = user(&app, TENANT, "grace").await;
    let (before, graces) =
        (app.me_view(&login.session_token).await.unwrap(), app.me_view(&grace.session_token).await);

    let patch = ProfilePatch {
        display_name: Some(Some(DisplayName::parse("Countess 𝒜").unwrap())),
        locale: Some(Some(Locale::parse("en-gb").unwrap())),
        timezone: Some(Some(Timezone::parse("Europe/London").unwrap())),
        ..bio("Two\nlines")
    };
    let answered = update(&app, &login.session_token, patch).await;
    assert_eq!(app.me_view(&login.session_token).await.unwrap(), answered);
    assert!(answered.updated_at > before.updated_at);
    let expected = User {
        display_name: Some("Countess 𝒜".to_owned()),
        locale: Some("en-GB".to_owned()),
        timezone: Some("Europe/London".to_owned()),
        bio: Some("Two\nlines".to_owned()),
        updated_at: answered.updated_at,
        ..before
    };
    assert_eq!(answered, expected);
    assert_eq!(app.me_view(&grace.session_token).await, graces);

    let cleared =
        update(&app, &login.session_token, ProfilePatch { display_name: Some(None), ..Default::default() })
            .await;
    assert_eq!((cleared.name().as_str(), cleared.bio.as_deref()), ("ada", Some("Two\nlines")));
}

#[tokio::test]
async fn what_changes_nothing_moves_nothing() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let changed = update(&app, &login.session_token, bio("same")).await;
    assert_eq!(update(&app, &login.session_token, bio("same")).await, changed);
    assert_eq!(update(&app, &login.session_token, ProfilePatch::default()).await, changed);
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'me_update'";
    assert_eq!(count(&owner(&database).await, audited).await, 1);
}

#[tokio::test]
async fn the_audit_log_names_fields_and_no_values() {
    let (app, database) = app().await;
    let (id, login) = ada(&app).await;
    update(
        &app,
        &login.session_token,
        ProfilePatch { timezone: Some(Some(Timezone::parse("UTC").unwrap())), ..bio("a secret") },
    )
    .await;
    let owner = owner(&database).await;
    let sql = "SELECT user_id, actor, fields, host(address) FROM audit_events WHERE action = 'me_update'";
    let row = owner.query_one(sql, &[]).await.unwrap();
    assert_eq!((row.get::<_, uuid::Uuid>(0), row.get::<_, uuid::Uuid>(1)), (id, id));
    assert_eq!(row.get::<_, Vec<String>>(2), ["bio", "timezone"]);
    assert_eq!(row.get::<_, String>(3), "192.0.2.7");
    assert_eq!(crate::fixture::tables_with(&owner, "a secret").await, ["users"]);
}

#[tokio::test]
async fn the_time_of_change_grows_whatever_the_clock_says() {
    let (app, database) = app().await;
    let (_, login) = ada(&app).await;
    let owner = owner(&database).await;
    owner.batch_execute("UPDATE users SET updated_at = now() + interval '1 hour'").await.unwrap();
    let before = app.me_view(&login.session_token).await.unwrap().updated_at;
    let after = update(&app, &login.session_token, bio("x")).await.updated_at;
    assert_eq!((after - before).num_microseconds(), Some(1));
}

#[tokio::test]
async fn a_precondition_is_judged_before_anything_is_written() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    let before = app.me_view(&login.session_token).await.unwrap();
    let never = |_: &User| false;
    let refused = app.me_update(CALLER, &login.session_token, bio("x"), Some(&never)).await;
    assert_eq!(refused, Err(Error::PreconditionFailed));
    assert_eq!(
        app.me_delete(CALLER, &login.session_token, Some(&never)).await,
        Err(Error::PreconditionFailed)
    );
    assert_eq!(app.me_view(&login.session_token).await.unwrap(), before);
    let same = |user: &User| *user == before;
    assert!(app.me_update(CALLER, &login.session_token, bio("x"), Some(&same)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_changes_of_one_version_one_is_made() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    for round in 0..5 {
        let version = app.me_view(&login.session_token).await.unwrap().updated_at;
        let unchanged = move |user: &User| user.updated_at == version;
        let changes = (0..8).map(|n| {
            let (app, token) = (app.clone(), login.session_token.clone());
            tokio::spawn(async move {
                app.me_update(CALLER, &token, bio(&format!("{round} {n}")), Some(&unchanged)).await
            })
        });
        let results: Vec<_> = join_all(changes).await.into_iter().map(Result::unwrap).collect();
        let made: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        assert_eq!(made.len(), 1, "{results:?}");
        assert!(results.iter().all(|r| matches!(r, Ok(_) | Err(Error::PreconditionFailed))), "{results:?}");
        assert_eq!(app.me_view(&login.session_token).await.unwrap().bio, made[0].bio);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_changes_of_different_fields_all_stay() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    let patches = [
        bio("x"),
        ProfilePatch { display_name: Some(Some(DisplayName::parse("Ada").unwrap())), ..Default::default() },
        ProfilePatch { timezone: Some(Some(Timezone::parse("UTC").unwrap())), ..Default::default() },
        ProfilePatch { locale: Some(Some(Locale::parse("de").unwrap())), ..Default::default() },
    ];
    join_all(patches.map(|patch| update(&app, &login.session_token, patch))).await;
    let user = app.me_view(&login.session_token).await.unwrap();
    let fields = [user.bio, user.display_name, user.timezone, user.locale].map(|field| field.is_some());
    assert_eq!(fields, [true; 4]);
}
