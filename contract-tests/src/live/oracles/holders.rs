//! Paths: the values of their variables, and the items that hold others, made where there are none. It must not know
//! how an item is made.

use serde_json::Value;

use super::session::{Instance, Session, Stopped, text};
use crate::api::{PathTemplate, Segment};
use crate::live::resources::listing::facts;
use crate::live::resources::{Facts, names};
use crate::schema::Kind;

impl Session<'_> {
    /// Values for the variables of a path, holders made where there are none: all of them, but for the last of an
    /// item's own path.
    pub(super) async fn path_values(
        &mut self,
        path: &PathTemplate,
        identity: usize,
    ) -> Result<Vec<String>, Stopped> {
        let holder = self.run.resources.holder_of(path);
        let mut values = match holder {
            Some(holder) => self.hold(holder, identity).await?,
            None => Vec::new(),
        };
        let names = path.segments.iter().filter_map(|segment| match segment {
            Segment::Variable(name) => Some(name.clone()),
            Segment::Literal(_) | Segment::Mixed { .. } => None,
        });
        for name in names.skip(values.len()) {
            values.push(self.known_value(path, &name)?);
        }
        Ok(values)
    }

    /// A value that the document gives for a variable.
    fn known_value(&self, path: &PathTemplate, name: &str) -> Result<String, Stopped> {
        let operations = self.run.api.operations.iter().filter(|operation| operation.path == *path);
        let mut parameters = operations.flat_map(|operation| &operation.parameters);
        let parameter = parameters.find(|parameter| parameter.name == name).ok_or(Stopped)?;
        let facts = facts(&self.run.api.schemas, parameter);
        let values = facts.values.unwrap_or_default();
        let known = parameter.examples.first().or(facts.example.as_ref()).or(facts.default.as_ref());
        known.or(values.first()).map(text).or_else(|| self.own_id(name)).ok_or(Stopped)
    }

    /// The identity's own id for a variable such as `userId`: what the resource that there is one of for each identity
    /// shows as its id.
    fn own_id(&self, name: &str) -> Option<String> {
        let people = ["userid", "accountid", "memberid", "personid", "customerid", "ownerid", "profileid"];
        let own = self.run.knowledge.iter().flatten().find_map(|knowledge| knowledge.own_id.clone());
        own.filter(|_| names::is_one_of(name, &people))
    }

    /// The path values of an item that holds others, made now if there is none in the session yet, or found
    /// where nothing makes one.
    pub(super) async fn hold(&mut self, resource: usize, identity: usize) -> Result<Vec<String>, Stopped> {
        let mut line = self.run.resources.line(resource);
        line.reverse();
        for at in line {
            if self.holder(at, identity).is_none() && !self.resource(at).single {
                let instance = if self.knowledge(at)?.made {
                    Box::pin(self.create(at, identity)).await?
                } else {
                    let listed = Box::pin(self.populate(at, 1)).await?;
                    let one = listed.into_iter().next().ok_or(Stopped)?;
                    Instance { identity, ..one.instance }
                };
                self.set_holder(&instance);
            }
        }
        self.holder(resource, identity).ok_or(Stopped)
    }

    /// The id of the item that stands for its kind in this session.
    pub(super) fn held(&self, resource: usize, identity: usize) -> Option<Value> {
        let id = self.holder(resource, identity)?.last()?.clone();
        let number = self
            .resource(resource)
            .variables
            .last()?
            .schema
            .is_some_and(|id| matches!(Facts::of(&self.run.api.schemas, id).kind, Some(Kind::Integer)));
        if number { id.parse::<i64>().ok().map(Value::from) } else { Some(Value::String(id)) }
    }

    /// The path of an item that is not there, its id made up.
    pub(super) async fn chosen(&mut self, at: usize, identity: usize) -> Result<Vec<String>, Stopped> {
        let resource = self.resource(at);
        let holder = match resource.parent {
            Some(parent) => self.hold(parent, identity).await?,
            None => Vec::new(),
        };
        let variable = resource.variables.last().ok_or(Stopped)?;
        let id = variable.schema.and_then(|schema| self.fresh.value(schema, &variable.name));
        let id = id.map_or_else(|| self.fresh.word(10), |value| text(&value));
        let free = resource.variables.len().saturating_sub(holder.len() + 1);
        if free > 0 { Err(Stopped) } else { Ok(holder.into_iter().chain([id]).collect()) }
    }
}
