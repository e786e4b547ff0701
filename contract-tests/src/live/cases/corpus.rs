//! Values that the server showed: ids of resources by the path that they stand in, and other values by the name of
//! their member, each with the exchanges that it came from.
//!
//! With them requests reach what there is. It must not know which requests are made of them.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::api::{Api, PathTemplate, Segment};
use crate::live::exchange::{Exchange, SharedExchange};
use crate::live::resources::names;
use crate::wire::encode::plain;

/// Values of one name, and resources of one path, that are kept.
const KEPT_MAX: usize = 4;

/// Accepted bodies that are kept.
const SENT_MAX: usize = 24;

/// Items of a list that are looked at.
const ITEMS_MAX: usize = 3;

/// A resource that is there.
#[derive(Clone, Debug)]
pub struct Item {
    /// The values of its path's variables, in order.
    pub path: Vec<String>,
    /// The exchanges that made or showed it.
    pub prelude: Vec<SharedExchange>,
    /// Whether a request of ours made it.
    pub made: bool,
}

/// What was observed.
#[derive(Debug, Default)]
pub struct Corpus {
    /// By the template up to a variable, its names left out: `/projects/{}`.
    items: BTreeMap<String, Vec<Item>>,
    /// By the name of the member.
    named: BTreeMap<String, Vec<(Value, Vec<SharedExchange>)>>,
    /// Members of bodies that were accepted.
    sent: Vec<(Map<String, Value>, Vec<SharedExchange>)>,
    /// Templates up to each of their variables, with what documents call the last.
    prefixes: BTreeMap<String, BTreeSet<String>>,
}

impl Corpus {
    /// A corpus that knows nothing of the server yet.
    pub fn new(api: &Api) -> Self {
        let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (prefix, variable) in api.operations.iter().flat_map(|operation| prefixes(&operation.path)) {
            known.entry(prefix).or_default().insert(key(variable));
        }
        Self { prefixes: known, ..Self::default() }
    }

    /// The resources that a path may lead to: for the longest start of the template that any are known for. The values
    /// may be fewer than the path's variables.
    pub fn items(&self, path: &PathTemplate) -> &[Item] {
        let mut starts = prefixes(path);
        starts.reverse();
        let found = starts.iter().find_map(|(prefix, _)| self.items.get(prefix));
        found.map_or(&[], Vec::as_slice)
    }

