use insta::assert_snapshot;

use super::{Create, Resources};
use crate::api::Api;
use crate::document::Document;
use crate::reference::DESCRIPTION;

/// One line for each resource, and one for each part of its list.
fn summary(api: &Api) -> String {
    let resources = Resources::of(api);
    let mut lines = Vec::new();
    for resource in &resources.list {
        let parent = resource.parent.map(|at| resources.list[at].noun.as_str());
        let create = resource.create.map(|create| match create {
            Create::Post(_) => "post",
            Create::Put(_) => "put",
        });
        let has = |name, operation: Option<usize>| operation.map(|_| name);
        let operations: Vec<&str> = [
            create,
            has("read", resource.read),
            has("head", resource.head),
            has("replace", resource.replace),
            has("update", resource.update),
            has("delete", resource.delete),
        ]
        .into_iter()
        .flatten()
        .collect();
        lines.push(format!("{} in {parent:?} at {}: {operations:?}", resource.noun, resource.path.text));
        for action in &resource.actions {
            lines.push(format!("  action {}", api.operations[*action]));
        }
        if let Some(list) = &resource.list {
            lines.push(format!("  size {:?}", list.size));
            lines.push(format!("  position {:?}", list.position));
            lines.push(format!(
                "  items {:?} total {:?} next {:?} more {:?}",
                list.items_at, list.total, list.next, list.more
            ));
            for filter in &list.filters {
                lines.push(format!("  filter {} on {} {:?}", filter.name, filter.member, filter.selection));
            }
            for order in list.sort.iter().flat_map(|sort| &sort.orders) {
                lines.push(format!(
                    "  order {:?} by {} descending {:?}",
                    order.query, order.member, order.descending
                ));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn the_reference() {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    assert_snapshot!(summary(&Api::read(&document).unwrap()));
}
