//! How a collection is listed.
//!
//! That is where the items stand, how pages are asked for and told apart, and which parameters select or order items
//! by their members. Only what the document says: a parameter of an unknown name is nothing.
//! It must not know how a list is read.

mod words;

use std::collections::HashSet;

use serde_json::Value;

use self::words::{CURSOR, ITEMS, MORE, NEXT, OFFSET, PAGE, SEARCH, SIZE, TOTAL};
use super::content;
use super::names;
use super::shape::{Facts, Member, Shape, compatible};
use crate::api::{Api, Location, Operation, Parameter, ParameterContent};
use crate::schema::{Bound, Kind, SchemaId, Schemas};

/// A list operation.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The operation, an index in `Api::operations`.
    pub operation: usize,
    /// The members that lead to the array; none when the body is the array.
    pub items_at: Vec<String>,
    /// What the items hold.
    pub item: Shape,
    /// The parameter that says how many items a page may have.
    pub size: Option<Size>,
    /// The parameter that says which page.
    pub position: Option<Position>,
    /// Where the total stands.
    pub total: Option<Spot>,
    /// Where it stands how the next page is asked for.
    pub next: Option<Spot>,
    /// Where it stands whether there are more pages.
    pub more: Option<Spot>,
    /// Parameters that select.
    pub filters: Vec<Filter>,
    /// The parameter that orders.
    pub sort: Option<Sort>,
}

/// A size parameter.
#[derive(Clone, Debug)]
pub struct Size {
    /// Its name.
    pub name: String,
    /// The least that may be asked for.
    pub min: u64,
    /// The most that may be asked for.
    pub max: Option<u64>,
}

/// A position parameter.
#[derive(Clone, Debug)]
pub enum Position {
    /// The number of the page.
    Page {
        /// Its name.
        name: String,
        /// The number of the first page.
        first: u64,
    },
    /// How many items are before the page.
    Offset {
        /// Its name.
        name: String,
    },
    /// What the page before it said.
    Cursor {
        /// Its name.
        name: String,
    },
}

impl Position {
    /// The parameter's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Page { name, .. } | Self::Offset { name } | Self::Cursor { name } => name,
        }
    }
}

/// A place in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Members of the body.
    Body(Vec<String>),
    /// A header field.
    Header(String),
}

/// How a filter selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Items whose member is the value.
    Equal,
    /// Items whose member is greater; at the value itself either may be meant.
    Above,
    /// Items whose member is less; at the value itself either may be meant.
    Below,
    /// Items in whose texts the words are, somehow: a word that is nowhere selects not all.
    Search,
}

/// A parameter that selects items by a member.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The parameter's name.
    pub name: String,
    /// The member's name.
    pub member: String,
    /// How.
    pub selection: Selection,
    /// What the parameter's schema says.
    pub facts: Facts,
}

/// An order that can be asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The member that items are ordered by.
    pub member: String,
    /// The parameters that ask for it, with their values.
    pub query: Vec<(String, String)>,
    /// Whether it descends; `None` where the document does not say.
    pub descending: Option<bool>,
}

/// The parameter that orders, with all that it can say.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Its name.
    pub name: String,
    /// The orders.
    pub orders: Vec<Order>,
}

/// The type of a parameter's schema.
pub fn facts(schemas: &Schemas, parameter: &Parameter) -> Facts {
    schema(parameter).map(|id| Facts::of(schemas, id)).unwrap_or_default()
}

/// The schema of a parameter.
pub fn schema(parameter: &Parameter) -> Option<SchemaId> {
    match &parameter.content {
        ParameterContent::Schema { schema, .. } => *schema,
        ParameterContent::Media(media) => media.schema,
    }
}

