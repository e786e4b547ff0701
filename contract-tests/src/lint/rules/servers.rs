//! Where the service is.

use std::collections::HashSet;

use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static SERVERS_MISSING: Rule = Rule::new(
    Level::Warning,
    "servers-missing",
    "The document names a server.",
    "Generated clients then call the host that the document happened to be loaded from.",
)
.covering(&["spectral:oas3-api-servers", "redocly:no-empty-servers"]);

static SERVER_TRAILING_SLASH: Rule = Rule::new(
    Level::Warning,
    "server-trailing-slash",
    "URLs of servers do not end in a slash.",
    "Paths start with one, and tools that join the two get `//`.",
)
.covering(&["spectral:oas3-server-trailing-slash", "redocly:no-server-trailing-slash"]);

static SERVER_EXAMPLE: Rule = Rule::new(
    Level::Warning,
    "server-example",
    "Servers are not at `example.com` or `localhost`.",
    "A placeholder that was forgotten sends clients nowhere.",
)
.covering(&["spectral:oas3-server-not-example.com", "redocly:no-server-example.com"]);

static SERVER_VARIABLES: Rule = Rule::new(
    Level::Error,
    "server-variables",
    "Variables of a server's URL and those that it declares are the same, and each default is one of its values.",
    "A URL with a hole in it cannot be called.",
)
.covering(&[
    "spectral:oas3-server-variables",
    "redocly:no-undefined-server-variable",
    "redocly:no-server-variables-empty-enum",
]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "servers",
    rules: &[&SERVERS_MISSING, &SERVER_TRAILING_SLASH, &SERVER_EXAMPLE, &SERVER_VARIABLES],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let root = context.document.root();
    if root.get("servers").is_none_or(|servers| servers.items().is_empty()) {
        let help = "add `servers`, with `url: /` when the service serves the document itself";
        findings.add_at(&SERVERS_MISSING, &root, "servers", "the document names no server", help);
    }
    for server in context.survey.of(Object::Server) {
        let Some(url) = server.str("url") else { continue };
        if url.len() > 1 && url.ends_with('/') {
            let message = format!("{} ends in a slash", quoted(url));
            findings.add_at(&SERVER_TRAILING_SLASH, server, "url", message, "remove the slash");
        }
        let host =
            url.split("://").nth(1).unwrap_or_default().split(['/', ':', '?']).next().unwrap_or_default();
        if host == "localhost" || host == "example.com" || host.ends_with(".example.com") {
            let message = format!("the server is at {}", quoted(host));
            findings.add_at(&SERVER_EXAMPLE, server, "url", message, "write where the service is");
        }
        check_variables(server, url, findings);
    }
}

fn check_variables(server: &Node<'_>, url: &str, findings: &mut Findings<'_>) {
    let used: HashSet<&str> =
        url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    let variables = server.get("variables").map(|variables| variables.members()).unwrap_or_default();
    for name in &used {
        if !variables.iter().any(|(declared, _)| declared == name) {
            let message = format!("the variable {} is not declared", quoted(name));
            findings.add_at(
                &SERVER_VARIABLES,
                server,
                "url",
                message,
                "declare it under `variables`, with a `default`",
            );
        }
    }
    for (name, variable) in &variables {
        if !used.contains(name) {
            let message = format!("the URL does not use the variable {}", quoted(name));
            findings.add(&SERVER_VARIABLES, variable, message, "use it in `url`, or remove it");
        }
        let Some(values) = variable.get("enum") else { continue };
        let values = values.items();
        if values.is_empty() {
            findings.add_at(
                &SERVER_VARIABLES,
                variable,
                "enum",
                "`enum` is empty",
                "list the values, or remove it",
            );
        } else if let Some(default) = variable.str("default")
            && !values.iter().any(|value| value.as_str() == Some(default))
        {
            let message = format!("the default {} is not among the values", quoted(default));
            findings.add_at(
                &SERVER_VARIABLES,
                variable,
                "default",
                message,
                "list it under `enum`, or choose another",
            );
        }
    }
}
