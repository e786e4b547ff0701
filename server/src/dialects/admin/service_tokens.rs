//! Service tokens.

use super::convert::{self, page, requester, window};
use super::error::done;
use crate::app::NewServiceToken;
use crate::server::Server;
use selfsame_spec::generated::admin::{
    ServiceTokenCreateAnswer, ServiceTokenCreateInput, ServiceTokenListAnswer, ServiceTokenListInput,
    ServiceTokenRevokeAnswer, ServiceTokenRevokeInput,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn list(
    server: &Server,
    context: &CallContext<'_>,
    input: ServiceTokenListInput,
) -> ServiceTokenListAnswer {
    let window = window(input.limit, input.cursor.as_deref());
    let listed = server.app.service_token_list(requester(context, &input.credential), window).await;
    let listed = done!(server, context, ServiceTokenListAnswer[], listed);
    let (data, next_cursor) = page(listed, convert::service_token);
    ServiceTokenListAnswer::Ok { body: types::ServiceTokenPage { data, next_cursor }.into() }
}

pub(super) async fn create(
    server: &Server,
    context: &CallContext<'_>,
    input: ServiceTokenCreateInput,
) -> ServiceTokenCreateAnswer {
    let body = &input.body;
    let new = NewServiceToken {
        tenant: body.tenant_id,
        name: &body.name,
        role: body.role.map(convert::role).unwrap_or_default(),
        expires_at: body.expires_at,
    };
    let created = server.app.service_token_create(requester(context, &input.credential), new).await;
    let (token, secret) = done!(server, context, ServiceTokenCreateAnswer[], created);
    ServiceTokenCreateAnswer::Created { body: convert::created_service_token(token, secret).into() }
}

pub(super) async fn revoke(
    server: &Server,
    context: &CallContext<'_>,
    input: ServiceTokenRevokeInput,
) -> ServiceTokenRevokeAnswer {
    let by = requester(context, &input.credential);
    let revoked = server.app.service_token_revoke(by, input.service_token_id).await;
    done!(server, context, ServiceTokenRevokeAnswer[NotFound], revoked);
    ServiceTokenRevokeAnswer::NoContent
}
