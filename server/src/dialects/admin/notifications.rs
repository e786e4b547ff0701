//! Notifications.

use super::convert::{replayed, requester};
use super::error::done;
use crate::app::NewNotification;
use crate::server::Server;
use selfsame_spec::generated::admin::{NotificationCreateAnswer, NotificationCreateInput};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn create(
    server: &Server,
    context: &CallContext<'_>,
    input: NotificationCreateInput,
) -> NotificationCreateAnswer {
    let body = &input.body;
    let user_ids: Option<Vec<&str>> =
        body.user_ids.as_ref().map(|user_ids| user_ids.iter().map(String::as_str).collect());
    let new = NewNotification {
        container: &body.container_id,
        user_ids: user_ids.as_deref(),
        kind: &body.type_,
        title: &body.title,
        body: body.body.as_deref().unwrap_or_default(),
    };
    let key = input.idempotency_key.as_deref();
    let created = server.app.notification_create(requester(context, &input.credential), new, key).await;
    let created = done!(server, context, NotificationCreateAnswer[UnprocessableContent], created);
    let receipt = types::NotificationReceipt { created: i64::try_from(created.value).unwrap_or(i64::MAX) };
    NotificationCreateAnswer::Created {
        idempotency_replayed: replayed(created.is_replayed),
        body: receipt.into(),
    }
}
