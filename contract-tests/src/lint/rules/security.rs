//! Security schemes, and what operations require of them.

use crate::api::{SecurityKind, SecurityScheme};
use crate::document::{Node, closest, pointer, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static SECURITY_DEFINED: Rule = Rule::new(
    Level::Error,
    "security-defined",
    "Requirements name schemes that `components.securitySchemes` has.",
    "Tools drop such a requirement, and the operation looks open.",
)
.covering(&["spectral:oas3-operation-security-defined", "redocly:security-defined"]);

static SECURITY_STATED: Rule = Rule::new(
    Level::Warning,
    "security-stated",
    "The document or each operation says what credential is needed, be it none.",
    "Whether an operation is open by intent or by oversight cannot be seen.",
)
.covering(&["redocly:security-defined"]);

static SECURITY_SCOPES: Rule = Rule::new(
    Level::Warning,
    "security-scopes",
    "Scopes that are required exist in the scheme; schemes without scopes require none.",
    "No client can obtain a token with a scope that nobody grants.",
)
.covering(&["redocly:security-scopes-defined", "spectral:oas3-operation-security-defined"]);

static SECURITY_SCHEME: Rule = Rule::new(
    Level::Error,
    "security-scheme",
    "Security schemes and their flows have the fields that their kind needs.",
    "Clients do not know how to obtain or send the credential.",
)
.covering(&["spectral:oas3-schema", "redocly:struct"]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "security",
    rules: &[&SECURITY_DEFINED, &SECURITY_STATED, &SECURITY_SCOPES, &SECURITY_SCHEME],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for requirement in context.survey.of(Object::SecurityRequirement) {
        for (name, scopes) in requirement.members() {
            match context.api.security_schemes.iter().find(|scheme| scheme.name == name) {
                Some(scheme) => check_scopes(scheme, &scopes, findings),
                None => check_undefined(context, name, &scopes, findings),
            }
        }
    }
    let root = context.document.root();
    let operations =
        context.survey.of(Object::Operation).filter(|node| node.pointer().starts_with("/paths/"));
    let (stated, unstated): (Vec<_>, Vec<_>) = operations.partition(|node| node.get("security").is_some());
    if root.get("security").is_none() && !unstated.is_empty() {
        let message = "what credential is needed is not said";
        if stated.is_empty() {
            let help = "add `security` at the root; `security: []` says that none is needed";
            findings.add(&SECURITY_STATED, &root, message, help);
        } else {
            let help = "add `security`, here or at the root; `security: []` says that none is needed";
            unstated.iter().for_each(|operation| findings.add(&SECURITY_STATED, operation, message, help));
        }
    }
    for scheme in context.survey.of(Object::SecurityScheme) {
        let needed: &[&str] = match scheme.str("type") {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            Some(_) | None => &[],
        };
        check_fields(scheme, needed, findings);
    }
    for flow in context.survey.of(Object::OAuthFlow) {
        let name = flow.pointer().rsplit('/').next().unwrap_or_default();
        let needed: &[&str] = match name {
            "implicit" => &["authorizationUrl"],
            "password" | "clientCredentials" => &["tokenUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &[],
        };
        check_fields(flow, needed, findings);
    }
}

fn check_fields(node: &Node<'_>, needed: &[&str], findings: &mut Findings<'_>) {
    let missing: Vec<_> =
        needed.iter().filter(|key| node.get(key).is_none()).map(|key| quoted(key)).collect();
    if !missing.is_empty() {
        let message = format!("{} is missing", missing.join(" and "));
        findings.add(&SECURITY_SCHEME, node, message, "a scheme of this kind needs it");
    }
}

fn check_undefined(context: &Context<'_, '_>, name: &str, at: &Node<'_>, findings: &mut Findings<'_>) {
    // One that is there and could not be read was complained about already.
    if context.document.node(&pointer::join("/components/securitySchemes", name)).is_some() {
        return;
    }
    let names = context.api.security_schemes.iter().map(|scheme| scheme.name.as_str());
    let help = match closest(name, names) {
        Some(closest) => format!("is {} meant?", quoted(closest)),
        None => "add it to `components.securitySchemes`".to_owned(),
    };
    findings.add(&SECURITY_DEFINED, at, format!("there is no security scheme {}", quoted(name)), help);
}

fn check_scopes(scheme: &SecurityScheme, scopes: &Node<'_>, findings: &mut Findings<'_>) {
    for scope in scopes.items() {
        let Some(name) = scope.as_str() else { continue };
        let (message, help) = match &scheme.kind {
            SecurityKind::OAuth2 { scopes } if scopes.iter().any(|known| known == name) => continue,
            // Which scopes there are, the provider tells.
            SecurityKind::OpenIdConnect { .. } => continue,
            SecurityKind::OAuth2 { scopes } => {
                let help = match closest(name, scopes.iter().map(String::as_str)) {
                    Some(closest) => format!("is {} meant?", quoted(closest)),
                    None => "add it to the `scopes` of a flow".to_owned(),
                };
                (format!("the scheme {} has no scope {}", quoted(&scheme.name), quoted(name)), help)
            }
            SecurityKind::ApiKey { .. } | SecurityKind::Http { .. } => {
                let help = "write an empty list; scopes are for `oauth2` and `openIdConnect`".to_owned();
                (format!("the scheme {} has no scopes", quoted(&scheme.name)), help)
            }
        };
        findings.add(&SECURITY_SCOPES, &scope, message, help);
    }
}
