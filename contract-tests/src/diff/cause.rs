//! Why one schema does not accept all that another does, told in a reviewer's words: the rule, the places in both
//! documents, a sentence and a proof. It must not know levels, or where the schemas are used.

use serde_json::Value;

use super::rule::Rule;
use super::statement::{Half, changed};
use super::wire::{Worth, Writing, worth};
use crate::document::pointer;
use crate::schema::contain::{Answer, Containment, Difference, Doubt};
use crate::schema::validate::Validator;
use crate::schema::{Direction, SchemaId, Schemas};

/// Why a value is refused.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) rule: Rule,
    /// JSON pointer in the writer's document; empty when the writer has no schema there.
    pub(super) writer: String,
    /// JSON pointer in the reader's document, likewise.
    pub(super) reader: String,
    pub(super) statement: String,
    pub(super) proof: Proof,
}

/// What is known of a cause.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// A value that the writer may write and the reader refuses.
    Value(Value),
    /// Why it could not be told whether there is one.
    Undecided(String),
}

/// The graphs that a cause is looked for in.
#[derive(Clone, Copy)]
pub(super) struct Graphs<'g> {
    pub(super) writer: &'g Schemas,
    pub(super) reader: &'g Schemas,
    /// Which way the values travel.
    pub(super) direction: Direction,
    /// Whether the answer decides, so that it must be found; else it is told only where it is seen at once.
    pub(super) is_decisive: bool,
    /// Whether the writer's document is the newer one.
    pub(super) writer_is_revision: bool,
}

/// The causes, in the order of the reader's schema; none when everything is accepted. What is certain says more than
/// what might be, so a doubt is a cause only by itself.
pub(super) fn causes(
    graphs: Graphs<'_>,
    engine: &mut Containment<'_>,
    (writer, reader): (SchemaId, SchemaId),
    writing: Writing,
) -> Vec<Cause> {
    if engine.is_same(writer, reader) {
        return Vec::new();
    }
    let found = engine.differences(writer, reader);
    let mut differences = found.list;
    let usual = if differences.is_empty() { None } else { engine.plain(writer) };
    for difference in &mut differences {
        difference.witness = graphs.dressed((writer, reader), difference, usual.as_ref());
    }
    let mut unknown = false;
    let mut causes = Vec::new();
    for difference in &differences {
        match worth(writing, difference, graphs.writer, graphs.reader) {
            Worth::Real => causes.push(cause(graphs, difference)),
            Worth::Nothing => {}
            Worth::Unknown => unknown = true,
        }
    }
    if !causes.is_empty() {
        return causes;
    }
    let doubt = if unknown {
        Some("the values are written as text, and which texts they make is not compared".to_owned())
    } else if !differences.is_empty() {
        found
            .doubt
            .filter(|_| graphs.is_decisive)
            .filter(|doubt| *doubt != Doubt::Unconfirmed)
            .map(|doubt| doubt.to_string())
    } else if !graphs.is_decisive {
        None
    } else {
        match engine.contains(writer, reader) {
            Answer::Contained => None,
            Answer::NotContained { witness } => {
                causes.push(whole(graphs, writer, reader, Proof::Value(witness)));
                None
            }
            Answer::Undecided { doubt } => Some(doubt.to_string()),
        }
    };
    causes.extend(doubt.map(|doubt| whole(graphs, writer, reader, Proof::Undecided(doubt))));
    causes
}

impl Graphs<'_> {
    /// The witness with the parts beside the way to what is refused as people expect them, as long as it proves the
    /// same.
    fn dressed(
        self,
        (writer, reader): (SchemaId, SchemaId),
        difference: &Difference,
        usual: Option<&Value>,
    ) -> Value {
        let way = pointer::tokens(&difference.instance).unwrap_or_default();
        let way: Vec<&str> = way.iter().map(AsRef::as_ref).collect();
        let dressed = usual.map(|usual| dressed(&difference.witness, usual, &way));
        let writes = Validator::new(self.writer, self.direction);
        let reads = Validator::new(self.reader, self.direction);
        let proves = |value: &Value| writes.is_valid(writer, value) && !reads.is_valid(reader, value);
        dressed.filter(proves).unwrap_or_else(|| difference.witness.clone())
    }
}

