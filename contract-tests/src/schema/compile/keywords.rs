//! The keywords of one schema object, read into their types. Source: OpenAPI 3.0.3, "Schema Object". It must not know
//! which value a keyword accepts, nor judge keywords that can be read: contradictions are for the lint.

use serde_json::{Number, Value};

use super::Work;
use crate::document::{Fields, Node, Problem, pointer, quoted};
use crate::schema::{
    Additional, AnnotationKeywords, ArrayKeywords, Bound, Discriminator, Kind, NumberKeywords,
    ObjectKeywords, Schema, SchemaId, Schemas, StringKeywords,
};

const COMPONENTS: &str = "/components/schemas";

impl Schemas {
    /// The keywords of the schema object at `node`; the schemas in them are entered.
    pub(super) fn read<'d>(
        &mut self,
        node: &Node<'d>,
        work: &mut Work<'d>,
        problems: &mut Vec<Problem>,
    ) -> Schema {
        let mut fields = Fields::new(node, problems);
        let string = strings(&mut fields);
        let number = numbers(&mut fields);
        let annotations = AnnotationKeywords {
            default: fields.raw("default").map(|node| node.to_value()),
            example: fields.raw("example").map(|node| node.to_value()),
        };
        let scalars = Schema {
            pointer: node.pointer().to_owned(),
            kind: type_of(node, &mut fields),
            nullable: fields.flag("nullable"),
            values: fields.list("enum").map(|items| items.iter().map(|item| item.to_value()).collect()),
            format: fields.text("format").map(str::to_owned),
            string: string.into(),
            number: number.into(),
            read_only: fields.flag("readOnly"),
            write_only: fields.flag("writeOnly"),
            deprecated: fields.flag("deprecated"),
            annotations: annotations.into(),
            ..Schema::default()
        };
        let kinds = listed_kinds(node);
        if let Some(other) = fields.raw("$ref").filter(|reference| reference.as_str().is_none()) {
            fields.expected(&other, "$ref", "a string");
        }
        Schema {
            array: self.arrays(node, work, problems).into(),
            object: self.objects(node, work, problems).into(),
            all_of: self
                .branches(node, "allOf", work, problems)
                .into_iter()
                .chain(self.kinds(node, kinds))
                .collect(),
            any_of: self.branches(node, "anyOf", work, problems),
            one_of: self.branches(node, "oneOf", work, problems),
            not: node.get("not").map(|node| self.enter(&node, work, problems)),
            discriminator: self.discriminator(node, work, problems).map(Box::new),
            ..scalars
        }
    }

    /// A schema for a list of types, which is one alternative for each.
    fn kinds(&mut self, node: &Node<'_>, kinds: Vec<Schema>) -> Option<SchemaId> {
        let pointer = pointer::join(node.pointer(), "type");
        let any_of: Vec<_> =
            kinds.into_iter().map(|kind| self.insert(Schema { pointer: pointer.clone(), ..kind })).collect();
        (!any_of.is_empty()).then(|| self.insert(Schema { pointer, any_of, ..Schema::default() }))
    }

    fn arrays<'d>(
        &mut self,
        node: &Node<'d>,
        work: &mut Work<'d>,
        problems: &mut Vec<Problem>,
    ) -> ArrayKeywords {
        let mut fields = Fields::new(node, problems);
        let (items_min, items_max) = (fields.count("minItems"), fields.count("maxItems"));
        let unique = fields.flag("uniqueItems");
        let items = node.get("items").map(|items| self.enter(&items, work, problems));
        ArrayKeywords { items, items_min, items_max, unique }
    }

    fn objects<'d>(
        &mut self,
        node: &Node<'d>,
        work: &mut Work<'d>,
        problems: &mut Vec<Problem>,
    ) -> ObjectKeywords {
        let mut fields = Fields::new(node, problems);
        let (properties_min, properties_max) = (fields.count("minProperties"), fields.count("maxProperties"));
        let required = required(&mut fields);
        let properties = fields.map("properties").unwrap_or_default();
        let properties = properties
            .into_iter()
            .map(|(name, node)| (name.to_owned(), self.enter(&node, work, problems)))
            .collect();
        let additional = match node.get("additionalProperties") {
            None => Additional::Unstated,
            Some(node) => match node.as_bool() {
                Some(true) => Additional::Any,
                Some(false) => Additional::None,
                None => Additional::Schema(self.enter(&node, work, problems)),
            },
        };
        ObjectKeywords { properties, required, additional, properties_min, properties_max }
    }

    fn branches<'d>(
        &mut self,
        node: &Node<'d>,
        key: &str,
        work: &mut Work<'d>,
        problems: &mut Vec<Problem>,
    ) -> Vec<SchemaId> {
        let mut fields = Fields::new(node, problems);
        let Some(items) = fields.list(key) else { return Vec::new() };
        if items.is_empty() {
            let help = format!("list at least one schema, or remove {}", quoted(key));
            fields.complain(node.error(format!("{} is empty", quoted(key))).help(help));
        }
        items.iter().map(|item| self.enter(item, work, problems)).collect()
    }

    /// A mapping to what is not in this document is left out: the discriminator is only a hint, and the lint tells.
    fn discriminator<'d>(
        &mut self,
        node: &Node<'d>,
        work: &mut Work<'d>,
        problems: &mut Vec<Problem>,
    ) -> Option<Discriminator> {
        let mut fields = Fields::new(node, problems);
        fields.map("discriminator")?;
        let node = node.get("discriminator")?;
        let mut fields = Fields::new(&node, problems);
        let property = fields.text_required("propertyName")?.to_owned();
        let mut mapping = Vec::new();
        for (value, target) in fields.map("mapping").unwrap_or_default() {
            if let Some(schema) = mapped(&target) {
                mapping.push((value.to_owned(), self.enter(&schema, work, problems)));
            }
        }
        Some(Discriminator { property, mapping })
    }
}

