//! Holds a document to rules: that it is well formed, that it means what it says, and that readers, generators and
//! routers can use it.
//!
//! In reading order:
//! - [`rule`] says what a rule is, and [`registry`] lists them all.
//! - [`shape`] walks the document: which kind of object stands where, and whether its fields are in order.
//! - [`rules`] has the rest, a file for each subject.
//! - [`config`] is what a project sets, and [`finding`] what comes out.
//!
//! It must not know any particular document, nor how findings are printed.

pub mod config;
mod context;
mod finding;
pub mod registry;
mod rule;
mod rules;
mod shape;

#[cfg(test)]
mod tests;

pub use config::Config;
use context::Context;
use finding::Findings;
pub use finding::{FINDINGS_PER_RULE_MAX, Finding, Report};
use registry::EXCEPTION_UNUSED;
pub use rule::{Group, Level, Rule};
use shape::{FIELD_KIND, FIELD_MISSING, REFERENCE_UNRESOLVED, UNREADABLE};

use crate::api::Reading;
use crate::document::{Document, Node};

/// Holds a document to the rules.
pub fn lint(document: &Document, config: &Config) -> Report {
    let mut findings = Findings::new(config);
    let Reading { mut api, problems, .. } = Reading::of(document);
    if !api.is_supported {
        for problem in problems {
            findings.add_problem(&UNREADABLE, problem);
        }
        return report(findings, config, true);
    }
    let survey = shape::survey(&document.root(), &mut findings);
    let mut problems = problems;
    let mut compile = |node: &Node<'_>| api.schemas.compile(node, &mut problems);
    let schema_nodes: Vec<_> =
        survey.of(shape::Object::Schema).map(|node| (node.clone(), compile(node))).collect();
    let is_dangling = survey.references.iter().any(|reference| reference.target.is_none());
    for problem in problems {
        // The walk over the fields told of references and of most fields; what it did not see is told here.
        let at = &problem.pointer;
        let is_told = at.ends_with("/$ref") && findings.has(&REFERENCE_UNRESOLVED, at)
            || [&FIELD_KIND, &FIELD_MISSING].iter().any(|rule| findings.has(rule, at));
        if !is_told {
            findings.add_problem(&UNREADABLE, problem);
        }
    }
    let flawed = api.schemas.flawed();
    let context =
        Context { document, survey: &survey, api: &api, schema_nodes: &schema_nodes, flawed: &flawed };
    check(&context, &mut findings);
    report(findings, config, is_dangling)
}

fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    rules::info::check(context, findings);
    rules::servers::check(context, findings);
    rules::tags::check(context, findings);
    rules::paths::check(context, findings);
    rules::operations::check(context, findings);
    rules::parameters::check(context, findings);
    rules::responses::check(context, findings);
    rules::security::check(context, findings);
    rules::siblings::check(context, findings);
    rules::unused::check(context, findings);
    rules::schemas::check(context, findings);
    rules::generators::check(context, findings);
}

fn report(findings: Findings<'_>, config: &Config, is_unusable: bool) -> Report {
    let (mut findings, omitted, used) = findings.finish();
    let level = config.level(&EXCEPTION_UNUSED);
    // What was not asked says nothing of the exceptions.
    if level != Level::Off && !is_unusable {
        let unused = config.unused(&used).into_iter();
        findings.extend(unused.map(|problem| Finding { rule: &EXCEPTION_UNUSED, level, problem }));
    }
    Report { findings, omitted, is_unusable }
}
