//! Deletion, the grace period, and what is left afterwards.

use std::time::Duration;

use selfsame_server::app::{Credentials, NewAccount, NewUser, Settings};
use selfsame_server::domain::{Bio, DateOfBirth, Error, ProfilePatch, UserStatus};

use crate::fixture::{
    CALLER, OTHER_TENANT, PASSWORD, TENANT, ada, added, app_on, container, count, member, notified, owner,
    tables_with, tenant, user,
};
use crate::harness::{app, database};

const NOBODY: Vec<String> = Vec::new();

#[tokio::test]
async fn a_deleted_user_is_out_at_once_and_there_until_the_grace_is_over() {
    let (app, database) = app().await;
    let (id, login) = ada(&app).await;
    let other = app.issue_session(TENANT, id).await.unwrap();
    assert_eq!(app.me_delete(CALLER, &login.session_token, None).await, Ok(()));
    for token in [&login.session_token, &other.session_token] {
        assert_eq!(app.me_view(token).await, Err(Error::UNAUTHORIZED));
    }
    assert_eq!(app.issue_session(TENANT, id).await, Err(Error::NotFound));
    assert_eq!(app.erase_due().await, Ok(0));
    let owner = owner(&database).await;
    let waiting = "SELECT count(*) FROM users WHERE status = 'deleted' AND deleted_at <= now()
        AND erase_after BETWEEN now() + interval '29 days' AND now() + interval '30 days'";
    assert_eq!(count(&owner, waiting).await, 1);
    assert_eq!(
        count(&owner, "SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM tokens)").await,
        0
    );

    owner.batch_execute("UPDATE users SET erase_after = now()").await.unwrap();
    assert_eq!(app.erase_due().await, Ok(1));
    assert_eq!(app.erase_due().await, Ok(0));
    assert_eq!(tables_with(&owner, "ada").await, NOBODY);
    assert_eq!(tables_with(&owner, &id.to_string()).await, NOBODY);
}

#[tokio::test]
async fn without_a_grace_nothing_personal_is_left() {
    let database = database().await;
    let app = app_on(&database, Settings { erasure_grace: Duration::ZERO, ..Settings::default() });
    tenant(&app, TENANT).await;
    let account = NewAccount {
        tenant: None,
        email: "ada@example.com",
        password: PASSWORD,
        name: Some("Countess"),
        referral_code: None,
    };
    let login = app.account_register(CALLER, account).await.unwrap();
    let user = app.me_view(&login.session_token).await.unwrap();
    let patch =
        ProfilePatch { bio: Some(Some(Bio::parse("Enchantress").unwrap())), ..ProfilePatch::default() };
    app.me_update(CALLER, &login.session_token, patch, None).await.unwrap();
    let owner = owner(&database).await;
    let personal = [
        "ada@example.com",
        "Countess",
        "Enchantress",
        "192.0.2.7",
        "fixture/1.0",
        &user.id.to_string(),
        "argon2id",
    ];
    for text in personal {
        assert_ne!(tables_with(&owner, text).await, NOBODY, "{text} is there before");
    }

    assert_eq!(app.me_delete(CALLER, &login.session_token, None).await, Ok(()));
    for text in personal {
        assert_eq!(tables_with(&owner, text).await, NOBODY, "{text} is there after");
    }
    let kept =
        "SELECT count(*) FROM audit_events WHERE action IN ('account_register', 'me_update', 'me_delete')";
    assert_eq!(count(&owner, kept).await, 3, "what happened stays known");
    let credentials = Credentials { tenant: None, email: "ada@example.com", password: PASSWORD };
    assert_eq!(app.session_login(CALLER, credentials).await, Err(Error::UNAUTHORIZED));
    assert!(app.account_register(CALLER, account).await.is_ok(), "the address is free again");
}

