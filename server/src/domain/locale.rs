//! Language tags (BCP 47).

use oxilangtag::LanguageTag;

use crate::domain::Invalid;
use crate::domain::text;

/// A well-formed language tag of RFC 5646 in its canonical case, such as `en-GB`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

text::text_newtype!(Locale);

const BYTES_MAX: usize = 64;

impl Locale {
    /// Reads a tag and brings it to its canonical case.
    ///
    /// # Errors
    /// It is not well formed, or longer than 64 characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let invalid = || Invalid::new("must be a BCP 47 language tag such as en-GB");
        if value.len() > BYTES_MAX {
            return Err(invalid());
        }
        let tag = LanguageTag::parse_and_normalize(value).map_err(|_| invalid())?;
        Ok(Self(tag.into_inner()))
    }
}

/// Whether `value` is a well-formed language tag.
pub fn is_locale(value: &str) -> bool {
    Locale::parse(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_becomes_canonical() {
        for (given, canonical) in
            [("EN", "en"), ("en-gb", "en-GB"), ("ZH-hANT-tw", "zh-Hant-TW"), ("de-ch-1996", "de-CH-1996")]
        {
            assert_eq!(Locale::parse(given).expect(given).as_str(), canonical);
        }
    }

    #[test]
    fn malformed_tags_are_refused() {
        for bad in ["", "e", "en_GB", "en-", "-en", "en--GB", "english-language-of-britain", "en GB", "日本"]
        {
            assert!(!is_locale(bad), "{bad:?}");
        }
        assert!(!is_locale(&format!("en-x{}", "-abcdefgh".repeat(8))));
    }
}
