//! The operations of the tag `tenant`.

use super::{convert, error};
use crate::app::PicturedPrecondition;
use crate::authorization::Noticed;
use crate::dialects::{caller, conditional, failure};
use crate::domain::{Error, PicturedUser};
use crate::server::Server;
use selfsame_spec::generated::tenant::{
    AvatarViewAnswer, AvatarViewInput, TenantApi, TenantProfileUpdateAnswer, TenantProfileUpdateInput,
    TenantProfileViewAnswer, TenantProfileViewInput,
};
use selfsame_spec::generated::types::{TenantError, TenantProfile};
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused};

/// Keeps a browser that is led to a picture from running anything, should it take it for something else.
const SANDBOX: &str = "default-src 'none'; sandbox";

impl TenantApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<TenantError> {
        error::refused(self, context, refusal, credential).await
    }

    async fn tenant_profile_view(
        &self,
        context: &CallContext<'_>,
        input: TenantProfileViewInput,
    ) -> TenantProfileViewAnswer {
        let user = match self.app.tenant_profile_view(&input.credential.token, input.x_tenant_id).await {
            Ok(user) => user,
            Err(Noticed { value: Error::TenantMismatch, .. }) => {
                return TenantProfileViewAnswer::Forbidden { body: error::tenant_mismatch().into() };
            }
            Err(Noticed { value: Error::Forbidden, notices }) => {
                return TenantProfileViewAnswer::Forbidden { body: error::forbidden(notices).into() };
            }
            Err(failed) => {
                return TenantProfileViewAnswer::refused(refused(self, context, failed.value).await);
            }
        };
        let (etag, body) = noticed(user);
        match input.if_none_match {
            Some(tags) if conditional::if_none_match(&tags, &etag) => {
                TenantProfileViewAnswer::NotModified { etag }
            }
            Some(_) | None => TenantProfileViewAnswer::Ok { etag, body },
        }
    }

    async fn tenant_profile_update(
        &self,
        context: &CallContext<'_>,
        input: TenantProfileUpdateInput,
    ) -> TenantProfileUpdateAnswer {
        let TenantProfileUpdateInput { credential, x_tenant_id: tenant, if_match, body } = input;
        let patch = match convert::patch(body) {
            Ok(patch) => patch,
            Err(unusable) => return refused_body(self, context, unusable, &credential).await,
        };
        let matches = |user: &PicturedUser| {
            if_match
                .as_deref()
                .is_none_or(|tags| conditional::if_match(tags, &represented(user).1.entity_tag()))
        };
        let precondition: PicturedPrecondition<'_> = if_match.is_some().then_some(&matches);
        let caller = caller(context);
        match self.app.tenant_profile_update(caller, &credential.token, tenant, patch, precondition).await {
            Ok(user) => {
                let (etag, body) = noticed(user);
                TenantProfileUpdateAnswer::Ok { etag, body }
            }
            Err(Noticed { value: Error::TenantMismatch, .. }) => {
                TenantProfileUpdateAnswer::Forbidden { body: error::tenant_mismatch().into() }
            }
            Err(Noticed { value: Error::Forbidden, notices }) => {
                TenantProfileUpdateAnswer::Forbidden { body: error::forbidden(notices).into() }
            }
            Err(Noticed { value: Error::Managed { fields }, notices }) => {
                let body = error::sso_managed_field(&fields, notices);
                TenantProfileUpdateAnswer::BadRequest { body: body.into() }
            }
            Err(Noticed { value: Error::PreconditionFailed, notices }) => {
                let body = error::precondition_failed(notices);
                TenantProfileUpdateAnswer::PreconditionFailed { body: body.into() }
            }
            Err(failed) => TenantProfileUpdateAnswer::refused(refused(self, context, failed.value).await),
        }
    }

    async fn avatar_view(&self, context: &CallContext<'_>, input: AvatarViewInput) -> AvatarViewAnswer {
        let png = match self.app.avatar_view(&input.avatar_id).await {
            Ok(png) => png,
            Err(Error::NotFound) => return AvatarViewAnswer::NotFound { body: error::not_found().into() },
            Err(failed) => return AvatarViewAnswer::refused(refused(self, context, failed).await),
        };
        // Another picture has another name, so the name says which bytes these are.
        let etag = format!("\"{}\"", input.avatar_id);
        match input.if_none_match {
            Some(tags) if conditional::if_none_match(&tags, &etag) => AvatarViewAnswer::NotModified { etag },
            Some(_) | None => {
                AvatarViewAnswer::Ok { etag, content_security_policy: SANDBOX.to_owned(), body: png.into() }
            }
        }
    }
}

async fn refused(server: &Server, context: &CallContext<'_>, failed: Error) -> Refused<TenantError> {
    error::refused(server, context, failure::refusal(context, failed), None).await
}

/// A body that cannot be meant is told to whom has a valid credential.
async fn refused_body(
    server: &Server,
    context: &CallContext<'_>,
    unusable: convert::Unusable,
    credential: &Credential,
) -> TenantProfileUpdateAnswer {
    let refusal = Refusal::Meaningless { violations: unusable.violations };
    let refused = error::refused(server, context, refusal, Some(credential)).await;
    if let Refusal::Meaningless { violations } = &refused.refusal
        && unusable.is_too_large
    {
        return TenantProfileUpdateAnswer::BadRequest { body: error::avatar_too_large(violations).into() };
    }
    TenantProfileUpdateAnswer::refused(refused)
}

/// The profile as it is shown.
fn represented(user: &PicturedUser) -> (TenantProfile, Json<TenantProfile>) {
    let profile = convert::profile(user);
    let body = Json::new(&profile);
    (profile, body)
}

/// The entity tag of a profile, and an answer with it. Notices are of the answer: another policy makes no other profile.
fn noticed(Noticed { value: user, notices }: Noticed<PicturedUser>) -> (String, Json<TenantProfile>) {
    let (mut profile, body) = represented(&user);
    let etag = body.entity_tag();
    if notices.is_empty() {
        return (etag, body);
    }
    profile.notices = Some(notices);
    (etag, Json::new(&profile))
}
