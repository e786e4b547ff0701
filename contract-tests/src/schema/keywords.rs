//! One schema object of OpenAPI 3.0, its keywords typed but not interpreted. Source: OpenAPI 3.0.3, "Schema Object".
//! It must not know how a document spells a keyword, or what a validator makes of it.

use std::collections::HashMap;

use serde_json::{Number, Value};

use super::SchemaId;
use super::sparse::{Group, Sparse};

/// The keywords of one schema object. A keyword that is absent constrains nothing, and so does a keyword of
/// another kind than the value's: `minLength` says nothing of a number.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// JSON pointer of the schema object in its document, references followed.
    pub pointer: String,
    /// `type`; without it a value of any kind is accepted.
    pub kind: Option<Kind>,
    /// `nullable`: null is accepted, whatever the other keywords of this object say, as `anyOf` of null and them.
    /// The clarification of 3.0.3 would have it beside `type` alone and never past `enum` or `allOf`, but authors
    /// write `nullable: true` beside `allOf: [{$ref}]` for want of another way, generators and servers read it so,
    /// and no one who writes it means that null is refused.
    pub nullable: bool,
    /// `enum`, in the order of the document.
    pub values: Option<Vec<Value>>,
    /// `format`.
    pub format: Option<String>,
    /// Keywords for strings.
    pub string: Sparse<StringKeywords>,
    /// Keywords for numbers.
    pub number: Sparse<NumberKeywords>,
    /// Keywords for arrays.
    pub array: Sparse<ArrayKeywords>,
    /// Keywords for objects.
    pub object: Sparse<ObjectKeywords>,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `anyOf`; empty when absent.
    pub any_of: Vec<SchemaId>,
    /// `oneOf`; empty when absent.
    pub one_of: Vec<SchemaId>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// `discriminator`.
    pub discriminator: Option<Box<Discriminator>>,
    /// `readOnly`: a member that stands in answers alone.
    pub read_only: bool,
    /// `writeOnly`: a member that stands in requests alone.
    pub write_only: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// Keywords that say nothing of which values are accepted.
    pub annotations: Sparse<AnnotationKeywords>,
}

/// A `type` of OpenAPI 3.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction; `1.0` is one.
    Integer,
    /// Any number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// Keywords that constrain strings. Lengths count characters (Unicode scalar values).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StringKeywords {
    /// `pattern`, as written; unanchored, ECMA-262.
    pub pattern: Option<String>,
    /// `minLength`.
    pub length_min: Option<u64>,
    /// `maxLength`.
    pub length_max: Option<u64>,
}

/// Keywords that constrain numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberKeywords {
    /// `minimum` with its `exclusiveMinimum`.
    pub min: Option<Bound>,
    /// `maximum` with its `exclusiveMaximum`.
    pub max: Option<Bound>,
    /// `multipleOf`, greater than 0.
    pub multiple_of: Option<Number>,
}

/// One end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number, exactly as written.
    pub value: Number,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// Keywords that constrain arrays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArrayKeywords {
    /// `items`.
    pub items: Option<SchemaId>,
    /// `minItems`.
    pub items_min: Option<u64>,
    /// `maxItems`.
    pub items_max: Option<u64>,
    /// `uniqueItems`.
    pub unique: bool,
}

/// Keywords that constrain objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectKeywords {
    /// `properties`, in the order of the document.
    pub properties: Vec<(String, SchemaId)>,
    /// `required`, in the order of the document, each name once.
    pub required: Vec<String>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `minProperties`.
    pub properties_min: Option<u64>,
    /// `maxProperties`.
    pub properties_max: Option<u64>,
}

/// Values that a schema shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotationKeywords {
    /// `default`.
    pub default: Option<Value>,
    /// `example`.
    pub example: Option<Value>,
}

impl Group for StringKeywords {
    const ABSENT: &'static Self = &Self { pattern: None, length_min: None, length_max: None };
}

impl Group for NumberKeywords {
    const ABSENT: &'static Self = &Self { min: None, max: None, multiple_of: None };
}

impl Group for ArrayKeywords {
    const ABSENT: &'static Self = &Self { items: None, items_min: None, items_max: None, unique: false };
}

