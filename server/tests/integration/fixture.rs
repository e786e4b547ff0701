//! What the tests of the inner floors start from: a tenant, a user with a session, and a look into the tables.

use std::net::{IpAddr, Ipv4Addr};

use selfsame_server::app::{App, Caller, NewTenant, NewUser, Settings};
use selfsame_server::db::{self, Database};
use selfsame_server::domain::{Login, UserStatus};
use slog::{Discard, Logger, o};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::harness::TestDatabase;

pub(crate) const TENANT: Uuid = Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c0);
pub(crate) const OTHER_TENANT: Uuid = Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c1);
pub(crate) const PASSWORD: &str = "correct-horse-battery-staple";

pub(crate) const CALLER: Caller<'static> = Caller {
    address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)),
    user_agent: Some("fixture/1.0"),
    request_id: "7d444840-9dc0-41d1-b245-5ffdce74fad2",
};

pub(crate) fn quiet() -> Logger {
    Logger::root(Discard, o!())
}

/// An application of one's own on the test's database.
pub(crate) fn app_on(database: &TestDatabase, settings: Settings) -> App {
    app_with(&db::Settings::new(&database.service_url), settings)
}

pub(crate) fn app_with(connections: &db::Settings, settings: Settings) -> App {
    App::new(Database::open(connections, &quiet()).unwrap(), settings, quiet())
}

pub(crate) async fn tenant(app: &App, id: Uuid) {
    let tenant = NewTenant { id: Some(id), name: "Example", registration_open: true };
    app.tenant_provision(tenant).await.unwrap();
}

/// An active user without a password, and a session of theirs.
pub(crate) async fn user(app: &App, tenant: Uuid, name: &str) -> (Uuid, Login) {
    let email = format!("{name}@example.com");
    let new = NewUser { tenant, email: &email, status: UserStatus::Active, ..NewUser::default() };
    let id = app.user_provision(new).await.unwrap();
    (id, app.issue_session(tenant, id).await.unwrap())
}

/// The tenant and ada in it.
pub(crate) async fn ada(app: &App) -> (Uuid, Login) {
    tenant(app, TENANT).await;
    user(app, TENANT, "ada").await
}

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A connection that sees everything.
pub(crate) async fn owner(database: &TestDatabase) -> Client {
    connect(&database.owner_url).await
}

/// A connection of the service under one of its roles.
pub(crate) async fn role(database: &TestDatabase, role: db::Role) -> Client {
    let mut config: tokio_postgres::Config = database.service_url.parse().unwrap();
    config.options(format!("-c role={}", role.name()));
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The service's tables, each with the column that holds the tenant.
pub(crate) async fn tables(owner: &Client) -> Vec<(String, String)> {
    let rows = owner
        .query(
            "SELECT c.relname::text, CASE WHEN c.relname = 'tenants' THEN 'id' ELSE 'tenant_id' END
             FROM pg_class AS c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'refinery_schema_history'
             ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// The tables with a row that holds the text anywhere, whatever its case.
pub(crate) async fn tables_with(owner: &Client, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (table, _) in tables(owner).await {
        let sql =
            format!("SELECT count(*) FROM {table} AS t WHERE position(lower($1) IN lower(t::text)) > 0");
        let count: i64 = owner.query_one(&sql, &[&text]).await.unwrap().get(0);
        if count > 0 {
            found.push(table);
        }
    }
    found
}

pub(crate) async fn count(owner: &Client, sql: &str) -> i64 {
    owner.query_one(sql, &[]).await.unwrap().get(0)
}
