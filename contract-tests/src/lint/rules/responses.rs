//! Which statuses an operation answers, and with what.

use crate::api::{Operation, Response, StatusPattern};
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static RESPONSE_SUCCESS: Rule = Rule::new(
    Level::Warning,
    "response-success",
    "Operations have an answer of success or redirection.",
    "Clients do not know what they get when all is well.",
)
.covering(&["spectral:operation-success-response", "redocly:operation-2xx-response"]);

static RESPONSE_ERROR: Rule = Rule::new(
    Level::Warning,
    "response-error",
    "Operations have an answer for requests that are wrong.",
    "Clients cannot handle what they are not told of.",
)
.covering(&["redocly:operation-4xx-response"]);

static RESPONSE_UNAUTHORIZED: Rule = Rule::new(
    Level::Warning,
    "response-unauthorized",
    "Operations that need a credential answer 401.",
    "Every credential can be missing, wrong or expired.",
);

static RESPONSE_FORBIDDEN: Rule = Rule::new(
    Level::Warning,
    "response-forbidden",
    "Operations that need a scope answer 403.",
    "A credential can be good and lack the scope.",
);

static RESPONSE_EMPTY: Rule = Rule::new(
    Level::Warning,
    "response-empty",
    "Answers that HTTP sends without content describe none.",
    "A 1xx, 204, 205 or 304 has no content (RFC 9110 §15): clients wait for it in vain.",
);

static EXAMPLE_VALUE: Rule = Rule::new(
    Level::Warning,
    "example-value",
    "An example has a `value` or an `externalValue`, and not both.",
    "Without either there is nothing to show; with both, what is shown depends on the tool.",
)
.covering(&["spectral:oas3-examples-value-or-externalValue", "redocly:no-example-value-and-externalValue"]);

static EXAMPLES_EXCLUSIVE: Rule = Rule::new(
    Level::Warning,
    "examples-exclusive",
    "`example` and `examples` do not stand beside one another.",
    "The specification has one or the other; tools show either.",
)
.covering(&["spectral:oas3-schema"]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "responses",
    rules: &[
        &RESPONSE_SUCCESS,
        &RESPONSE_ERROR,
        &RESPONSE_UNAUTHORIZED,
        &RESPONSE_FORBIDDEN,
        &RESPONSE_EMPTY,
        &EXAMPLE_VALUE,
        &EXAMPLES_EXCLUSIVE,
    ],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for operation in &context.api.operations {
        check_statuses(context, operation, findings);
        check_implied(context, operation, findings);
        for response in operation.responses.iter().filter(|response| is_empty(response)) {
            let message = format!("a {} has no content", response.status);
            let help = "remove `content`, or answer with another status";
            let pointer = format!("{}/content", response.pointer);
            findings.add_pointer(&RESPONSE_EMPTY, context.document, &pointer, message, help);
        }
    }
    for example in context.survey.of(Object::Example) {
        let what = match (example.get("value").is_some(), example.get("externalValue").is_some()) {
            (true, true) => "both a `value` and an `externalValue`",
            (false, false) => "neither a `value` nor an `externalValue`",
            (true, false) | (false, true) => continue,
        };
        findings.add(&EXAMPLE_VALUE, example, format!("the example has {what}"), "keep exactly one");
    }
    for object in [Object::MediaType, Object::Parameter, Object::Header] {
        for node in context.survey.of(object) {
            if node.get("example").is_some() && node.get("examples").is_some() {
                let message = "`example` and `examples` stand beside one another";
                findings.add_at(
                    &EXAMPLES_EXCLUSIVE,
                    node,
                    "example",
                    message,
                    "move the one into the others",
                );
            }
        }
    }
}

/// Whether a response describes content that HTTP never sends.
fn is_empty(response: &Response) -> bool {
    let is_without = match response.status {
        StatusPattern::Exact(status) => (100..200).contains(&status) || matches!(status, 204 | 205 | 304),
        StatusPattern::Range(hundred) => hundred == 1,
        StatusPattern::Default => false,
    };
    is_without && !response.contents.is_empty()
}

fn check_statuses(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let of = |hundreds: &[u16]| {
        operation.responses.iter().any(|response| match response.status {
            StatusPattern::Exact(status) => hundreds.contains(&(status / 100)),
            StatusPattern::Range(hundred) => hundreds.contains(&u16::from(hundred)),
            StatusPattern::Default => true,
        })
    };
    let at = format!("{}/responses", operation.pointer);
    if !of(&[1, 2, 3]) {
        let help = "add the status of success, such as `'200'`";
        findings.add_pointer(&RESPONSE_SUCCESS, context.document, &at, "no answer is one of success", help);
    }
    if !of(&[4]) {
        let help = "add the statuses that refuse a request, such as `'400'`";
        findings.add_pointer(&RESPONSE_ERROR, context.document, &at, "no answer refuses a request", help);
    }
}

/// Statuses that the security of the operation implies.
fn check_implied(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let is_open = operation.security.iter().any(|requirement| requirement.schemes.is_empty());
    if operation.security.is_empty() || is_open {
        return;
    }
    let answers = |status| operation.responses.iter().any(|response| response.status.covers(status));
    let at = format!("{}/responses", operation.pointer);
    let names = |with_scopes: bool| {
        let schemes = operation.security.iter().flat_map(|requirement| &requirement.schemes);
        let mut names: Vec<_> = schemes
            .filter(|(_, scopes)| !with_scopes || !scopes.is_empty())
            .map(|(name, _)| quoted(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names.join(" or ")
    };
    if !answers(401) {
        let message = format!("the operation needs {}, and has no 401", names(false));
        let help = "add the answer to a credential that is missing or wrong";
        findings.add_pointer(&RESPONSE_UNAUTHORIZED, context.document, &at, message, help);
    }
    let needs_scope = operation
        .security
        .iter()
        .all(|requirement| requirement.schemes.iter().any(|(_, scopes)| !scopes.is_empty()));
    if needs_scope && !answers(403) {
        let message = format!("the operation needs a scope of {}, and has no 403", names(true));
        let help = "add the answer to a credential without the scope";
        findings.add_pointer(&RESPONSE_FORBIDDEN, context.document, &at, message, help);
    }
}
