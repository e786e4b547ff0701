//! What the tests of the inner floors start from: a tenant, a user with a session, and a look into the tables.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Utc};
use std::sync::LazyLock;

use selfsame_server::app::{
    App, Caller, NewContainer, NewNotification, NewServiceToken, NewTenant, NewUser, Requester, Settings,
};
use selfsame_server::authorization::Authorizer;
use selfsame_server::db::{self, Database};
use selfsame_server::domain::{AuthProvider, Error, Login, ServiceRole, UserStatus};
use serde_json::Value;
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

/// The shipped policies, which are judged once.
pub(crate) fn shipped() -> Authorizer {
    static SHIPPED: LazyLock<Authorizer> = LazyLock::new(|| Authorizer::load(None).unwrap());
    SHIPPED.clone()
}

pub(crate) fn app_with(connections: &db::Settings, settings: Settings) -> App {
    app_under(connections, shipped(), settings)
}

pub(crate) fn app_under(connections: &db::Settings, authorizer: Authorizer, settings: Settings) -> App {
    App::new(Database::open(connections, &quiet()).unwrap(), authorizer, settings, quiet())
}

pub(crate) async fn tenant(app: &App, id: Uuid) {
    let name = id.to_string();
    let tenant = NewTenant { id: Some(id), name: &name, registration_open: true };
    app.tenant_create(Requester::OperatorOfAll, tenant, None).await.unwrap();
}

/// An active user without a password, and a session of theirs.
pub(crate) async fn user(app: &App, tenant: Uuid, name: &str) -> (Uuid, Login) {
    let email = format!("{name}@example.com");
    let new = NewUser { email: &email, status: UserStatus::Active, ..NewUser::default() };
    let id = added(app, tenant, new).await;
    (id, app.issue_session(tenant, id).await.unwrap())
}

/// Grace, whose names her identity provider manages, and a session of hers.
pub(crate) async fn grace(app: &App) -> Login {
    let new = NewUser {
        email: "grace@example.com",
        status: UserStatus::Active,
        provider: AuthProvider::Oidc,
        first_name: Some("Grace"),
        last_name: Some("Hopper"),
        ..NewUser::default()
    };
    let id = added(app, TENANT, new).await;
    app.issue_session(TENANT, id).await.unwrap()
}

/// The tenant and ada in it.
pub(crate) async fn ada(app: &App) -> (Uuid, Login) {
    tenant(app, TENANT).await;
    user(app, TENANT, "ada").await
}

/// A user of the tenant, by their id.
pub(crate) async fn added(app: &App, tenant: Uuid, new: NewUser<'_>) -> Uuid {
    app.user_create(tenant, new, None).await.unwrap().value.id
}

/// A container of the tenant.
pub(crate) async fn container(app: &App, tenant: Uuid, id: &str) {
    app.container_create(tenant, NewContainer { id, name: "Example" }, None).await.unwrap();
}

/// Makes a user who has no name of the tenant's own a member.
pub(crate) async fn member(app: &App, tenant: Uuid, container: &str, user: Uuid) {
    app.container_member_add(tenant, container, &user.to_string()).await.unwrap();
}

/// Notifies users who have no names of the tenant's own.
pub(crate) async fn notified(
    app: &App,
    container: &str,
    (title, body): (&str, &str),
    users: &[Uuid],
) -> Result<u64, Error> {
    let names: Vec<String> = users.iter().map(Uuid::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let new = NewNotification { container, user_ids: Some(&names), kind: "mention", title, body };
    app.notification_create(TENANT, new, None).await.map(|created| created.value)
}

/// A service token of the tenant, by its id, and itself.
pub(crate) async fn service_token_until(
    app: &App,
    tenant: Uuid,
    name: &str,
    end: Option<DateTime<Utc>>,
) -> Result<(Uuid, String), Error> {
    let new = NewServiceToken { name, expires_at: end, ..NewServiceToken::default() };
    app.service_token_create(tenant, new).await.map(|(token, secret)| (token.id, secret))
}

/// A service token of a role.
pub(crate) async fn service_token_of(app: &App, tenant: Uuid, role: ServiceRole) -> String {
    let new = NewServiceToken { name: "fixture", role, ..NewServiceToken::default() };
    app.service_token_create(tenant, new).await.unwrap().1
}

/// A service token of an administrator of the tenant.
pub(crate) async fn administrator(app: &App, tenant: Uuid) -> String {
    service_token_of(app, tenant, ServiceRole::Admin).await
}

/// A service token of the tenant.
pub(crate) async fn service_token(app: &App, tenant: Uuid) -> String {
    service_token_until(app, tenant, "fixture", None).await.unwrap().1
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

/// The tables with rows that belong to one user, each with the column that says whose they are.
pub(crate) async fn tables_of_users(owner: &Client) -> Vec<(String, &'static str)> {
    let sql = "SELECT table_name::text FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'user_id' AND data_type = 'uuid'";
    let rows = owner.query(sql, &[]).await.unwrap();
    let mut tables: Vec<_> = rows.iter().map(|row| (row.get(0), "user_id")).collect();
    tables.push(("users".to_owned(), "id"));
    tables.sort_unstable();
    tables
}

/// Every row that belongs to the user, with its table, as the table's columns.
pub(crate) async fn rows_of(owner: &Client, user: Uuid) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (table, column) in tables_of_users(owner).await {
        let sql = format!("SELECT row_to_json(t) FROM {table} AS t WHERE {column} = $1 ORDER BY t::text");
        let rows = owner.query(&sql, &[&user]).await.unwrap();
        found.extend(rows.iter().map(|row| (table.clone(), row.get(0))));
    }
    found
}
