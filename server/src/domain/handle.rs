//! The name by which the members of a community know each other.
//!
//! Compatibility forms and case do not count (Unicode Standard Annex #15, full case folding), and no handle may look
//! like another one: each has a skeleton (Unicode Technical Standard #39 §4), which is unique in its tenant.

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, skeleton};

use crate::domain::Invalid;

/// A handle in its canonical form, with the skeleton that no other handle of the tenant has.
///
/// It has 3 to 30 characters: letters and digits that UTS 39 allows in identifiers, with their marks, and `_`, `.` and
/// `-`; a letter or digit comes first. All of it is of one script, or of a mixture that people read every day, as Latin
/// with Japanese (the level "highly restrictive").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    text: String,
    skeleton: String,
}

impl Handle {
    /// The smallest length of the canonical form, in characters.
    pub const CHARACTERS_MIN: usize = 3;

    /// The greatest length of the canonical form, in characters.
    pub const CHARACTERS_MAX: usize = 30;

    /// Reads a handle in any of its forms.
    ///
    /// # Errors
    /// Its canonical form is too short or too long, begins with a mark or a separator, or holds a character or a mixture
    /// of scripts that no handle has.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let (min, max) = (Self::CHARACTERS_MIN, Self::CHARACTERS_MAX);
        let out_of_bounds = || Invalid::new(format!("must have {min} to {max} characters"));
        // Folding makes a text shorter by composition, of which a character takes few; far longer ones are not folded.
        if value.chars().nth(max * 4).is_some() {
            return Err(out_of_bounds());
        }
        let text = canonical(value);
        if !(min..=max).contains(&text.chars().count()) {
            return Err(out_of_bounds());
        }
        if !text.chars().all(is_allowed) {
            return Err(Invalid::new("must hold letters, digits, `_`, `.` and `-` alone"));
        }
        if !text.starts_with(char::is_alphanumeric) {
            return Err(Invalid::new("must begin with a letter or a digit"));
        }
        if !text.as_str().check_restriction_level(RestrictionLevel::HighlyRestrictive) {
            return Err(Invalid::new("must not mix scripts"));
        }
        let skeleton = skeleton(&text).collect();
        Ok(Self { text, skeleton })
    }

    /// A handle that was read before, with the skeleton that it had then.
    ///
    /// Skeletons change with the Unicode data that this program is built with, so a stored one is not computed again.
    pub const fn stored(text: String, skeleton: String) -> Self {
        Self { text, skeleton }
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The canonical form, owned.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The canonical form and the skeleton, owned.
    pub fn into_parts(self) -> (String, String) {
        (self.text, self.skeleton)
    }

    /// What it looks like. Two handles that look alike have the same.
    pub fn skeleton(&self) -> &str {
        &self.skeleton
    }
}

/// What the skeletons of all handles begin with that begin with this text or look as if they did.
pub fn beginning(text: &str) -> String {
    skeleton(&canonical(text)).collect()
}

/// Folding can undo a composition, so it is composed again.
fn canonical(value: &str) -> String {
    let composed: String = value.nfkc().collect();
    UniCase::unicode(composed).to_folded_case().nfkc().collect()
}

fn is_allowed(c: char) -> bool {
    match c {
        '_' | '.' | '-' => true,
        c => (c.is_alphanumeric() || is_combining_mark(c)) && GeneralSecurityProfile::identifier_allowed(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        Handle::parse(value).expect(value).as_str().to_owned()
    }

    fn is_handle(value: &str) -> bool {
        Handle::parse(value).is_ok()
    }

    #[test]
    fn forms_and_case_do_not_count() {
        for (given, canonical) in [
            ("ada", "ada"),
            ("ADA.Lovelace_1815-", "ada.lovelace_1815-"),
            ("Ａｄａ", "ada"),
            ("Straße", "strasse"),
            ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
            ("σίσυφος", "σίσυφοσ"),
            ("e\u{301}mile", "émile"),
            ("ÉMILE", "émile"),
            ("ﬃx", "ffix"),
            ("李小龍", "李小龍"),
            ("हिन्दी", "हिन्दी"),
            ("1815", "1815"),
        ] {
            assert_eq!(text(given), canonical);
            assert_eq!(text(canonical), canonical, "folding twice is folding once");
        }
    }

    #[test]
    fn length_is_of_the_canonical_form() {
        for (given, good) in [
            ("ad", false),
            ("ada", true),
            ("ﬃ", true),
            ("e\u{301}e\u{301}", false),
            (&"x".repeat(30), true),
            (&"x".repeat(31), false),
            (&"ß".repeat(15), true),
            (&"ß".repeat(16), false),
            (&"e\u{301}".repeat(30), true),
            (&"x".repeat(1_000_000), false),
            ("", false),
        ] {
            assert_eq!(is_handle(given), good, "{given:.40}");
        }
    }

    #[test]
    fn what_no_handle_has() {
        for bad in [
            "a da",
            "ada!",
            "ada\0",
            "a\u{200d}da",
            "ada\u{202e}x",
            "@ada",
            ".ada",
            "-ada",
            "_ada",
            "...",
            "\u{301}ada",
            "ada🦀",
            "a/da",
            "рауpal",
            "αdα",
            "ℵda",
            "ǃad",
        ] {
            assert!(!is_handle(bad), "{bad:?}");
        }
    }

    #[test]
    fn those_that_look_alike_share_a_skeleton() {
        let skeleton = |value| Handle::parse(value).expect(value).skeleton().to_owned();
        for (one, other) in [("modern", "rnodern"), ("scope", "ѕсоре"), ("paypa1", "paypal"), ("Ada", "ADA")]
        {
            assert_eq!(skeleton(one), skeleton(other), "{one} {other}");
        }
        assert_ne!(skeleton("ada"), skeleton("adb"));
        assert_ne!(skeleton("emile"), skeleton("émile"), "a mark is seen");
    }
}
