//! Patterns: whether they can be read, what they leave possible, and what matching them costs.

use super::all;
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::Schema;
use crate::schema::language::{Language, backtracking};

static PATTERN_INVALID: Rule = Rule::new(
    Level::Error,
    "pattern-invalid",
    "Patterns are regular expressions of ECMA-262.",
    "Validators refuse the schema, or ignore the pattern.",
)
.covering(&["spectral:oas3-schema"]);

static PATTERN_LENGTH: Rule = Rule::new(
    Level::Error,
    "pattern-length",
    "Some string of the allowed lengths matches the pattern.",
    "No string is accepted.",
);

static PATTERN_BACKTRACKS: Rule = Rule::new(
    Level::Warning,
    "pattern-backtracks",
    "Patterns match in one way only, so that an engine that backtracks needs no exponential time.",
    "A short text can keep a server busy for hours.",
);

pub(super) static GROUP: Group =
    Group { id: "patterns", rules: &[&PATTERN_INVALID, &PATTERN_LENGTH, &PATTERN_BACKTRACKS] };

pub(super) fn has_no_string(findings: &Findings<'_>, node: &Node<'_>) -> bool {
    let at = format!("{}/pattern", node.pointer());
    findings.has(&PATTERN_LENGTH, &at) || findings.has(&PATTERN_INVALID, &at)
}

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for (node, id, schema) in all(context) {
        let Some(pattern) = schema.string.pattern.as_deref() else { continue };
        if let Some(error) = context.schemas().pattern(id).and_then(|matcher| matcher.error()) {
            let help = pcre(pattern).unwrap_or("mend the pattern; the syntax is that of JavaScript");
            findings.add_at(
                &PATTERN_INVALID,
                node,
                "pattern",
                format!("the pattern is not valid: {error}"),
                help,
            );
            continue;
        }
        check_lengths(node, schema, pattern, findings);
        if findings.asks(&PATTERN_BACKTRACKS)
            && let Some(pumped) = backtracking(pattern)
        {
            let message = format!("the pattern can match repetitions of {} in many ways", quoted(&pumped));
            let help = "let the repeated parts start with characters that nothing before them can match";
            findings.add_at(&PATTERN_BACKTRACKS, node, "pattern", message, help);
        }
    }
}

fn check_lengths(node: &Node<'_>, schema: &Schema, pattern: &str, findings: &mut Findings<'_>) {
    let (min, max) = (schema.string.length_min.unwrap_or(0), schema.string.length_max);
    if max.is_some_and(|max| max < min) {
        return;
    }
    let Ok(language) = Language::pattern(pattern) else { return };
    let Ok(left) = language.intersect(&Language::length(min, max)) else { return };
    if left.length_shortest().is_some() {
        return;
    }
    let message = match (language.length_shortest(), language.length_longest()) {
        (None, _) => "no string matches the pattern".to_owned(),
        (Some(shortest), Some(longest)) if shortest == longest => {
            format!("the pattern matches {shortest} characters, and {} are allowed", range(min, max))
        }
        (Some(shortest), Some(longest)) => {
            format!(
                "the pattern matches {shortest} to {longest} characters, and {} are allowed",
                range(min, max)
            )
        }
        (Some(shortest), None) => {
            format!("the pattern matches {shortest} characters or more, and {} are allowed", range(min, max))
        }
    };
    findings.add_at(&PATTERN_LENGTH, node, "pattern", message, "mend the pattern or the lengths");
}

fn range(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) if max == min => max.to_string(),
        Some(max) => format!("{min} to {max}"),
        None => format!("{min} or more"),
    }
}

/// What to do about syntax of other engines.
fn pcre(pattern: &str) -> Option<&'static str> {
    let found = |parts: &[&str]| parts.iter().any(|part| pattern.contains(part));
    if found(&["(?i)", "(?s)", "(?m)", "(?x)", "(?u)"]) {
        Some("ECMA-262 has no inline flags; write both cases, as `[Aa]`")
    } else if found(&["\\A", "\\Z", "\\z"]) {
        Some("ECMA-262 has `^` and `$` for the ends")
    } else if found(&["(?P<"]) {
        Some("ECMA-262 writes a named group as `(?<name>…)`")
    } else if found(&["[[:"]) {
        Some("ECMA-262 has no POSIX classes; write the characters, as `[a-z]`")
    } else if pattern.starts_with('/') && pattern.len() > 1 && pattern[1..].contains('/') {
        Some("write the expression without its slashes")
    } else {
        None
    }
}
