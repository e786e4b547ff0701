//! Rate limits that all servers share, by the generic cell rate algorithm.
//!
//! A key's state is one timestamp: when its budget will be full again. A try pushes it into the future by
//! `period / burst` and is refused if that would lead further ahead than `period`.

use std::time::Duration;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{Database, Transaction, Write, error, seconds};
use crate::domain::Error;

/// What one key may spend: `burst` tries at once, and as many again in each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// SHA-256 of what is limited, so that the table holds no address.
    pub key: [u8; 32],
    /// How many tries at once; at least 1.
    pub burst: u32,
    /// How long an empty budget takes to fill.
    pub period: Duration,
}

impl Budget {
    /// The budget of `what`, apart from those of other purposes.
    pub fn new(purpose: &str, what: &[u8], burst: u32, period: Duration) -> Self {
        let key = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(what).finalize().into();
        Self { key, burst: burst.max(1), period }
    }

    fn step(&self) -> f64 {
        seconds(self.period) / f64::from(self.burst)
    }
}

/// Whether a try may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Admitted,
    /// It may not, and will after this long.
    Refused(Duration),
}

/// The account is charged only when the address is admitted: whoever has spent the address's budget cannot go on to
/// spend another person's.
pub(super) const RATE_LIMIT_TAKE: &str = "\
WITH address AS (
    INSERT INTO rate_limits AS r (tenant_id, key, tat, admitted)
    VALUES ($1, $2, now() + make_interval(secs => $3), true)
    ON CONFLICT (tenant_id, key) DO UPDATE SET
        admitted = greatest(r.tat, now()) + make_interval(secs => $3) <= now() + make_interval(secs => $4),
        tat = CASE
            WHEN greatest(r.tat, now()) + make_interval(secs => $3) <= now() + make_interval(secs => $4)
            THEN greatest(r.tat, now()) + make_interval(secs => $3)
            ELSE r.tat
        END
    RETURNING r.admitted, r.tat + make_interval(secs => $3) - make_interval(secs => $4) - now() AS wait
), account AS (
    INSERT INTO rate_limits AS r (tenant_id, key, tat, admitted)
    SELECT $1, $5, now() + make_interval(secs => $6), true FROM address WHERE address.admitted
    ON CONFLICT (tenant_id, key) DO UPDATE SET
        admitted = greatest(r.tat, now()) + make_interval(secs => $6) <= now() + make_interval(secs => $7),
        tat = CASE
            WHEN greatest(r.tat, now()) + make_interval(secs => $6) <= now() + make_interval(secs => $7)
            THEN greatest(r.tat, now()) + make_interval(secs => $6)
            ELSE r.tat
        END
    RETURNING r.admitted, r.tat + make_interval(secs => $6) - make_interval(secs => $7) - now() AS wait
)
SELECT
    coalesce(account.admitted, false),
    extract(epoch FROM coalesce(account.wait, address.wait))::float8
FROM address LEFT JOIN account ON true";

pub(super) const RATE_LIMITS_PURGE: &str = "DELETE FROM rate_limits WHERE tenant_id = $1 AND tat < now()";

impl Database {
    /// One try of an account from an address. The tenant must exist, or strangers could fill the table.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn rate_limit_take(
        &self,
        tenant: Uuid,
        address: Budget,
        account: Budget,
    ) -> Result<Verdict, Error> {
        let params = Params::of(tenant, address, account);
        let answers = self.writer.run(tenant, &[Call(Write::RateLimitTake, &params.as_array())]).await?;
        verdict(answers.first().and_then(|rows| rows.first()))
    }

    /// Forgets the tenant's budgets that are full again.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn rate_limits_purge(&self, tenant: Uuid) -> Result<(), Error> {
        self.writer.run(tenant, &[Call(Write::RateLimitsPurge, &[&tenant])]).await.map(drop)
    }
}

impl Transaction {
    /// As [`Database::rate_limit_take`], within the transaction; it counts only if the transaction is committed.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn rate_limit_take(&mut self, address: Budget, account: Budget) -> Result<Verdict, Error> {
        let params = Params::of(self.tenant(), address, account);
        let rows = self.query(Call(Write::RateLimitTake, &params.as_array())).await?;
        verdict(rows.first())
    }
}

struct Params {
    tenant: Uuid,
    keys: [Vec<u8>; 2],
    steps: [f64; 2],
    periods: [f64; 2],
}

impl Params {
    fn of(tenant: Uuid, address: Budget, account: Budget) -> Self {
        Self {
            tenant,
            keys: [address.key.to_vec(), account.key.to_vec()],
            steps: [address.step(), account.step()],
            periods: [seconds(address.period), seconds(account.period)],
        }
    }

    fn as_array(&self) -> [&(dyn tokio_postgres::types::ToSql + Sync); 7] {
        let Self { tenant, keys, steps, periods } = self;
        [tenant, &keys[0], &steps[0], &periods[0], &keys[1], &steps[1], &periods[1]]
    }
}

fn verdict(row: Option<&tokio_postgres::Row>) -> Result<Verdict, Error> {
    let what = Write::RateLimitTake.name();
    let row = row.ok_or_else(|| Error::internal(format!("{what}: no row")))?;
    let read = || Ok::<(bool, f64), tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?));
    let (admitted, wait) = read().map_err(|e| error::from_driver(what, &e))?;
    if admitted {
        return Ok(Verdict::Admitted);
    }
    Ok(Verdict::Refused(Duration::try_from_secs_f64(wait.max(0.0)).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_have_budgets_of_their_own() {
        let key = |purpose: &str, what: &[u8]| Budget::new(purpose, what, 1, Duration::from_secs(1)).key;
        assert_eq!(key("login", b"ada"), key("login", b"ada"));
        assert_ne!(key("login", b"ada"), key("refresh", b"ada"));
        assert_ne!(key("login", b"ada"), key("logina", b"da"));
    }
}
