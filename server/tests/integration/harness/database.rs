//! A database per test, cloned from one that was migrated once.

use crate::fixture::{app_on, connect};
use selfsame_server::app::{App, Settings};
use selfsame_server::{db, embedded};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;
use tokio_postgres::Client;

/// Guards the template against a second process that would make it too.
const TEMPLATE_LOCK: i64 = 0x7e57;

static POSTGRES: OnceCell<embedded::Shared> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// A migrated database of a test's own.
pub(crate) struct TestDatabase {
    pub(crate) owner_url: String,
    pub(crate) service_url: String,
}

pub(crate) async fn database() -> TestDatabase {
    let postgres = POSTGRES.get_or_init(start).await;
    let admin = connect(&postgres.url("postgres", "postgres")).await;
    let template = TEMPLATE.get_or_init(|| template(postgres, &admin)).await;
    let name = format!("t_{}_{}", process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    let clone = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
    admin.batch_execute(&clone).await.unwrap();
    TestDatabase {
        owner_url: postgres.url("postgres", &name),
        service_url: postgres.url("selfsame_service", &name),
    }
}

/// An application with its defaults, on a database of its own.
pub(crate) async fn app() -> (App, TestDatabase) {
    let database = database().await;
    (app_on(&database, Settings::default()), database)
}

async fn start() -> embedded::Shared {
    let start = || {
        let binaries = embedded::binaries(&|_| {})?;
        let root = embedded::default_root("test", binaries.major)?;
        let options = embedded::Options { root, durable: false, settings: Vec::new(), remove_on_stop: true };
        embedded::Shared::get(&binaries, &options)
    };
    tokio::task::spawn_blocking(start).await.unwrap().unwrap()
}

/// The migrated template of these migrations.
async fn template(postgres: &embedded::Shared, admin: &Client) -> String {
    let name = format!("template_{:016x}", migrations());
    admin.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    let known = admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await.unwrap();
    if known.is_none() {
        // Under another name until it is whole, so that half a template is never cloned.
        admin.batch_execute("DROP DATABASE IF EXISTS template_new WITH (FORCE)").await.unwrap();
        admin.batch_execute("CREATE DATABASE template_new").await.unwrap();
        db::migrate(&postgres.url("postgres", "template_new")).await.unwrap();
        let rest = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template_new'";
        let rename = format!("ALTER DATABASE template_new RENAME TO {name}");
        loop {
            admin.batch_execute(rest).await.unwrap();
            match admin.batch_execute(&rename).await {
                Ok(()) => break,
                Err(error) if error.code() == Some(&tokio_postgres::error::SqlState::OBJECT_IN_USE) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
    admin.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
    name
}

/// A hash of all migration files.
fn migrations() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}
