//! Where callers reach this service, for the addresses of its own that answers hold.

use crate::domain::AvatarId;
use std::sync::OnceLock;

const AVATARS: &str = "/v1/avatars/";

/// The address of the service as callers write it, without a slash at its end. It is set once: by configuration, or
/// when the listener knows its port.
#[derive(Debug, Default)]
pub struct PublicUrl(OnceLock<String>);

impl PublicUrl {
    /// Sets the address, unless it is set.
    pub fn set(&self, url: &str) {
        self.0.get_or_init(|| url.trim_end_matches('/').to_owned());
    }

    /// The address of a user's picture, linked or uploaded.
    #[must_use]
    pub fn avatar(&self, linked: Option<&str>, uploaded: Option<&str>) -> Option<String> {
        match uploaded {
            Some(id) => Some(format!("{}{AVATARS}{id}", self.text())),
            None => linked.map(str::to_owned),
        }
    }

    /// The uploaded picture of which this is the address.
    #[must_use]
    pub fn uploaded(&self, url: &str) -> Option<AvatarId> {
        AvatarId::parse(url.strip_prefix(self.text())?.strip_prefix(AVATARS)?)
    }

    /// Nothing before the listener is open, when nobody can have asked yet.
    fn text(&self) -> &str {
        self.0.get().map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;
    use crate::domain::AvatarId;

    #[test]
    fn an_address_names_its_picture() {
        let public = PublicUrl::default();
        public.set("https://id.example.com/profiles/");
        public.set("http://127.0.0.1:8080");
        let id = AvatarId::generate(uuid::Uuid::nil()).unwrap();
        let url = public.avatar(None, Some(&id.encode())).unwrap();
        assert_eq!(url, format!("https://id.example.com/profiles/v1/avatars/{}", id.encode()));
        assert_eq!(public.uploaded(&url), Some(id));
        for foreign in [url.replace("https", "http"), format!("{url}?s=1"), url.replace("id.", "a.")] {
            assert_eq!(public.uploaded(&foreign), None, "{foreign}");
        }
        assert_eq!(public.avatar(Some("https://a.test/x"), None).as_deref(), Some("https://a.test/x"));
        assert_eq!(public.avatar(None, None), None);
    }
}
