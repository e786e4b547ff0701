//! Keywords for arrays and objects.

use serde_json::{Map, Value};

use super::at::Step;
use super::run::{Part, Run};
use crate::document::quoted;
use crate::schema::equality::duplicate;
use crate::schema::{Additional, Direction, SchemaId};

impl<'s> Run<'s> {
    pub(super) fn check_array(&mut self, part: Part<'s, '_>) -> bool {
        let Value::Array(items) = part.value else { return true };
        let keywords = &part.schema.array;
        let mut is_valid =
            self.check_count(part, items.len(), keywords.items_min, ("minItems", "fewer", "items"));
        is_valid &= self.check_count(part, items.len(), keywords.items_max, ("maxItems", "more", "items"));
        if keywords.unique
            && let Some((first, second)) = duplicate(items)
        {
            let message = || format!("the items {first} and {second} are equal");
            is_valid &= self.fail(part, "uniqueItems", message);
        }
        let Some(schema) = keywords.items else { return is_valid };
        for (index, item) in items.iter().enumerate() {
            is_valid &= self.check(schema, item, &part.at.then(Step::Item(index)));
            if !is_valid && self.violations.is_none() {
                return false;
            }
        }
        is_valid
    }

    pub(super) fn check_object(&mut self, part: Part<'s, '_>) -> bool {
        let Value::Object(members) = part.value else { return true };
        let keywords = &part.schema.object;
        let (min, max) = (keywords.properties_min, keywords.properties_max);
        let mut is_valid = self.check_count(part, members.len(), min, ("minProperties", "fewer", "members"));
        is_valid &= self.check_count(part, members.len(), max, ("maxProperties", "more", "members"));
        for name in keywords.required.iter().filter(|name| !members.contains_key(name.as_str())) {
            is_valid &= self.is_exempt(part, name)
                || self.fail(part, "required", || format!("the member {} is missing", quoted(name)));
        }
        if !is_valid && self.violations.is_none() {
            return false;
        }
        let mut known = 0;
        for (name, schema) in &keywords.properties {
            let Some(member) = members.get(name) else { continue };
            known += 1;
            is_valid &= self.check_member(part, name, *schema, member);
            if !is_valid && self.violations.is_none() {
                return false;
            }
        }
        if known < members.len() {
            is_valid &= self.check_additional(part, members);
        }
        is_valid
    }

    fn check_member(&mut self, part: Part<'s, '_>, name: &str, id: SchemaId, member: &Value) -> bool {
        let at = part.at.then(Step::Member(name));
        if self.is_strict && self.direction.excludes(self.schemas, id) {
            let (keyword, place) = match self.direction {
                Direction::Request | Direction::Either => ("readOnly", "a request"),
                Direction::Response => ("writeOnly", "a response"),
            };
            let message = || format!("is {keyword}, and does not belong in {place}");
            let part = Part { schema: self.schemas.get(id), ..part };
            return self.fail_at(part, &at, keyword, message);
        }
        self.check(id, member, &at)
    }

    fn check_additional(&mut self, part: Part<'s, '_>, members: &Map<String, Value>) -> bool {
        let keywords = &part.schema.object;
        let schema = match keywords.additional {
            Additional::Unstated | Additional::Any => return true,
            Additional::None => None,
            Additional::Schema(id) => Some(id),
        };
        let mut is_valid = true;
        for (name, member) in members {
            if keywords.properties.iter().any(|(known, _)| known == name) {
                continue;
            }
            let at = part.at.then(Step::Member(name));
            is_valid &= match schema {
                Some(id) => self.check(id, member, &at),
                None => self.fail_at(part, &at, "additionalProperties", || {
                    "is not a member that is known".to_owned()
                }),
            };
            if !is_valid && self.violations.is_none() {
                return false;
            }
        }
        is_valid
    }

    /// Whether a member that is missing does not travel this way. It may be required by one branch of `allOf` and
    /// be marked in another, so that all schemas on the way to this one are asked.
    fn is_exempt(&self, part: Part<'s, '_>, name: &str) -> bool {
        if self.direction == Direction::Either {
            return false;
        }
        let mut work: Vec<SchemaId> = part.at.applied().collect();
        let mut seen = Vec::new();
        while let Some(id) = work.pop() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let schema = self.schemas.get(id);
            let member = schema.object.properties.iter().find(|(known, _)| known == name);
            if member.is_some_and(|(_, member)| self.direction.excludes(self.schemas, *member)) {
                return true;
            }
            work.extend(&schema.all_of);
        }
        false
    }

    /// `words`: the keyword, how the count may not differ, and what is counted.
    fn check_count(
        &mut self,
        part: Part<'s, '_>,
        count: usize,
        limit: Option<u64>,
        words: (&'static str, &str, &str),
    ) -> bool {
        let (keyword, relation, what) = words;
        let Some(limit) = limit else { return true };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let is_inside = if relation == "fewer" { count >= limit } else { count <= limit };
        is_inside || self.fail(part, keyword, || format!("has {count} {what}, {relation} than {limit}"))
    }
}
