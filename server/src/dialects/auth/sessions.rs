//! The operations of the tag `auth`.

use super::{convert, error, export};
use crate::app::{Credentials, NewAccount};
use crate::dialects::{caller, failure, problem};
use crate::domain::Error;
use crate::server::Server;
use selfsame_spec::generated::auth::{
    AccountRegisterAnswer, AccountRegisterInput, AuthApi, DataExportAnswer, DataExportInput,
    SessionListAnswer, SessionListInput, SessionLoginAnswer, SessionLoginInput, SessionLogoutAnswer,
    SessionLogoutInput, SessionRefreshAnswer, SessionRefreshInput, SessionRevokeAnswer, SessionRevokeInput,
};
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused, whole_seconds};
use std::time::Duration;

impl AuthApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<Problem> {
        error::refused(self, context, refusal, credential).await
    }

    async fn account_register(
        &self,
        context: &CallContext<'_>,
        input: AccountRegisterInput,
    ) -> AccountRegisterAnswer {
        let body = &input.body;
        let account = NewAccount {
            tenant: body.tenant_id,
            email: &body.email,
            password: &body.password,
            name: body.name.as_deref(),
            referral_code: body.referral_code.as_deref(),
        };
        match self.app.account_register(caller(context), account).await {
            Ok(login) => AccountRegisterAnswer::Created {
                set_cookie: self.cookie.set(&login.session_token, login.expires_at),
                body: convert::login(login).into(),
            },
            Err(taken @ Error::Conflict { .. }) => {
                AccountRegisterAnswer::Conflict { body: own(context, 409, "conflict", &taken) }
            }
            Err(Error::TooManyRequests { retry_after }) => {
                let (retry_after, body) = too_many(context, retry_after);
                AccountRegisterAnswer::TooManyRequests { retry_after, body }
            }
            Err(failed) => AccountRegisterAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn session_login(&self, context: &CallContext<'_>, input: SessionLoginInput) -> SessionLoginAnswer {
        let body = &input.body;
        let credentials =
            Credentials { tenant: body.tenant_id, email: &body.email, password: &body.password };
        match self.app.session_login(caller(context), credentials).await {
            Ok(login) => SessionLoginAnswer::Ok {
                set_cookie: self.cookie.set(&login.session_token, login.expires_at),
                body: convert::login(login).into(),
            },
            Err(Error::TooManyRequests { retry_after }) => {
                let (retry_after, body) = too_many(context, retry_after);
                SessionLoginAnswer::TooManyRequests { retry_after, body }
            }
            Err(failed) => SessionLoginAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn session_refresh(
        &self,
        context: &CallContext<'_>,
        input: SessionRefreshInput,
    ) -> SessionRefreshAnswer {
        match self.app.session_refresh(caller(context), &input.body.refresh_token).await {
            Ok(login) => SessionRefreshAnswer::Ok {
                set_cookie: self.cookie.set(&login.session_token, login.expires_at),
                body: convert::login(login).into(),
            },
            Err(Error::TooManyRequests { retry_after }) => {
                let (retry_after, body) = too_many(context, retry_after);
                SessionRefreshAnswer::TooManyRequests { retry_after, body }
            }
            Err(failed) => SessionRefreshAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn session_logout(
        &self,
        context: &CallContext<'_>,
        input: SessionLogoutInput,
    ) -> SessionLogoutAnswer {
        match self.app.session_logout(&input.credential.token).await {
            Ok(()) => SessionLogoutAnswer::NoContent { set_cookie: self.cookie.clear() },
            Err(failed) => SessionLogoutAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn session_list(&self, context: &CallContext<'_>, input: SessionListInput) -> SessionListAnswer {
        match self.app.session_list(&input.credential.token).await {
            Ok(sessions) => SessionListAnswer::Ok { body: convert::sessions(sessions).into() },
            Err(failed) => SessionListAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn session_revoke(
        &self,
        context: &CallContext<'_>,
        input: SessionRevokeInput,
    ) -> SessionRevokeAnswer {
        match self.app.session_revoke(&input.credential.token, input.session_id).await {
            Ok(()) => SessionRevokeAnswer::NoContent,
            Err(missing @ Error::NotFound) => {
                SessionRevokeAnswer::NotFound { body: own(context, 404, "not_found", &missing) }
            }
            Err(failed) => SessionRevokeAnswer::refused(refused(self, context, failed).await),
        }
    }

    async fn data_export(&self, context: &CallContext<'_>, input: DataExportInput) -> DataExportAnswer {
        match self.app.data_export(&input.credential.token).await {
            Ok(held) => DataExportAnswer::Ok {
                content_disposition: export::DISPOSITION.to_owned(),
                body: export::data_export(held).into(),
            },
            Err(failed) => DataExportAnswer::refused(refused(self, context, failed).await),
        }
    }
}

async fn refused(server: &Server, context: &CallContext<'_>, failed: Error) -> Refused<Problem> {
    error::refused(server, context, failure::refusal(context, failed), None).await
}

/// The problem of an error that the operation documents for itself.
fn own(context: &CallContext<'_>, status: u16, code: &str, error: &Error) -> Json<Problem> {
    problem::problem(context, status, code, error.to_string()).into()
}

/// The seconds to wait, and the problem that says so.
fn too_many(context: &CallContext<'_>, retry_after: Duration) -> (i64, Json<Problem>) {
    let seconds = whole_seconds(retry_after);
    let detail = format!("too many tries by this account or from this address; try again in {seconds} s");
    (seconds, problem::problem(context, 429, "too_many_requests", detail).into())
}
