//! The schema and the statements: each statement under its role, each table behind its wall.

use selfsame_server::app::NewAccount;
use selfsame_server::db::{Read, Role, Write};
use tokio_postgres::error::SqlState;

use crate::fixture::{
    CALLER, OTHER_TENANT, PASSWORD, TENANT, ada, count, owner, role, service_token, tables, tenant, user,
};
use crate::harness::{TestDatabase, app, database};

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
        let account = NewAccount {
            tenant: Some(id),
            email: "x@example.com",
            password: PASSWORD,
            name: None,
            referral_code: None,
        };
        app.account_register(CALLER, account).await.unwrap();
        service_token(&app, id).await;
    }
    let (owner, mut writer) = (owner(&database).await, role(&database, Role::Writer).await);
    owner
        .batch_execute(
            "INSERT INTO containers (tenant_id, id, name) SELECT id, 'demo', 'Demo' FROM tenants;
             INSERT INTO container_members (tenant_id, container_id, user_id)
             SELECT tenant_id, 'demo', id FROM users;
             INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
             SELECT tenant_id, id, id, 'demo', 'x', 'x', 'x' FROM users;
             INSERT INTO avatars (tenant_id, id, user_id, picture) SELECT tenant_id, 'x', id, '' FROM users;
             INSERT INTO user_imports (tenant_id, id, source, done_bytes, done_lines, done_digest, accepted, refused)
             SELECT id, id, sha256(''), 0, 0, sha256(''), 0, 0 FROM tenants;
             INSERT INTO idempotency_keys (tenant_id, hash, request_hash, operation, expires_at)
             SELECT id, sha256(''), sha256(''), 'x', now() FROM tenants;",
        )
        .await
        .unwrap();
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
             INSERT INTO service_tokens (tenant_id, id, name, hash)
             SELECT t.id, gen_random_uuid(), 'x', sha256(int4send(n)) FROM tenants AS t, generate_series(1, 2000) AS n;
             INSERT INTO avatars (tenant_id, id, user_id, picture)
             SELECT tenant_id, id::text, id, '\\x00' FROM users;
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
        (Role::Reader, Read::TenantProfileView.sql(), format!("{tenant}, {token}")),
        (Role::Reader, Read::AvatarView.sql(), format!("{tenant}, 'a'")),
        (Role::Writer, Write::TenantProfileLock.sql(), format!("{tenant}, {token}")),
        (Role::Writer, Write::AvatarLocked.sql(), format!("{tenant}, 'a'")),
        (Role::Writer, Write::AvatarsDelete.sql(), format!("{tenant}, {tenant}, 'a'")),
        (Role::Reader, Read::OwnProfileView.sql(), format!("{tenant}, {token}, 'a'")),
        (Role::Reader, Read::TenantsProfileView.sql(), format!("{tenant}, {token}, 'a'")),
        (Role::Reader, Read::NamedProfileView.sql(), format!("{tenant}, 'a'")),
        (Role::Writer, Write::NamedProfileLock.sql(), format!("{tenant}, 'a'")),
        (Role::Writer, Write::PrincipalView.sql(), format!("{tenant}, {token}")),
        (Role::Reader, Read::ServiceTokenView.sql(), format!("{tenant}, {token}")),
        (Role::Writer, Write::OwnProfileLock.sql(), format!("{tenant}, {token}, 'a'")),
        (Role::Writer, Write::TenantsProfileLock.sql(), format!("{tenant}, {token}, 'a'")),
        (Role::Writer, Write::UserProfileUpdate.sql(), format!("{tenant}, {tenant}, 'UTC', '{{}}'")),
        (Role::Writer, Write::ServiceTokenDelete.sql(), format!("{tenant}, {tenant}")),
        (Role::Writer, Write::UserLock.sql(), format!("{tenant}, {token}")),
        (Role::Writer, Write::RefreshLock.sql(), format!("{tenant}, {token}, 10")),
        (Role::Writer, Write::SessionDelete.sql(), format!("{tenant}, {tenant}, {tenant}")),
        (Role::Writer, Write::SessionsEnd.sql(), format!("{tenant}, {tenant}")),
        (Role::Writer, Write::UserKeysTaken.sql(), format!("{tenant}, ARRAY['a'], ARRAY['a'], ARRAY['a']")),
    ];
    by_index_alone(&database, &cases).await;
}

