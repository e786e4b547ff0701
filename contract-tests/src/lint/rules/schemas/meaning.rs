//! What schemas accept as a whole: those that nothing satisfies, and branches of `oneOf` that overlap. Containment
//! decides it; what it cannot decide is not accused.

use std::collections::HashMap;

use serde_json::Value;

use super::{all, closed, keywords, patterns};
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::contain::{Containment, Inhabitance, Options, Side};
use crate::schema::validate::Validator;
use crate::schema::{
    Additional, Direction, Kind, ObjectKeywords, Schema, SchemaId, Schemas, strongly_connected,
};

static SCHEMA_UNSATISFIABLE: Rule = Rule::new(
    Level::Error,
    "schema-unsatisfiable",
    "Some value satisfies every schema.",
    "No request with it is accepted, and no answer with it can be sent.",
);

static ONE_OF_OVERLAP: Rule = Rule::new(
    Level::Warning,
    "one-of-overlap",
    "No value that the branches document satisfies two branches of a `oneOf`.",
    "Such a value is refused though each branch describes it, and readers that take the first branch misread it.",
)
.covering(&["redocly:no-illogical-composition-keywords"]);

static ONE_OF_OVERLAP_OPEN: Rule = Rule::new(
    Level::Info,
    "one-of-overlap-open",
    "No value at all satisfies two branches of a `oneOf`.",
    "A value that has members of both branches is refused.",
);

pub(super) static GROUP: Group =
    Group { id: "meaning", rules: &[&SCHEMA_UNSATISFIABLE, &ONE_OF_OVERLAP, &ONE_OF_OVERLAP_OPEN] };

/// Pairs of branches that are compared of one `oneOf`.
const PAIRS_MAX: usize = 2_000;

/// Pairs of branches that are compared of all together.
const PAIRS_TOTAL_MAX: usize = 50_000;

/// Steps of one question; most need a few dozen.
const STEPS_MAX: u32 = 5_000;

/// Questions that may stay undecided, each having taken all of its steps, before no more are asked: a document full of
/// them would take minutes.
const UNDECIDED_MAX: u32 = 60;

/// What to do about branches that overlap.
const BRANCHES_HELP: &str =
    "let the branches differ in a required member, such as one with an `enum` of one value, or use `anyOf`";

/// Characters of a value that are shown.
const SHOWN_CHARS: usize = 200;

/// Two branches that are asked whether they overlap.
struct Pair<'a, 'd> {
    node: &'a Node<'d>,
    branches: (usize, usize),
    /// Both at once and with what stands beside `oneOf`, each accepting only members that it declares.
    documented: SchemaId,
    /// The same, each accepting what it accepts.
    open: SchemaId,
}

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let asks_satisfiable = findings.asks(&SCHEMA_UNSATISFIABLE);
    let asks_overlap = findings.asks(&ONE_OF_OVERLAP) || findings.asks(&ONE_OF_OVERLAP_OPEN);
    let mut graph = context.schemas().extended();
    let pairs = if asks_overlap { pairs(context, &mut graph) } else { Vec::new() };
    let relaxed = if asks_satisfiable { relaxed(context, &mut graph) } else { HashMap::new() };
    let nothing = Schemas::default();
    let options = Options { steps: STEPS_MAX, ..Options::default() };
    let mut questions = Questions { containment: Containment::new(&graph, &nothing, options), undecided: 0 };
    if asks_satisfiable {
        check_satisfiable(context, &relaxed, &mut questions, findings);
    }
    for pair in &pairs {
        check_pair(pair, &mut questions, findings);
    }
}

/// What is asked about the schemas, until too much of it stays undecided.
struct Questions<'s> {
    containment: Containment<'s>,
    undecided: u32,
}

impl Questions<'_> {
    /// A value that satisfies the schema, if it has one; `None` when that is not known.
    fn inhabitant(&mut self, id: SchemaId) -> Option<Option<Value>> {
        if self.undecided >= UNDECIDED_MAX {
            return None;
        }
        match self.containment.inhabitant(Side::Left, id) {
            Inhabitance::Empty => Some(None),
            Inhabitance::Inhabited { witness } => Some(Some(witness)),
            Inhabitance::Undecided { .. } => {
                self.undecided += 1;
                None
            }
        }
    }
}

