//! Security schemes of the same name in both documents: whether they ask for another credential, and what else is told
//! of how one is obtained. It must not know which alternatives an operation has.

use std::collections::BTreeMap;

use super::change::Level;
use super::comparison::{Comparison, Side};
use super::ledger::Difference;
use super::pairing::Pair;
use super::rule::Rule;
use super::security::asks_alike;
use crate::api::{SecurityKind, SecurityScheme};
use crate::document::Node;

/// The scheme of that name.
pub(super) fn scheme<'a>(side: Side<'a>, name: &str) -> Option<&'a SecurityScheme> {
    side.api.security_schemes.iter().find(|scheme| scheme.name == name)
}

/// Notes that a request which `carried` writes is refused, if the scheme of that name asks for another credential;
/// tells whether it does.
pub(super) fn refused(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    name: &str,
    carried: &dyn Fn() -> String,
) -> bool {
    let Some((before, after)) = both(comparison, name) else { return false };
    if asks_alike(&before.kind, &after.kind) {
        return false;
    }
    let message = format!(
        "`{name}` was {}, and is {}: a request with the former is refused",
        credential(&before.kind),
        credential(&after.kind)
    );
    let difference = Difference::request(Rule::SecuritySchemeChanged, Level::Breaking, message);
    comparison.record(pair, difference.proved(carried()).base(&before.pointer).revision(&after.pointer));
    true
}

/// Notes what is told otherwise of the schemes that the operation names: where a token comes from, and what for. No
/// request is written otherwise for that.
pub(super) fn described(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in pair.revision.security.iter().flat_map(|requirement| &requirement.schemes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let Some((before, after)) = both(comparison, name) else { continue };
        let (base, revision) = (comparison.base.document, comparison.revision.document);
        let (old, new) = (base.node(&before.pointer), revision.node(&after.pointer));
        let (old, new) = (facts(old.as_ref()), facts(new.as_ref()));
        for (fact, value) in new.iter().filter(|(fact, value)| old.get(*fact) != Some(*value)) {
            let message = match old.get(fact) {
                Some(former) => format!("`{name}`: {fact} was {former}, and is {value}"),
                None => format!("`{name}`: {fact} is {value} now"),
            };
            note(comparison, pair, (before, after), message);
        }
        for fact in old.keys().filter(|fact| !new.contains_key(*fact)) {
            note(comparison, pair, (before, after), format!("`{name}`: {fact} is gone"));
        }
        comparison.described(pair.revision, &before.pointer, &after.pointer, "description");
    }
}

fn note(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    (before, after): (&SecurityScheme, &SecurityScheme),
    message: String,
) {
    let difference = Difference::silent(Rule::SecuritySchemeChanged, Level::Documentation, message);
    comparison.record(pair, difference.base(&before.pointer).revision(&after.pointer));
}

fn both<'a>(comparison: &Comparison<'a>, name: &str) -> Option<(&'a SecurityScheme, &'a SecurityScheme)> {
    scheme(comparison.base, name).zip(scheme(comparison.revision, name))
}

/// What is told of a scheme beside what a request shows of it, by what it is called.
fn facts(scheme: Option<&Node<'_>>) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    let Some(scheme) = scheme else { return facts };
    let texts = |node: &Node<'_>, members: &[&str], of: &str, facts: &mut BTreeMap<String, String>| {
        for member in members {
            if let Some(text) = node.str(member) {
                facts.insert(format!("`{member}`{of}"), format!("`{text}`"));
            }
        }
    };
    texts(scheme, &["openIdConnectUrl", "bearerFormat"], "", &mut facts);
    for (flow, node) in scheme.get("flows").map(|flows| flows.members()).unwrap_or_default() {
        let of = format!(" of the flow `{flow}`");
        texts(&node, &["authorizationUrl", "tokenUrl", "refreshUrl"], &of, &mut facts);
        for (scope, _) in node.get("scopes").map(|scopes| scopes.members()).unwrap_or_default() {
            facts.insert(format!("the scope `{scope}`{of}"), "offered".to_owned());
        }
    }
    facts
}

/// The credential that a scheme asks for, in words.
fn credential(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKey { location, name } => format!("a key as the {} `{name}`", location.as_str()),
        SecurityKind::Http { scheme } => format!("HTTP credentials of the scheme `{scheme}`"),
        SecurityKind::OAuth2 { .. } => "a token of OAuth 2".to_owned(),
        SecurityKind::OpenIdConnect { .. } => "a token of OpenID Connect".to_owned(),
    }
}
