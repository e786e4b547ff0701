//! Tenants.

use super::convert::{self, is_matched, page, replayed, represented, requester, window};
use super::error::done;
use crate::app::{NewTenant, Precondition};
use crate::dialects::conditional;
use crate::domain::{Tenant, TenantPatch};
use crate::server::Server;
use selfsame_spec::generated::admin::{
    TenantCreateAnswer, TenantCreateInput, TenantListAnswer, TenantListInput, TenantUpdateAnswer,
    TenantUpdateInput, TenantViewAnswer, TenantViewInput,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn list(
    server: &Server,
    context: &CallContext<'_>,
    input: TenantListInput,
) -> TenantListAnswer {
    let window = window(input.limit, input.cursor.as_deref());
    let listed = server.app.tenant_list(requester(context, &input.credential), window).await;
    let (data, next_cursor) = page(done!(server, context, TenantListAnswer[], listed), convert::tenant);
    TenantListAnswer::Ok { body: types::TenantPage { data, next_cursor }.into() }
}

pub(super) async fn create(
    server: &Server,
    context: &CallContext<'_>,
    input: TenantCreateInput,
) -> TenantCreateAnswer {
    let body = &input.body;
    let new = NewTenant {
        id: body.id,
        name: &body.name,
        registration_open: body.registration.is_some_and(convert::is_open),
    };
    let key = input.idempotency_key.as_deref();
    let created = server.app.tenant_create(requester(context, &input.credential), new, key).await;
    let created = done!(server, context, TenantCreateAnswer[Conflict, UnprocessableContent], created);
    TenantCreateAnswer::Created {
        location: format!("/manage/api/tenants/{}", created.value.id),
        idempotency_replayed: replayed(created.is_replayed),
        body: convert::tenant(created.value).into(),
    }
}

pub(super) async fn view(
    server: &Server,
    context: &CallContext<'_>,
    input: TenantViewInput,
) -> TenantViewAnswer {
    let viewed = server.app.tenant_view(requester(context, &input.credential), input.tenant_id).await;
    let tenant = done!(server, context, TenantViewAnswer[NotFound], viewed);
    let (etag, body) = represented(&convert::tenant(tenant));
    match input.if_none_match {
        Some(tags) if conditional::if_none_match(&tags, &etag) => TenantViewAnswer::NotModified { etag },
        Some(_) | None => TenantViewAnswer::Ok { etag, body },
    }
}

pub(super) async fn update(
    server: &Server,
    context: &CallContext<'_>,
    input: TenantUpdateInput,
) -> TenantUpdateAnswer {
    let TenantUpdateInput { credential, tenant_id, if_match, body } = input;
    let matches = |tenant: &Tenant| is_matched(if_match.as_deref(), &convert::tenant(tenant.clone()));
    let precondition: Precondition<'_, Tenant> = if_match.is_some().then_some(&matches);
    let patch = TenantPatch {
        name: body.name.as_deref(),
        registration_open: body.registration.map(convert::is_open),
    };
    let updated =
        server.app.tenant_update(requester(context, &credential), tenant_id, patch, precondition).await;
    let tenant = done!(server, context, TenantUpdateAnswer[NotFound, Conflict, PreconditionFailed], updated);
    let (etag, body) = represented(&convert::tenant(tenant));
    TenantUpdateAnswer::Ok { etag, body }
}