#[tokio::test]
async fn statements_of_communities_go_by_index_alone() {
    let database = database().await;
    let owner = owner(&database).await;
    owner
        .batch_execute(
            "INSERT INTO tenants (id, name, registration_open) VALUES (gen_random_uuid(), 'A', true),
                 (gen_random_uuid(), 'B', true);
             INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, handle, handle_skeleton)
             SELECT t.id, gen_random_uuid(), n::text, n || '@x', n || '@x', 'active', 'local', 'h' || n, 'h' || n
             FROM tenants AS t, generate_series(0, 2000) AS n;
             UPDATE users AS u SET referred_by = by.id FROM users AS by
             WHERE by.tenant_id = u.tenant_id AND by.user_id = (u.user_id::integer / 10)::text;
             INSERT INTO sessions (tenant_id, id, user_id, expires_at)
             SELECT tenant_id, gen_random_uuid(), id, now() + interval '1 day' FROM users;
             INSERT INTO tokens (tenant_id, hash, kind, session_id, user_id, expires_at)
             SELECT tenant_id, sha256(uuid_send(id)), 'session', id, user_id, expires_at FROM sessions;
             INSERT INTO containers (tenant_id, id, name)
             SELECT t.id, n::text, 'x' FROM tenants AS t, generate_series(0, 2000) AS n;
             INSERT INTO container_members (tenant_id, container_id, user_id)
             SELECT u.tenant_id, n::text, u.id FROM users AS u, generate_series(0, 5) AS n;
             INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
             SELECT u.tenant_id, gen_random_uuid(), u.id, n::text, 'x', 'x', 'x'
             FROM users AS u, generate_series(0, 5) AS n;
             INSERT INTO avatars (tenant_id, id, user_id, picture)
             SELECT tenant_id, id::text, id, '\\x00' FROM users;
             INSERT INTO audit_events (tenant_id, id, user_id, action, fields)
             SELECT tenant_id, gen_random_uuid(), id, 'x', '{}' FROM users;
             INSERT INTO idempotency_keys (tenant_id, hash, request_hash, operation, user_id, expires_at)
             SELECT tenant_id, sha256(uuid_send(id)), sha256(''), 'x', id, now() FROM users;
             ANALYZE;",
        )
        .await
        .unwrap();
    let (tenant, token) = ("'2489e9ad-2ee2-8e00-8ec9-32d5f69181c0'", "'\\x00'");
    let nobody = "ARRAY[]::uuid[], ARRAY[]::text[]";
    by_index_alone(
        &database,
        &[
            (Role::Reader, Read::ProfileSelect.sql(), format!("{tenant}, {token}, ARRAY['bio']")),
            (Role::Reader, Read::PublicProfileView.sql(), format!("{tenant}, {token}, 'h', 'h', '1'")),
            (Role::Reader, Read::ReferralList.sql(), format!("{tenant}, {token}, 100")),
            (Role::Reader, Read::ReferrerView.sql(), format!("{tenant}, 'X'")),
            (Role::Reader, Read::NotificationList.sql(), format!("{tenant}, {token}, '1', 20, 0, NULL")),
            (Role::Writer, Write::DataExport.sql(), format!("{tenant}, {token}")),
            (Role::Writer, Write::NotificationRead.sql(), format!("{tenant}, {tenant}")),
            (
                Role::Writer,
                Write::NotificationInsert.sql(),
                format!("{tenant}, '1', 'k', 't', 'b', {nobody}"),
            ),
            (Role::Writer, Write::MemberInsert.sql(), format!("{tenant}, '1', '1'")),
            (Role::Writer, Write::MemberDelete.sql(), format!("{tenant}, '1', '1'")),
        ],
    )
    .await;
}

