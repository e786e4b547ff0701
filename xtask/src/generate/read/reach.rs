//! Which types requests and answers can hold, so that each gets only the direction that it is used in.

use crate::generate::model::{ContentBody, Tag, TypeDef};
use std::collections::{BTreeMap, BTreeSet};

/// Marks every type that an operation reaches.
pub(super) fn mark(types: &mut [TypeDef], tags: &[Tag]) {
    let operations = || tags.iter().flat_map(|tag| &tag.operations);
    let read = operations().flat_map(|operation| {
        let parameters = operation.parameters.iter().filter_map(|parameter| parameter.of.name());
        parameters.chain(operation.body.as_ref().and_then(|body| body.of.name()))
    });
    let written = operations().flat_map(|operation| &operation.answers).filter_map(|answer| {
        match answer.content.as_ref().map(|content| &content.body) {
            Some(ContentBody::Json(of)) => of.name(),
            Some(ContentBody::Text | ContentBody::Bytes) | None => None,
        }
    });
    let (read, written) = (closure(types, read), closure(types, written));
    for definition in types {
        definition.is_read = read.contains(&definition.name);
        definition.is_written = written.contains(&definition.name);
    }
}

fn closure<'n>(types: &[TypeDef], roots: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    let by_name: BTreeMap<&str, &TypeDef> = types.iter().map(|d| (d.name.as_str(), d)).collect();
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = roots.map(str::to_owned).collect();
    while let Some(name) = open.pop() {
        if reached.insert(name.clone())
            && let Some(definition) = by_name.get(name.as_str())
        {
            open.extend(definition.shape.names().into_iter().map(str::to_owned));
        }
    }
    reached
}
