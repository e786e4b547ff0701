//! Schemas of both documents against each other: contained or not, what differs, and a value that shows it. Most
//! pairs are settled by one question; what is not contained is taken apart by [`Search`]. It must not know
//! operations beyond their names.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::change::{Direction, Level, Witness};
use super::comparison::{Side, World};
use super::ledger::{Difference, Ledger};
use super::search::{Cause, Proof, Search};
use super::statement::subject;
use crate::schema::contain::{self, Answer, Containment};
use crate::schema::{self, Schema, SchemaId, Schemas};

/// Where a pair of schemas is used.
pub(super) struct Use<'u> {
    /// The operation, as changes name it.
    pub(super) operation: String,
    pub(super) direction: Direction,
    pub(super) writing: Writing,
    /// JSON pointers of what holds the schemas, for a side that has none.
    pub(super) base: &'u str,
    pub(super) revision: &'u str,
}

/// How values get onto the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Writing {
    /// As JSON, so that every value is what it is.
    #[default]
    Json,
    /// As text, so that `5` and `"5"` are the same.
    Text,
    /// In a way that is not known here, such as XML; a reader of any text takes all of it.
    Opaque,
}

/// Asks whether what one side writes is accepted by the other, and tells what differs.
pub(super) struct SchemaComparison<'a> {
    base: Side<'a>,
    revision: Side<'a>,
    world: World,
    engines: HashMap<Ask, Containment<'a>>,
    found: HashMap<(SchemaId, SchemaId, Direction, Writing), Rc<Vec<Found>>>,
}

/// A kind of question: who writes, which way, and what is assumed of members that are not documented.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Ask {
    writer: Writer,
    direction: Direction,
    world: World,
}

/// Which document's values are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Writer {
    Base,
    Revision,
}

/// What a pair of schemas differs in, apart from where it is used.
#[derive(Debug)]
struct Found {
    level: Level,
    writer: Writer,
    cause: Cause,
}

impl<'a> SchemaComparison<'a> {
    pub(super) fn new(base: Side<'a>, revision: Side<'a>, world: World) -> Self {
        Self { base, revision, world, engines: HashMap::new(), found: HashMap::new() }
    }

    /// Notes what the schemas differ in. `carry` writes the message that carries a value.
    pub(super) fn compare(
        &mut self,
        ledger: &mut Ledger,
        place: &Use<'_>,
        (base, revision): (Option<SchemaId>, Option<SchemaId>),
        carry: &dyn Fn(&Value) -> String,
    ) {
        let found = match (base, revision) {
            (None, None) => return,
            (Some(base), Some(revision)) => self.found(place, base, revision),
            (base, revision) => Rc::new(self.apart(place, base, revision)),
        };
        for found in found.iter() {
            ledger.record(&place.operation, difference(place, found, carry));
        }
    }

