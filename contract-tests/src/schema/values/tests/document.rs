//! Values for each schema that a whole document refers to.

use std::collections::HashMap;
use std::path::Path;

use super::Values;
use crate::api::Api;
use crate::document::Document;
use crate::schema::validate::Validator;
use crate::schema::{Direction, lower};

#[test]
fn a_whole_document() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let api = Api::read(&Document::load(&path).unwrap()).unwrap();
    for direction in [Direction::Request, Direction::Response] {
        let values = Values::new(&api.schemas, direction, 1);
        let validator = Validator::new(&api.schemas, direction);
        let mut told: HashMap<&str, usize> = HashMap::new();
        for (id, schema) in api.schemas.iter() {
            let place = &schema.pointer;
            let oracle = lower(&api.schemas, id, direction);
            let oracle = jsonschema::options().should_validate_formats(true).build(&oracle).unwrap();
            let simplest = values.simplest(id).unwrap_or_else(|| panic!("{place} has no value"));
            assert!(validator.is_valid(id, &simplest), "{place}: {simplest}");
            for sample in values.valid(id).take(30) {
                assert!(oracle.is_valid(&sample.value), "{place}: {} {}", sample.mark, sample.value);
            }
            for sample in values.invalid(id).take(30) {
                assert!(!oracle.is_valid(&sample.value), "{place}: {} {}", sample.mark, sample.value);
                *told.entry(sample.mark.keyword).or_default() += 1;
            }
        }
        for keyword in ["type", "required", "maxLength", "minLength", "pattern", "format", "enum", "maximum"]
        {
            assert!(told.get(keyword).is_some_and(|count| *count > 5), "{keyword}: {told:?}");
        }
    }
}
