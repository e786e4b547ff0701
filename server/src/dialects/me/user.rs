//! The operations of the tag `me`.

use super::{convert, error};
use crate::app::Precondition;
use crate::dialects::{caller, conditional, failure};
use crate::domain::{Error, User};
use crate::server::Server;
use selfsame_spec::generated::me::{
    MeApi, MeDeleteAnswer, MeDeleteInput, MeUpdateAnswer, MeUpdateInput, MeViewAnswer, MeViewInput,
};
use selfsame_spec::generated::types::{CurrentUser, MeError};
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused};

impl MeApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<MeError> {
        error::refused(self, context, refusal, credential).await
    }

    async fn me_view(&self, context: &CallContext<'_>, input: MeViewInput) -> MeViewAnswer {
        let user = match self.app.me_view(&input.credential.token).await {
            Ok(user) => user,
            Err(failed) => return MeViewAnswer::refused(refused(self, context, failed).await),
        };
        let (etag, body) = represented(self, &user);
        match input.if_none_match {
            Some(tags) if conditional::if_none_match(&tags, &etag) => MeViewAnswer::NotModified { etag },
            Some(_) | None => MeViewAnswer::Ok { etag, body },
        }
    }

    async fn me_update(&self, context: &CallContext<'_>, input: MeUpdateInput) -> MeUpdateAnswer {
        let matches = |user: &User| is_matched(self, input.if_match.as_deref(), user);
        let precondition: Precondition<'_> = input.if_match.is_some().then_some(&matches);
        let result = match convert::patch(input.body, &self.public_url) {
            Ok(patch) => {
                self.app.me_update(caller(context), &input.credential.token, patch, precondition).await
            }
            Err(invalid) => {
                let refusal = failure::refusal(context, invalid);
                return MeUpdateAnswer::refused(
                    error::refused(self, context, refusal, Some(&input.credential)).await,
                );
            }
        };
        match result {
            Ok(user) => {
                let (etag, body) = represented(self, &user);
                MeUpdateAnswer::Ok { etag, body }
            }
            Err(Error::PreconditionFailed) => {
                MeUpdateAnswer::PreconditionFailed { body: error::precondition_failed().into() }
            }
            Err(failed) => MeUpdateAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn me_delete(&self, context: &CallContext<'_>, input: MeDeleteInput) -> MeDeleteAnswer {
        let matches = |user: &User| is_matched(self, input.if_match.as_deref(), user);
        let precondition: Precondition<'_> = input.if_match.is_some().then_some(&matches);
        match self.app.me_delete(caller(context), &input.credential.token, precondition).await {
            Ok(()) => MeDeleteAnswer::Accepted { set_cookie: self.cookie.clear() },
            Err(Error::PreconditionFailed) => {
                MeDeleteAnswer::PreconditionFailed { body: error::precondition_failed().into() }
            }
            Err(failed) => MeDeleteAnswer::refused(refused(self, context, failed).await),
        }
    }
}

async fn refused(server: &Server, context: &CallContext<'_>, failed: Error) -> Refused<MeError> {
    error::refused(server, context, failure::refusal(context, failed), None).await
}

/// The representation, and its entity tag.
fn represented(server: &Server, user: &User) -> (String, Json<CurrentUser>) {
    let body = Json::new(&convert::user(user, &server.public_url));
    (body.entity_tag(), body)
}

/// Whether `If-Match` names the user as it is now.
fn is_matched(server: &Server, if_match: Option<&str>, user: &User) -> bool {
    if_match.is_none_or(|tags| conditional::if_match(tags, &represented(server, user).0))
}
