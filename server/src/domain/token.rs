//! Opaque credentials: what session, refresh and service tokens are made of.
//!
//! A token carries the id of its tenant beside 256 random bits, so that the tenant is known before any row is read:
//! every statement can lead with it, which routes the statement where rows are distributed by tenant, and lets
//! row-level security stand under the whole transaction. The id is no secret and proves nothing; a token with another
//! tenant's id finds no row. Only the hash of the random part is ever stored.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::Error;

const TENANT_BYTES: usize = 16;
const SECRET_BYTES: usize = 32;
const PAYLOAD_BYTES: usize = TENANT_BYTES + SECRET_BYTES;
/// Base64 writes three bytes as four characters, and 48 bytes without a rest: each token has exactly one spelling.
const PAYLOAD_CHARACTERS: usize = PAYLOAD_BYTES / 3 * 4;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Authenticates requests, for minutes.
    Session,
    /// Is exchanged for the next pair, for days.
    Refresh,
    /// Authenticates a system of the tenant, which acts on all of its users.
    Service,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Session, Self::Refresh, Self::Service];

    /// The first characters of a token: they tell a person, and a scanner for leaked secrets, what they found.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "sst_",
            Self::Refresh => "srt_",
            Self::Service => "svt_",
        }
    }

    /// The name of the kind where it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Refresh => "refresh",
            Self::Service => "service",
        }
    }
}

/// A credential: its kind, its tenant, and its secret.
#[derive(Clone)]
pub struct Token {
    kind: TokenKind,
    tenant: Uuid,
    secret: [u8; SECRET_BYTES],
}

impl Token {
    /// A new token from the operating system's random numbers.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system gives none.
    pub fn generate(kind: TokenKind, tenant: Uuid) -> Result<Self, Error> {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret)
            .map_err(|error| Error::internal(format!("no random numbers: {error}")))?;
        Ok(Self { kind, tenant, secret })
    }

    /// Reads a token as its holder sent it.
    ///
    /// # Errors
    /// [`Error::UNAUTHORIZED`] for anything that [`Token::encode`] cannot have written.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (kind, payload) = TokenKind::ALL
            .into_iter()
            .find_map(|kind| text.strip_prefix(kind.prefix()).map(|payload| (kind, payload)))
            .ok_or(Error::UNAUTHORIZED)?;
        if payload.len() != PAYLOAD_CHARACTERS {
            return Err(Error::UNAUTHORIZED);
        }
        let mut bytes = [0; PAYLOAD_BYTES];
        let length = URL_SAFE_NO_PAD.decode_slice(payload, &mut bytes).map_err(|_| Error::UNAUTHORIZED)?;
        if length != PAYLOAD_BYTES {
            return Err(Error::UNAUTHORIZED);
        }
        let (mut tenant, mut secret) = ([0; TENANT_BYTES], [0; SECRET_BYTES]);
        tenant.copy_from_slice(&bytes[..TENANT_BYTES]);
        secret.copy_from_slice(&bytes[TENANT_BYTES..]);
        Ok(Self { kind, tenant: Uuid::from_bytes(tenant), secret })
    }

    /// Reads a token that must be of one kind.
    ///
    /// # Errors
    /// As [`Token::parse`], and for a token of another kind.
    pub fn parse_kind(text: &str, kind: TokenKind) -> Result<Self, Error> {
        let token = Self::parse(text)?;
        if token.kind == kind { Ok(token) } else { Err(Error::UNAUTHORIZED) }
    }

    /// The token as its holder gets it. This is the secret.
    pub fn encode(&self) -> String {
        let mut bytes = [0; PAYLOAD_BYTES];
        bytes[..TENANT_BYTES].copy_from_slice(self.tenant.as_bytes());
        bytes[TENANT_BYTES..].copy_from_slice(&self.secret);
        let mut text = String::with_capacity(self.kind.prefix().len() + PAYLOAD_CHARACTERS);
        text.push_str(self.kind.prefix());
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        text
    }

    /// What the token may be used for.
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The tenant that the token claims.
    pub const fn tenant(&self) -> Uuid {
        self.tenant
    }

    /// SHA-256 of the random part: what is stored. A fast hash is enough, since 256 random bits cannot be guessed.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(kind: TokenKind) -> Token {
        Token::generate(kind, Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c0)).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        for kind in TokenKind::ALL {
            let token = token(kind);
            let text = token.encode();
            assert_eq!(text.len(), 68);
            let read = Token::parse(&text).unwrap();
            assert_eq!((read.kind(), read.tenant(), read.hash()), (kind, token.tenant(), token.hash()));
            assert_eq!(read.encode(), text);
        }
    }

    #[test]
    fn every_token_is_new() {
        assert_ne!(token(TokenKind::Session).hash(), token(TokenKind::Session).hash());
    }

    #[test]
    fn the_hash_is_of_the_random_part_alone() {
        let token = token(TokenKind::Session);
        let expected: [u8; 32] = Sha256::digest(token.secret).into();
        assert_eq!(token.hash(), expected);
    }

    #[test]
    fn other_text_is_no_token() {
        let text = token(TokenKind::Session).encode();
        let mut bad = vec![
            String::new(),
            "sst_".to_owned(),
            text[4..].to_owned(),
            format!("{text}A"),
            text[..67].to_owned(),
            format!("{text}="),
            text.replacen("sst_", "SST_", 1),
            text.replacen("sst_", "xyz_", 1),
            format!(" {text}"),
        ];
        for character in ['+', '/', '=', ' ', '\0', '.'] {
            bad.push(format!("{}{character}", &text[..67]));
        }
        bad.push(format!("{}é", &text[..66]));
        for text in bad {
            assert_eq!(Token::parse(&text).err(), Some(Error::UNAUTHORIZED), "{text:?}");
        }
    }

    #[test]
    fn a_kind_cannot_stand_for_another() {
        let refresh = token(TokenKind::Refresh).encode();
        assert!(Token::parse_kind(&refresh, TokenKind::Session).is_err());
        assert!(Token::parse_kind(&refresh, TokenKind::Refresh).is_ok());
    }

    #[test]
    fn debug_is_silent() {
        assert_eq!(format!("{:?}", token(TokenKind::Session)), "[redacted]");
    }
}
