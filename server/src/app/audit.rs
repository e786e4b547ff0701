//! The audit log, read by administrators.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::app::administration::Requester;
use crate::authorization::{OperationId, Resource};
use crate::domain::{AuditFilter, AuditRecord, Error, Page, Window};

impl App {
    /// A part of the tenant's audit log, newest first.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for a cursor of another list.
    pub async fn audit_event_list(
        &self,
        requester: impl Into<Requester<'_>>,
        filter: AuditFilter<'_>,
        window: Window<'_>,
    ) -> Result<Page<AuditRecord>, Error> {
        let by = self.administrator(requester.into(), OperationId::AuditEventList, Resource::Tenant).await?;
        let list = named(filter);
        let after: Option<(DateTime<Utc>, Uuid)> =
            window.place(&list).map_err(|invalid| invalid.at("/query/cursor"))?;
        let records = self.database().audit_list(by.tenant, filter, after, window.rows()).await?;
        Ok(Page::cut(records, window.limit, &list, |record| (record.at, record.id)))
    }
}

/// The list, as its cursors name it. Its ends are left out: they may move while pages are turned.
fn named(filter: AuditFilter<'_>) -> String {
    format!("audit {} {}", filter.action.unwrap_or_default(), filter.user_id.unwrap_or_default())
}
