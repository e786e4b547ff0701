//! A user's picture: uploaded to this service, or linked from elsewhere. There is one at most.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::domain::{AvatarUrl, Error, User};

const TENANT_BYTES: usize = 16;
const RANDOM_BYTES: usize = 16;
const ID_BYTES: usize = TENANT_BYTES + RANDOM_BYTES;

/// The name of an uploaded picture, which only those learn who see the profile.
///
/// It carries the id of its tenant beside 128 random bits, so that the tenant is known before any row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AvatarId([u8; ID_BYTES]);

impl AvatarId {
    /// A new name from the operating system's random numbers.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system gives none.
    pub fn generate(tenant: Uuid) -> Result<Self, Error> {
        let mut bytes = [0; ID_BYTES];
        let (front, random) = bytes.split_at_mut(TENANT_BYTES);
        front.copy_from_slice(tenant.as_bytes());
        getrandom::fill(random).map_err(|error| Error::internal(format!("no random numbers: {error}")))?;
        Ok(Self(bytes))
    }

    /// Reads a name; nothing for text that [`AvatarId::encode`] cannot have written.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The name as it stands in an address.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The tenant.
    pub fn tenant(&self) -> Uuid {
        let mut tenant = [0; TENANT_BYTES];
        tenant.copy_from_slice(&self.0[..TENANT_BYTES]);
        Uuid::from_bytes(tenant)
    }
}

/// A picture as it is stored: made by this service from what was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name.
    pub id: AvatarId,
    /// A PNG without metadata.
    pub png: Arc<[u8]>,
}

/// A new picture for a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Avatar {
    /// One from elsewhere.
    Linked {
        /// Where it is.
        url: AvatarUrl,
        /// The uploaded picture of which `url` is this service's own address. A user who has that picture keeps it, so
        /// that a profile can be written back as it was read.
        uploaded: Option<AvatarId>,
    },
    /// One that is stored here.
    Uploaded(Picture),
}

impl Avatar {
    /// Gives the user this picture, or none, and tells whether they have another than before.
    pub(super) fn apply(new: Option<Self>, user: &mut User) -> bool {
        let (url, id) = match new {
            None => (None, None),
            Some(Self::Linked { uploaded: Some(id), .. })
                if user.avatar_id.as_deref() == Some(&id.encode()) =>
            {
                return false;
            }
            Some(Self::Linked { url, .. }) => (Some(url.into_string()), None),
            Some(Self::Uploaded(picture)) => (None, Some(picture.id.encode())),
        };
        let changed = (&user.avatar_url, &user.avatar_id) != (&url, &id);
        (user.avatar_url, user.avatar_id) = (url, id);
        changed
    }
}

/// A user with the picture that they have uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicturedUser {
    /// The user.
    pub user: User,
    /// Their uploaded picture, a PNG; none where they have none or a linked one.
    pub png: Option<Arc<[u8]>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::tests::bare;

    const TENANT: Uuid = Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c0);

    fn link(url: &str, uploaded: Option<AvatarId>) -> Avatar {
        Avatar::Linked { url: AvatarUrl::parse(url).unwrap(), uploaded }
    }

    #[test]
    fn a_name_is_read_back_in_its_one_spelling() {
        let id = AvatarId::generate(TENANT).unwrap();
        let text = id.encode();
        assert_eq!((text.len(), AvatarId::parse(&text), id.tenant()), (43, Some(id), TENANT));
        assert_ne!(AvatarId::generate(TENANT).unwrap(), id);
        // 43 characters have two bits more than 32 bytes; they must be zero.
        let last = text.chars().last().unwrap();
        let twin = ('A'..='Z').chain('a'..='z').chain('0'..='9').filter(|c| *c != last);
        let spellings = twin.filter(|c| AvatarId::parse(&format!("{}{c}", &text[..42])) == Some(id));
        assert_eq!(spellings.count(), 0);
        for bad in ["", "x", &text[..42], &format!("{text}A"), &format!("{text}=")] {
            assert_eq!(AvatarId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn there_is_one_picture() {
        let mut user = bare();
        let id = AvatarId::generate(TENANT).unwrap();
        let picture = Picture { id, png: Arc::from(*b"png") };
        assert!(Avatar::apply(Some(link("https://a.test/x", None)), &mut user));
        assert!(!Avatar::apply(Some(link("https://a.test/x", None)), &mut user));
        assert!(Avatar::apply(Some(Avatar::Uploaded(picture)), &mut user));
        assert_eq!((&user.avatar_url, &user.avatar_id), (&None, &Some(id.encode())));
        assert!(Avatar::apply(Some(link("https://a.test/x", None)), &mut user));
        assert_eq!((user.avatar_url.as_deref(), &user.avatar_id), (Some("https://a.test/x"), &None));
        assert!(Avatar::apply(None, &mut user));
        assert!(!Avatar::apply(None, &mut user));
    }

    #[test]
    fn the_own_address_of_a_picture_keeps_it() {
        let (id, other) = (AvatarId::generate(TENANT).unwrap(), AvatarId::generate(TENANT).unwrap());
        let mut user = bare();
        user.avatar_id = Some(id.encode());
        assert!(!Avatar::apply(Some(link("https://a.test/v1", Some(id))), &mut user));
        assert_eq!(user.avatar_id, Some(id.encode()));
        assert!(Avatar::apply(Some(link("https://a.test/v1", Some(other))), &mut user));
        assert_eq!((user.avatar_url.as_deref(), &user.avatar_id), (Some("https://a.test/v1"), &None));
    }
}
