//! The background pass: what has had its time is removed.

use crate::app::App;
use crate::domain::Error;

impl App {
    /// Erases the users whose grace period is over, with everything personal, and tells how many there were. Also
    /// removes sessions that are long over, rate limits that bind nobody any more, and answers that had their time.
    ///
    /// Any number of servers may do this at once. One tenant's failure does not keep the others from their turn.
    ///
    /// # Errors
    /// The first failure, after everything else was tried.
    pub async fn erase_due(&self) -> Result<u64, Error> {
        let mut erased = 0;
        let mut failure = None;
        for tenant in self.database().erasure_tenants().await? {
            match self.database().users_erase_due(tenant).await {
                Ok(count) => erased += count,
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        for tenant in self.database().tenant_list().await? {
            let purged = async {
                self.database().sessions_purge(tenant, self.settings().session_retention).await?;
                self.database().rate_limits_purge(tenant).await?;
                self.database().idempotency_purge(tenant).await?;
                self.database().user_imports_purge(tenant).await
            };
            if let Err(error) = purged.await {
                failure = failure.or(Some(error));
            }
        }
        failure.map_or(Ok(erased), Err)
    }
}
