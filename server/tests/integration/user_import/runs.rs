//! Runs that cannot be, and what each says.

use super::{command, lines, run, setting};
use crate::fixture::{OTHER_TENANT, TENANT, tables_with};
use selfsame_server::app::{ImportedUser, UserImportBatch, UserImportMode};
use selfsame_server::db::UserColumns;
use selfsame_server::domain::{Error, InputPosition};

#[tokio::test]
async fn what_cannot_run_says_why_and_stores_nothing() {
    let setting = setting().await;
    let good = setting.file("users.ndjson", lines(1, 3));
    let unnamed = setting.file("users.txt", lines(1, 3));
    let columns = setting.file("columns.csv", "email,password\na@example.com,x\n");
    let twice = setting.file("twice.csv", "email,email\na@example.com,x\n");
    let missing = setting.file("missing.csv", "userId\na\n");
    let nowhere = setting.path("nowhere.ndjson");
    let foreign = setting.path("no/folder");
    let foreign = foreign.to_str().unwrap();
    for (input, arguments, words) in [
        (&unnamed, &[][..], "say --input-format ndjson or csv"),
        (&columns, &[], "line 1 of the input: the column \"password\" is nothing that a user has"),
        (&twice, &[], "the column \"email\" stands twice"),
        (&missing, &[], "the column \"email\" is missing"),
        (&nowhere, &[], "cannot read"),
        (&good, &["--report", good.to_str().unwrap()], "is the input; name another file"),
        (&good, &["--report", foreign], "cannot be written"),
        (&good, &["--batch", "0"], "0 is not in 1..=50000"),
        (&good, &["--dry-run", "--restart"], "cannot be used with"),
    ] {
        let run = setting.run(input, arguments).await;
        assert_eq!(run.code, 2, "{words}: {run:?}");
        assert!(run.error.contains(words), "{words}: {run:?}");
    }
    assert_eq!(setting.count("SELECT count(*) FROM users").await, 0);
    assert_eq!(std::fs::read_to_string(&good).unwrap(), lines(1, 3));
}

#[tokio::test]
async fn an_unknown_tenant_and_a_lost_database_are_told() {
    let setting = setting().await;
    let input = setting.file("users.ndjson", lines(1, 3));
    let unknown = run(command(&setting.database.service_url, OTHER_TENANT, &input, &[])).await;
    assert_eq!(unknown.code, 2);
    assert!(unknown.error.contains("there is no such tenant"), "{unknown:?}");
    let lost = run(command("postgres://nobody@127.0.0.1:1/x", TENANT, &input, &[])).await;
    assert_eq!(lost.code, 2);
    assert!(lost.error.contains("unavailable"), "{lost:?}");
}

#[tokio::test]
async fn an_empty_input_is_done_at_once() {
    let setting = setting().await;
    for (name, text) in [("a.ndjson", ""), ("b.ndjson", "\n\n"), ("c.csv", ""), ("d.csv", "email\n")] {
        let run = setting.run(&setting.file(name, text), &[]).await;
        assert_eq!((run.code, run.counts()), (0, (0, 0)), "{name}: {run:?}");
    }
}

#[tokio::test]
async fn of_two_runs_of_an_import_one_goes_on() {
    let setting = setting().await;
    let source = [7; 32];
    let import = setting.app.user_import_open(TENANT, &source, false).await.unwrap();
    assert_eq!(setting.app.user_import_open(TENANT, &source, false).await.unwrap(), import);
    let batch = |name: &str| {
        let mut users = UserColumns::default();
        let email = Some(format!("{name}@example.com").into());
        users.push(ImportedUser { email, ..ImportedUser::default() }.judge().ok().unwrap());
        let done = InputPosition { bytes: 10, lines: 1, digest: [1; 32] };
        UserImportBatch { users, refused: 0, done }
    };
    let (first, second) = (batch("a"), batch("b"));
    let whole = UserImportMode::Whole;
    let attempt = setting.app.user_import_attempt(TENANT, &import, &first, whole).await.unwrap();
    // The second waits until it is known what became of the first.
    let other = setting.app.user_import_attempt(TENANT, &import, &second, whole);
    let (done, other) = tokio::join!(attempt.commit(&import, &first), other);
    let done = done.unwrap();
    assert_eq!((done.accepted, done.done.bytes), (1, 10));
    assert_eq!(other.err(), Some(Error::PreconditionFailed));
    assert_eq!(setting.count("SELECT count(*) FROM users").await, 1);

    let again = setting.app.user_import_open(TENANT, &source, true).await.unwrap();
    assert_eq!((again.accepted, again.done.bytes), (0, 0));
    let late = setting.app.user_import_attempt(TENANT, &done, &second, whole).await;
    assert_eq!(late.err(), Some(Error::PreconditionFailed), "it was begun again elsewhere");
}

#[tokio::test]
async fn nothing_personal_is_kept_of_an_import_and_nothing_at_all_for_ever() {
    let setting = setting().await;
    let input = setting.file("users.ndjson", r#"{"userId":"countess","email":"ada@example.com"}"#);
    assert_eq!(setting.run(&input, &[]).await.code, 0);
    for text in ["countess", "ada@example.com"] {
        assert_eq!(tables_with(&setting.owner, text).await, ["users"], "{text}");
    }
    setting
        .owner
        .batch_execute("UPDATE user_imports SET updated_at = now() - interval '29 days'")
        .await
        .unwrap();
    setting.app.erase_due().await.unwrap();
    assert_eq!(setting.count("SELECT count(*) FROM user_imports").await, 1);
    setting
        .owner
        .batch_execute("UPDATE user_imports SET updated_at = now() - interval '31 days'")
        .await
        .unwrap();
    setting.app.erase_due().await.unwrap();
    assert_eq!(setting.count("SELECT count(*) FROM user_imports").await, 0);
}
