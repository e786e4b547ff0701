//! Who a request comes from: a name and the header fields that prove it. It must not know what a server makes of them.

use std::fmt;

use super::exchange::HeaderField;
use crate::wire::media::is_token;

/// A principal whose credentials the suite may use.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// What reports call it.
    pub name: String,
    /// What its requests carry; a cookie stands as a `Cookie` field.
    pub headers: Vec<HeaderField>,
}

/// Without the values, which are secrets.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Identity").field("name", &self.name).field("headers", &names).finish()
    }
}

/// A text that is not `NAME=Header: value`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the identity `{shown}`: {reason}\n  help: write it like `ada=Authorization: Bearer …`")]
pub struct IdentityError {
    shown: String,
    reason: &'static str,
}

impl Identity {
    /// Reads identities written as `NAME=Header: value`, in order. A name that repeats adds a header field to the
    /// identity of that name.
    ///
    /// # Errors
    /// The first text that is not of that form. The message does not show the value.
    pub fn read_all<S: AsRef<str>>(texts: &[S]) -> Result<Vec<Identity>, IdentityError> {
        let mut identities: Vec<Identity> = Vec::new();
        for text in texts {
            let (name, field) = read(text.as_ref())?;
            match identities.iter_mut().find(|identity| identity.name == name) {
                Some(identity) => identity.headers.push(field),
                None => identities.push(Identity { name, headers: vec![field] }),
            }
        }
        Ok(identities)
    }
}

fn read(text: &str) -> Result<(String, HeaderField), IdentityError> {
    let error = |reason| {
        let shown = text.split(':').next().unwrap_or_default().chars().take(60).collect();
        IdentityError { shown, reason }
    };
    let (name, field) = text.split_once('=').ok_or_else(|| error("there is no `=` after the name"))?;
    let (header, value) = field.split_once(':').ok_or_else(|| error("there is no `:` after the header"))?;
    let (name, header, value) = (name.trim(), header.trim(), value.trim());
    if name.is_empty() {
        return Err(error("the name is empty"));
    }
    if header.is_empty() || !header.bytes().all(is_token) {
        return Err(error("the header's name is none"));
    }
    if value.bytes().any(|byte| byte < b' ' && byte != b'\t' || byte == 0x7f) {
        return Err(error("the value has control characters"));
    }
    Ok((name.to_owned(), (header.to_owned(), value.as_bytes().to_vec())))
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn reading() {
        let texts = ["ada=Authorization: Bearer a=b:c", "grace = Cookie: s=1", "ada=X-Tenant: t"];
        let read = Identity::read_all(&texts).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].name, "ada");
        assert_eq!(read[0].headers[0], ("Authorization".to_owned(), b"Bearer a=b:c".to_vec()));
        assert_eq!(read[0].headers[1], ("X-Tenant".to_owned(), b"t".to_vec()));
        assert_eq!(read[1].headers[0], ("Cookie".to_owned(), b"s=1".to_vec()));
    }

    #[test]
    fn refusing_without_showing_secrets() {
        for (text, reason) in [
            ("secret", "no `=`"),
            ("ada=secret", "no `:`"),
            ("=Authorization: secret", "name is empty"),
            ("ada=Author ization: secret", "header's name"),
            ("ada=: secret", "header's name"),
            ("ada=X: secret\r\nY: z", "control"),
        ] {
            let message = Identity::read_all(&[text]).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
            assert!(message.contains("ada=Authorization"), "{message}");
        }
        assert!(!format!("{:?}", Identity::read_all(&["a=B: secret"]).unwrap()).contains("secret"));
    }
}
