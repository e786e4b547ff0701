//! The audit log.

use super::convert::{self, page, requester, window};
use super::error::done;
use crate::domain::AuditFilter;
use crate::server::Server;
use selfsame_spec::generated::admin::{AuditEventListAnswer, AuditEventListInput};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn list(
    server: &Server,
    context: &CallContext<'_>,
    input: AuditEventListInput,
) -> AuditEventListAnswer {
    let filter = AuditFilter {
        user_id: input.user_id.as_deref(),
        action: input.action.as_deref(),
        since: input.since,
        until: input.until,
    };
    let window = window(input.limit, input.cursor.as_deref());
    let listed = server.app.audit_event_list(requester(context, &input.credential), filter, window).await;
    let listed = done!(server, context, AuditEventListAnswer[], listed);
    let (data, next_cursor) = page(listed, convert::audit_event);
    AuditEventListAnswer::Ok { body: types::AuditEventPage { data, next_cursor }.into() }
}
