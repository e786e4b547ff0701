//! Components that no operation reaches.

use std::collections::{HashMap, HashSet};

use crate::document::{Document, Node, pointer, quoted};
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
    // Extensions use components as well, though nothing else is known of them.
    for (at, reference) in references(context.document) {
        if let Some(target) = pointer::from_fragment(reference) {
            add(&at, &target);
        }
    }
    for reference in &context.survey.references {
        let Some(target) = &reference.target else { continue };
        // A schema that extends one with a discriminator is one of its kinds, though nothing need refer to it.
        if target.get("discriminator").is_some() && reference.node.pointer().contains("/allOf/") {
            add(target.pointer(), reference.node.pointer());
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

/// Every `$ref` of a document, with the component that it is in, by its pointer.
fn references(document: &Document) -> Vec<(String, &str)> {
    let mut references = Vec::new();
    let mut work = vec![(String::new(), document.root())];
    while let Some((at, node)) = work.pop() {
        let place = |name: &str| {
            let is_deep_enough = at.starts_with("/components/") && at.matches('/').count() == COMPONENT_STEPS;
            let is_outside = !at.is_empty() && !at.starts_with("/components");
            if is_deep_enough || is_outside { at.clone() } else { pointer::join(&at, name) }
        };
        references.extend(node.reference().map(|reference| (at.clone(), reference)));
        work.extend(node.members().into_iter().map(|(name, member)| (place(name), member)));
        work.extend(node.items().into_iter().map(|item| (place("-"), item)));
    }
    references
}

/// Steps of the pointer of a component.
const COMPONENT_STEPS: usize = 3;

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
