//! Asking the policies, once a credential is believed and before anything is shown or changed.

use slog::error;

use crate::app::{App, live};
use crate::authorization::{Decision, Noticed, Notices, OperationId, Resource};
use crate::db::{Holder, Transaction};
use crate::domain::{Error, Principal, UserPrincipal};

impl App {
    /// Asks whether the principal may do this to the resource, and gives what the policies say about the answer.
    /// `changes` are the fields whose values a write would change.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; [`Error::NotFound`] where the caller is not to learn that there is anything.
    pub fn authorize(
        &self,
        principal: &Principal,
        operation: OperationId,
        resource: &Resource<'_>,
        changes: &[&str],
    ) -> Result<Notices, Noticed<Error>> {
        let notices = match self.authorizer().decide(principal, operation, resource, changes) {
            Decision::Allowed(notices) => return Ok(notices),
            Decision::Denied(notices) => notices,
            Decision::Concealed => return Err(Error::NotFound.into()),
            Decision::Failed { context } => {
                error!(self.log(), "a policy failed, and the request is refused";
                    "operation" => operation.as_str(), "cause" => context);
                Notices::new()
            }
        };
        Err(Noticed { value: Error::Forbidden, notices })
    }

    /// As [`App::authorize`], for what the holder of a session token does to what is their own and changes no field.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a token that is not live; otherwise as [`App::authorize`].
    pub(super) fn authorize_own(
        &self,
        holder: &Holder,
        operation: OperationId,
        resource: impl FnOnce(UserPrincipal) -> Resource<'static>,
    ) -> Result<Notices, Noticed<Error>> {
        live(holder.token)?;
        let user = holder.principal;
        self.authorize(&Principal::User(user), operation, &resource(user), &[])
    }
}

/// The transaction, if it may go on; otherwise its end.
pub(super) async fn admitted<T, E>(
    transaction: Transaction,
    judged: Result<T, E>,
) -> Result<(Transaction, T), E> {
    match judged {
        Ok(value) => Ok((transaction, value)),
        Err(error) => {
            transaction.rollback().await;
            Err(error)
        }
    }
}