/// The schema that a value of `mapping` names: the name of a component, or else a reference.
pub(crate) fn mapped<'d>(target: &Node<'d>) -> Option<Node<'d>> {
    let text = target.as_str()?;
    let document = target.document();
    let component = pointer::join(COMPONENTS, text);
    document.node(&component).or_else(|| document.node(&pointer::from_fragment(text)?))
}

/// The alternatives that a list of types stands for, which is of OpenAPI 3.1; empty when `type` is none, or names what
/// is no type.
fn listed_kinds(node: &Node<'_>) -> Vec<Schema> {
    let names = node.get("type").map(|node| node.items()).unwrap_or_default();
    let alternative = |name: &Node<'_>| match name.as_str()? {
        "null" => Some(Schema { values: Some(vec![Value::Null]), ..Schema::default() }),
        name => {
            let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == name)?;
            Some(Schema { kind: Some(kind), ..Schema::default() })
        }
    };
    names.iter().map(alternative).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn type_of(node: &Node<'_>, fields: &mut Fields<'_, '_>) -> Option<Kind> {
    let found = fields.raw("type")?;
    let name = found.as_str();
    let kind = Kind::ALL.into_iter().find(|kind| Some(kind.as_str()) == name);
    if !listed_kinds(node).is_empty() {
        let problem = found
            .error("`type` is a list, and must be one of boolean, integer, number, string, array, object");
        let help = "lists of types came with OpenAPI 3.1; in 3.0 use `nullable: true` or `oneOf`";
        fields.complain(problem.help(help).slip());
    } else if kind.is_none() {
        fields.expected(&found, "type", "one of boolean, integer, number, string, array, object");
        fields.help(match name {
            None if found.is_array() => {
                "lists of types came with OpenAPI 3.1; in 3.0 use `nullable: true` or `oneOf`"
            }
            Some("null") => "there is no null type in OpenAPI 3.0; use `nullable: true`",
            Some("file") => "write `type: string` with `format: binary`",
            Some("any") => "leave `type` out: any value is accepted then",
            None | Some(_) => "write one of them, or leave `type` out for a value of any kind",
        });
    }
    kind
}

fn strings(fields: &mut Fields<'_, '_>) -> StringKeywords {
    StringKeywords {
        pattern: fields.text("pattern").map(str::to_owned),
        length_min: fields.count("minLength"),
        length_max: fields.count("maxLength"),
    }
}

fn numbers(fields: &mut Fields<'_, '_>) -> NumberKeywords {
    let min = bound(fields, "minimum", "exclusiveMinimum");
    let max = bound(fields, "maximum", "exclusiveMaximum");
    let multiple_of = fields.number("multipleOf").filter(|number| {
        let positive = is_positive(number);
        if let Some(found) = fields.raw("multipleOf").filter(|_| !positive) {
            fields.expected(&found, "multipleOf", "greater than 0");
        }
        positive
    });
    NumberKeywords { min, max, multiple_of }
}

/// Whether a number is greater than 0, by its text: it may be too small for a float.
fn is_positive(number: &Number) -> bool {
    let text = number.to_string();
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    !text.starts_with('-') && mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn bound(fields: &mut Fields<'_, '_>, key: &str, exclusive_key: &str) -> Option<Bound> {
    if let Some(number) = fields.raw(exclusive_key).filter(|node| node.as_number().is_some()) {
        fields.expected(&number, exclusive_key, "true or false");
        let help = format!(
            "a number here came with OpenAPI 3.1; in 3.0 write the number as {} and `{exclusive_key}: true`",
            quoted(key)
        );
        fields.help(&help);
        return None;
    }
    let exclusive = fields.flag(exclusive_key);
    fields.number(key).map(|value| Bound { value, exclusive })
}

fn required(fields: &mut Fields<'_, '_>) -> Vec<String> {
    if let Some(flag) = fields.raw("required").filter(|node| node.as_bool().is_some()) {
        fields.expected(&flag, "required", "a list of names");
        fields.help("list the name under `required` of the object that the member is in");
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for name in fields.texts("required") {
        if seen.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::is_positive;

    #[test]
    fn positive_numbers() {
        for (text, expected) in
            [("0", false), ("0.0", false), ("-1", false), ("0e5", false), ("1e-400", true), ("0.01", true)]
        {
            let number = serde_json::from_str(text).unwrap();
            assert_eq!(is_positive(&number), expected, "{text}");
        }
    }
}
