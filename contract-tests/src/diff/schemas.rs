//! Schemas of both documents against each other: contained or not, what differs, and a value that shows it. Most
//! pairs are settled by one question. It must not know
//! operations beyond their names.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::cause::{Cause, Graphs, Proof, causes};
use super::change::{Direction, Level, Witness};
use super::comparison::{Side, World};
use super::ledger::{Difference, Ledger};
use super::statement::subject;
use super::wire::{Sent, Writing};
use crate::schema::contain::{self, Containment};
use crate::schema::{self, Identity, Schema, SchemaId, Schemas};

/// Where a pair of schemas is used.
pub(super) struct Use<'u> {
    /// The operation, as changes name it.
    pub(super) operation: String,
    /// What holds the schemas, as a reviewer calls it.
    pub(super) subject: String,
    /// The parameter that the values are written as, where they are requests'.
    pub(super) sent: Option<Sent<'u>>,
    pub(super) direction: Direction,
    pub(super) writing: Writing,
    /// JSON pointers of what holds the schemas, for a side that has none.
    pub(super) base: &'u str,
    pub(super) revision: &'u str,
}

/// Asks whether what one side writes is accepted by the other, and tells what differs.
pub(super) struct SchemaComparison<'a> {
    base: Side<'a>,
    revision: Side<'a>,
    world: World,
    /// Whether some member travels one way alone; else both directions are one question.
    directed: bool,
    identity: Identity<'a>,
    engines: HashMap<Ask, Containment<'a>>,
    found: HashMap<(SchemaId, SchemaId, Direction, Writing), Rc<Vec<Found>>>,
}

/// A kind of question: who writes, which way, and what is assumed of members that are not documented.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Ask {
    writer: Writer,
    direction: schema::Direction,
    world: World,
}

/// Which document's values are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Writer {
    Base,
    Revision,
}

/// What a pair of schemas differs in, apart from where it is used.
#[derive(Clone, Debug)]
struct Found {
    level: Level,
    writer: Writer,
    cause: Cause,
}

impl<'a> SchemaComparison<'a> {
    pub(super) fn new(base: Side<'a>, revision: Side<'a>, world: World) -> Self {
        let is_directed =
            |side: Side<'_>| side.api.schemas.iter().any(|(_, schema)| schema.read_only || schema.write_only);
        let directed = is_directed(base) || is_directed(revision);
        let identity = Identity::new(&base.api.schemas, &revision.api.schemas);
        Self { base, revision, world, directed, identity, engines: HashMap::new(), found: HashMap::new() }
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
        for found in found.iter().map(|found| self.on_the_wire(place, found)) {
            ledger.record(&place.operation, difference(place, &found, carry));
        }
    }

    /// Whether schemas in the same place say the same word for word.
    pub(super) fn is_same(&mut self, base: Option<SchemaId>, revision: Option<SchemaId>) -> bool {
        base.zip(revision).is_some_and(|(base, revision)| self.identity.is_same(base, revision))
    }

    /// What is left of a reason once its value is text.
    fn on_the_wire<'f>(&self, place: &Use<'_>, found: &'f Found) -> Cow<'f, Found> {
        let (Some(sent), Level::Breaking, Proof::Value(value)) =
            (place.sent, found.level, &found.cause.proof)
        else {
            return Cow::Borrowed(found);
        };
        if place.writing != Writing::Text {
            return Cow::Borrowed(found);
        }
        match sent.refused(self.base.api, self.revision.api, value) {
            Some(refused) if refused == *value => Cow::Borrowed(found),
            Some(refused) => Cow::Owned(found.with(Proof::Value(refused), Level::Breaking)),
            None => {
                let reason = "the texts that were tried are taken, and perhaps for something else".to_owned();
                Cow::Owned(found.with(Proof::Undecided(reason), Level::Undecided))
            }
        }
    }

    fn found(&mut self, place: &Use<'_>, base: SchemaId, revision: SchemaId) -> Rc<Vec<Found>> {
        if self.identity.is_same(base, revision) {
            return Rc::default();
        }
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
        let (forward, others) = self.asks(place.direction);
        let (writer, reader) = forward.writer.order(base, revision);
        if self.engine(forward).is_same(writer, reader) {
            return Vec::new();
        }
        let mut found = self.ask(forward, place.writing, (base, revision), Level::Breaking);
        for ask in others {
            found.extend(self.ask(ask, place.writing, (base, revision), Level::Compatible));
        }
        found
    }