impl Group for ObjectKeywords {
    const ABSENT: &'static Self = &Self {
        properties: Vec::new(),
        required: Vec::new(),
        additional: Additional::Unstated,
        properties_min: None,
        properties_max: None,
    };
}

impl Group for AnnotationKeywords {
    const ABSENT: &'static Self = &Self { default: None, example: None };
}

/// What members that `properties` does not name may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// Anything, and the keyword is absent: it is accepted, but not documented.
    #[default]
    Unstated,
    /// Anything: the keyword is `true`.
    Any,
    /// There may be none: the keyword is `false`.
    None,
    /// Each is valid under the schema.
    Schema(SchemaId),
}

/// `discriminator`: the member that tells which branch an object is meant for. It adds no constraint to those of
/// its branches (3.0.3, "Discriminator Object": it may be used as a hint).
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// `propertyName`.
    pub property: String,
    /// `mapping` with its references followed, in the order of the document.
    pub mapping: Vec<(String, SchemaId)>,
}

impl Schema {
    /// Whether the schema has the keyword, one of those that constrain the values of a kind by a number, a text or a
    /// switch; of others it says no.
    pub(super) fn has_constraint(&self, keyword: &str) -> bool {
        match keyword {
            "type" => self.kind.is_some(),
            "format" => self.format.is_some(),
            "pattern" => self.string.pattern.is_some(),
            "minLength" => self.string.length_min.is_some(),
            "maxLength" => self.string.length_max.is_some(),
            "minimum" => self.number.min.is_some(),
            "maximum" => self.number.max.is_some(),
            "multipleOf" => self.number.multiple_of.is_some(),
            "minItems" => self.array.items_min.is_some(),
            "maxItems" => self.array.items_max.is_some(),
            "uniqueItems" => self.array.unique,
            "minProperties" => self.object.properties_min.is_some(),
            "maxProperties" => self.object.properties_max.is_some(),
            _ => false,
        }
    }

    /// The schemas that its keywords name, each as often as it is named.
    pub fn children(&self) -> impl Iterator<Item = SchemaId> {
        self.applied().chain(self.inside())
    }

    /// Those of them that say something of the same value.
    pub fn applied(&self) -> impl Iterator<Item = SchemaId> {
        self.all_of.iter().chain(&self.any_of).chain(&self.one_of).copied().chain(self.not)
    }

    /// Those of them that say something of a part of the value, an item or a member.
    pub fn inside(&self) -> impl Iterator<Item = SchemaId> {
        let additional = match self.object.additional {
            Additional::Unstated | Additional::Any | Additional::None => None,
            Additional::Schema(id) => Some(id),
        };
        let members = self.object.properties.iter().map(|(_, id)| *id);
        self.array.items.into_iter().chain(additional).chain(members)
    }

    /// Whether its `enum` is of null alone, which is how a branch says that the other branches may be null.
    pub fn is_null_alone(&self) -> bool {
        self.values.as_ref().is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
    }
}

impl Schema {
    /// The schemas that its discriminator names, which need not be among its branches.
    pub(super) fn mapped(&self) -> impl Iterator<Item = SchemaId> {
        self.discriminator.iter().flat_map(|discriminator| &discriminator.mapping).map(|(_, id)| *id)
    }

    /// The same keywords on schemas that have other ids.
    pub(super) fn renumbered(&self, numbers: &HashMap<SchemaId, SchemaId>) -> Schema {
        let number = |id: &mut SchemaId| *id = numbers.get(id).copied().unwrap_or(*id);
        let mut schema = self.clone();
        let branches = schema.all_of.iter_mut().chain(&mut schema.any_of).chain(&mut schema.one_of);
        let items = schema.array.as_mut().and_then(|array| array.items.as_mut());
        branches.chain(&mut schema.not).chain(items).for_each(number);
        if let Some(object) = schema.object.as_mut() {
            object.properties.iter_mut().for_each(|(_, id)| number(id));
            if let Additional::Schema(id) = &mut object.additional {
                number(id);
            }
        }
        if let Some(discriminator) = &mut schema.discriminator {
            discriminator.mapping.iter_mut().for_each(|(_, id)| number(id));
        }
        schema
    }
}

impl Kind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Kind; 6] =
        [Kind::Boolean, Kind::Integer, Kind::Number, Kind::String, Kind::Array, Kind::Object];

    /// As a document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}
