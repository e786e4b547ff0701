//! Shapes of operations that generators of typed clients, such as progenitor, refuse or lower.

use std::collections::BTreeSet;

use crate::api::{Location, Method, Operation, Parameter, ParameterContent, Response, StatusPattern, Style};
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::{Kind, SchemaId};

static GENERATOR_RESPONSES: Rule = Rule::new(
    Level::Info,
    "generator-responses",
    "An operation has one type of success and one of error, each in one media type.",
    "A generated function returns one type of each: progenitor stops at the second.",
);

static GENERATOR_DEFAULT: Rule = Rule::new(
    Level::Info,
    "generator-default",
    "`default` does not stand beside answers of success.",
    "It may be success or error, so that generated functions cannot tell which type to return.",
);

static GENERATOR_CONTENTS: Rule = Rule::new(
    Level::Info,
    "generator-contents",
    "Bodies have one media type that generators encode, and answers have a schema.",
    "Other media types are left to the caller as bytes, or stop the generator.",
);

static GENERATOR_PARAMETERS: Rule = Rule::new(
    Level::Info,
    "generator-parameters",
    "Parameters are scalars, or lists of them in the query as `form` with `explode`.",
    "Cookies, objects, lists in headers and other styles stop generators, or are written differently.",
);

static GENERATOR_METHODS: Rule = Rule::new(
    Level::Info,
    "generator-methods",
    "Operations are not by OPTIONS or TRACE, and paths are not `$ref`s.",
    "Generated clients have no functions for them.",
);

pub(super) static GROUP: Group = Group {
    id: "generator-operations",
    rules: &[
        &GENERATOR_RESPONSES,
        &GENERATOR_DEFAULT,
        &GENERATOR_CONTENTS,
        &GENERATOR_PARAMETERS,
        &GENERATOR_METHODS,
    ],
};

/// Media types of request bodies that progenitor encodes.
const ENCODED: [&str; 4] =
    ["application/json", "application/octet-stream", "application/x-www-form-urlencoded", "text/plain"];

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for operation in &context.api.operations {
        check_responses(context, operation, findings);
        check_contents(context, operation, findings);
        for parameter in &operation.parameters {
            check_parameter(context, parameter, findings);
        }
        if matches!(operation.method, Method::Options | Method::Trace) {
            let message = format!("generated clients have no {}", operation.method);
            let help = "leave the operation out of the document";
            findings.add_pointer(&GENERATOR_METHODS, context.document, &operation.pointer, message, help);
        }
    }
    for reference in &context.survey.references {
        if reference.object == crate::lint::shape::Object::PathItem {
            let message = "generators do not follow the `$ref` of a path";
            findings.add(&GENERATOR_METHODS, &reference.node, message, "write the path item here");
        }
    }
}

fn check_responses(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let at = format!("{}/responses", operation.pointer);
    let is_success = |status: StatusPattern| match status {
        StatusPattern::Exact(status) => (200..300).contains(&status),
        StatusPattern::Range(hundred) => hundred == 2,
        StatusPattern::Default => false,
    };
    let is_error = |status: StatusPattern| match status {
        StatusPattern::Exact(status) => status >= 400,
        StatusPattern::Range(hundred) => hundred >= 4,
        StatusPattern::Default => true,
    };
    for (what, selects) in [("success", &is_success as &dyn Fn(StatusPattern) -> bool), ("error", &is_error)]
    {
        let selected = operation.responses.iter().filter(|response| selects(response.status));
        let types: BTreeSet<Vec<(&str, Option<SchemaId>)>> = selected.map(contents).collect();
        if types.len() > 1 {
            let message = format!("the operation answers {} types of {what}", types.len());
            let help = "give the answers one schema in one media type, such as a `oneOf` of what they hold";
            findings.add_pointer(&GENERATOR_RESPONSES, context.document, &at, message, help);
        }
    }
    let has_default = operation.responses.iter().any(|response| response.status == StatusPattern::Default);
    if has_default && operation.responses.iter().any(|response| is_success(response.status)) {
        let help = "write `4XX` and `5XX`, or the statuses themselves";
        let message = "`default` stands beside an answer of success";
        findings.add_pointer(&GENERATOR_DEFAULT, context.document, &format!("{at}/default"), message, help);
    }
}

fn contents(response: &Response) -> Vec<(&str, Option<SchemaId>)> {
    response.contents.iter().map(|content| (content.name.as_str(), content.schema)).collect()
}

fn check_contents(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let mut add = |pointer: &str, message: String, help: &str| {
        findings.add_pointer(&GENERATOR_CONTENTS, context.document, pointer, message, help);
    };
    if let Some(body) = &operation.body {
        if body.contents.len() > 1 {
            let message = format!("the body has {} media types", body.contents.len());
            add(&body.pointer, message, "keep one");
        }
        for content in &body.contents {
            let essence = content.name.split(';').next().unwrap_or_default().trim();
            if !ENCODED.contains(&essence) {
                let message = format!("generated clients cannot encode {}", quoted(&content.name));
                add(&content.pointer, message, "use `application/json`");
            }
        }
        if !body.required {
            add(&body.pointer, "generated functions require the body".to_owned(), "add `required: true`");
        }
    }
    for content in operation.responses.iter().flat_map(|response| &response.contents) {
        if content.schema.is_none() {
            add(&content.pointer, "the answer has no schema".to_owned(), "add `schema`");
        }
    }
}

fn check_parameter(context: &Context<'_, '_>, parameter: &Parameter, findings: &mut Findings<'_>) {
    let kind = parameter.schema().and_then(|id| context.kind(id));
    let (message, help) = match &parameter.content {
        ParameterContent::Media(_) => ("a parameter with `content` is not supported", "use `schema`"),
        ParameterContent::Schema { style, explode, .. } => match (parameter.location, kind) {
            (Location::Cookie, _) => ("cookie parameters are not supported", "use a security scheme"),
            (Location::Query, Some(Kind::Object)) => {
                ("an object in the query is not supported", "use a parameter for each member")
            }
            (Location::Header, Some(Kind::Array | Kind::Object)) => {
                ("a header is written as one text", "use a string")
            }
            (Location::Query, _) if *style != Style::Form => {
                ("only the style `form` is supported", "use `style: form`")
            }
            (Location::Query, Some(Kind::Array)) if !explode => {
                ("`explode: false` is ignored: the parameter is repeated", "use `explode: true`")
            }
            (_, _) => return,
        },
    };
    findings.add_pointer(&GENERATOR_PARAMETERS, context.document, &parameter.pointer, message, help);
}