/// Whatever the number of users: a place in a list and the beginning of a text are found by index behind the wall too.
#[tokio::test]
async fn statements_of_the_administration_go_by_index_alone() {
    let database = database().await;
    let owner = owner(&database).await;
    owner
        .batch_execute(
            "INSERT INTO tenants (id, name, registration_open)
             SELECT gen_random_uuid(), n::text, true FROM generate_series(1, 2000) AS n;
             INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, handle, handle_skeleton,
                 display_name, first_name, last_name)
             SELECT t.id, gen_random_uuid(), n::text, n || '@x', n || '@x',
                 (ARRAY['active', 'pending', 'banned'])[1 + n % 3], 'local', 'h' || n, 'h' || n, 'N' || n, 'F' || n, 'L' || n
             FROM (SELECT id FROM tenants LIMIT 2) AS t, generate_series(0, 5000) AS n;
             INSERT INTO service_tokens (tenant_id, id, name, hash)
             SELECT t.id, gen_random_uuid(), 'x', sha256(int4send(n))
             FROM (SELECT id FROM tenants LIMIT 2) AS t, generate_series(1, 2000) AS n;
             INSERT INTO containers (tenant_id, id, name)
             SELECT t.id, n::text, 'x' FROM (SELECT id FROM tenants LIMIT 2) AS t, generate_series(0, 2000) AS n;
             INSERT INTO container_members (tenant_id, container_id, user_id)
             SELECT tenant_id, (user_id::integer % 100)::text, id FROM users;
             INSERT INTO audit_events (tenant_id, id, user_id, action, fields, at)
             SELECT tenant_id, gen_random_uuid(), id, 'x' || user_id::integer % 7, '{}', now() + user_id::integer * interval '1 s'
             FROM users;
             INSERT INTO idempotency_keys (tenant_id, hash, request_hash, operation, expires_at)
             SELECT tenant_id, sha256(uuid_send(id)), sha256(''), 'x', now() + interval '1 day' FROM users;
             ANALYZE;",
        )
        .await
        .unwrap();
    let tenant: String =
        owner.query_one("SELECT quote_literal(tenant_id) FROM users LIMIT 1", &[]).await.unwrap().get(0);
    let every = "ARRAY['active', 'banned', 'deleted', 'invited', 'pending'], ARRAY['local', 'oidc', 'saml']";
    let by_time = format!("{tenant}, {every}, now(), {tenant}, 20");
    let by_email = format!("{tenant}, {every}, 'a', {tenant}, 20");
    let search = format!(
        "{tenant}, {every}, ARRAY[1], ARRAY['a'], ARRAY[{tenant}]::uuid[], ARRAY['b'], 'a', 'a', 'a', ARRAY['a'], 20"
    );
    let events =
        |action: &str, user: &str| format!("{tenant}, {action}, now(), now(), now(), {tenant}, 20, {user}");
    let writes = [
        (Write::TenantRecord, tenant.clone()),
        (Write::TenantLock, tenant.clone()),
        (Write::TenantUpdate, format!("{tenant}, 'x', true")),
        (Write::ManagedUserView, format!("{tenant}, 'a'")),
        (Write::ManagedUserLock, format!("{tenant}, 'a'")),
        (Write::UserBan, format!("{tenant}, {tenant}")),
        (Write::UserRestore, format!("{tenant}, {tenant}")),
        (Write::UserListOldest, by_time.clone()),
        (Write::UserListNewest, by_time),
        (Write::UserListByEmail, by_email.clone()),
        (Write::UserListByEmailDown, by_email),
        (Write::UserSearch, search),
        (Write::ServiceTokenList, format!("{tenant}, {tenant}, 20")),
        (Write::ContainerList, format!("{tenant}, '1', 20")),
        (Write::ContainerView, format!("{tenant}, '1'")),
        (Write::ContainerLock, format!("{tenant}, '1'")),
        (Write::ContainerUpdate, format!("{tenant}, '1', 'x'")),
        (Write::ContainerDelete, format!("{tenant}, '1'")),
        (Write::MemberList, format!("{tenant}, '1', {tenant}, 20")),
        (Write::NotificationInsertAll, format!("{tenant}, '1', 'k', 't', 'b', 100")),
        (Write::AuditList, events("NULL", "NULL")),
        (Write::AuditListOfAction, events("'x1'", "NULL")),
        (Write::AuditListOfUser, events("'x1'", "'1'")),
        (Write::IdempotencyView, format!("{tenant}, '\\x00'")),
        (Write::IdempotencyKeep, format!("{tenant}, '\\x00', '{{}}', {tenant}")),
        (Write::IdempotencyPurge, tenant.clone()),
    ];
    let mut cases: Vec<_> =
        writes.into_iter().map(|(write, values)| (Role::Writer, write.sql(), values)).collect();
    cases.push((Role::Reader, Read::TenantPage.sql(), format!("{tenant}, 20")));
    by_index_alone(&database, &cases).await;
    places_are_conditions(&database, &cases).await;
}

/// Whether each list goes to its place in the index rather than over all that lies before it. Where the first value of a
/// place is unique, that value alone leads there, and the rest is looked at in the row.
async fn places_are_conditions(database: &TestDatabase, cases: &[(Role, &str, String)]) {
    for (number, (as_role, sql, values)) in
        cases.iter().enumerate().filter(|(_, case)| case.1.contains("LIMIT"))
    {
        let client = role(database, *as_role).await;
        client.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        client.batch_execute(&format!("PREPARE s{number} AS {sql}")).await.unwrap();
        let plan = client.query(&format!("EXPLAIN EXECUTE s{number} ({values})"), &[]).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let misses = |pair: &&[String]| {
            pair[1].contains("Filter:") && pair[1].contains("ROW(") && !pair[0].contains(" >= ")
        };
        assert_eq!(plan.windows(2).find(misses), None, "{sql}\n{}", plan.join("\n"));
    }
}

/// Whether the generic plan of each statement, with some values, looks at no table as a whole.
async fn by_index_alone(database: &TestDatabase, cases: &[(Role, &str, String)]) {
    for (number, (as_role, sql, values)) in cases.iter().enumerate() {
        let client = role(database, *as_role).await;
        client.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
        client.batch_execute(&format!("PREPARE s{number} AS {sql}")).await.unwrap();
        let plan = client.query(&format!("EXPLAIN EXECUTE s{number} ({values})"), &[]).await.unwrap();
        let plan: String = plan.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
        assert!(plan.contains("Index") && !plan.contains("Seq Scan"), "{sql}\n{plan}");
    }
}
