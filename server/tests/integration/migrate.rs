//! Migrations: together, again, and what a server makes of a schema that is not there yet.

use futures_util::future::join_all;
use selfsame_server::db::{self, Database, migrate, schema_version_newest};
use selfsame_server::domain::Error;

use crate::fixture::{connect, count, owner, quiet};
use crate::harness::{TestDatabase, database};

/// An empty database beside the test's own, which the test drops.
struct Empty {
    beside: TestDatabase,
    name: String,
    owner_url: String,
    service_url: String,
}

impl Empty {
    async fn create() -> Self {
        let beside = database().await;
        let name = current_name(&beside).await;
        let empty = format!("{name}_empty");
        let sql = format!("CREATE DATABASE {empty} TEMPLATE template0 STRATEGY file_copy");
        owner(&beside).await.batch_execute(&sql).await.unwrap();
        let at = |url: &str| url.replacen(&name, &empty, 1);
        let (owner_url, service_url) = (at(&beside.owner_url), at(&beside.service_url));
        Self { beside, name: empty, owner_url, service_url }
    }

    async fn drop(self) {
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        owner(&self.beside).await.batch_execute(&sql).await.unwrap();
    }
}

async fn current_name(database: &TestDatabase) -> String {
    owner(database).await.query_one("SELECT current_database()::text", &[]).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_at_once_apply_each_migration_once() {
    let empty = Empty::create().await;
    let runs = join_all((0..8).map(|_| migrate(&empty.owner_url))).await;
    let applied: Vec<_> = runs.into_iter().flat_map(|run| run.unwrap().applied).collect();
    assert_eq!(applied.len(), usize::try_from(schema_version_newest()).unwrap(), "{applied:?}");
    let owner = connect(&empty.owner_url).await;
    let rows = count(&owner, "SELECT count(*) FROM refinery_schema_history").await;
    assert_eq!(rows, schema_version_newest());
    // Nobody is left holding the lock.
    assert_eq!(
        count(
            &owner,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
        (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        .await,
        0
    );
    drop(owner);
    empty.drop().await;
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let database = database().await;
    assert_eq!(migrate(&database.owner_url).await.unwrap().applied, Vec::<String>::new());
}

#[tokio::test]
async fn a_server_waits_for_the_schema_and_needs_no_restart() {
    let empty = Empty::create().await;
    let database = Database::open(&db::Settings::new(&empty.service_url), &quiet()).unwrap();
    let before = database.ready().await;
    assert!(matches!(before, Err(Error::Unavailable { .. })), "{before:?}");
    migrate(&empty.owner_url).await.unwrap();
    let became_ready = async {
        while database.ready().await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), became_ready)
        .await
        .expect("ready after the migration");
    drop(database);
    empty.drop().await;
}

#[tokio::test]
async fn an_older_schema_is_not_ready_and_a_newer_one_is() {
    let database = database().await;
    let owner = owner(&database).await;
    let server = Database::open(&db::Settings::new(&database.service_url), &quiet()).unwrap();
    assert_eq!(server.ready().await, Ok(()));
    owner.batch_execute("UPDATE refinery_schema_history SET version = version + 1000").await.unwrap();
    assert_eq!(server.ready().await, Ok(()));
    owner.batch_execute("UPDATE refinery_schema_history SET version = version - 1001").await.unwrap();
    let older = server.ready().await.unwrap_err();
    assert!(older.context().is_some_and(|cause| cause.contains("run the migrations")), "{older:?}");
}
