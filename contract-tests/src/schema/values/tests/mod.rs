//! The values held to what they are said to be: by hand, by another validator, and over a whole document.

mod document;
mod hostile;
mod keywords;
mod oracle;

use super::{Sample, Values};
use crate::document::Document;
use crate::schema::{Direction, SchemaId, Schemas};

/// The schema under the key `s`.
fn compiled(source: &str) -> (Schemas, SchemaId) {
    let document = Document::parse("api.yaml", source).unwrap();
    let mut schemas = Schemas::default();
    let id = schemas.of(&document.node("/s").unwrap()).unwrap();
    (schemas, id)
}

/// At most 400 valid and invalid samples of the schema.
fn samples(schema: &str, direction: Direction) -> (Vec<Sample>, Vec<Sample>) {
    let (schemas, id) = compiled(&format!("s: {schema}\n"));
    let values = Values::new(&schemas, direction, 0);
    let valid = values.valid(id).take(400).collect();
    let invalid = values.invalid(id).take(400).collect();
    (valid, invalid)
}