impl Listing {
    /// How the operation lists, if it lists objects.
    pub fn of(api: &Api, at: usize) -> Option<Listing> {
        let operation = api.operations.get(at)?;
        let (_, schema) = content::answer_schema(operation)?;
        let (items_at, item) = array(&api.schemas, schema)?;
        let query: Vec<&Parameter> =
            operation.parameters.iter().filter(|one| one.location == Location::Query).collect();
        let number = |names: &[&str]| {
            query.iter().copied().find(|one| {
                let kind = facts(&api.schemas, one).kind;
                names::is_one_of(&one.name, names) && matches!(kind, Some(Kind::Integer | Kind::Number))
            })
        };
        let size = number(&SIZE).map(|one| size_of(&api.schemas, one));
        let position = position(api, &query, &number);
        let spot = |known: &[&str]| spot(&api.schemas, operation, schema, known);
        let filters = filters(&api.schemas, &query, &item);
        let sort = sort(&api.schemas, &query, &item);
        Some(Self {
            operation: at,
            total: spot(&TOTAL),
            next: spot(&NEXT),
            more: spot(&MORE),
            items_at,
            item,
            size,
            position,
            filters,
            sort,
        })
    }

    /// The items in a body.
    pub fn items<'v>(&self, body: &'v Value) -> Option<&'v Vec<Value>> {
        self.items_at.iter().try_fold(body, |value, name| value.get(name))?.as_array()
    }
}

/// The one array of objects in a body: the body itself, or a member of it or of an object in it.
fn array(schemas: &Schemas, id: SchemaId) -> Option<(Vec<String>, Shape)> {
    let items = |facts: &Facts| Shape::of(schemas, facts.items?);
    let facts = Facts::of(schemas, id);
    if facts.kind == Some(Kind::Array) {
        return Some((Vec::new(), items(&facts)?));
    }
    let shape = Shape::of(schemas, id)?;
    if shape.members.iter().any(|member| names::is_one_of(&member.name, &["id", "uuid"])) {
        return None;
    }
    let arrays = |shape: &Shape, before: &[String]| -> Vec<(Vec<String>, Shape)> {
        let arrays = shape.members.iter().filter(|member| member.facts.kind == Some(Kind::Array));
        let found = arrays.filter_map(|member| {
            let path = before.iter().cloned().chain([member.name.clone()]).collect();
            Some((path, items(&member.facts)?))
        });
        found.collect()
    };
    let mut found = arrays(&shape, &[]);
    if found.is_empty() {
        let inner = shape.members.iter().filter(|member| member.facts.kind == Some(Kind::Object));
        found = inner
            .filter_map(|member| {
                Some(arrays(&Shape::of(schemas, member.schema)?, std::slice::from_ref(&member.name)))
            })
            .flatten()
            .collect();
    }
    let named =
        found.iter().position(|(path, _)| path.last().is_some_and(|name| names::is_one_of(name, &ITEMS)));
    match (named, found.len()) {
        (Some(at), _) => Some(found.swap_remove(at)),
        (None, 1) => found.pop(),
        (None, _) => None,
    }
}

fn whole(bound: Option<&Bound>, inward: i64) -> Option<u64> {
    let bound = bound?;
    let number = bound.value.as_i64()?;
    u64::try_from(if bound.exclusive { number.checked_add(inward)? } else { number }).ok()
}

fn size_of(schemas: &Schemas, parameter: &Parameter) -> Size {
    let keywords = schema(parameter).map(|id| &schemas.get(id).number);
    let min = keywords.and_then(|keywords| whole(keywords.min.as_ref(), 1));
    let max = keywords.and_then(|keywords| whole(keywords.max.as_ref(), -1));
    Size { name: parameter.name.clone(), min: min.unwrap_or(1).max(1), max }
}

fn position<'p>(
    api: &Api,
    query: &[&'p Parameter],
    number: &dyn Fn(&[&str]) -> Option<&'p Parameter>,
) -> Option<Position> {
    let is_text = |parameter: &Parameter| facts(&api.schemas, parameter).kind == Some(Kind::String);
    let cursor = query.iter().find(|one| names::is_one_of(&one.name, &CURSOR) && is_text(one));
    if let Some(parameter) = cursor {
        return Some(Position::Cursor { name: parameter.name.clone() });
    }
    if let Some(parameter) = number(&PAGE) {
        let keywords = schema(parameter).map(|id| &api.schemas.get(id).number);
        let least = keywords.and_then(|keywords| whole(keywords.min.as_ref(), 1));
        let default = facts(&api.schemas, parameter).default.as_ref().and_then(Value::as_u64);
        let first = default.or(least).filter(|first| *first <= 1)?;
        return Some(Position::Page { name: parameter.name.clone(), first });
    }
    number(&OFFSET).map(|parameter| Position::Offset { name: parameter.name.clone() })
}

