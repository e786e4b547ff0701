//! Items made for lists to be about: their members differ where they can, so that filters and orders have something
//! to tell apart.

use serde_json::{Map, Value};

use super::knowledge::Link;
use super::making::CONFLICTS_MAX;
use super::reading::{Pages, Selection};
use super::session::{Instance, Session, Stopped, text};
use crate::live::resources::{Listing, names};
use crate::schema::validate::Validator;
use crate::schema::{Direction, Kind, SchemaId};

/// Items that a list may have before it is too long to be read again and again.
const ITEMS_MAX: usize = 400;

/// Items that nobody made for this and that are looked at, at most.
const LISTED_MAX: usize = 100;

/// Numbers of one, two and three digits, in no order.
const TELLING_NUMBERS: [u16; 5] = [9, 10, 100, 2, 33];

/// An item of a population.
#[derive(Clone, Debug)]
pub(super) struct One {
    /// The item.
    pub instance: Instance,
    /// What a read shows, or what was sent and answered when nothing reads it.
    pub state: Map<String, Value>,
}

impl Session<'_> {
    /// The list of a resource, with the path of the collection that this session works in.
    ///
    /// # Errors
    /// It is not listed.
    pub(super) async fn scope(&mut self, at: usize) -> Result<Selection, Stopped> {
        let path = self.resource(at).collection.as_ref().ok_or(Stopped)?;
        let path = self.path_values(path, self.main).await?;
        Ok(Selection { identity: self.main, path, ..Selection::default() })
    }

    /// Whether an item of a list is that one.
    pub(super) fn is_item(&self, at: usize, item: &Value, instance: &Instance) -> bool {
        let resource = self.resource(at);
        let link = self.knowledge(at).ok().and_then(|knowledge| match &knowledge.link {
            Link::Member(name) => Some(name.clone()),
            Link::Location | Link::Chosen | Link::Single => None,
        });
        if let Some(value) = link.as_ref().and_then(|name| item.get(name)) {
            return text(value) == instance.id();
        }
        let variable = resource.variables.last().map_or("", |variable| variable.name.as_str());
        let noun = names::plain(&resource.noun);
        let Some(members) = item.as_object() else { return text(item) == instance.id() };
        let likely = [
            names::plain(variable),
            "id".to_owned(),
            [&noun, "id"].concat(),
            "uuid".to_owned(),
            "name".to_owned(),
            "key".to_owned(),
            "slug".to_owned(),
        ];
        members.iter().any(|(name, value)| {
            let last =
                names::plain(variable).strip_prefix(&noun).is_some_and(|rest| rest == names::plain(name));
            (last || likely.contains(&names::plain(name))) && text(value) == instance.id()
        })
    }

    /// What tells an item of a list from others: its id as far as it is known, or all of it.
    pub(super) fn identity_of(&self, at: usize, item: &Value) -> String {
        let link = self.knowledge(at).ok().and_then(|knowledge| match &knowledge.link {
            Link::Member(name) => item.get(name),
            Link::Location | Link::Chosen | Link::Single => None,
        });
        link.or_else(|| item.get("id")).unwrap_or(item).to_string()
    }

    /// Makes some, each with other values where the document has several. Where none can be made, those that are
    /// listed are taken as they are.
    pub(super) async fn populate(&mut self, at: usize, count: usize) -> Result<Vec<One>, Stopped> {
        if !self.knowledge(at)?.made {
            return self.listed_items(at).await;
        }
        let mut items = Vec::new();
        for number in 0..count {
            let instance = self.create_spread(at, number).await?;
            let state = match self.resource(at).read {
                Some(_) => self.state(&instance).await?.1,
                None => instance.sent.clone().into_iter().chain(instance.shown.clone()).collect(),
            };
            items.push(One { instance, state });
        }
        Ok(items)
    }

    /// The items of a list that nobody made for this, as the list shows them.
    async fn listed_items(&mut self, at: usize) -> Result<Vec<One>, Stopped> {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let selection = self.scope(at).await?;
        let pages = self.first_page(list, &selection).await?;
        Ok(self.shown_items(at, &selection, &pages))
    }

    /// The items that pages show, as they show them, where their id is known.
    pub(super) fn shown_items(&self, at: usize, selection: &Selection, pages: &Pages) -> Vec<One> {
        let Some(Link::Member(link)) = self.knowledge(at).ok().map(|knowledge| &knowledge.link) else {
            return Vec::new();
        };
        let one = |(item, step): (&Value, usize)| {
            let state = item.as_object()?.clone();
            let path = selection.path.iter().cloned().chain([text(state.get(link)?)]).collect();
            let shown = state.clone();
            let (identity, sent, tag) = (self.main, Map::new(), None);
            let instance = Instance { resource: at, path, identity, step, sent, shown, tag };
            Some(One { instance, state })
        };
        pages.items().filter_map(one).take(LISTED_MAX).collect()
    }

    /// Makes one whose members have the values whose turn it is.
    async fn create_spread(&mut self, at: usize, number: usize) -> Result<Instance, Stopped> {
        let create = self.resource(at).create.ok_or(Stopped)?.operation();
        let branch = self.knowledge(at)?.recipe.branch;
        for _ in 0..CONFLICTS_MAX {
            let mut object = self.new_object(at)?;
            for member in self.shared(at, create, branch) {
                if !object.contains_key(&member.name) || self.is_reference(at, &member) {
                    continue;
                }
                let values: Vec<&Value> =
                    member.facts.values.iter().flatten().filter(|value| !value.is_null()).collect();
                let turn = match (values.len(), member.facts.kind) {
                    (0, Some(Kind::Boolean)) => Some(Value::Bool(number.is_multiple_of(2))),
                    (0, Some(Kind::Integer | Kind::Number)) => self.telling_number(member.schema, number),
                    (0, _) => None,
                    (several, _) => values.get(number % several).map(|value| (*value).clone()),
                };
                object.extend(turn.map(|value| (member.name.clone(), value)));
            }
            match self.create_with(at, self.main, object, &[]).await? {
                (_, Some(instance)) => return Ok(instance),
                (answer, None) if answer.status == 409 => {}
                // A state that nothing can be made in: as the recipe makes one, then.
                (_, None) => return self.create(at, self.main).await,
            }
        }
        Err(Stopped)
    }

    /// A number whose place among others is another one when their digits are compared as text.
    fn telling_number(&self, schema: SchemaId, number: usize) -> Option<Value> {
        let validator = Validator::new(&self.run.api.schemas, Direction::Request);
        let number = Value::from(TELLING_NUMBERS[number % TELLING_NUMBERS.len()]);
        validator.is_valid(schema, &number).then_some(number)
    }

    /// Reads a list whole; nothing when it is too long.
    pub(super) async fn whole(&mut self, list: &Listing, selection: &Selection) -> Result<Pages, Stopped> {
        let pages = self.pages(list, selection).await?;
        let short = pages.items().count() <= ITEMS_MAX;
        if short && (pages.complete || pages.circular) { Ok(pages) } else { Err(Stopped) }
    }
}
