//! Who is calling, once the credential has been believed.

use uuid::Uuid;

/// The user to whom a live session token was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The user's tenant.
    pub tenant: Uuid,
    /// The user's id.
    pub user: Uuid,
    /// The session of the token.
    pub session: Uuid,
}
