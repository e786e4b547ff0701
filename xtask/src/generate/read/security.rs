//! The credentials that an operation takes.

use super::{Problems, resolved};
use crate::generate::model::Security;
use contract_tests::document::{Document, Node};

/// The schemes of an operation, its own or the document's. Each alternative may name one scheme.
pub(super) fn of(document: &Document, operation: &Node<'_>, problems: &mut Problems) -> Vec<Security> {
    let own = operation.get("security").or_else(|| document.root().get("security"));
    let mut schemes = Vec::new();
    for requirement in own.map(|own| own.items()).unwrap_or_default() {
        let members = requirement.members();
        let [(name, _)] = members.as_slice() else {
            let help = "write one scheme per item; `security: []` for an operation that needs none";
            problems.push(
                requirement.error("a security requirement does not name exactly one scheme").help(help),
            );
            continue;
        };
        match document.node(&format!("/components/securitySchemes/{name}")) {
            None => problems.push(
                requirement
                    .error(format!("there is no security scheme {name}"))
                    .help("describe it under `components/securitySchemes`"),
            ),
            Some(scheme) => schemes.extend(scheme_of(&scheme, problems)),
        }
    }
    schemes
}

fn scheme_of(node: &Node<'_>, problems: &mut Problems) -> Option<Security> {
    let scheme = resolved(node, problems)?;
    match (scheme.str("type"), scheme.str("scheme"), scheme.str("in"), scheme.str("name")) {
        (Some("http"), Some("bearer"), _, _) => Some(Security::Bearer),
        (Some("apiKey"), _, Some("cookie"), Some(name)) => Some(Security::Cookie(name.to_owned())),
        _ => {
            let help = "the generator takes `type: http, scheme: bearer` and `type: apiKey, in: cookie`";
            problems.push(scheme.error("this security scheme cannot be read from a request").help(help));
            None
        }
    }
}