/// Schemas with a `oneOf`, each with the schema that it would be if that were `anyOf`.
fn relaxed(context: &Context<'_, '_>, graph: &mut Schemas) -> HashMap<SchemaId, SchemaId> {
    let mut relaxed = HashMap::new();
    for (_, id, schema) in all(context).filter(|(_, _, schema)| schema.one_of.len() > 1) {
        let any = graph.insert(Schema { any_of: schema.one_of.clone(), ..Schema::default() });
        let all_of = schema.all_of.iter().copied().chain([any]).collect();
        relaxed.insert(id, graph.insert(Schema { all_of, one_of: Vec::new(), ..schema.clone() }));
    }
    relaxed
}

fn check_satisfiable(
    context: &Context<'_, '_>,
    relaxed: &HashMap<SchemaId, SchemaId>,
    questions: &mut Questions<'_>,
    findings: &mut Findings<'_>,
) {
    let mut is_empty = vec![false; context.schemas().len()];
    let recursive = recursive(context.schemas());
    for (_, id, schema) in all(context) {
        is_empty[id.index()] = (may_contradict(schema) || recursive[id.index()])
            && !schema.nullable
            && context.is_sound(id)
            && !has_listed_value(context, id, schema)
            && questions.inhabitant(id) == Some(None);
    }
    // What requires a schema that nothing satisfies is empty for its sake, and need not be told.
    for (node, id, schema) in all(context) {
        if !is_empty[id.index()] {
            continue;
        }
        let is_told = keywords::has_contradictory_bounds(findings, node)
            || closed::is_broken(findings, node)
            || patterns::has_no_string(findings, node);
        let is_caused_inside = schema.children().any(|child| child != id && is_empty[child.index()]);
        if is_told || is_caused_inside || is_deliberate(context, schema) {
            continue;
        }
        let overlaps = relaxed.get(&id).is_some_and(|id| questions.inhabitant(*id).flatten().is_some());
        // A branch that a discriminator names is meant for itself alone, whatever the others accept; that they overlap
        // is told all the same.
        if overlaps && schema.discriminator.is_some() {
            continue;
        }
        let (message, help) = if overlaps {
            (
                "no value satisfies this schema: what one branch of `oneOf` accepts, another accepts too",
                BRANCHES_HELP,
            )
        } else if recursive[id.index()] && !may_contradict(schema) {
            (
                "no value satisfies this schema: each must hold another, without end",
                "do not require the member that leads back here, or let it be null or an array",
            )
        } else {
            ("no value satisfies this schema", "mend the keywords that contradict one another")
        };
        findings.add(&SCHEMA_UNSATISFIABLE, node, message, help);
    }
}

/// Whether the keywords of the schema itself can contradict one another. What its members or items refuse is told of
/// them.
fn may_contradict(schema: &Schema) -> bool {
    let (string, number, array, object) = (&schema.string, &schema.number, &schema.array, &schema.object);
    let has_length = string.length_min.is_some() || string.length_max.is_some();
    let keywords = [
        schema.values.is_some(),
        schema.all_of.len() + usize::from(schema.kind.is_some() || !object.required.is_empty()) > 1,
        !schema.any_of.is_empty(),
        !schema.one_of.is_empty(),
        schema.not.is_some(),
        schema.format.is_some() && (has_length || string.pattern.is_some()),
        schema.format.is_some() && (number.min.is_some() || number.max.is_some()),
        number.multiple_of.is_some() && number.min.is_some() && number.max.is_some(),
        schema.kind == Some(Kind::Integer) && number.min.is_some() && number.max.is_some(),
        array.unique && array.items_min.is_some_and(|min| min > 1),
        object.properties_min.is_some() && object.additional == Additional::None,
        object.properties_max.is_some() && !object.required.is_empty(),
        object.additional != Additional::Unstated && !object.required.is_empty(),
    ];
    keywords.contains(&true)
}

/// Whether one of the values of the `enum` satisfies the schema.
fn has_listed_value(context: &Context<'_, '_>, id: SchemaId, schema: &Schema) -> bool {
    let validator = Validator::new(context.schemas(), Direction::Either);
    schema.values.as_ref().is_some_and(|values| values.iter().any(|value| validator.is_valid(id, value)))
}

