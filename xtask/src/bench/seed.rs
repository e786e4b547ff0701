//! The users that are asked for: one row, one session and one session token each.
//!
//! The random part of a token is the user's number, so that pgbench can compute the hash that it looks for. Such tokens
//! are worth nothing outside the throw-away database. Must not know who asks.

use anyhow::ensure;

use super::binaries::Binaries;
use super::target::Target;

/// The random part of the token of user `n`: the number, in 32 bytes.
pub(super) fn secret(n: &str) -> String {
    format!("decode(lpad(to_hex({n}), 64, '0'), 'hex')")
}

/// Adds users to the service's tenant and gives their session tokens.
///
/// # Errors
/// The database refuses a row.
pub(super) fn seed(postgres: &Binaries, target: &Target, users: u32) -> anyhow::Result<Vec<String>> {
    let secret = secret("n");
    let script = format!(
        "\
BEGIN;
CREATE TEMPORARY TABLE seed ON COMMIT DROP AS
SELECT n, ('019b76da-a800-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS user_id,
    ('019b76da-a800-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid AS session_id
FROM generate_series(1::bigint, :users) AS n;
INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, display_name, bio, timezone, locale)
SELECT :'tenant', user_id, 'bench_' || n, 'bench-' || n || '@example.com', 'bench-' || n || '@example.com', 'active',
    'local', 'User ' || n, 'Writes programs for engines that do not exist yet.', 'Europe/London', 'en-GB'
FROM seed;
INSERT INTO sessions (tenant_id, id, user_id, expires_at)
SELECT :'tenant', session_id, user_id, now() + interval '1 day' FROM seed;
INSERT INTO tokens (tenant_id, hash, kind, session_id, user_id, expires_at)
SELECT :'tenant', sha256({secret}), 'session', session_id, user_id, now() + interval '1 day' FROM seed;
COMMIT;
VACUUM ANALYZE users, sessions, tokens;
SELECT 'sst_' || translate(encode(uuid_send(:'tenant') || {secret}, 'base64'), '+/', '-_')
FROM generate_series(1::bigint, :users) AS n;
"
    );
    let variables = [("tenant", target.tenant()), ("users", &users.to_string())];
    let tokens = postgres.query(target.database_url(), &variables, &script)?;
    ensure!(tokens.len() == usize::try_from(users)?, "{} of {users} users have a token", tokens.len());
    Ok(tokens)
}
