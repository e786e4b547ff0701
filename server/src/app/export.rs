//! A person's right to what is held about them.

use crate::app::App;
use crate::authorization::{OperationId, Resource};
use crate::domain::{DataExport, Error, Token, TokenKind};

impl App {
    /// Everything that is held about the user of a session token. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`].
    pub async fn data_export(&self, token: &str) -> Result<DataExport, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (holder, export) = self.database().data_export(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        self.authorize_own(&holder, OperationId::DataExport, Resource::own_account)?;
        export.ok_or_else(|| Error::internal("data_export: a live token has no user"))
    }
}
