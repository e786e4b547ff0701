//! A person's right to what is held about them.

use crate::app::{App, live};
use crate::domain::{DataExport, Error, Token, TokenKind};

impl App {
    /// Everything that is held about the user of a session token. One read.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn data_export(&self, token: &str) -> Result<DataExport, Error> {
        let token = Token::parse_kind(token, TokenKind::Session)?;
        let (state, export) = self.database().data_export(&token).await?.ok_or(Error::UNAUTHORIZED)?;
        live(state)?;
        export.ok_or_else(|| Error::internal("data_export: a live token has no user"))
    }
}
