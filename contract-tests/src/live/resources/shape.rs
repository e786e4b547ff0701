//! What the objects of a schema hold, member by member, however the schema is put together. It must not know whether
//! the objects travel to the server or from it.

use serde_json::Value;

use super::names;
use crate::schema::{Additional, Kind, Schema, SchemaId, Schemas};

/// Schemas inside one another that are looked into; a deeper one is taken for one without keywords.
const DEPTH_MAX: usize = 12;

/// The facts about a schema that all its parts of an `allOf` agree on.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// `type`.
    pub kind: Option<Kind>,
    /// `format`.
    pub format: Option<String>,
    /// `enum`.
    pub values: Option<Vec<Value>>,
    /// `nullable`, or null among the values.
    pub nullable: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `default`.
    pub default: Option<Value>,
    /// `example`.
    pub example: Option<Value>,
    /// `items`.
    pub items: Option<SchemaId>,
}

impl Facts {
    /// The facts about a schema.
    pub fn of(schemas: &Schemas, id: SchemaId) -> Facts {
        let mut facts = Facts::default();
        facts.add(schemas, id, 0);
        facts
    }

    fn add(&mut self, schemas: &Schemas, id: SchemaId, depth: usize) {
        if depth > DEPTH_MAX {
            return;
        }
        let schema = schemas.get(id);
        self.kind = self.kind.or_else(|| kind_of(schema));
        self.format = self.format.take().or_else(|| schema.format.clone());
        self.values = self.values.take().or_else(|| schema.values.clone());
        self.default = self.default.take().or_else(|| schema.annotations.default.clone());
        self.example = self.example.take().or_else(|| schema.annotations.example.clone());
        self.items = self.items.or(schema.array.items);
        self.nullable |= schema.nullable || schema.values.iter().flatten().any(Value::is_null);
        self.read_only |= schema.read_only;
        self.write_only |= schema.write_only;
        for &part in &schema.all_of {
            self.add(schemas, part, depth + 1);
        }
        for branches in [&schema.any_of, &schema.one_of] {
            let (nulls, others): (Vec<SchemaId>, Vec<_>) =
                branches.iter().partition(|branch| schemas.get(**branch).is_null_alone());
            self.nullable |= !nulls.is_empty();
            if let [one] = others.as_slice() {
                self.add(schemas, *one, depth + 1);
            }
        }
    }
}

fn kind_of(schema: &Schema) -> Option<Kind> {
    schema.kind.or_else(|| (!schema.object.properties.is_empty()).then_some(Kind::Object))
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: SchemaId,
    /// What its schema says.
    pub facts: Facts,
    /// Whether `required` names it.
    pub required: bool,
}

/// The members of an object.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// In the order of the document, each name once.
    pub members: Vec<Member>,
    /// Whether there may be no others.
    pub closed: bool,
}

impl Shape {
    /// What the objects of a schema may hold, all branches of `oneOf` and `anyOf` together; `None` when the schema
    /// is not one of objects.
    pub fn of(schemas: &Schemas, id: SchemaId) -> Option<Shape> {
        Self::collect(schemas, id, None)
    }

    /// What the objects of one branch may hold: the branch of that number, counted around, of every `oneOf` and
    /// `anyOf`.
    pub fn of_branch(schemas: &Schemas, id: SchemaId, branch: usize) -> Option<Shape> {
        Self::collect(schemas, id, Some(branch))
    }

    fn collect(schemas: &Schemas, id: SchemaId, branch: Option<usize>) -> Option<Shape> {
        let mut shape = Shape::default();
        let mut required = Vec::new();
        let object = shape.add(schemas, id, branch, &mut required, 0);
        for member in &mut shape.members {
            member.required = required.contains(&member.name);
        }
        (object && !shape.members.is_empty()).then_some(shape)
    }

