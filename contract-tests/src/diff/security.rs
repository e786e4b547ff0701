//! Credentials: a request whose credentials sufficed must still be let in. An alternative of the base is kept when
//! some alternative of the revision asks for no more than it. It must not know how credentials are sent.

use super::change::Level;
use super::comparison::{Comparison, Side};
use super::ledger::Difference;
use super::message::Request;
use super::pairing::Pair;
use super::rule::Rule;
use crate::api::{Operation, Requirement, SecurityKind};

/// Compares what the two versions of an operation require.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let (base, revision) = (comparison.base, comparison.revision);
    let (before, after) = (alternatives(pair.base), alternatives(pair.revision));
    let kept = |old: &Requirement| after.iter().any(|new| suffices(base, old, revision, new));
    let known = |new: &Requirement| before.iter().any(|old| suffices(base, old, revision, new));
    let lost: Vec<_> = before.iter().filter(|old| !kept(old)).collect();
    let gained: Vec<_> = after.iter().filter(|new| !known(new) || weaker(&before, new)).collect();
    for old in &lost {
        let wanted = after.iter().map(told).collect::<Vec<_>>().join(", or ");
        let message =
            format!("a request with {} was let in, and is refused: {wanted} is required", told(old));
        let request = Request { credentials: Some(old), ..Request::default() };
        let carried = base.messages().request(pair.base, &request);
        let difference = Difference::request(Rule::SecurityChanged, Level::Breaking, message).proved(carried);
        record(comparison, pair, difference);
    }
    if lost.is_empty() {
        for new in gained {
            let message = format!("a request with {} is let in too", told(new));
            let difference = Difference::request(Rule::SecurityChanged, Level::Compatible, message);
            record(comparison, pair, difference);
        }
    }
}

fn record(comparison: &mut Comparison<'_>, pair: Pair<'_>, difference: Difference) {
    let base = comparison.base.security_pointer(pair.base);
    let revision = comparison.revision.security_pointer(pair.revision);
    comparison.record(pair, difference.base(&base).revision(&revision));
}

/// No requirement at all is one that asks for nothing.
fn alternatives(operation: &Operation) -> Vec<Requirement> {
    if operation.security.is_empty() { vec![Requirement::default()] } else { operation.security.clone() }
}

/// Whether credentials that meet `held` meet `asked` too.
fn suffices(base: Side<'_>, held: &Requirement, revision: Side<'_>, asked: &Requirement) -> bool {
    asked.schemes.iter().all(|(name, scopes)| {
        let kind = kind(revision, name);
        held.schemes.iter().any(|(held_name, held_scopes)| {
            let same = match (self::kind(base, held_name), kind) {
                (Some(held), Some(asked)) => same_credential(held, asked),
                (None, None) => held_name == name,
                (Some(_), None) | (None, Some(_)) => false,
            };
            same && scopes.iter().all(|scope| held_scopes.contains(scope))
        })
    })
}

/// Whether less than every alternative that was there meets it.
fn weaker(before: &[Requirement], new: &Requirement) -> bool {
    !before.is_empty()
        && before.iter().all(|old| {
            let scopes = |requirement: &Requirement| -> usize {
                requirement.schemes.iter().map(|(_, scopes)| scopes.len() + 1).sum()
            };
            scopes(new) < scopes(old)
        })
}

fn kind<'a>(side: Side<'a>, name: &str) -> Option<&'a SecurityKind> {
    side.api.security_schemes.iter().find(|scheme| scheme.name == name).map(|scheme| &scheme.kind)
}

/// Whether the two schemes take the same credential. Which scopes exist, and where a discovery document lies, is
/// not part of a request.
fn same_credential(a: &SecurityKind, b: &SecurityKind) -> bool {
    match (a, b) {
        (SecurityKind::OAuth2 { .. }, SecurityKind::OAuth2 { .. })
        | (SecurityKind::OpenIdConnect { .. }, SecurityKind::OpenIdConnect { .. }) => true,
        (SecurityKind::ApiKey { location, name }, SecurityKind::ApiKey { location: other, name: named }) => {
            location == other && name.eq_ignore_ascii_case(named)
        }
        (SecurityKind::Http { scheme }, SecurityKind::Http { scheme: other }) => {
            scheme.eq_ignore_ascii_case(other)
        }
        (
            SecurityKind::ApiKey { .. }
            | SecurityKind::Http { .. }
            | SecurityKind::OAuth2 { .. }
            | SecurityKind::OpenIdConnect { .. },
            _,
        ) => false,
    }
}

/// The requirement in words.
fn told(requirement: &Requirement) -> String {
    if requirement.schemes.is_empty() {
        return "no credential".to_owned();
    }
    let schemes = requirement.schemes.iter().map(|(name, scopes)| match scopes.as_slice() {
        [] => format!("`{name}`"),
        scopes => format!("`{name}` with {}", scopes.join(", ")),
    });
    schemes.collect::<Vec<_>>().join(" and ")
}
