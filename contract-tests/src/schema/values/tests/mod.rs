//! The values held to what they are said to be.

mod document;

use super::Values;
