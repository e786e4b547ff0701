//! Making an item: its body after the recipe, and its id from the answer. It must not know how recipes are learned.

use serde_json::{Map, Value};

use super::compare::order;
use super::knowledge::{Link, Recipe};
use super::session::{Answer, Call, Instance, Session, Stopped, text};
use crate::live::resources::{Create, Member, names};

/// Creations that a value which is taken already may spoil.
pub(super) const CONFLICTS_MAX: usize = 4;

impl Session<'_> {
    /// The object of a new body for an operation, after the recipe: members that are only read are left out.
    pub(super) fn object(
        &mut self,
        at: usize,
        operation: usize,
        recipe: &Recipe,
    ) -> Option<Map<String, Value>> {
        let content = self.taken(at, operation, recipe.branch)?;
        let mut object = Map::new();
        for member in &content.shape.members {
            if member.facts.read_only || recipe.skipped.contains(&member.name) {
                continue;
            }
            let pinned = recipe.pinned.get(&member.name).cloned();
            let referred = recipe.references.get(&member.name).and_then(|&other| self.held(other, self.main));
            let value = match pinned.or(referred) {
                Some(value) => Some(value),
                None => self.fresh.value(member.schema, &member.name),
            };
            match value {
                Some(value) => {
                    object.insert(member.name.clone(), value);
                }
                None if member.required => return None,
                None => {}
            }
        }
        put_in_order(&mut object);
        Some(object)
    }

    /// The object of a new body that is likely to be taken: where it chooses, it chooses as the one did that was taken,
    /// since rules between members are most often about choices.
    pub(super) fn new_object(&mut self, at: usize) -> Result<Map<String, Value>, Stopped> {
        let mut object = self.free_object(at)?;
        let create = self.resource(at).create.ok_or(Stopped)?;
        let knowledge = self.knowledge(at)?;
        let taken = self.taken(at, create.operation(), knowledge.recipe.branch);
        let members = taken.map(|taken| taken.shape.members).unwrap_or_default();
        let chooses = |member: &&Member| {
            member.facts.values.is_some() || member.facts.kind == Some(crate::schema::Kind::Boolean)
        };
        for member in members.iter().filter(chooses) {
            match knowledge.accepted.get(&member.name) {
                Some(choice) => object.insert(member.name.clone(), choice.clone()),
                None if member.required => None,
                None => object.remove(&member.name),
            };
        }
        Ok(object)
    }

    /// The object of a new body, whatever it chooses.
    pub(super) fn free_object(&mut self, at: usize) -> Result<Map<String, Value>, Stopped> {
        let knowledge = self.knowledge(at)?;
        let create = self.resource(at).create.ok_or(Stopped)?;
        Ok(self.object(at, create.operation(), &knowledge.recipe).unwrap_or_default())
    }

    /// Makes one, as is known to work.
    ///
    /// # Errors
    /// It is not known how, or the server refused.
    pub(super) async fn create(&mut self, at: usize, identity: usize) -> Result<Instance, Stopped> {
        let knowledge = self.knowledge(at)?;
        if !knowledge.made {
            return Err(Stopped);
        }
        for &reference in knowledge.recipe.references.values() {
            Box::pin(self.hold(reference, identity)).await?;
        }
        for _ in 0..CONFLICTS_MAX {
            let object = self.new_object(at)?;
            let (answer, instance) = self.create_with(at, identity, object, &[]).await?;
            match instance {
                Some(instance) => return Ok(instance),
                // Other values may be taken: what is there already, or what a rule that is not documented forbids.
                None if matches!(answer.status, 400 | 409 | 422) => {}
                None => return Err(Stopped),
            }
        }
        Err(Stopped)
    }

    /// Makes one of an object. There is no instance when the server refused.
    pub(super) async fn create_with(
        &mut self,
        at: usize,
        identity: usize,
        object: Map<String, Value>,
        headers: &[(String, String)],
    ) -> Result<(Answer, Option<Instance>), Stopped> {
        let knowledge = self.knowledge(at)?;
        let values = match self.resource(at).create.ok_or(Stopped)? {
            Create::Post(_) => {
                let path = self.resource(at).collection.as_ref().ok_or(Stopped)?;
                self.path_values(path, identity).await?
            }
            Create::Put(_) => self.chosen(at, identity).await?,
        };
        self.create_at(at, identity, &knowledge.recipe, &knowledge.link, values, object, headers).await
    }

    #[expect(clippy::too_many_arguments, reason = "what is learned is not in the run's knowledge yet")]
    async fn create_at(
        &mut self,
        at: usize,
        identity: usize,
        recipe: &Recipe,
        link: &Link,
        values: Vec<String>,
        object: Map<String, Value>,
        headers: &[(String, String)],
    ) -> Result<(Answer, Option<Instance>), Stopped> {
        let create = self.resource(at).create.ok_or(Stopped)?;
        let operation = create.operation();
        let taken = self.taken(at, operation, recipe.branch);
        let body = taken.as_ref().map(|taken| taken.wrap(Value::Object(object.clone())));
        let call = Call {
            operation,
            identity,
            path: values.clone(),
            headers: headers.to_vec(),
            body,
            ..Call::default()
        };
        let answer = self.call(call).await?;
        if !answer.is_success() || answer.status == 202 {
            return Ok((answer, None));
        }
        let Some(id) = self.id_of(at, &answer, link, &values) else { return Ok((answer, None)) };
        let instance = self.instance(at, identity, &answer, values, object, &id).await?;
        self.keep(&instance);
        Ok((answer, Some(instance)))
    }

    pub(super) async fn instance(
        &mut self,
        at: usize,
        identity: usize,
        answer: &Answer,
        values: Vec<String>,
        sent: Map<String, Value>,
        id: &str,
    ) -> Result<Instance, Stopped> {
        let resource = self.resource(at);
        let mut path = match (resource.create, resource.variables.len()) {
            (Some(Create::Put(_)), _) => {
                values.get(..values.len().saturating_sub(1)).unwrap_or_default().to_vec()
            }
            (_, count) if count == values.len() + 1 => values,
            (_, _) => match resource.parent {
                Some(parent) => Box::pin(self.hold(parent, identity)).await?,
                None => Vec::new(),
            },
        };
        path.push(id.to_owned());
        if path.len() != resource.variables.len() {
            return Err(Stopped);
        }
        let shown = self.shown(at, answer).unwrap_or_default();
        let tag = answer.header("etag");
        Ok(Instance { resource: at, path, identity, step: answer.step, sent, shown, tag })
    }

    /// The id of what was made, as far as the answer gives it.
    pub(super) fn id_of(&self, at: usize, answer: &Answer, link: &Link, values: &[String]) -> Option<String> {
        match link {
            Link::Single => None,
            Link::Chosen => values.last().cloned(),
            Link::Location => location_id(&answer.header("location")?),
            Link::Member(name) => match self.shown(at, answer)?.get(name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            },
        }
    }

    /// The members in which the id of an item may stand, the likeliest first.
    pub(super) fn member_links(&self, at: usize, shown: &Map<String, Value>) -> Vec<Link> {
        let resource = self.resource(at);
        let variable = resource.variables.last().map_or("", |variable| variable.name.as_str());
        let noun = names::plain(&resource.noun);
        let likely = [variable, "id", &[&noun, "id"].concat(), "uuid", "_id", "key", "slug", "code", "name"];
        let found = likely.iter().filter_map(|name| {
            let mut members = shown.iter();
            members
                .find(|(known, value)| names::same(known, name) && (value.is_string() || value.is_number()))
        });
        found.map(|(known, _)| Link::Member(known.clone())).collect()
    }

    pub(super) fn links(&self, at: usize, create: Create, answer: &Answer) -> Vec<Link> {
        if matches!(create, Create::Put(_)) {
            return vec![Link::Chosen];
        }
        let located = answer.header("location").and_then(|location| location_id(&location));
        let shown = self.shown(at, answer).unwrap_or_default();
        let members = self.member_links(at, &shown);
        // A member can be read with less than a header field takes; but the header field is sure.
        if let Some(located) = located {
            let same = |link: &Link| matches!(link, Link::Member(name) if shown.get(name).map(text).as_deref() == Some(&located));
            let sure: Vec<Link> = members.iter().filter(|link| same(link)).cloned().collect();
            let first = if sure.is_empty() { Vec::new() } else { sure };
            return first.into_iter().chain(members).chain([Link::Location]).collect();
        }
        members
    }
}

