//! What requests can set, by name: the members of all bodies at any depth, and the parameters. It must not know values.

use std::collections::HashSet;

use crate::api::{Api, ParameterContent};
use crate::schema::SchemaId;

/// The names of members and parameters that the requests of the document have.
pub(super) fn names(api: &Api) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut work: Vec<SchemaId> = Vec::new();
    for operation in &api.operations {
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        work.extend(contents.filter_map(|content| content.schema));
        for parameter in &operation.parameters {
            names.insert(parameter.name.clone());
            work.extend(match &parameter.content {
                ParameterContent::Schema { schema, .. } => *schema,
                ParameterContent::Media(media) => media.schema,
            });
        }
    }
    let mut seen = HashSet::new();
    while let Some(id) = work.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = api.schemas.get(id);
        // What is only read is no part of a request.
        let settable = schema.object.properties.iter().filter(|(_, id)| !api.schemas.get(*id).read_only);
        names.extend(settable.map(|(name, _)| name.clone()));
        work.extend(schema.children());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::live::judge::tests::judge;

    #[test]
    fn members_and_parameters() {
        let names = names(&judge().api);
        let known = |name: &str| names.contains(name);
        assert!(["limit", "name", "mail", "session"].iter().all(|name| known(name)), "{names:?}");
        assert!(!["code", "X-Total"].iter().any(|name| known(name)), "{names:?}");
    }
}
