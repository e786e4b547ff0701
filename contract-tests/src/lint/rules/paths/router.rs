//! Paths that a router refuses which decides segment by segment. It must not know what the paths are for.

use std::collections::HashMap;

use super::Path;
use crate::api::Segment;
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Level, Rule};

pub(super) static PATH_ROUTER: Rule = Rule::new(
    Level::Off,
    "path-router",
    "Paths fit a router that decides segment by segment, such as dropshot's: one name for the variable at each place, \
     no literal beside a variable, and no variable that is part of a segment.",
    "Such routers refuse the document when the server starts.",
);

/// What may follow a segment in a router that decides segment by segment.
#[derive(Default)]
struct Branch {
    literals: HashMap<String, usize>,
    variable: Option<(String, usize)>,
}

pub(super) fn check(context: &Context<'_, '_>, paths: &[Path<'_>], findings: &mut Findings<'_>) {
    if !findings.asks(&PATH_ROUTER) {
        return;
    }
    let mut branches = vec![Branch::default()];
    for path in paths {
        let mut at = 0;
        for segment in &path.template.segments {
            let fresh = branches.len();
            let branch = &mut branches[at];
            let conflict = match segment {
                Segment::Mixed { .. } => Some("a variable is only a part of its segment".to_owned()),
                Segment::Variable(name) => match &branch.variable {
                    Some((other, _)) if other != name => {
                        Some(format!("the variable {} is {} in another path", quoted(name), quoted(other)))
                    }
                    Some(_) | None => branch.literals.keys().next().map(|literal| {
                        format!(
                            "the variable {} stands where another path has {}",
                            quoted(name),
                            quoted(literal)
                        )
                    }),
                },
                Segment::Literal(text) => branch.variable.as_ref().map(|(name, _)| {
                    format!("{} stands where another path has the variable {}", quoted(text), quoted(name))
                }),
            };
            if let Some(message) = conflict {
                let help = "use the same variable in both paths, or let them differ in a literal before it";
                findings.add_pointer(&PATH_ROUTER, context.document, &path.pointer, message, help);
                break;
            }
            at = match segment {
                Segment::Variable(name) => branch.variable.get_or_insert((name.clone(), fresh)).1,
                Segment::Literal(text) => *branch.literals.entry(text.clone()).or_insert(fresh),
                Segment::Mixed { .. } => break,
            };
            if at == fresh {
                branches.push(Branch::default());
            }
        }
    }
}
