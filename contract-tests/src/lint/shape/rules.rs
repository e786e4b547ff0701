//! The rules about fields and references.

use crate::lint::rule::{Group, Level, Rule};

const STRUCTURE: &[&str] = &["spectral:oas3-schema", "redocly:struct"];

pub(crate) static UNREADABLE: Rule = Rule::new(
    Level::Error,
    "unreadable",
    "Every part of the document can be read as OpenAPI 3.0.",
    "Tools skip what they cannot read, or guess at it, each in its own way.",
)
.covering(STRUCTURE);

pub(crate) static FIELD_MISSING: Rule = Rule::new(
    Level::Error,
    "field-missing",
    "Objects have the fields that the specification requires.",
    "Tools refuse the document, or fail where they need the field.",
)
.covering(STRUCTURE);

pub(crate) static FIELD_UNKNOWN: Rule = Rule::new(
    Level::Error,
    "field-unknown",
    "Objects have no fields that the specification does not know, but for those that start with `x-`.",
    "A misspelt or misplaced field is ignored, and what it says is lost.",
)
.covering(STRUCTURE);

pub(crate) static FIELD_KIND: Rule = Rule::new(
    Level::Error,
    "field-kind",
    "Fields hold what the specification has them hold.",
    "Tools refuse the document, or misread the field.",
)
.covering(STRUCTURE);

pub(crate) static COMPONENT_NAME: Rule = Rule::new(
    Level::Error,
    "component-name",
    "Names of components consist of letters, digits, dots, hyphens and underscores.",
    "The specification allows no others, and references to them break.",
)
.covering(&["spectral:oas3-schema", "redocly:spec-components-invalid-map-name"]);

pub(crate) static REFERENCE_UNRESOLVED: Rule = Rule::new(
    Level::Error,
    "reference-unresolved",
    "Every reference leads to a value of this document.",
    "The document cannot be used by itself.",
)
.covering(&["spectral:invalid-ref", "redocly:no-unresolved-refs"]);

pub(crate) static REFERENCE_KIND: Rule = Rule::new(
    Level::Error,
    "reference-kind",
    "A reference leads to an object of the kind that is needed where it stands.",
    "A parameter in place of a schema is read as a schema without keywords.",
);

pub(crate) static REFERENCE_PLACE: Rule = Rule::new(
    Level::Error,
    "reference-place",
    "References stand only where the specification allows them.",
    "Elsewhere most tools take `$ref` for an unknown field, and lose what it names.",
)
.covering(&["spectral:oas3-schema", "redocly:spec-strict-refs"]);

pub(crate) static REFERENCE_SIBLINGS: Rule = Rule::new(
    Level::Warning,
    "reference-siblings",
    "Nothing stands beside a `$ref`.",
    "OpenAPI 3.0 has it ignored, so that what is written there does not hold.",
)
.covering(&["spectral:no-$ref-siblings", "redocly:spec-ref-siblings"]);

pub(crate) static COMPONENT_UNUSED: Rule = Rule::new(
    Level::Warning,
    "component-unused",
    "Every component is used by an operation.",
    "What nothing uses is not kept true, and misleads readers and generators.",
)
.covering(&["spectral:oas3-unused-component", "redocly:no-unused-components"]);

pub(crate) static GROUP: Group = Group {
    id: "structure",
    rules: &[&UNREADABLE, &FIELD_MISSING, &FIELD_UNKNOWN, &FIELD_KIND, &COMPONENT_NAME],
};

pub(crate) static REFERENCES: Group = Group {
    id: "references",
    rules: &[
        &REFERENCE_UNRESOLVED,
        &REFERENCE_KIND,
        &REFERENCE_PLACE,
        &REFERENCE_SIBLINGS,
        &COMPONENT_UNUSED,
    ],
};