    /// Values of members of that name, and of names that mean the same.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &(Value, Vec<SharedExchange>)> {
        self.named.get(&key(name)).into_iter().flatten()
    }

    /// Members of bodies that were accepted, with the exchanges.
    pub fn sent(&self) -> impl Iterator<Item = &(Map<String, Value>, Vec<SharedExchange>)> {
        self.sent.iter()
    }

    /// Notes a resource that is there, at a path of those variables' values.
    pub fn note_item(&mut self, path: &PathTemplate, values: Vec<String>, prelude: &[SharedExchange]) {
        let prefix = generic(path);
        if self.prefixes.contains_key(&prefix) {
            self.add(prefix, Item { path: values, prelude: prelude.to_vec(), made: false });
        }
    }

    /// Notes what an answer shows. `prelude` is the exchange with all that it depends on.
    pub fn note(
        &mut self,
        path: &PathTemplate,
        values: &[String],
        exchange: &Exchange,
        prelude: &[SharedExchange],
    ) {
        let Some(received) = exchange.received().filter(|received| received.is_success()) else { return };
        let body = received.json();
        if let Some(body) = &body {
            self.note_names(body, prelude, 0);
        }
        let made = exchange.sent.method == "POST";
        self.note_sent(exchange, prelude);
        let collection = format!("{}/{{}}", generic(path).trim_end_matches('/'));
        let Some(variables) = self.prefixes.get(&collection) else { return };
        let location = received.header("Location").and_then(|location| location.rsplit('/').next());
        let location = location.filter(|id| made && !id.is_empty());
        let located = location.and_then(|id| percent_decode_str(id).decode_utf8().ok());
        let noun = names::singular(literal(path).unwrap_or_default());
        let variables = variables.clone();
        let shown: Vec<&Value> = body.iter().flat_map(|body| objects(body)).take(ITEMS_MAX).collect();
        // The `id` of a project is a `projectId` elsewhere.
        for id in shown.iter().filter_map(|object| object.get("id")) {
            self.note_name(&[&noun, "id"].concat(), id, prelude);
        }
        let ids = shown.into_iter().filter_map(|object| id_of(object, &noun, &variables));
        let ids: Vec<String> = located.map(std::borrow::Cow::into_owned).into_iter().chain(ids).collect();
        for id in ids.into_iter().take(if made { 1 } else { ITEMS_MAX }) {
            let path: Vec<String> = values.iter().cloned().chain([id]).collect();
            self.add(collection.clone(), Item { path, prelude: prelude.to_vec(), made });
        }
    }

    fn note_sent(&mut self, exchange: &Exchange, prelude: &[SharedExchange]) {
        let body = exchange.sent.body.as_deref().unwrap_or_default();
        if let Ok(Value::Object(members)) = serde_json::from_slice(body)
            && self.sent.len() < SENT_MAX
        {
            self.sent.push((members, prelude.to_vec()));
        }
    }

    fn add(&mut self, prefix: String, item: Item) {
        let items = self.items.entry(prefix).or_default();
        if items.iter().any(|known| known.path == item.path) {
            return;
        }
        // What we made ourselves is better than what we found.
        if item.made {
            items.insert(0, item);
        } else {
            items.push(item);
        }
        items.truncate(KEPT_MAX);
    }

    fn note_name(&mut self, name: &str, value: &Value, prelude: &[SharedExchange]) {
        let known = self.named.entry(key(name)).or_default();
        if known.len() < KEPT_MAX && known.iter().all(|(known, _)| known != value) {
            known.push((value.clone(), prelude.to_vec()));
        }
    }

    fn note_names(&mut self, value: &Value, prelude: &[SharedExchange], depth: usize) {
        match value {
            Value::Object(members) if depth < 4 => {
                for (name, member) in members {
                    if matches!(member, Value::String(_) | Value::Number(_)) {
                        self.note_name(name, member, prelude);
                    }
                    self.note_names(member, prelude, depth + 1);
                }
            }
            Value::Array(items) => {
                items.iter().take(ITEMS_MAX).for_each(|item| self.note_names(item, prelude, depth + 1));
            }
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn key(name: &str) -> String {
    names::words(name).concat()
}

/// The template up to each of its variables, without their names, and the name of the last.
fn prefixes(path: &PathTemplate) -> Vec<(String, &str)> {
    let mut text = String::new();
    let mut found = Vec::new();
    for segment in &path.segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            Segment::Variable(name) => {
                text.push_str("{}");
                found.push((text.clone(), name.as_str()));
            }
            Segment::Mixed { .. } => break,
        }
    }
    found
}

fn generic(path: &PathTemplate) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(literal) => format!("/{literal}"),
        Segment::Variable(_) => "/{}".to_owned(),
        Segment::Mixed { .. } => "/*".to_owned(),
    };
    path.segments.iter().map(segment).collect()
}

fn literal(path: &PathTemplate) -> Option<&str> {
    path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(literal) if !literal.is_empty() => Some(literal.as_str()),
        Segment::Literal(_) | Segment::Variable(_) | Segment::Mixed { .. } => None,
    })
}

/// The objects that a body shows: itself, or the items of its array, or of the array or object in one of its members.
fn objects(body: &Value) -> Vec<&Value> {
    let array = |value: &'_ Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_object));
    match body {
        Value::Array(items) => items.iter().filter(|item| item.is_object()).collect(),
        Value::Object(members) => {
            if let Some(items) = members.values().find(|member| array(member)).and_then(Value::as_array) {
                return items.iter().collect();
            }
            let inner = members.values().filter(|member| member.is_object());
            [body].into_iter().chain(inner).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The id of an object: what it is called in paths, its `id`, or the member that is called after what it is.
fn id_of(object: &Value, noun: &str, variables: &BTreeSet<String>) -> Option<String> {
    let members = object.as_object()?;
    let noun = key(noun);
    let ranks: [&dyn Fn(&str) -> bool; 5] = [
        &|name| variables.contains(name),
        &|name| name == "id",
        &|name| name == format!("{noun}id") || name == "uuid",
        &|name| matches!(name, "key" | "slug" | "name" | "code") || name == noun,
        &|name| name.ends_with("id"),
    ];
    let found = ranks.iter().find_map(|is_id| members.iter().find(|(name, _)| is_id(&key(name))));
    found.and_then(|(_, value)| plain(value)).filter(|id| !id.is_empty())
}