    /// The question that decides whether something breaks, and those that tell what changed without breaking.
    fn asks(&self, direction: Direction) -> (Ask, Vec<Ask>) {
        let writer = match direction {
            Direction::Request => Writer::Base,
            Direction::Response => Writer::Revision,
        };
        let direction = match direction {
            Direction::Request if self.directed => schema::Direction::Request,
            Direction::Response if self.directed => schema::Direction::Response,
            Direction::Request | Direction::Response => schema::Direction::Either,
        };
        let forward = Ask { writer, direction, world: self.world };
        let open =
            [Writer::Base, Writer::Revision].map(|writer| Ask { writer, direction, world: World::Open });
        (forward, open.into_iter().filter(|ask| *ask != forward).collect())
    }

    fn engine(&mut self, ask: Ask) -> &mut Containment<'a> {
        let (writer, reader) = self.graphs(ask.writer);
        self.engines.entry(ask).or_insert_with(|| Containment::new(writer, reader, ask.options()))
    }

    fn ask(
        &mut self,
        ask: Ask,
        writing: Writing,
        (base, revision): (SchemaId, SchemaId),
        level: Level,
    ) -> Vec<Found> {
        let (writer, reader) = self.graphs(ask.writer);
        let graphs = Graphs {
            writer,
            reader,
            direction: ask.direction,
            is_decisive: level == Level::Breaking,
            writer_is_revision: ask.writer == Writer::Revision,
        };
        let causes = causes(graphs, self.engine(ask), ask.writer.order(base, revision), writing);
        causes.into_iter().map(|cause| Found::new(ask.writer, cause, level)).collect()
    }

    /// The same where one side accepts anything, for want of a schema.
    fn apart(&self, place: &Use<'_>, base: Option<SchemaId>, revision: Option<SchemaId>) -> Vec<Found> {
        let (forward, others) = self.asks(place.direction);
        let questions = others.into_iter().map(|ask| (ask, Level::Compatible));
        let questions = std::iter::once((forward, Level::Breaking)).chain(questions);
        let mut found = Vec::new();
        for (ask, level) in questions {
            let (writer, reader) = self.graphs(ask.writer);
            let (left, right) = ask.writer.order(base, revision);
            let ((writer, left), (reader, right)) = (part(writer, left), part(reader, right));
            let graphs = Graphs {
                writer: &writer,
                reader: &reader,
                direction: ask.direction,
                is_decisive: level == Level::Breaking,
                writer_is_revision: ask.writer == Writer::Revision,
            };
            let mut engine = Containment::new(&writer, &reader, ask.options());
            let causes = causes(graphs, &mut engine, (left, right), place.writing);
            found.extend(causes.into_iter().map(|cause| Found::new(ask.writer, cause, level)));
        }
        found
    }

    fn graphs(&self, writer: Writer) -> (&'a Schemas, &'a Schemas) {
        writer.order(&self.base.api.schemas, &self.revision.api.schemas)
    }
}

impl Found {
    fn new(writer: Writer, cause: Cause, level: Level) -> Self {
        let level = match (&cause.proof, level) {
            (Proof::Undecided(_), Level::Breaking) => Level::Undecided,
            (Proof::Undecided(_) | Proof::Value(_), level) => level,
        };
        Self { level, writer, cause }
    }

    /// The same, with another proof and what that makes of it.
    fn with(&self, proof: Proof, level: Level) -> Self {
        Self { level, writer: self.writer, cause: Cause { proof, ..self.cause.clone() } }
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
            direction: self.direction,
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
    let (base, revision) = writer.order(cause.writer.as_str(), cause.reader.as_str());
    let or = |pointer: &str, holder: &str| {
        if pointer.is_empty() { holder.to_owned() } else { pointer.to_owned() }
    };
    let (base, revision) = (or(base, place.base), or(revision, place.revision));
    let name = subject(&revision).or_else(|| subject(&base)).unwrap_or_else(|| place.subject.clone());
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
