//! Components that no operation reaches.

use std::collections::{HashMap, HashSet};

use crate::document::{Node, pointer, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::shape::{COMPONENT_UNUSED, Object};
use crate::schema::mapped;

/// What stands outside of the components: operations, and what they are found by.
const OUTSIDE: &str = "";

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let mut uses: HashMap<String, Vec<String>> = HashMap::new();
    let mut add = |user: &str, used: &str| {
        uses.entry(component(user).to_owned()).or_default().push(component(used).to_owned());
    };
    for reference in &context.survey.references {
        let node = &reference.node;
        // The first step of a chain counts, not its end: what stands between is used as well.
        let Some(target) = node.reference().and_then(pointer::from_fragment) else { continue };
        add(node.pointer(), &target);
        // A schema that extends one with a discriminator is one of its kinds, though nothing need refer to it.
        let base = reference.target.as_ref().filter(|target| target.get("discriminator").is_some());
        if base.is_some() && node.pointer().contains("/allOf/") {
            add(&target, node.pointer());
        }
    }
    for discriminator in context.survey.of(Object::Discriminator) {
        for (_, target) in discriminator.get("mapping").map(|mapping| mapping.members()).unwrap_or_default() {
            if let Some(schema) = mapped(&target) {
                add(discriminator.pointer(), schema.pointer());
            }
        }
    }
    for requirement in context.survey.of(Object::SecurityRequirement) {
        for (name, _) in requirement.members() {
            add(OUTSIDE, &pointer::join("/components/securitySchemes", name));
        }
    }
    let mut reached: HashSet<String> = HashSet::new();
    let mut work = vec![OUTSIDE.to_owned()];
    while let Some(user) = work.pop() {
        work.extend(uses.remove(&user).unwrap_or_default());
        reached.insert(user);
    }
    for (name, node) in components(context) {
        if !reached.contains(node.pointer()) {
            let message = format!("nothing uses {}", quoted(name));
            findings.add(&COMPONENT_UNUSED, &node, message, "remove it, or refer to it");
        }
    }
}

/// The component that a place is in, by its pointer.
fn component(place: &str) -> &str {
    let Some(rest) = place.strip_prefix("/components/") else { return OUTSIDE };
    let mut slashes = rest.match_indices('/').map(|(at, _)| at + "/components/".len());
    match (slashes.next(), slashes.next()) {
        (Some(_), Some(end)) => &place[..end],
        (Some(_), None) => place,
        (None, _) => OUTSIDE,
    }
}

fn components<'d>(context: &Context<'_, 'd>) -> Vec<(&'d str, Node<'d>)> {
    let sections = context.document.root().get("components").map(|node| node.members()).unwrap_or_default();
    let sections = sections.into_iter().filter(|(name, _)| !name.starts_with("x-"));
    sections.flat_map(|(_, section)| section.members()).collect()
}
