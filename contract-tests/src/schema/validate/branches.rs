//! `allOf`, `anyOf`, `oneOf` and `not`.

use super::run::{EXPLAINED_STEPS, Part, Run};
use super::violation::Violation;
use crate::document::{pointer, quoted};
use crate::schema::{Schema, SchemaId};

impl<'s> Run<'s> {
    pub(super) fn check_branches(&mut self, part: Part<'s, '_>) -> bool {
        let mut is_valid = true;
        for id in &part.schema.all_of {
            is_valid &= self.check(*id, part.value, part.at);
            if !is_valid && self.violations.is_none() {
                return false;
            }
        }
        if let Some(id) = part.schema.not
            && self.verdict(id, part)
        {
            is_valid &= self.fail(part, "not", || "is what `not` excludes".to_owned());
        }
        is_valid &= self.check_any_of(part);
        is_valid & self.check_one_of(part)
    }

    fn check_any_of(&mut self, part: Part<'s, '_>) -> bool {
        let branches = &part.schema.any_of;
        branches.is_empty()
            || branches.iter().any(|id| self.verdict(*id, part))
            || self.fail_all(part, "anyOf", branches)
    }

    fn check_one_of(&mut self, part: Part<'s, '_>) -> bool {
        let branches = &part.schema.one_of;
        if branches.is_empty() {
            return true;
        }
        let mut accepting = branches.iter().enumerate().filter(|(_, id)| self.verdict(**id, part));
        let found = (accepting.next(), accepting.next());
        match found {
            (Some(_), None) => true,
            (Some(first), Some(second)) => self.fail(part, "oneOf", || {
                let [first, second] = [first, second].map(|(at, id)| name(self.schemas.get(*id), at));
                format!("is valid under {first} and under {second}, and `oneOf` allows only one")
            }),
            (None, _) => self.fail_all(part, "oneOf", branches),
        }
    }

    /// Notes that no branch accepts the part: the violations of the branch that was meant, when one stands out.
    fn fail_all(&mut self, part: Part<'s, '_>, keyword: &'static str, branches: &'s [SchemaId]) -> bool {
        if self.violations.is_none() {
            return false;
        }
        if self.steps > EXPLAINED_STEPS {
            return self.fail(part, keyword, || format!("is valid under none of {} schemas", branches.len()));
        }
        if let Some(id) = self.named(part, branches) {
            self.check(id, part.value, part.at);
            return false;
        }
        let here = part.at.pointer();
        let mut explained: Vec<_> = branches
            .iter()
            .enumerate()
            .map(|(at, id)| (name(self.schemas.get(*id), at), self.explain(*id, part)))
            .collect();
        let is_other_kind = |violations: &[Violation]| {
            violations.iter().any(|violation| violation.keyword == "type" && violation.instance == here)
        };
        explained.sort_by_key(|(_, violations)| (is_other_kind(violations), violations.len()));
        let fitting = explained.iter().filter(|(_, violations)| !is_other_kind(violations)).count();
        let Some((nearest, violations)) = explained.into_iter().next() else { return false };
        if fitting == 1 {
            self.violations.get_or_insert_default().extend(violations);
            return false;
        }
        let count = branches.len();
        self.fail(part, keyword, || match violations.first() {
            Some(first) => {
                let inside = &first.instance[here.len().min(first.instance.len())..];
                let place = if inside.is_empty() { String::new() } else { format!("{inside}: ") };
                format!(
                    "is valid under none of {count} schemas; nearest is {nearest}: {place}{}",
                    first.message
                )
            }
            None => format!("is valid under none of {count} schemas"),
        })
    }

    /// The branch that the discriminator names.
    fn named(&self, part: Part<'s, '_>, branches: &[SchemaId]) -> Option<SchemaId> {
        let discriminator = part.schema.discriminator.as_ref()?;
        let value = part.value.get(&discriminator.property)?.as_str()?;
        let mapped = discriminator.mapping.iter().find(|(name, _)| name == value).map(|(_, id)| *id);
        let is_component =
            |id: &SchemaId| component(self.schemas.get(*id)).is_some_and(|component| component == value);
        mapped.or_else(|| branches.iter().copied().find(is_component)).filter(|id| branches.contains(id))
    }
}

/// The name of a component.
fn component(schema: &Schema) -> Option<String> {
    let token = schema.pointer.strip_prefix("/components/schemas/")?;
    let name = (!token.contains('/')).then(|| pointer::unescape(token))??;
    Some(name.into_owned())
}

/// A branch as a message names it.
fn name(schema: &Schema, at: usize) -> String {
    component(schema).map_or_else(|| format!("branch {at}"), |name| quoted(&name))
}
