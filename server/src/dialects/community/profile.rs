//! The operations of the tag `community`.

use super::{convert, error};
use crate::app::Precondition;
use crate::dialects::{caller, conditional, failure};
use crate::domain::{Error, User};
use crate::server::Server;
use chrono::{DateTime, Utc};
use selfsame_spec::generated::community::{
    CommunityApi, CommunityProfileUpdateAnswer, CommunityProfileUpdateInput, CommunityProfileViewAnswer,
    CommunityProfileViewInput, CommunityPublicProfileViewAnswer, CommunityPublicProfileViewInput,
    NotificationListAnswer, NotificationListInput, NotificationReadAnswer, NotificationReadInput,
    ReferralListAnswer, ReferralListInput,
};
use selfsame_spec::generated::types::CommunityError;
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused};
use uuid::Uuid;

impl CommunityApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<CommunityError> {
        error::refused(self, context, refusal, credential).await
    }

    async fn community_profile_view(
        &self,
        context: &CallContext<'_>,
        input: CommunityProfileViewInput,
    ) -> CommunityProfileViewAnswer {
        let selection = convert::selection(&input.fields);
        match self.app.community_profile_view(&input.credential.token, &selection).await {
            Ok(profile) => {
                let etag = entity_tag(profile.id, profile.updated_at);
                if is_known(input.if_none_match.as_deref(), &etag) {
                    return CommunityProfileViewAnswer::NotModified { etag };
                }
                let body = convert::selected(profile, &input.fields, &self.public_url).into();
                CommunityProfileViewAnswer::Ok { etag, body }
            }
            Err(Error::NotFound) => CommunityProfileViewAnswer::NotFound { body: error::not_found().into() },
            Err(failed) => CommunityProfileViewAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn community_profile_update(
        &self,
        context: &CallContext<'_>,
        input: CommunityProfileUpdateInput,
    ) -> CommunityProfileUpdateAnswer {
        let matches = |user: &User| {
            let etag = entity_tag(user.id, user.updated_at);
            input.if_match.as_deref().is_none_or(|tags| conditional::if_match(tags, &etag))
        };
        let precondition: Precondition<'_> = input.if_match.is_some().then_some(&matches);
        let patch = match convert::patch(input.body, Utc::now().date_naive()) {
            Ok(patch) => patch,
            Err(invalid) => {
                let refusal = failure::refusal(context, invalid);
                return CommunityProfileUpdateAnswer::refused(
                    error::refused(self, context, refusal, Some(&input.credential)).await,
                );
            }
        };
        match self
            .app
            .community_profile_update(caller(context), &input.credential.token, patch, precondition)
            .await
        {
            Ok(user) => CommunityProfileUpdateAnswer::Ok {
                etag: entity_tag(user.id, user.updated_at),
                body: convert::whole(user, &self.public_url).into(),
            },
            Err(Error::Conflict { .. }) => {
                CommunityProfileUpdateAnswer::Conflict { body: error::handle_taken().into() }
            }
            Err(Error::PreconditionFailed) => {
                CommunityProfileUpdateAnswer::PreconditionFailed { body: error::precondition_failed().into() }
            }
            Err(Error::NotFound) => {
                CommunityProfileUpdateAnswer::NotFound { body: error::not_found().into() }
            }
            Err(failed) => CommunityProfileUpdateAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn community_public_profile_view(
        &self,
        context: &CallContext<'_>,
        input: CommunityPublicProfileViewInput,
    ) -> CommunityPublicProfileViewAnswer {
        let CommunityPublicProfileViewInput { credential, username, container_id, if_none_match } = input;
        match self.app.community_public_profile_view(&credential.token, &username, &container_id).await {
            Ok(profile) => {
                let body = Json::new(&convert::public_profile(profile, &self.public_url));
                let etag = body.entity_tag();
                if is_known(if_none_match.as_deref(), &etag) {
                    return CommunityPublicProfileViewAnswer::NotModified { etag };
                }
                CommunityPublicProfileViewAnswer::Ok { etag, body }
            }
            Err(Error::NotFound) => {
                CommunityPublicProfileViewAnswer::NotFound { body: error::not_found().into() }
            }
            Err(failed) => CommunityPublicProfileViewAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn referral_list(&self, context: &CallContext<'_>, input: ReferralListInput) -> ReferralListAnswer {
        match self.app.referral_list(&input.credential.token).await {
            Ok(referrals) => ReferralListAnswer::Ok { body: convert::referrals(referrals).into() },
            Err(Error::NotFound) => ReferralListAnswer::NotFound { body: error::not_found().into() },
            Err(failed) => ReferralListAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn notification_list(
        &self,
        context: &CallContext<'_>,
        input: NotificationListInput,
    ) -> NotificationListAnswer {
        let request = convert::page_request(input.page, input.limit, input.until);
        match self.app.notification_list(&input.credential.token, &input.container_id, request).await {
            Ok(page) => NotificationListAnswer::Ok { body: convert::notifications(request, page).into() },
            Err(Error::NotFound) => NotificationListAnswer::NotFound { body: error::not_found().into() },
            Err(failed) => NotificationListAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn notification_read(
        &self,
        context: &CallContext<'_>,
        input: NotificationReadInput,
    ) -> NotificationReadAnswer {
        match self.app.notification_read(&input.credential.token).await {
            Ok(()) => NotificationReadAnswer::Created,
            Err(Error::NotFound) => NotificationReadAnswer::NotFound { body: error::not_found().into() },
            Err(failed) => NotificationReadAnswer::refused(refused(self, context, failed).await),
        }
    }
}

async fn refused(server: &Server, context: &CallContext<'_>, failed: Error) -> Refused<CommunityError> {
    error::refused(server, context, failure::refusal(context, failed), None).await
}

/// The entity tag of one's own profile, whichever of its fields are shown: what any read gave, a write takes.
fn entity_tag(user: Uuid, updated_at: DateTime<Utc>) -> String {
    Json::new(&(user, updated_at)).entity_tag()
}

/// Whether `If-None-Match` says that the caller has the representation.
fn is_known(if_none_match: Option<&str>, etag: &str) -> bool {
    if_none_match.is_some_and(|tags| conditional::if_none_match(tags, etag))
}
