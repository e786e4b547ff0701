//! What tells two schemas apart: the innermost schemas and the keyword because of which the right one refuses what the
//! left one accepts, each with a value. It must not know how they are found.

use serde_json::Value;

use super::outcome::Doubt;
use crate::schema::SchemaId;

/// One reason for which the right schema refuses what the left one accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Schemas of the left graph that speak of the refused value, the one with the keyword first. Empty when nothing
    /// is said of the value.
    pub left: Vec<SchemaId>,
    /// The schema of the right graph whose keyword refuses it.
    pub right: SchemaId,
    /// The keyword, as a document writes it.
    pub keyword: &'static str,
    /// The member that `required` or `additionalProperties` is about.
    pub member: Option<String>,
    /// JSON pointer of the refused value in the witness.
    pub instance: String,
    /// A value that the left schema accepts and the right one refuses, of those that were asked about. A validator
    /// confirms it.
    pub witness: Value,
}

/// All that tells two schemas apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Differences {
    /// Each reason once, in the order of the right schema's keywords. Empty when everything is contained.
    pub list: Vec<Difference>,
    /// Why there may be more, if so.
    pub doubt: Option<Doubt>,
}
