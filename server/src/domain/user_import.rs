//! An import of users: how far it has come, so that one that was broken off can go on.
//!
//! Must not know what an input is made of: it is bytes, of which the first so many are done.

use uuid::Uuid;

/// SHA-256.
pub type InputDigest = [u8; 32];

/// A place between two entries of an input, and what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputPosition {
    /// The bytes before the place.
    pub bytes: u64,
    /// The line feeds among them.
    pub lines: u64,
    /// The digest of exactly these bytes.
    pub digest: InputDigest,
}

/// An import as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserImport {
    /// The id (uuid v7).
    pub id: Uuid,
    /// Everything before this place has been judged, and what was accepted is stored.
    pub done: InputPosition,
    /// How many entries became users.
    pub accepted: u64,
    /// How many entries were refused.
    pub refused: u64,
}
