//! The schema and the statements: each statement under its role, each table behind its wall.

use selfsame_server::app::NewAccount;
use selfsame_server::db::{Read, Role, Write};
use tokio_postgres::error::SqlState;

use crate::fixture::{CALLER, OTHER_TENANT, PASSWORD, TENANT, ada, count, owner, role, tables, tenant, user};
use crate::harness::{app, database};

#[tokio::test]
async fn every_statement_prepares_under_its_role() {
    let database = database().await;
    let (reader, writer) = (role(&database, Role::Reader).await, role(&database, Role::Writer).await);
    for read in Read::ALL {
        reader.prepare(read.sql()).await.unwrap_or_else(|e| panic!("{}: {e:?}", read.name()));
    }
    for write in Write::ALL {
        writer.prepare(write.sql()).await.unwrap_or_else(|e| panic!("{}: {e:?}", write.name()));
    }
}

#[tokio::test]
async fn every_table_leads_its_keys_with_the_tenant_and_has_a_wall() {
    let database = database().await;
    let owner = owner(&database).await;
    let tables = tables(&owner).await;
    assert!(tables.len() >= 6, "{tables:?}");
    for (table, column) in tables {
        let sql = format!(
            "SELECT c.relrowsecurity, bool_and(a.attname = '{column}')
             FROM pg_class AS c JOIN pg_index AS i ON i.indrelid = c.oid AND (i.indisprimary OR i.indisunique)
             JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
             WHERE c.oid = '{table}'::regclass GROUP BY c.relrowsecurity"
        );
        let row = owner.query_one(&sql, &[]).await.unwrap();
        assert!(row.get::<_, bool>(0), "{table} has no row-level security");
        assert!(row.get::<_, bool>(1), "a key of {table} does not lead with {column}");
    }
}

#[tokio::test]
async fn the_service_owns_nothing_and_cannot_pass_the_wall() {
    let database = database().await;
    let owner = owner(&database).await;
    let row = owner
        .query_one(
            "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb), count(*)
             FROM pg_roles WHERE rolname IN ('selfsame_service', 'selfsame_reader', 'selfsame_writer')",
            &[],
        )
        .await
        .unwrap();
    assert_eq!((row.get::<_, bool>(0), row.get::<_, i64>(1)), (false, 3));
    let owned = "SELECT count(*) FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner \
                 WHERE r.rolname LIKE 'selfsame%'";
    assert_eq!(count(&owner, owned).await, 0);

    // Without one of its roles the login may do nothing at all.
    let bare = crate::fixture::connect(&database.service_url).await;
    for (table, _) in tables(&owner).await {
        let error = bare.query(&format!("SELECT FROM {table}"), &[]).await.unwrap_err();
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{table}");
    }
}

#[tokio::test]
async fn the_reader_writes_nothing() {
    let database = database().await;
    let (owner, reader) = (owner(&database).await, role(&database, Role::Reader).await);
    for (table, column) in tables(&owner).await {
        for sql in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET {column} = {column}"),
            format!("INSERT INTO {table} DEFAULT VALUES"),
        ] {
            let error = reader.execute(&sql, &[]).await.unwrap_err();
            assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{sql}");
        }
    }
}

#[tokio::test]
async fn the_writer_is_held_to_its_tenant_in_every_table() {
    let (app, database) = app().await;
    for id in [TENANT, OTHER_TENANT] {
        tenant(&app, id).await;
        let account = NewAccount { tenant: Some(id), email: "x@example.com", password: PASSWORD, name: None };
        app.account_register(CALLER, account).await.unwrap();
    }
    let (owner, mut writer) = (owner(&database).await, role(&database, Role::Writer).await);
    for (table, column) in tables(&owner).await {
        assert!(
            count(&owner, &format!("SELECT count(DISTINCT {column}) FROM {table}")).await == 2,
            "{table} is empty"
        );

        let all = format!("SELECT count(*) FROM {table}");
        assert_eq!(count(&writer, &all).await, 0, "{table} is open before a tenant is set");

        let transaction = writer.transaction().await.unwrap();
        transaction.execute(Write::TenantSet.sql(), &[&TENANT.to_string()]).await.unwrap();
        let foreign = format!("SELECT count(*) FROM {table} WHERE {column} <> $1");
        assert_eq!(transaction.query_one(&foreign, &[&TENANT]).await.unwrap().get::<_, i64>(0), 0, "{table}");
        assert!(
            transaction.query_one(&all, &[]).await.unwrap().get::<_, i64>(0) > 0,
            "{table} hides its own rows"
        );
        let delete = format!("DELETE FROM {table} WHERE {column} = $1");
        assert_eq!(transaction.execute(&delete, &[&OTHER_TENANT]).await.unwrap(), 0, "{table}");
        let give_away = format!("UPDATE {table} SET {column} = $1");
        let error = transaction.execute(&give_away, &[&OTHER_TENANT]).await.unwrap_err();
        assert_eq!(error.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{table}: {error:?}");
        transaction.rollback().await.unwrap();

        assert_eq!(count(&writer, &all).await, 0, "{table} stays open after the transaction");
    }
}

#[tokio::test]
async fn hot_statements_go_by_index_alone() {
    let (app, database) = app().await;
    ada(&app).await;
    tenant(&app, OTHER_TENANT).await;
    user(&app, OTHER_TENANT, "grace").await;
    let owner = owner(&database).await;
    owner
        .batch_execute(
            "INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider)
             SELECT t.id, gen_random_uuid(), n::text, n || '@x', n || '@x', 'active', 'local'
             FROM tenants AS t, generate_series(1, 2000) AS n;
             INSERT INTO sessions (tenant_id, id, user_id, expires_at)
             SELECT tenant_id, gen_random_uuid(), id, now() + interval '1 day' FROM users;
             INSERT INTO tokens (tenant_id, hash, kind, session_id, user_id, expires_at)
             SELECT tenant_id, sha256(uuid_send(id)), 'session', id, user_id, expires_at FROM sessions;
             ANALYZE;",
        )
        .await
        .unwrap();
    let (tenant, token) = ("'2489e9ad-2ee2-8e00-8ec9-32d5f69181c0'", "'\\x00'");
    let cases = [
        (Role::Reader, Read::MeView.sql(), format!("{tenant}, {token}")),
        (Role::Reader, Read::PrincipalView.sql(), format!("{tenant}, {token}")),
        (Role::Reader, Read::SessionList.sql(), format!("{tenant}, {token}")),
        (Role::Reader, Read::CredentialsView.sql(), format!("{tenant}, 'a@x'")),
        (Role::Writer, Write::UserLock.sql(), format!("{tenant}, {token}")),
        (Role::Writer, Write::RefreshLock.sql(), format!("{tenant}, {token}, 10")),
        (Role::Writer, Write::SessionLogout.sql(), format!("{tenant}, {token}")),
        (Role::Writer, Write::SessionsEnd.sql(), format!("{tenant}, {tenant}")),
    ];
    for (number, (as_role, sql, values)) in cases.into_iter().enumerate() {
        let client = role(&database, as_role).await;
        client.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        client.batch_execute(&format!("PREPARE s{number} AS {sql}")).await.unwrap();
        let plan = client.query(&format!("EXPLAIN EXECUTE s{number} ({values})"), &[]).await.unwrap();
        let plan: String = plan.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
        assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{sql}\n{plan}");
    }
}