fn dressed(witness: &Value, usual: &Value, way: &[&str]) -> Value {
    match (witness, usual) {
        (Value::Object(members), Value::Object(usual)) => {
            let member = |(name, value): (&String, &Value)| {
                let value = match (usual.get(name), way.split_first()) {
                    (Some(usual), Some((step, way))) if step == name => dressed(value, usual, way),
                    (None, Some((step, _))) if step == name => value.clone(),
                    (usual, _) => usual.unwrap_or(value).clone(),
                };
                (name.clone(), value)
            };
            Value::Object(members.iter().map(member).collect())
        }
        (Value::Array(items), Value::Array(usual)) => {
            let item = |(at, value): (usize, &Value)| match (usual.first(), way.split_first()) {
                (Some(usual), Some((step, way))) if *step == at.to_string() => dressed(value, usual, way),
                _ => value.clone(),
            };
            Value::Array(items.iter().enumerate().map(item).collect())
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => witness.clone(),
    }
}

fn cause(graphs: Graphs<'_>, difference: &Difference) -> Cause {
    let reader_parts = [difference.right];
    let writer = Half { graph: graphs.writer, parts: &difference.left };
    let reader = Half { graph: graphs.reader, parts: &reader_parts };
    let proof = Proof::Value(difference.witness.clone());
    if let Some(name) = undocumented(difference) {
        // A member that one side alone documents came or went, depending on which side that is.
        let (rule, statement) = if graphs.writer_is_revision {
            (Rule::PropertyRemoved, format!("the member `{name}` is not documented any more"))
        } else {
            (Rule::PropertyAdded, format!("the member `{name}` is documented now"))
        };
        let reader = reader.own_pointer();
        return Cause { rule, writer: String::new(), reader, statement, proof };
    }
    if let ("additionalProperties", Some(name)) = (difference.keyword, &difference.member) {
        let (rule, statement) = if graphs.writer_is_revision {
            (Rule::PropertyAdded, format!("the member `{name}` is new, and the schema was closed"))
        } else {
            (Rule::PropertyRemoved, format!("the member `{name}` is gone, and the schema is closed"))
        };
        let (writer, reader) = (writer.member_pointer(name), reader.pointer("additionalProperties"));
        return Cause { rule, writer, reader, statement, proof };
    }
    let (base, revision) = if graphs.writer_is_revision { (reader, writer) } else { (writer, reader) };
    let statement = changed(difference.keyword, difference.member.as_deref(), base, revision);
    let (writer, reader) = (writer.pointer(difference.keyword), reader.pointer(difference.keyword));
    Cause { rule: rule(difference.keyword), writer, reader, statement, proof }
}

/// The name of the member that the refused value is, when the writer's schemas say nothing of it.
fn undocumented(difference: &Difference) -> Option<String> {
    if !difference.left.is_empty() {
        return None;
    }
    let tokens = pointer::tokens(&difference.instance)?;
    tokens.last().map(|name| name.clone().into_owned())
}

/// A cause that is not found in any keyword by itself.
fn whole(graphs: Graphs<'_>, writer: SchemaId, reader: SchemaId, proof: Proof) -> Cause {
    Cause {
        rule: Rule::CompositionChanged,
        writer: graphs.writer.get(writer).pointer.clone(),
        reader: graphs.reader.get(reader).pointer.clone(),
        statement: "other values are valid".to_owned(),
        proof,
    }
}

/// The rule for a change of the keyword.
fn rule(keyword: &str) -> Rule {
    match keyword {
        "type" | "nullable" => Rule::TypeChanged,
        "enum" => Rule::EnumChanged,
        "format" => Rule::FormatChanged,
        "pattern" => Rule::PatternChanged,
        "minLength" | "maxLength" => Rule::LengthChanged,
        "minimum" | "maximum" => Rule::RangeChanged,
        "multipleOf" => Rule::MultipleChanged,
        "minItems" | "maxItems" => Rule::ItemCountChanged,
        "uniqueItems" => Rule::UniquenessChanged,
        "minProperties" | "maxProperties" => Rule::PropertyCountChanged,
        "required" => Rule::PropertyRequiredChanged,
        "additionalProperties" => Rule::AdditionalPropertiesChanged,
        _ => Rule::CompositionChanged,
    }
}