/// Exchanges the values of members such as `startDate` and `endDate`, or `minPrice` and `maxPrice`, that are the wrong
/// way round: hardly a server takes them so, and no document can say it.
fn put_in_order(object: &mut Map<String, Value>) {
    const PAIRS: [(&str, &str); 8] = [
        ("start", "end"),
        ("starts", "ends"),
        ("begin", "end"),
        ("from", "to"),
        ("from", "until"),
        ("min", "max"),
        ("minimum", "maximum"),
        ("opens", "closes"),
    ];
    let known: Vec<String> = object.keys().cloned().collect();
    for low in &known {
        let words = names::words(low);
        for (first, last) in PAIRS {
            let other: Vec<&str> =
                words.iter().map(|word| if word == first { last } else { word.as_str() }).collect();
            let high = known.iter().find(|name| *name != low && names::words(name) == other);
            let Some(high) = high.filter(|_| words.iter().any(|word| word == first)) else { continue };
            if order(&object[low], &object[high]) == Some(std::cmp::Ordering::Greater) {
                let (one, two) = (object[low].clone(), object[high].clone());
                object.insert(low.clone(), two);
                object.insert(high.clone(), one);
            }
        }
    }
}

/// The last segment of a `Location`, decoded.
fn location_id(location: &str) -> Option<String> {
    let path = location.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next()?;
    let text = percent_encoding::percent_decode_str(last).decode_utf8().ok()?.into_owned();
    (!text.is_empty()).then_some(text)
}