    /// Adds what a schema says, and tells whether it is one of objects.
    fn add(
        &mut self,
        schemas: &Schemas,
        id: SchemaId,
        branch: Option<usize>,
        required: &mut Vec<String>,
        depth: usize,
    ) -> bool {
        if depth > DEPTH_MAX {
            return false;
        }
        let schema = schemas.get(id);
        if kind_of(schema).is_some_and(|kind| kind != Kind::Object) {
            return false;
        }
        let mut object = kind_of(schema).is_some();
        for (name, member) in &schema.object.properties {
            if self.get(name).is_none() {
                let facts = Facts::of(schemas, *member);
                self.members.push(Member { name: name.clone(), schema: *member, facts, required: false });
            }
        }
        required.extend(schema.object.required.iter().cloned());
        self.closed |= matches!(schema.object.additional, Additional::None);
        for &part in &schema.all_of {
            object |= self.add(schemas, part, branch, required, depth + 1);
        }
        for branches in [&schema.one_of, &schema.any_of] {
            match branch {
                Some(branch) if !branches.is_empty() => {
                    let part = branches[branch % branches.len()];
                    object |= self.add(schemas, part, Some(branch), required, depth + 1);
                }
                Some(_) | None => {
                    for &part in branches {
                        object |= self.add(schemas, part, branch, &mut Vec::new(), depth + 1);
                    }
                }
            }
        }
        object
    }

    /// The member of that name, exactly.
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The member of that name, compared as words; an exact one first.
    pub fn like(&self, name: &str) -> Option<&Member> {
        self.get(name).or_else(|| self.members.iter().find(|member| names::same(&member.name, name)))
    }
}

/// How many branches the body of a schema has: those of its widest `oneOf` or `anyOf`, at the top.
pub fn branches(schemas: &Schemas, id: SchemaId) -> usize {
    let schema = schemas.get(id);
    let parts = schema.all_of.iter().map(|part| {
        let part = schemas.get(*part);
        part.one_of.len().max(part.any_of.len())
    });
    parts.chain([schema.one_of.len(), schema.any_of.len(), 1]).max().unwrap_or(1)
}

/// Whether values of two members can be the same: they are of one kind and one format.
pub fn compatible(one: &Facts, other: &Facts) -> bool {
    let numeric = |kind: Option<Kind>| matches!(kind, Some(Kind::Integer | Kind::Number));
    let kinds = one.kind == other.kind || (numeric(one.kind) && numeric(other.kind));
    let formats = match (&one.format, &other.format) {
        (Some(one), Some(other)) => one == other || numeric(self::Facts::kind_only(one, other)),
        (_, _) => true,
    };
    kinds && one.kind.is_some() && formats
}

impl Facts {
    /// Formats of numbers say how wide they are, not what they mean.
    fn kind_only(one: &str, other: &str) -> Option<Kind> {
        let width = |format: &str| matches!(format, "int32" | "int64" | "float" | "double");
        (width(one) && width(other)).then_some(Kind::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use crate::document::Document;
    use crate::schema::{Kind, Schemas};

    #[test]
    fn a_branch_that_is_null_makes_the_other_nullable() {
        let null = "{type: string, nullable: true, enum: [null]}";
        for (schema, kind, format, nullable) in [
            (
                format!("{{oneOf: [{{type: string, format: date}}, {null}]}}"),
                Some(Kind::String),
                "date",
                true,
            ),
            (format!("{{anyOf: [{null}, {{type: integer}}]}}"), Some(Kind::Integer), "", true),
            ("{oneOf: [{type: string, format: date}]}".to_owned(), Some(Kind::String), "date", false),
            ("{oneOf: [{type: string}, {type: integer}]}".to_owned(), None, "", false),
        ] {
            let document = Document::parse("api.yaml", &format!("s: {schema}")).unwrap();
            let mut schemas = Schemas::default();
            let id = schemas.compile(&document.node("/s").unwrap(), &mut Vec::new());
            let facts = Facts::of(&schemas, id);
            assert_eq!(facts.kind, kind, "{schema}");
            assert_eq!(facts.format.as_deref().unwrap_or_default(), format, "{schema}");
            assert_eq!(facts.nullable, nullable, "{schema}");
        }
    }
}
