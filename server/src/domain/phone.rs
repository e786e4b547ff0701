//! Telephone numbers (ITU-T E.164).

use crate::domain::Invalid;
use crate::domain::text;

/// A number in international form: `+`, then 2 to 15 digits of which the first is not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber(String);

text::text_newtype!(PhoneNumber);

impl PhoneNumber {
    /// Reads a number without spaces or punctuation.
    ///
    /// # Errors
    /// It is not of this form. The empty text of some contracts, for no number, is not a number either.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if is_phone_number(value) {
            Ok(Self(value.to_owned()))
        } else {
            Err(Invalid::new("must be a telephone number in the form of E.164 such as +442079460000"))
        }
    }
}

/// Whether `value` is a number in the form of E.164.
pub fn is_phone_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn international_form_only() {
        for good in ["+12", "+442079460000", "+123456789012345"] {
            assert!(is_phone_number(good), "{good:?}");
        }
        for bad in ["", "+", "+1", "+0123", "442079460000", "+44 20", "+1234567890123456", "+٤٤٢"] {
            assert!(!is_phone_number(bad), "{bad:?}");
        }
    }
}
