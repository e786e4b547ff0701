//! Credentials: a request whose credentials sufficed must still be let in. An alternative of the base is kept when
//! some alternative of the revision asks for no more than it. Where it does but for what the schemes of the same names
//! mean, the schemes are what changed. It must not know how credentials are sent.

use super::change::Level;
use super::comparison::{Comparison, Side};
use super::ledger::Difference;
use super::message::Request;
use super::pairing::Pair;
use super::rule::Rule;
use super::schemes;
use crate::api::{Location, Operation, Requirement, SecurityKind};

/// Compares what the two versions of an operation require.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let (base, revision) = (comparison.base, comparison.revision);
    let (before, after) = (alternatives(pair.base), alternatives(pair.revision));
    let kept = |old: &Requirement| after.iter().any(|new| suffices(base, old, revision, new));
    let known = |new: &Requirement| before.iter().any(|old| suffices(revision, new, base, old));
    let lost: Vec<_> = before.iter().filter(|old| !kept(old)).collect();
    let gained: Vec<_> = after.iter().filter(|new| !known(new)).collect();
    for old in &lost {
        let request = Request { credentials: Some(old), ..Request::default() };
        let carried = || base.messages().request(pair.base, &request);
        if let Some(new) = after.iter().find(|new| suffices_by_name(old, new)) {
            // Each scheme that means something else is told.
            let mut told = false;
            for (name, _) in &new.schemes {
                told |= schemes::refused(comparison, pair, name, &carried);
            }
            if told {
                continue;
            }
        }
        let wanted = after.iter().map(told).collect::<Vec<_>>().join(", or ");
        let message =
            format!("a request with {} was let in, and is refused: {wanted} is required", told(old));
        let difference =
            Difference::request(Rule::SecurityChanged, Level::Breaking, message).proved(carried());
        record(comparison, pair, difference);
    }
    if lost.is_empty() {
        for new in gained {
            let message = format!("a request with {} is let in too", told(new));
            let difference = Difference::request(Rule::SecurityChanged, Level::Compatible, message);
            record(comparison, pair, difference);
        }
    }
    schemes::described(comparison, pair);
}

/// The same as [`suffices`] if every scheme meant what it means in the other document.
fn suffices_by_name(held: &Requirement, asked: &Requirement) -> bool {
    asked.schemes.iter().all(|(name, scopes)| {
        let mut named = held.schemes.iter().filter(|(held_name, _)| held_name == name);
        named.any(|(_, held_scopes)| scopes.iter().all(|scope| held_scopes.contains(scope)))
    })
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

/// Whether credentials that meet `held` meet `asked` too, each in its own document.
fn suffices(holder: Side<'_>, held: &Requirement, asker: Side<'_>, asked: &Requirement) -> bool {
    asked.schemes.iter().all(|(name, scopes)| {
        held.schemes.iter().any(|(held_name, held_scopes)| {
            same_credential((holder, held_name), (asker, name))
                && scopes.iter().all(|scope| held_scopes.contains(scope))
        })
    })
}

fn kind<'a>(side: Side<'a>, name: &str) -> Option<&'a SecurityKind> {
    schemes::scheme(side, name).map(|scheme| &scheme.kind)
}

/// Whether the two schemes take the same credential: they ask for it alike, and one is the other under the same name,
/// or under a name that the other document does not have, when it was renamed.
fn same_credential((side, name): (Side<'_>, &str), (other_side, other): (Side<'_>, &str)) -> bool {
    let renamed = || kind(other_side, name).is_none() && kind(side, other).is_none();
    match (kind(side, name), kind(other_side, other)) {
        (Some(a), Some(b)) => asks_alike(a, b) && (name == other || renamed()),
        (None, None) => name == other,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Which scopes exist, and where a discovery document lies, is not part of a request.
pub(super) fn asks_alike(a: &SecurityKind, b: &SecurityKind) -> bool {
    match (a, b) {
        (SecurityKind::OAuth2 { .. }, SecurityKind::OAuth2 { .. })
        | (SecurityKind::OpenIdConnect { .. }, SecurityKind::OpenIdConnect { .. }) => true,
        (SecurityKind::ApiKey { location, name }, SecurityKind::ApiKey { location: other, name: named }) => {
            let same =
                if *location == Location::Header { name.eq_ignore_ascii_case(named) } else { name == named };
            location == other && same
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
