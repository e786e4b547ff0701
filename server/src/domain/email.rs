//! E-mail addresses, and the key under which two spellings are one account.

use crate::domain::Invalid;
use crate::domain::text;

/// An e-mail address of the common form, `dot.atoms@host.name`, at most 254 characters.
///
/// Quoted local parts, comments and address literals are refused: no provider gives them out, and each is a way to
/// write one mailbox in many spellings. Addresses are ASCII, so that no two accounts look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

text::text_newtype!(Email);

const CHARACTERS_MAX: usize = 254;
const LOCAL_PART_MAX: usize = 64;
const LABEL_MAX: usize = 63;

impl Email {
    /// Reads an address; its case is kept.
    ///
    /// # Errors
    /// It is not an address of the common form.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::new("must be an e-mail address such as ada@example.com");
        let (local, host) = value.rsplit_once('@').ok_or_else(invalid)?;
        if value.len() > CHARACTERS_MAX || local.len() > LOCAL_PART_MAX {
            return Err(invalid());
        }
        let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte));
        let labels = host.split('.').all(is_label);
        if atoms && labels { Ok(Self(value.to_owned())) } else { Err(invalid()) }
    }

    /// The lower-cased address: unique in a tenant.
    pub fn key(&self) -> String {
        Self::key_of(&self.0)
    }

    /// The key of an address that was read before.
    pub fn key_of(address: &str) -> String {
        address.to_ascii_lowercase()
    }
}

/// The part of an address before its `@`.
pub fn local_part(email: &str) -> &str {
    email.rsplit_once('@').map_or(email, |(local, _)| local)
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_MAX).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_addresses_are_read() {
        let long =
            format!("{}@{}.{}.{}.example", "a".repeat(64), "b".repeat(63), "c".repeat(63), "d".repeat(53));
        assert_eq!(long.len(), 254);
        for good in ["a@b", "ada@example.com", "Ada.L+news@sub.example.co.uk", "o'hara@x-y.io", &long] {
            assert_eq!(Email::parse(good).expect(good).as_str(), good);
        }
        assert!(Email::parse(&format!("{long}x")).is_err());
    }

    #[test]
    fn other_text_is_refused() {
        for bad in [
            "",
            "@",
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "a@b@c",
            ".a@b.c",
            "a.@b.c",
            "a..b@c.d",
            "a@b..c",
            "a@-b.c",
            "a@b-.c",
            "\"a b\"@c.d",
            "a@[127.0.0.1]",
            "a@b_c.d",
            "é@b.c",
            "a@é.c",
            "a@b\0",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn case_is_kept_and_not_told_apart() {
        let email = Email::parse("Ada@Example.COM").unwrap();
        assert_eq!((email.as_str(), email.key().as_str()), ("Ada@Example.COM", "ada@example.com"));
        assert_eq!(local_part("ada@example.com"), "ada");
    }
}
