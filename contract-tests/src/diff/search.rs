//! What makes one schema not contained in another. The reader's schema is taken apart into its keywords, and each is
//! asked about by itself, from the whole value down the members that both sides have, until a keyword is found that
//! accepts less. Each cause comes with a value of its own that the writer may write and the reader refuses. It must
//! not know which side is the older one, but to say what was and what is.

use std::collections::HashSet;

use serde_json::Value;

use super::branches;
use super::conjunct::{Keyword, conjuncts, flattened, member};
use super::path::{Step, wrap};
use super::rule::Rule;
use super::schemas::Writing;
use super::statement::{Half, changed};
use super::wire;
use crate::schema::contain::{Answer, Containment, Options};
use crate::schema::{Additional, ObjectKeywords, Schema, SchemaId, Schemas};

/// Pairs of schemas that one search looks at; past it, what is left is one cause.
const PAIRS_MAX: usize = 2000;

/// Why a value is refused.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) rule: Rule,
    /// JSON pointer in the writer's document; empty when the writer has no schema there.
    pub(super) left: String,
    /// JSON pointer in the reader's document, likewise.
    pub(super) right: String,
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

/// A search through one pair of schemas.
pub(super) struct Search {
    pub(super) left: Schemas,
    pub(super) right: Schemas,
    options: Options,
    /// Whether the writer's document is the revision.
    writer_is_revision: bool,
    writing: Writing,
    seen: HashSet<(SchemaId, SchemaId)>,
    causes: Vec<Cause>,
}

/// The parts that are compared: what the writer has at the end of the path, and what the reader has there.
pub(super) struct At<'p> {
    /// The whole value of the writer.
    pub(super) root: SchemaId,
    pub(super) path: &'p [Step],
    /// The writer's schema of the part; none where it documents nothing of it.
    pub(super) left: Option<SchemaId>,
    /// The reader's schema of the part.
    pub(super) right: SchemaId,
}

impl Search {
    pub(super) fn new(left: Schemas, right: Schemas, options: Options, writer_is_revision: bool) -> Self {
        let seen = HashSet::new();
        Self {
            left,
            right,
            options,
            writer_is_revision,
            writing: Writing::default(),
            seen,
            causes: Vec::new(),
        }
    }

    /// How values get onto the wire.
    pub(super) fn written(&mut self, writing: Writing) {
        self.writing = writing;
    }

    /// The causes, in the order of the reader's schema; none when everything is accepted.
    pub(super) fn run(mut self, left: SchemaId, right: SchemaId) -> Vec<Cause> {
        self.descend(&At { root: left, path: &[], left: Some(left), right });
        if self.causes.iter().any(|cause| matches!(cause.proof, Proof::Value(_))) {
            // What is broken for certain says more than what might be.
            self.causes.retain(|cause| matches!(cause.proof, Proof::Value(_)));
        }
        self.causes
    }

    /// Adds the causes in the part, and tells whether it is there that something is refused. A pair that was met before
    /// has been told of, and where values are written as text what is refused may be taken all the same.
    pub(super) fn descend(&mut self, at: &At<'_>) -> bool {
        let key = (at.left.unwrap_or(at.root), at.right);
        if self.seen.contains(&key) {
            return true;
        }
        if self.seen.len() >= PAIRS_MAX {
            return false;
        }
        self.seen.insert(key);
        let mut graph = self.right.extended();
        let parts = conjuncts(&mut graph, at.right);
        let wrapped: Vec<_> =
            parts.into_iter().map(|(keyword, part)| (keyword, wrap(&mut graph, at.path, part))).collect();
        let mut engine = Containment::new(&self.left, &graph, self.options);
        let answers: Vec<_> =
            wrapped.into_iter().map(|(keyword, part)| (keyword, engine.contains(at.root, part))).collect();
        let mut met = false;
        for (keyword, answer) in answers {
            let proof = match answer {
                Answer::Contained => continue,
                Answer::NotContained { witness, .. } => Proof::Value(witness),
                Answer::Undecided { doubt } => Proof::Undecided(doubt.to_string()),
            };
            met = true;
            if let Some(proof) = wire::proof(self, at, &keyword, proof) {
                self.explain(at, keyword, proof);
            }
        }
        met
    }

    /// Goes into the part that the keyword is about, where it is about one, and else notes the keyword.
    fn explain(&mut self, at: &At<'_>, keyword: Keyword, proof: Proof) {
        let explained = match &keyword {
            Keyword::Property(name, part) => self.member_at(at, name, *part),
            Keyword::Items(part) => self.items_at(at, *part),
            Keyword::AllOf(part) => {
                self.descend(&At { root: at.root, path: at.path, left: at.left, right: *part })
            }
            Keyword::AnyOf | Keyword::OneOf => branches::explain(self, at, &keyword),
            Keyword::Additional => self.other_members_at(at),
            Keyword::Kind
            | Keyword::Enum
            | Keyword::Format
            | Keyword::Pattern
            | Keyword::LengthMin
            | Keyword::LengthMax
            | Keyword::Minimum
            | Keyword::Maximum
            | Keyword::MultipleOf
            | Keyword::ItemsMin
            | Keyword::ItemsMax
            | Keyword::Unique
            | Keyword::PropertiesMin
            | Keyword::PropertiesMax
            | Keyword::Required(_)
            | Keyword::Not => false,
        };
        if !explained {
            self.note(at, &keyword, proof);
        }
    }

