//! All rules by their names. It must not know how they are checked.

use super::rule::{Group, Level, Rule};
use super::{rules, shape};

/// An exception of the configuration that nothing needs.
pub(super) static EXCEPTION_UNUSED: Rule = Rule::new(
    Level::Warning,
    "exception-unused",
    "Every exception of the configuration lets something pass.",
    "One that is left behind hides the next breach at its place.",
);

static CONFIGURATION: Group = Group { id: "configuration", rules: &[&EXCEPTION_UNUSED] };

/// The groups of rules, in the order in which they are listed.
pub fn groups() -> impl Iterator<Item = &'static Group> {
    let first: [&'static Group; 11] = [
        &shape::GROUP,
        &shape::REFERENCES,
        &rules::info::GROUP,
        &rules::servers::GROUP,
        &rules::tags::GROUP,
        &rules::paths::GROUP,
        &rules::operations::GROUP,
        &rules::parameters::GROUP,
        &rules::responses::GROUP,
        &rules::security::GROUP,
        &rules::siblings::GROUP,
    ];
    let last = rules::schemas::GROUPS.into_iter().chain(rules::generators::GROUPS).chain([&CONFIGURATION]);
    first.into_iter().chain(last)
}

/// All rules, in the order in which they are listed.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    groups().flat_map(|group| group.rules.iter().copied())
}

/// The rule, or the rules of the group, of that name; `generators` are the groups about generators.
pub(super) fn named(name: &str) -> Vec<&'static Rule> {
    let in_group = groups()
        .filter(|group| group.id == name || (name == "generators" && group.id.starts_with("generator-")))
        .flat_map(|group| group.rules.iter().copied());
    rules().filter(|rule| rule.id == name).chain(in_group).collect()
}

/// The name of a rule or group that was probably meant.
pub(super) fn closest(name: &str) -> Option<&'static str> {
    let names = rules().map(|rule| rule.id).chain(groups().map(|group| group.id));
    crate::document::closest(name, names)
}