/// Where one of the names stands: in the body, in an object in it, or in a header field.
fn spot(schemas: &Schemas, operation: &Operation, schema: SchemaId, known: &[&str]) -> Option<Spot> {
    let scalar = |facts: &Facts| !matches!(facts.kind, Some(Kind::Object | Kind::Array));
    if let Some(shape) = Shape::of(schemas, schema) {
        let find = |shape: &Shape| {
            let known =
                shape.members.iter().find(|one| names::is_one_of(&one.name, known) && scalar(&one.facts));
            known.map(|member| member.name.clone())
        };
        if let Some(name) = find(&shape) {
            return Some(Spot::Body(vec![name]));
        }
        for member in shape.members.iter().filter(|member| member.facts.kind == Some(Kind::Object)) {
            if let Some(name) = Shape::of(schemas, member.schema).and_then(|inner| find(&inner)) {
                return Some(Spot::Body(vec![member.name.clone(), name]));
            }
        }
    }
    let headers = content::successes(operation).flat_map(|response| &response.headers);
    let header = headers.into_iter().find(|header| names::is_one_of(&header.name, known));
    header.map(|header| Spot::Header(header.name.clone()))
}

fn filters(schemas: &Schemas, query: &[&Parameter], item: &Shape) -> Vec<Filter> {
    let mut filters = Vec::new();
    for parameter in query {
        let mut facts = facts(schemas, parameter);
        if facts.kind == Some(Kind::Array) {
            match facts.items {
                Some(items) => facts = Facts::of(schemas, items),
                None => continue,
            }
        }
        let paging =
            [&SIZE[..], &PAGE, &OFFSET, &CURSOR].iter().any(|known| names::is_one_of(&parameter.name, known));
        let scalar = !matches!(facts.kind, Some(Kind::Object | Kind::Array) | None);
        if !scalar || paging {
            continue;
        }
        let plain = bracketed(&parameter.name);
        let filter = |member: &str, selection| Filter {
            name: parameter.name.clone(),
            member: member.to_owned(),
            selection,
            facts: facts.clone(),
        };
        let alike = |member: &&Member| {
            let inside = member.facts.items.map(|items| Facts::of(schemas, items));
            compatible(&member.facts, &facts) || inside.is_some_and(|inside| compatible(&inside, &facts))
        };
        let holds = |member: &&Member| {
            member.facts.items.is_some() && names::same(&names::singular(&member.name), plain)
        };
        let named = item.like(plain).or_else(|| item.members.iter().find(holds));
        if let Some(member) = named.filter(alike) {
            filters.push(filter(&member.name, Selection::Equal));
        } else if facts.kind == Some(Kind::String)
            && names::is_one_of(plain, &SEARCH)
            && facts.values.is_none()
        {
            filters.push(filter("", Selection::Search));
        } else if let Some((member, selection)) = range(plain, &facts, item) {
            filters.push(filter(&member, selection));
        }
    }
    filters
}

/// What is in the brackets of a name such as `filter[status]`; other names as they are.
fn bracketed(name: &str) -> &str {
    let inner = name.strip_suffix(']').and_then(|name| name.split_once('['));
    inner
        .filter(|(before, _)| names::is_one_of(before, &["filter", "where", "q"]))
        .map_or(name, |(_, inner)| inner)
}

