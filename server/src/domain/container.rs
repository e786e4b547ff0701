//! A container: where users of a tenant meet.

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// The greatest length of an id, in characters.
const ID_MAX: usize = 64;
/// The greatest length of a name, in characters.
const NAME_MAX: usize = 200;

/// Refuses what is no id of a container: 1 to 64 characters.
///
/// # Errors
/// It is too short or too long, or holds a control character.
pub fn check_id(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, ID_MAX, Lines::One)
}

/// Refuses what is no name of a container: 1 to 200 characters, of which one is visible.
///
/// # Errors
/// It is blank, too long, or holds a control character.
pub fn check_name(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, NAME_MAX, Lines::One)?;
    text::check_visible(value)
}
