//! A configuration read from its file.

use super::{Config, Exception, Glob};
use crate::document::{Document, Fields, Node, Problem, quoted};
use crate::lint::registry;
use crate::lint::rule::{Level, Rule};

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// What cannot be meant, each with its line: an unknown member, rule or level, a pattern that is none, and
    /// whatever is silenced without a reason.
    pub fn read(document: &Document) -> Result<Config, Vec<Problem>> {
        let root = document.root();
        let mut problems = Vec::new();
        known(&root, &["rules", "exceptions"], &mut problems);
        let mut config = Config::default();
        for (name, node) in Fields::new(&root, &mut problems).map("rules").unwrap_or_default() {
            config.level_of(name, &node, &mut problems);
        }
        for node in Fields::new(&root, &mut problems).list("exceptions").unwrap_or_default() {
            let exception = exception(&node, &mut problems);
            config.exceptions.extend(exception);
        }
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// A level by itself, or `level` and `reason`.
    fn level_of(&mut self, name: &str, node: &Node<'_>, problems: &mut Vec<Problem>) {
        let rules = rules(name, node, problems);
        let text = node.as_str().or_else(|| node.str("level")).or(match node.as_bool() {
            // YAML 1.1 reads `off` as false, and so do editors' habits.
            Some(false) => Some("off"),
            Some(true) | None => None,
        });
        let Some(level) = Level::ALL.into_iter().find(|level| Some(level.as_str()) == text) else {
            let help = "write off, info, warning or error";
            problems.push(node.error(format!("{} has no level", quoted(name))).help(help));
            return;
        };
        if node.is_object() {
            known(node, &["level", "reason"], problems);
        }
        if rules.iter().any(|rule| level < rule.level) && !has_reason(node) {
            let message = format!("{} is lowered without a reason", quoted(name));
            let help = format!("write `{name}: {{ level: {level}, reason: … }}`");
            problems.push(node.error(message).help(help));
        }
        self.levels.extend(rules.into_iter().map(|rule| (rule.id, level)));
    }
}

fn exception(node: &Node<'_>, problems: &mut Vec<Problem>) -> Option<Exception> {
    known(node, &["rule", "at", "reason"], problems);
    if !has_reason(node) {
        let problem = node.error("the exception has no reason");
        problems.push(problem.help("write `reason:` with why the rule does not hold there"));
    }
    let name = Fields::new(node, problems).text_required("rule")?;
    let rules = rules(name, &node.get("rule")?, problems).iter().map(|rule| rule.id).collect();
    let Some(at) = node.get("at") else {
        problems.push(node.error("`at` is missing").help("write a JSON pointer, such as `/paths/~1me/**`"));
        return None;
    };
    let places = if at.is_array() { at.items() } else { vec![at] };
    let mut globs = Vec::new();
    for place in places {
        match place.as_str().and_then(Glob::new) {
            Some(glob) => globs.push(glob),
            None => {
                let problem = place.error("this is no pattern of places");
                problems.push(problem.help("write a JSON pointer, such as `/paths/~1me/**`"));
            }
        }
    }
    let unused = node.error(format!("nothing breaks {} there", quoted(name))).help("remove the exception");
    Some(Exception { rules, places: globs, unused })
}

/// The rule, or the rules of the group, of that name.
fn rules(name: &str, node: &Node<'_>, problems: &mut Vec<Problem>) -> Vec<&'static Rule> {
    let rules = registry::named(name);
    if rules.is_empty() {
        let help = match registry::closest(name) {
            Some(closest) => format!("is {} meant?", quoted(closest)),
            None => "`lint --rules` lists the rules".to_owned(),
        };
        problems.push(node.error(format!("there is no rule {}", quoted(name))).help(help));
    }
    rules
}

fn has_reason(node: &Node<'_>) -> bool {
    node.str("reason").is_some_and(|reason| !reason.trim().is_empty())
}

fn known(node: &Node<'_>, keys: &[&str], problems: &mut Vec<Problem>) {
    for (key, member) in node.members() {
        if !keys.contains(&key) {
            let help = format!("members here are {}", keys.join(", "));
            problems.push(member.error(format!("{} is not known here", quoted(key))).help(help));
        }
    }
}
