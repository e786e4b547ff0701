//! Schemas of two documents that are the same word for word, and all that they refer to as well: what is the same needs
//! no comparison. It must not know what a keyword accepts.

use std::collections::HashMap;

use super::{Additional, Schema, SchemaId, Schemas};

/// A schema of either document.
type Pair = (SchemaId, SchemaId);

/// Which schemas of two documents are the same, as far as it was asked.
pub struct Identity<'s> {
    left: &'s Schemas,
    right: &'s Schemas,
    known: HashMap<Pair, bool, foldhash::fast::RandomState>,
}

impl<'s> Identity<'s> {
    /// Of these documents.
    pub fn new(left: &'s Schemas, right: &'s Schemas) -> Self {
        Self { left, right, known: HashMap::default() }
    }

    /// Whether both say the same in the same order, examples and places apart, and so does all that they refer to.
    /// Recursive schemas are the same unless something in them differs.
    pub fn is_same(&mut self, left: SchemaId, right: SchemaId) -> bool {
        if let Some(known) = self.known.get(&(left, right)) {
            return *known;
        }
        let mut walk = Walk::default();
        walk.enter((left, right));
        let mut at = 0;
        while let Some((left, right)) = walk.pairs.get(at).copied() {
            let known = self.known.get(&(left, right)).copied();
            let (a, b) = (self.left.get(left), self.right.get(right));
            match known {
                Some(true) => {}
                None if self.is_same_alone(a, b) => {
                    for pair in referred(a).zip(referred(b)) {
                        let child = walk.enter(pair);
                        walk.users[child].push(at);
                    }
                }
                Some(false) | None => walk.different.push(at),
            }
            at += 1;
        }
        let differs = walk.differs();
        self.known.extend(walk.pairs.iter().zip(differs).map(|(pair, differs)| (*pair, !differs)));
        self.known.get(&(left, right)).copied().unwrap_or(false)
    }

    /// Whether the schemas say the same, whatever they refer to.
    fn is_same_alone(&self, a: &Schema, b: &Schema) -> bool {
        let is_same_object = || {
            let (a, b) = (&*a.object, &*b.object);
            let names =
                a.properties.iter().map(|(name, _)| name).eq(b.properties.iter().map(|(name, _)| name));
            let additional = match (a.additional, b.additional) {
                (Additional::Schema(_), Additional::Schema(_)) => true,
                (a, b) => a == b,
            };
            names
                && additional
                && a.required == b.required
                && (a.properties_min, a.properties_max) == (b.properties_min, b.properties_max)
        };
        let is_same_array = || {
            let (a, b) = (&*a.array, &*b.array);
            (a.items.is_some(), a.items_min, a.items_max, a.unique)
                == (b.items.is_some(), b.items_min, b.items_max, b.unique)
        };
        let branches = |schema: &Schema| {
            (schema.all_of.len(), schema.any_of.len(), schema.one_of.len(), schema.not.is_some())
        };
        let flags =
            |schema: &Schema| (schema.nullable, schema.read_only, schema.write_only, schema.deprecated);
        a.kind == b.kind
            && flags(a) == flags(b)
            && a.format == b.format
            && branches(a) == branches(b)
            && a.values == b.values
            && a.string == b.string
            && a.number == b.number
            && is_same_array()
            && is_same_object()
            && a.annotations.default == b.annotations.default
            && self.is_same_discriminator(a, b)
    }

    /// The values that tell branches are the names of components when nothing else is said, so that places count here.
    fn is_same_discriminator(&self, a: &Schema, b: &Schema) -> bool {
        match (&a.discriminator, &b.discriminator) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                let is_same_entry =
                    |((name, left), (other, right)): (&(String, SchemaId), &(String, SchemaId))| {
                        name == other && self.left.get(*left).pointer == self.right.get(*right).pointer
                    };
                a.property == b.property
                    && a.mapping.len() == b.mapping.len()
                    && a.mapping.iter().zip(&b.mapping).all(is_same_entry)
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// What a schema refers to, in an order that depends on its own words alone.
fn referred(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    schema.children().chain(schema.mapped())
}

/// Pairs that depend on one another.
#[derive(Default)]
struct Walk {
    pairs: Vec<Pair>,
    positions: HashMap<Pair, usize, foldhash::fast::RandomState>,
    /// For each pair, those that refer to it.
    users: Vec<Vec<usize>>,
    /// Pairs that differ by themselves.
    different: Vec<usize>,
}

impl Walk {
    fn enter(&mut self, pair: Pair) -> usize {
        *self.positions.entry(pair).or_insert_with(|| {
            self.pairs.push(pair);
            self.users.push(Vec::new());
            self.pairs.len() - 1
        })
    }

    /// For each pair, whether it differs by itself or by what it refers to.
    fn differs(&self) -> Vec<bool> {
        let mut differs = vec![false; self.pairs.len()];
        let mut work = self.different.clone();
        while let Some(at) = work.pop() {
            if !std::mem::replace(&mut differs[at], true) {
                work.extend(&self.users[at]);
            }
        }
        differs
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;
    use crate::document::Document;
    use crate::schema::{SchemaId, Schemas};

    fn compiled(source: &str) -> (Schemas, SchemaId) {
        let document = Document::parse("api.yaml", source).unwrap();
        let mut schemas = Schemas::default();
        let id = schemas.of(&document.node("/s").unwrap()).unwrap();
        (schemas, id)
    }

    #[test]
    fn words_and_what_they_refer_to() {
        let recursive = |format: &str| {
            format!("s: {{properties: {{next: {{$ref: '#/s'}}, at: {{type: string, format: {format}}}}}}}")
        };
        for (a, b, expected) in [
            ("s: {type: string}", "s: {type: string, description: a text}", true),
            ("s: {type: string}", "s: {type: string, nullable: true}", false),
            ("s: {enum: [1]}", "s: {enum: [1, 2]}", false),
            ("s: {items: {minLength: 1}}", "s: {items: {minLength: 2}}", false),
            ("s: {items: {minLength: 1}}", "s: {items: {$ref: '#/t'}}\nt: {minLength: 1}", true),
            ("s: {allOf: [{}]}", "s: {anyOf: [{}]}", false),
            ("s: {additionalProperties: {}}", "s: {additionalProperties: true}", false),
            ("s: {default: 1}", "s: {default: 2}", false),
            ("s: {example: 1}", "s: {example: 2}", true),
            (&recursive("date"), &recursive("date"), true),
            (&recursive("date"), &recursive("uuid"), false),
            (
                "s: {discriminator: {propertyName: k, mapping: {a: '#/t'}}}\nt: {}",
                "s: {discriminator: {propertyName: k, mapping: {a: '#/u'}}}\nu: {}",
                false,
            ),
        ] {
            let ((left, a_id), (right, b_id)) = (compiled(a), compiled(b));
            let mut identity = Identity::new(&left, &right);
            for _ in 0..2 {
                assert_eq!(identity.is_same(a_id, b_id), expected, "{a} {b}");
            }
        }
    }
}
