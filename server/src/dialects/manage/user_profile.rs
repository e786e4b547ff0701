//! The operations of the tag `manage`.

use super::{convert, error};
use crate::app::Precondition;
use crate::dialects::{caller, conditional, failure};
use crate::domain::{Error, UserProfile};
use crate::server::Server;
use selfsame_spec::generated::manage::{
    ManageApi, UserProfileUpsertAnswer, UserProfileUpsertInput, UserProfileViewAnswer, UserProfileViewInput,
};
use selfsame_spec::generated::types::{self, Problem};
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused};

impl ManageApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<Problem> {
        error::refused(self, context, refusal, credential).await
    }

    async fn user_profile_view(
        &self,
        context: &CallContext<'_>,
        input: UserProfileViewInput,
    ) -> UserProfileViewAnswer {
        let profile = match self
            .app
            .user_profile_view(failure::token_of_any(&input.credential), &input.user_id)
            .await
        {
            Ok(profile) => profile,
            Err(Error::NotFound) => {
                return UserProfileViewAnswer::NotFound { body: error::not_found(context) };
            }
            Err(failed) => return UserProfileViewAnswer::refused(refused(self, context, failed).await),
        };
        let (etag, body) = represented(&profile);
        match input.if_none_match {
            Some(tags) if conditional::if_none_match(&tags, &etag) => {
                UserProfileViewAnswer::NotModified { etag }
            }
            Some(_) | None => UserProfileViewAnswer::Ok { etag, body },
        }
    }

    async fn user_profile_upsert(
        &self,
        context: &CallContext<'_>,
        input: UserProfileUpsertInput,
    ) -> UserProfileUpsertAnswer {
        let UserProfileUpsertInput { credential, user_id, if_match, body } = input;
        let matches = |profile: &UserProfile| is_matched(if_match.as_deref(), profile);
        let precondition: Precondition<'_, UserProfile> = if_match.is_some().then_some(&matches);
        let patch = match convert::patch(body) {
            Ok(patch) => patch,
            Err(invalid) => {
                let refusal = failure::refusal(context, invalid);
                let refused = error::refused(self, context, refusal, Some(&credential)).await;
                return UserProfileUpsertAnswer::refused(refused);
            }
        };
        let token = failure::token_of_any(&credential);
        let upserted = self.app.user_profile_upsert(caller(context), token, &user_id, patch, precondition);
        match upserted.await {
            Ok(profile) => {
                let (etag, body) = represented(&profile);
                UserProfileUpsertAnswer::Ok { etag, body }
            }
            Err(Error::NotFound) => UserProfileUpsertAnswer::NotFound { body: error::not_found(context) },
            Err(Error::PreconditionFailed) => {
                UserProfileUpsertAnswer::PreconditionFailed { body: error::precondition_failed(context) }
            }
            Err(failed) => UserProfileUpsertAnswer::refused(refused(self, context, failed).await),
        }
    }
}

async fn refused(server: &Server, context: &CallContext<'_>, failed: Error) -> Refused<Problem> {
    error::refused(server, context, failure::refusal(context, failed), None).await
}

/// The representation, and its entity tag.
fn represented(profile: &UserProfile) -> (String, Json<types::UserProfile>) {
    let body = Json::new(&convert::user_profile(profile));
    (body.entity_tag(), body)
}

/// Whether `If-Match` names the profile as it is now.
fn is_matched(if_match: Option<&str>, profile: &UserProfile) -> bool {
    if_match.is_none_or(|tags| conditional::if_match(tags, &represented(profile).0))
}