#[tokio::test]
async fn nothing_of_a_community_is_left_of_one_and_all_of_it_of_the_others() {
    let database = database().await;
    let app = app_on(&database, Settings { erasure_grace: Duration::ZERO, ..Settings::default() });
    tenant(&app, TENANT).await;
    let ada = NewUser {
        email: "ada@example.com",
        status: UserStatus::Active,
        handle: Some("countess"),
        ..NewUser::default()
    };
    let id = added(&app, TENANT, ada).await;
    let login = app.issue_session(TENANT, id).await.unwrap();
    let grace = NewUser { email: "grace@example.com", handle: Some("admiral"), referred_by: Some(id), ..ada };
    let grace = added(&app, TENANT, grace).await;
    let date = chrono::NaiveDate::from_ymd_opt(1915, 12, 10).unwrap();
    let born = DateOfBirth::parse("1915-12-10", date).unwrap();
    let patch = ProfilePatch { date_of_birth: Some(Some(born)), ..ProfilePatch::default() };
    app.me_update(CALLER, &login.session_token, patch, None).await.unwrap();
    container(&app, TENANT, "demo").await;
    for (user, title) in [(id, "Secret"), (grace, "Kept")] {
        member(&app, TENANT, "demo", user).await;
        notified(&app, "demo", (title, ""), &[user]).await.unwrap();
    }
    let referrals = app.referral_list(&login.session_token).await.unwrap();
    assert_eq!(referrals.total, 1);
    let owner = owner(&database).await;
    let personal = ["countess", "1915-12-10", "Secret", &referrals.code, &id.to_string()];
    for text in personal {
        assert_ne!(tables_with(&owner, text).await, NOBODY, "{text} is there before");
    }

    assert_eq!(app.me_delete(CALLER, &login.session_token, None).await, Ok(()));
    for text in personal {
        assert_eq!(tables_with(&owner, text).await, NOBODY, "{text} is there after");
    }
    for (text, tables) in [
        ("admiral", ["users"].as_slice()),
        ("Kept", &["notifications"]),
        (&grace.to_string(), &["audit_events", "container_members", "notifications", "users"]),
    ] {
        assert_eq!(tables_with(&owner, text).await, tables, "{text} stays");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_servers_erase_each_user_once_and_nobody_else() {
    let (app, database) = app().await;
    let (_, ada) = ada(&app).await;
    tenant(&app, OTHER_TENANT).await;
    let (_, grace) = user(&app, OTHER_TENANT, "grace").await;
    let owner = owner(&database).await;
    owner
        .batch_execute(
            "INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, deleted_at, erase_after)
             SELECT t.id, gen_random_uuid(), n::text, n || '@x', n || '@x', 'deleted', 'local', now(),
                 now() + CASE WHEN n <= 130 THEN interval '0' ELSE interval '1 hour' END
             FROM tenants AS t, generate_series(1, 140) AS n",
        )
        .await
        .unwrap();
    let servers = (0..4).map(|_| app_on(&database, Settings::default()));
    let passes = servers.map(|app| tokio::spawn(async move { app.erase_due().await }));
    let erased = futures_util::future::join_all(passes)
        .await
        .into_iter()
        .map(|pass| pass.unwrap().unwrap())
        .sum::<u64>();
    assert_eq!(erased, 260);
    assert_eq!(count(&owner, "SELECT count(*) FROM users WHERE status = 'deleted'").await, 20);
    for login in [ada, grace] {
        assert!(app.me_view(&login.session_token).await.is_ok());
    }
}

#[tokio::test]
async fn the_pass_removes_old_sessions_and_full_budgets_and_keeps_the_rest() {
    let (app, database) = app().await;
    let (id, login) = ada(&app).await;
    app.issue_session(TENANT, id).await.unwrap();
    app.issue_session(TENANT, id).await.unwrap();
    let credentials = Credentials { tenant: None, email: "ada@example.com", password: "x" };
    assert_eq!(app.session_login(CALLER, credentials).await, Err(Error::UNAUTHORIZED));
    let owner = owner(&database).await;
    owner
        .batch_execute(
            "UPDATE sessions SET expires_at = now() - interval '8 days' WHERE id = (SELECT max(id::text)::uuid FROM sessions);
             UPDATE rate_limits SET tat = now() - interval '1 second'
             WHERE key = (SELECT key FROM rate_limits ORDER BY key LIMIT 1)",
        )
        .await
        .unwrap();
    app.erase_due().await.unwrap();
    assert_eq!(count(&owner, "SELECT count(*) FROM sessions").await, 2);
    assert_eq!(count(&owner, "SELECT count(*) FROM rate_limits").await, 1);
    assert!(app.me_view(&login.session_token).await.is_ok());
}