    fn found(&mut self, place: &Use<'_>, base: SchemaId, revision: SchemaId) -> Rc<Vec<Found>> {
        let key = (base, revision, place.direction, place.writing);
        if let Some(found) = self.found.get(&key) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.judge(place, base, revision));
        self.found.insert(key, Rc::clone(&found));
        found
    }

    /// First what breaks, then, when nothing does, what is wider or narrower all the same.
    fn judge(&mut self, place: &Use<'_>, base: SchemaId, revision: SchemaId) -> Vec<Found> {
        let writer = match place.direction {
            Direction::Request => Writer::Base,
            Direction::Response => Writer::Revision,
        };
        let forward = Ask { writer, direction: place.direction, world: self.world };
        let mut found = Vec::new();
        if !self.holds(forward, base, revision) {
            found.extend(self.search(forward, place.writing, Some(base), Some(revision), Level::Breaking));
        }
        for writer in [Writer::Base, Writer::Revision] {
            let ask = Ask { writer, direction: place.direction, world: World::Open };
            if ask != forward && !self.holds(ask, base, revision) {
                found.extend(self.search(ask, place.writing, Some(base), Some(revision), Level::Compatible));
            }
        }
        found
    }

    /// The same where one side accepts anything, for want of a schema.
    fn apart(&self, place: &Use<'_>, base: Option<SchemaId>, revision: Option<SchemaId>) -> Vec<Found> {
        let writer = match place.direction {
            Direction::Request => Writer::Base,
            Direction::Response => Writer::Revision,
        };
        let forward = Ask { writer, direction: place.direction, world: self.world };
        let mut found = self.search(forward, place.writing, base, revision, Level::Breaking);
        for writer in [Writer::Base, Writer::Revision] {
            let ask = Ask { writer, direction: place.direction, world: World::Open };
            if ask != forward {
                found.extend(self.search(ask, place.writing, base, revision, Level::Compatible));
            }
        }
        found
    }

    /// Whether everything that the writer writes is accepted by the other side.
    fn holds(&mut self, ask: Ask, base: SchemaId, revision: SchemaId) -> bool {
        let (writer, reader) = self.graphs(ask.writer);
        let engine =
            self.engines.entry(ask).or_insert_with(|| Containment::new(writer, reader, ask.options()));
        let (left, right) = ask.writer.order(base, revision);
        matches!(engine.contains(left, right), Answer::Contained)
    }

    fn search(
        &self,
        ask: Ask,
        writing: Writing,
        base: Option<SchemaId>,
        revision: Option<SchemaId>,
        level: Level,
    ) -> Vec<Found> {
        let (left, right) = ask.writer.order(base, revision);
        let (writer, reader) = self.graphs(ask.writer);
        let (left_graph, left) = part(writer, left);
        let (right_graph, right) = part(reader, right);
        let mut search = Search::new(left_graph, right_graph, ask.options(), ask.writer == Writer::Revision);
        search.written(writing);
        let causes = search.run(left, right);
        let level = |cause: &Cause| match (&cause.proof, level) {
            (Proof::Undecided(_), Level::Breaking) => Level::Undecided,
            (Proof::Undecided(_) | Proof::Value(_), level) => level,
        };
        causes.into_iter().map(|cause| Found { level: level(&cause), writer: ask.writer, cause }).collect()
    }

    fn graphs(&self, writer: Writer) -> (&'a Schemas, &'a Schemas) {
        writer.order(&self.base.api.schemas, &self.revision.api.schemas)
    }
}

impl Writer {
    /// What is of the writer, and what is of the reader.
    fn order<T>(self, base: T, revision: T) -> (T, T) {
        match self {
            Self::Base => (base, revision),
            Self::Revision => (revision, base),
        }
    }
}

impl Ask {
    fn options(self) -> contain::Options {
        contain::Options {
            world: match self.world {
                World::Closed => contain::World::Closed,
                World::Open => contain::World::Open,
            },
            direction: match self.direction {
                Direction::Request => schema::Direction::Request,
                Direction::Response => schema::Direction::Response,
            },
            ..contain::Options::default()
        }
    }
}

/// The schema with all that it refers to, as a graph of its own; without a schema, one that accepts anything.
fn part(graph: &Schemas, root: Option<SchemaId>) -> (Schemas, SchemaId) {
    match root {
        Some(root) => graph.part(root),
        None => {
            let mut anything = Schemas::default();
            let root = anything.insert(Schema::default());
            (anything, root)
        }
    }
}

fn difference(place: &Use<'_>, found: &Found, carry: &dyn Fn(&Value) -> String) -> Difference {
    let Found { level, writer, cause } = found;
    let (left, right) = (cause.left.as_str(), cause.right.as_str());
    let (base, revision) = writer.order(left, right);
    let or = |pointer: &str, holder: &str| {
        if pointer.is_empty() { holder.to_owned() } else { pointer.to_owned() }
    };
    let (base, revision) = (or(base, place.base), or(revision, place.revision));
    let name = match subject(&revision) {
        name if name == "the value" => subject(&base),
        name => name,
    };
    let effect = match (level, place.direction, &cause.proof) {
        (Level::Undecided, _, Proof::Undecided(reason)) => {
            format!("; whether it breaks is undecided: {reason}")
        }
        (Level::Breaking, Direction::Request, _) => ", so values that were accepted are refused".to_owned(),
        (Level::Breaking, Direction::Response, _) => ", so values come that could not come before".to_owned(),
        (Level::Undecided | Level::Compatible | Level::Documentation, ..) => String::new(),
    };
    let message = format!("{name}: {}{effect}", cause.statement);
    let difference = match place.direction {
        Direction::Request => Difference::request(cause.rule, *level, message),
        Direction::Response => Difference::response(cause.rule, *level, message),
    };
    let witness = match (&cause.proof, level) {
        (Proof::Value(value), Level::Breaking) => {
            Some(Witness { value: Some(value.clone()), message: carry(value) })
        }
        (Proof::Value(_) | Proof::Undecided(_), _) => None,
    };
    Difference { witness, ..difference.base(&base).revision(&revision) }
}
