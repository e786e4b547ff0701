//! Parameters, and how their values are written.

use std::collections::HashMap;

use super::info::is_blank;
use crate::api::{Location, Parameter, ParameterContent, Style};
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;
use crate::schema::Kind;

static PARAMETER_UNIQUE: Rule = Rule::new(
    Level::Error,
    "parameter-unique",
    "No list of parameters has two of the same name at the same place.",
    "Which of the two holds depends on the tool.",
)
.covering(&["spectral:operation-parameters", "redocly:operation-parameters-unique"]);

static PARAMETER_DESCRIPTION: Rule = Rule::new(
    Level::Off,
    "parameter-description",
    "Parameters are described.",
    "A name alone seldom says what is selected by it.",
)
.covering(&["spectral:oas3-parameter-description", "redocly:parameter-description"]);

static PARAMETER_SCHEMA: Rule = Rule::new(
    Level::Error,
    "parameter-schema",
    "Parameters and headers have a `schema` or a `content`, and not both.",
    "Without either nothing is known of the value; with both, which one holds depends on the tool.",
)
.covering(&["spectral:oas3-schema", "redocly:struct"]);

static PARAMETER_IGNORED: Rule = Rule::new(
    Level::Warning,
    "parameter-ignored",
    "Headers that the specification has ignored are not described as parameters or response headers.",
    "`Accept`, `Content-Type` and `Authorization` follow from contents and security; tools drop such descriptions.",
);

static PARAMETER_STYLE: Rule = Rule::new(
    Level::Warning,
    "parameter-style",
    "The style of a parameter has a meaning at its place and for its values.",
    "What is not defined is written differently by each client.",
)
.covering(&["redocly:array-parameter-serialization"]);

static PARAMETER_DEFAULT: Rule = Rule::new(
    Level::Info,
    "parameter-default",
    "Parameters that are required have no default.",
    "The default is never used.",
);

pub(in crate::lint) static GROUP: Group = Group {
    id: "parameters",
    rules: &[
        &PARAMETER_UNIQUE,
        &PARAMETER_DESCRIPTION,
        &PARAMETER_SCHEMA,
        &PARAMETER_IGNORED,
        &PARAMETER_STYLE,
        &PARAMETER_DEFAULT,
    ],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for object in [Object::PathItem, Object::Operation] {
        for owner in context.survey.of(object) {
            check_unique(owner, findings);
        }
    }
    for object in [Object::Parameter, Object::Header] {
        for parameter in context.survey.of(object) {
            let what = match (parameter.get("schema").is_some(), parameter.get("content").is_some()) {
                (true, true) => "both a `schema` and a `content`",
                (false, false) => "neither a `schema` nor a `content`",
                (true, false) | (false, true) => continue,
            };
            let message = format!("the {} has {what}", object.as_str());
            findings.add(
                &PARAMETER_SCHEMA,
                parameter,
                message,
                "keep exactly one; `schema` is the usual one",
            );
        }
    }
    for parameter in context.survey.of(Object::Parameter) {
        if is_blank(parameter, "description") {
            let message = "the parameter has no description";
            findings.add_at(&PARAMETER_DESCRIPTION, parameter, "description", message, "add `description`");
        }
        let name = parameter.str("name").unwrap_or_default();
        let is_ignored = ["accept", "authorization", "content-type"]
            .iter()
            .any(|ignored| name.eq_ignore_ascii_case(ignored));
        if parameter.str("in") == Some("header") && is_ignored {
            let message = format!("the header {} is ignored as a parameter", quoted(name));
            let help = "say it by `content`, or by a security scheme";
            findings.add(&PARAMETER_IGNORED, parameter, message, help);
        }
    }
    for response in context.survey.of(Object::Response) {
        for (name, header) in response.get("headers").map(|headers| headers.members()).unwrap_or_default() {
            if name.eq_ignore_ascii_case("content-type") {
                let message = "the header `Content-Type` is ignored in a response";
                findings.add(&PARAMETER_IGNORED, &header, message, "say it by the media types of `content`");
            }
        }
    }
    for operation in &context.api.operations {
        for parameter in &operation.parameters {
            check_style(context, parameter, findings);
            check_default(context, parameter, findings);
        }
    }
}

fn check_unique(owner: &Node<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<(String, &str), u32> = HashMap::new();
    for item in owner.get("parameters").map(|list| list.items()).unwrap_or_default() {
        let Ok(parameter) = item.resolve() else { continue };
        let (Some(name), Some(place)) = (parameter.str("name"), parameter.str("in")) else { continue };
        let folded = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
        let line = item.place().line;
        if let Some(first) = seen.get(&(folded.clone(), place)) {
            let message = format!(
                "the {place} parameter {} is in this list twice; first on line {first}",
                quoted(name)
            );
            findings.add(&PARAMETER_UNIQUE, &item, message, "remove one of the two");
        } else {
            seen.insert((folded, place), line);
        }
    }
}

fn check_style(context: &Context<'_, '_>, parameter: &Parameter, findings: &mut Findings<'_>) {
    let ParameterContent::Schema { schema, style, explode } = &parameter.content else { return };
    let kind = schema.and_then(|id| context.kind(id));
    let fits_place = match style {
        Style::Matrix | Style::Label => parameter.location == Location::Path,
        Style::Simple => matches!(parameter.location, Location::Path | Location::Header),
        Style::Form => matches!(parameter.location, Location::Query | Location::Cookie),
        Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject => {
            parameter.location == Location::Query
        }
    };
    let message = if fits_place {
        match (style, kind, explode) {
            (Style::DeepObject, Some(kind), _) if kind != Kind::Object => {
                format!("the style `deepObject` has no meaning for {}", article(kind))
            }
            (Style::SpaceDelimited | Style::PipeDelimited, Some(kind), _)
                if !matches!(kind, Kind::Array | Kind::Object) =>
            {
                format!("the style `{}` has no meaning for {}", style.as_str(), article(kind))
            }
            (Style::SpaceDelimited | Style::PipeDelimited, _, true) => {
                format!("the style `{}` has no meaning with `explode`", style.as_str())
            }
            (_, _, _) => return,
        }
    } else {
        format!(
            "the style `{}` has no meaning for a {} parameter",
            style.as_str(),
            parameter.location.as_str()
        )
    };
    let help = format!("use `style: {}`", parameter.location.style().as_str());
    findings.add_pointer(&PARAMETER_STYLE, context.document, &parameter.pointer, message, help);
}

fn check_default(context: &Context<'_, '_>, parameter: &Parameter, findings: &mut Findings<'_>) {
    let Some(id) = parameter.schema() else { return };
    let schema = context.schemas().get(id);
    if parameter.required && schema.annotations.default.is_some() {
        let message = format!("the parameter {} is required and has a default", quoted(&parameter.name));
        let help = "make it optional, or remove the default";
        findings.add_pointer(&PARAMETER_DEFAULT, context.document, &parameter.pointer, message, help);
    }
}

fn article(kind: Kind) -> String {
    let article = if matches!(kind, Kind::Integer | Kind::Array | Kind::Object) { "an" } else { "a" };
    format!("{article} {}", kind.as_str())
}