    fn member_at(&mut self, at: &At<'_>, name: &str, part: SchemaId) -> bool {
        let left = self.find(at.left, |schema| member(schema, name));
        let Some(left) = left else { return false };
        let path = extended(at.path, Step::Member(name.to_owned()));
        self.descend(&At { root: at.root, path: &path, left: Some(left), right: part })
    }

    fn items_at(&mut self, at: &At<'_>, part: SchemaId) -> bool {
        let left = self.find(at.left, |schema| schema.array.items);
        let path = extended(at.path, Step::Items);
        self.descend(&At { root: at.root, path: &path, left, right: part })
    }

    /// Members that the reader does not name: those that the writer names, one by one, and then all others.
    fn other_members_at(&mut self, at: &At<'_>) -> bool {
        let object = self.right.get(at.right).object.clone();
        let known: Vec<String> = object.properties.iter().map(|(name, _)| name.clone()).collect();
        let mut explained = false;
        for (name, left) in self.members(at.left) {
            if !known.contains(&name) {
                explained |= match object.additional {
                    Additional::Schema(part) => {
                        let path = extended(at.path, Step::Member(name));
                        self.descend(&At { root: at.root, path: &path, left: Some(left), right: part })
                    }
                    Additional::None => self.forbidden(at, &name, left),
                    Additional::Unstated | Additional::Any => false,
                };
            }
        }
        let others = self.find(at.left, |schema| match schema.object.additional {
            Additional::Schema(id) => Some(id),
            Additional::Unstated | Additional::Any | Additional::None => None,
        });
        if let (Additional::Schema(part), Some(left)) = (object.additional, others) {
            let path = extended(at.path, Step::OtherMembers(known));
            explained |= self.descend(&At { root: at.root, path: &path, left: Some(left), right: part });
        }
        explained
    }

    /// A member that the writer may write and the reader, which is closed, does not know.
    fn forbidden(&mut self, at: &At<'_>, name: &str, left: SchemaId) -> bool {
        let mut graph = self.right.extended();
        let anything = graph.insert(Schema::default());
        let nothing = graph.insert(Schema { not: Some(anything), ..Schema::default() });
        let properties = vec![(name.to_owned(), nothing)];
        let object = ObjectKeywords { properties, ..ObjectKeywords::default() };
        let absent = graph.insert(Schema { object, ..Schema::default() });
        let absent = wrap(&mut graph, at.path, absent);
        let mut engine = Containment::new(&self.left, &graph, self.options);
        let Answer::NotContained { witness, .. } = engine.contains(at.root, absent) else { return false };
        let (rule, statement) = if self.writer_is_revision {
            (Rule::PropertyAdded, format!("the member `{name}` is new, and the schema was closed"))
        } else {
            (Rule::PropertyRemoved, format!("the member `{name}` is gone, and the schema is closed"))
        };
        let right = format!("{}/additionalProperties", self.right.get(at.right).pointer);
        let left = self.left.get(left).pointer.clone();
        self.causes.push(Cause { rule, left, right, statement, proof: Proof::Value(witness) });
        true
    }

    fn note(&mut self, at: &At<'_>, keyword: &Keyword, proof: Proof) {
        let left_flat = at.left.map(|left| flattened(&self.left, left)).unwrap_or_default();
        let right_flat = flattened(&self.right, at.right);
        let left = Half { graph: &self.left, flat: &left_flat };
        let right = Half { graph: &self.right, flat: &right_flat };
        let statement = if self.writer_is_revision {
            changed(keyword, right, left)
        } else {
            changed(keyword, left, right)
        };
        // A member that one side alone documents came or went, depending on which side that is.
        let went = self.writer_is_revision && matches!(keyword, Keyword::Property(..));
        let rule = if went { Rule::PropertyRemoved } else { keyword.rule() };
        let (left, right) = (left.pointer(keyword), right.pointer(keyword));
        self.causes.push(Cause { rule, left, right, statement, proof });
    }

    /// Takes over a cause that was found in another way.
    pub(super) fn push(&mut self, cause: Cause) {
        self.causes.push(cause);
    }

    /// A search in the same graphs for the causes between two parts by themselves.
    pub(super) fn aside(&self) -> Search {
        let mut search =
            Search::new(self.left.extended(), self.right.extended(), self.options, self.writer_is_revision);
        search.writing = self.writing;
        search.seen = self.seen.clone();
        search
    }

    pub(super) fn options(&self) -> Options {
        self.options
    }

    pub(super) fn writing(&self) -> Writing {
        self.writing
    }

    /// The first answer of the writer's part and what its `allOf`s add.
    fn find<T>(&self, left: Option<SchemaId>, read: impl Fn(&Schema) -> Option<T>) -> Option<T> {
        let flat = flattened(&self.left, left?);
        flat.into_iter().find_map(|id| read(self.left.get(id)))
    }

    fn members(&self, left: Option<SchemaId>) -> Vec<(String, SchemaId)> {
        let flat = left.map(|left| flattened(&self.left, left)).unwrap_or_default();
        let members = flat.iter().flat_map(|id| self.left.get(*id).object.properties.clone());
        let mut known = HashSet::new();
        members.filter(|(name, _)| known.insert(name.clone())).collect()
    }
}

pub(super) fn extended(path: &[Step], step: Step) -> Vec<Step> {
    path.iter().cloned().chain([step]).collect()
}