/// For each schema, by its position, whether a value of it may have to hold another of it: such a schema can ask for
/// values without end.
fn recursive(schemas: &Schemas) -> Vec<bool> {
    let needed: Vec<Vec<usize>> = schemas
        .iter()
        .map(|(_, schema)| {
            let required = |name: &String| schema.object.required.contains(name);
            let members =
                schema.object.properties.iter().filter(|(name, _)| required(name)).map(|(_, id)| *id);
            let items = schema.array.items.filter(|_| schema.array.items_min.is_some_and(|min| min > 0));
            let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).copied();
            members.chain(items).chain(branches).map(SchemaId::index).collect()
        })
        .collect();
    let mut recursive = vec![false; needed.len()];
    for set in strongly_connected(needed.len(), |at| needed[at].clone()) {
        set.iter().for_each(|at| recursive[*at] = true);
    }
    recursive
}

/// `not: {}` is how a document says that nothing is allowed.
fn is_deliberate(context: &Context<'_, '_>, schema: &Schema) -> bool {
    let empty = |id: SchemaId| {
        let node = context.document.node(&context.schemas().get(id).pointer);
        node.is_some_and(|node| node.members().is_empty())
    };
    schema.not.is_some_and(empty)
}

/// The pairs of branches of every `oneOf`, with schemas for what both accept.
fn pairs<'a, 'd>(context: &'a Context<'_, 'd>, graph: &mut Schemas) -> Vec<Pair<'a, 'd>> {
    let mut pairs = Vec::new();
    for (node, id, schema) in all(context) {
        if schema.one_of.len() < 2 || !context.is_sound(id) {
            continue;
        }
        let beside = graph.insert(Schema { one_of: Vec::new(), nullable: false, ..schema.clone() });
        let closed: Vec<SchemaId> = schema.one_of.iter().map(|branch| close(graph, *branch)).collect();
        let count = schema.one_of.len();
        let numbers = (0..count).flat_map(|second| (0..second).map(move |first| (first, second)));
        let left = PAIRS_TOTAL_MAX.saturating_sub(pairs.len());
        for (first, second) in numbers.take(PAIRS_MAX.min(left)) {
            let mut both = |of: &[SchemaId]| {
                graph.insert(Schema { all_of: vec![beside, of[first], of[second]], ..Schema::default() })
            };
            let (documented, open) = (both(&closed), both(&schema.one_of));
            pairs.push(Pair { node, branches: (first, second), documented, open });
        }
    }
    pairs
}

/// The schema with no members but those that it declares; itself when it declares none, or by more than `properties`.
fn close(graph: &mut Schemas, id: SchemaId) -> SchemaId {
    let schema = graph.get(id);
    let is_plain = schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty();
    let is_open = schema.object.additional == Additional::Unstated && !schema.object.properties.is_empty();
    if !(is_plain && is_open) {
        return id;
    }
    let object = ObjectKeywords { additional: Additional::None, ..(*schema.object).clone() };
    let schema = Schema { object: object.into(), ..schema.clone() };
    graph.insert(schema)
}

fn check_pair(pair: &Pair<'_, '_>, questions: &mut Questions<'_>, findings: &mut Findings<'_>) {
    let at = format!("{}/oneOf", pair.node.pointer());
    if findings.has(&ONE_OF_OVERLAP, &at) {
        return;
    }
    let (rule, witness) = match questions.inhabitant(pair.documented).flatten() {
        Some(witness) => (&ONE_OF_OVERLAP, witness),
        None if findings.has(&ONE_OF_OVERLAP_OPEN, &at) => return,
        None => match questions.inhabitant(pair.open).flatten() {
            Some(witness) => (&ONE_OF_OVERLAP_OPEN, witness),
            None => return,
        },
    };
    let branches = pair.node.get("oneOf").map(|list| list.items()).unwrap_or_default();
    let name = |at: usize| match branches.get(at).and_then(|branch| branch.reference()) {
        Some(reference) => quoted(reference.rsplit('/').next().unwrap_or(reference)),
        None => format!("branch {at}"),
    };
    let mut shown: String = witness.to_string().chars().take(SHOWN_CHARS).collect();
    if witness.to_string().len() > shown.len() {
        shown.push('…');
    }
    let (first, second) = (name(pair.branches.0), name(pair.branches.1));
    let message = format!("{first} and {second} both accept {shown}");
    let help = if pair.node.get("discriminator").is_some() {
        "give the member that discriminates an `enum` of its one value in each branch"
    } else {
        BRANCHES_HELP
    };
    findings.add_at(rule, pair.node, "oneOf", message, help);
}