/// The member that a parameter such as `createdAfter`, `minPrice` or `price_gte` bounds, and from which side.
fn range(name: &str, facts: &Facts, item: &Shape) -> Option<(String, Selection)> {
    let dates = matches!(facts.format.as_deref(), Some("date" | "date-time"));
    let numbers = matches!(facts.kind, Some(Kind::Integer | Kind::Number));
    if !dates && !numbers {
        return None;
    }
    let words = names::words(name);
    let side = |word: &str| match word {
        "after" | "since" | "from" if dates => Some(Selection::Above),
        "before" | "until" | "to" if dates => Some(Selection::Below),
        "min" | "gte" | "gt" | "minimum" => Some(Selection::Above),
        "max" | "lte" | "lt" | "maximum" => Some(Selection::Below),
        _ => None,
    };
    let (selection, rest) = match words.as_slice() {
        [rest @ .., last] if side(last).is_some() => (side(last)?, rest),
        [first, rest @ ..] if side(first).is_some() => (side(first)?, rest),
        _ => return None,
    };
    let stem = rest.concat();
    let candidates: Vec<_> = item
        .members
        .iter()
        .filter(|member| compatible(&member.facts, facts))
        .filter(|member| {
            let plain = names::plain(&member.name);
            !stem.is_empty()
                && [&stem, &format!("{stem}at"), &format!("{stem}date"), &format!("{stem}on")]
                    .contains(&&plain)
        })
        .collect();
    match candidates.as_slice() {
        [member] => Some((member.name.clone(), selection)),
        _ => None,
    }
}

fn texts(facts: &Facts) -> Vec<String> {
    facts.values.iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

/// A value such as `asc`, `DESC` or `ascending`: whether it descends.
fn direction(text: &str) -> Option<bool> {
    match names::plain(text).as_str() {
        "asc" | "ascending" => Some(false),
        "desc" | "descending" => Some(true),
        _ => None,
    }
}

fn sort(schemas: &Schemas, query: &[&Parameter], item: &Shape) -> Option<Sort> {
    let directions = query.iter().find_map(|parameter| {
        let values = texts(&facts(schemas, parameter));
        let ways: Vec<(String, bool)> =
            values.iter().filter_map(|text| Some((text.clone(), direction(text)?))).collect();
        let named = names::words(&parameter.name).iter().any(|word| {
            matches!(word.as_str(), "order" | "dir" | "direction" | "sort" | "sorting" | "ordering")
        });
        (named && ways.len() == values.len() && ways.len() > 1).then(|| (parameter.name.clone(), ways))
    });
    let by = query.iter().find(|parameter| {
        let named = names::words(&parameter.name).iter().any(|word| {
            matches!(word.as_str(), "sort" | "order" | "ordering" | "orderby" | "sortby" | "sorting")
        });
        named && directions.as_ref().is_none_or(|(name, _)| *name != parameter.name)
    })?;
    let known = facts(schemas, by);
    let known = match known.items {
        Some(items) if known.kind == Some(Kind::Array) => Facts::of(schemas, items),
        Some(_) | None => known,
    };
    let mut values = texts(&known);
    let hints = known.default.iter().chain(&known.example).chain(&by.examples);
    values.extend(hints.filter_map(|value| value.as_str().map(str::to_owned)));
    let mut seen = HashSet::new();
    values.retain(|text| seen.insert(text.clone()));
    let signed = values.iter().any(|text| text.starts_with('-'));
    let mut orders = Vec::new();
    for text in values {
        let Some((member, way)) = ordered(&text, item) else { continue };
        let query = |extra: Option<(&String, &String)>| {
            let extra = extra.map(|(name, value)| (name.clone(), value.clone()));
            [(by.name.clone(), text.clone())].into_iter().chain(extra).collect()
        };
        match (&directions, way) {
            (Some((name, ways)), None) => {
                for (value, descending) in ways {
                    let query = query(Some((name, value)));
                    orders.push(Order { member: member.clone(), query, descending: Some(*descending) });
                }
            }
            (_, way) => {
                let descending = way.or(signed.then_some(false));
                orders.push(Order { member, query: query(None), descending });
            }
        }
    }
    (!orders.is_empty()).then(|| Sort { name: by.name.clone(), orders })
}

/// What a value of the sort parameter means: `-name`, `name:desc`, `name_asc`, `nameDesc` or `name`.
fn ordered(text: &str, item: &Shape) -> Option<(String, Option<bool>)> {
    let member = |name: &str| item.like(name).map(|member| member.name.clone());
    if let Some(name) = text.strip_prefix('-') {
        return Some((member(name)?, Some(true)));
    }
    if let Some(name) = text.strip_prefix('+') {
        return Some((member(name)?, Some(false)));
    }
    if let Some(name) = member(text) {
        return Some((name, None));
    }
    let words = names::words(text);
    let (last, rest) = words.split_last()?;
    Some((member(&rest.concat())?, Some(direction(last)?)))
}
