//! Whether a request is valid: its path, query, headers and cookies read by their styles, its body by its content type,
//! and each held to its schema. It must not know what the server answered.

use super::credentials::credentials;
use super::validity::{Doubt, Flaw, Part, Validity};
use super::{payload, values};
use crate::api::{Api, Location, Operation, Parameter, ParameterContent, Style};
use crate::live::exchange::Sent;
use crate::schema::validate::Violation;
use crate::schema::{Direction, SchemaId};
use crate::wire::decode::{
    Readings, Split, parameter as readings, percent_decoded, property_names, separators,
};

/// What a request is made of, taken apart but not yet understood.
struct Pieces<'r> {
    variables: &'r [(String, String)],
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    sent: &'r Sent,
}

/// Judges a request to an operation.
pub(super) fn validity(
    api: &Api,
    operation: &Operation,
    variables: &[(String, String)],
    sent: &Sent,
) -> Validity {
    let mut validity = Validity { credentials: credentials(api, operation, sent), ..Validity::default() };
    let pieces = Pieces { variables, query: query(sent, &mut validity), cookies: cookies(sent), sent };
    for parameter in &operation.parameters {
        one(api, parameter, &pieces, &mut validity);
    }
    unnamed(api, operation, &pieces, &mut validity);
    payload::judge(api, operation, sent, &mut validity);
    validity.doubts.sort_unstable();
    validity.doubts.dedup();
    validity
}

/// The pairs of the query, names decoded and values as on the wire.
fn query(sent: &Sent, validity: &mut Validity) -> Vec<(String, String)> {
    let pairs = sent.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let mut query = Vec::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match percent_decoded(name) {
            Some(name) => query.push((name, value.to_owned())),
            None => validity.doubts.push(Doubt::Encoding),
        }
    }
    query
}

fn cookies(sent: &Sent) -> Vec<(String, String)> {
    let fields = sent.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Cookie"));
    let mut cookies = Vec::new();
    for (_, value) in fields {
        for pair in String::from_utf8_lossy(value).split(';') {
            if let Some((name, value)) = pair.split_once('=') {
                cookies.push((name.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }
    cookies
}

fn one(api: &Api, parameter: &Parameter, pieces: &Pieces<'_>, validity: &mut Validity) {
    let part = Part::Parameter(parameter.location, parameter.name.clone());
    let read = match texts(api, parameter, pieces) {
        Texts::Read(read) => read,
        Texts::Unclear(doubt) => return validity.doubts.push(doubt),
        Texts::Absent => {
            if parameter.required {
                let message = "it is required and absent".to_owned();
                validity.flaws.push(Flaw::new(part, parameter.pointer.as_str(), message));
            }
            return;
        }
    };
    let Some(schema) = schema(parameter) else { return };
    match verdict(api, schema, &read) {
        Verdict::Valid => {}
        Verdict::Invalid(_) if parameter.location == Location::Header && may_be_ignored(&parameter.name) => {
            validity.doubts.push(Doubt::LooseText);
        }
        Verdict::Unclear => validity.doubts.push(Doubt::LooseText),
        Verdict::Invalid(None) => {
            let pointer = api.schemas.get(schema).pointer.clone() + "/type";
            validity.flaws.push(Flaw::new(part, pointer, "it breaks `type`"));
        }
        Verdict::Invalid(Some(violation)) => {
            let message = format!("it {}", values::phrase(&violation));
            validity.flaws.push(Flaw::new(part, violation.schema, message));
        }
    }
}

/// What the readings of a text amount to.
enum Verdict {
    Valid,
    Unclear,
    Invalid(Option<Violation>),
}

/// A text is valid, or invalid, when it is so in each way that it can be decoded.
fn verdict(api: &Api, schema: SchemaId, read: &[Readings]) -> Verdict {
    let verdicts = read.iter().map(|readings| one_verdict(api, schema, readings));
    let either = |one: Verdict, other: Verdict| match (&one, &other) {
        (Verdict::Valid, Verdict::Valid) | (Verdict::Invalid(_), Verdict::Invalid(_)) => one,
        (Verdict::Valid | Verdict::Unclear | Verdict::Invalid(_), _) => Verdict::Unclear,
    };
    verdicts.reduce(either).unwrap_or(Verdict::Valid)
}

fn one_verdict(api: &Api, schema: SchemaId, readings: &Readings) -> Verdict {
    let violations = |value| values::violations(&api.schemas, schema, value, Direction::Request);
    let mut first = None;
    for value in &readings.strict {
        match violations(value).into_iter().next() {
            None => return Verdict::Valid,
            Some(violation)
                if values::is_loose(&api.schemas, &violation, value.pointer(&violation.instance)) =>
            {
                return Verdict::Unclear;
            }
            Some(violation) => first = first.or(Some(violation)),
        }
    }
    for value in &readings.lenient {
        match violations(value).into_iter().next() {
            None => return Verdict::Unclear,
            Some(violation) => first = first.or(Some(violation)),
        }
    }
    Verdict::Invalid(first)
}

fn schema(parameter: &Parameter) -> Option<SchemaId> {
    match &parameter.content {
        ParameterContent::Schema { schema, .. } => *schema,
        ParameterContent::Media(media) => media.schema,
    }
}

/// What the texts of a parameter can stand for, for each way that they can be decoded.
enum Texts {
    Absent,
    Unclear(Doubt),
    Read(Vec<Readings>),
}

fn texts(api: &Api, parameter: &Parameter, pieces: &Pieces<'_>) -> Texts {
    let raw: Vec<String> = match parameter.location {
        Location::Path => {
            let same = |(name, _): &&(String, String)| *name == parameter.name;
            pieces.variables.iter().filter(same).map(|(_, text)| text.clone()).collect()
        }
        Location::Header => {
            if is_ignored(&parameter.name) {
                return Texts::Read(Vec::new());
            }
            let same = |(name, _): &&(String, Vec<u8>)| name.eq_ignore_ascii_case(&parameter.name);
            let fields = pieces.sent.headers.iter().filter(same);
            // Octets beyond ASCII are opaque in a field: how many characters they are is not said (RFC 9110 §5.5).
            if fields.clone().any(|(_, value)| !value.is_ascii()) {
                return Texts::Unclear(Doubt::Encoding);
            }
            let Ok(texts) = fields
                .map(|(_, value)| std::str::from_utf8(value).map(|text| text.trim().to_owned()))
                .collect::<Result<Vec<_>, _>>()
            else {
                return Texts::Unclear(Doubt::Encoding);
            };
            // Several fields of a name are one with commas (RFC 9110 §5.2).
            if texts.is_empty() { texts } else { vec![texts.join(",")] }
        }
        Location::Query => return pairs(api, parameter, &pieces.query),
        Location::Cookie => return pairs(api, parameter, &pieces.cookies),
    };
    let [text] = raw.as_slice() else { return Texts::Absent };
    let Some(schema) = schema(parameter) else { return Texts::Read(Vec::new()) };
    let in_path = parameter.location == Location::Path;
    if in_path && is_loose_segment(text) {
        return Texts::Unclear(Doubt::PathForm);
    }
    let decode = |text: &str| if in_path { percent_decoded(text) } else { Some(text.to_owned()) };
    let Some(whole) = decode(text) else { return Texts::Unclear(Doubt::Encoding) };
    match &parameter.content {
        ParameterContent::Media(_) => json(&whole),
        ParameterContent::Schema { style: Style::Simple, .. } => {
            let Some(parts) = text.split(',').map(decode).collect::<Option<Vec<_>>>() else {
                return Texts::Unclear(Doubt::Encoding);
            };
            let object = !property_names(&api.schemas, schema).is_empty();
            if object {
                return Texts::Unclear(Doubt::LooseText);
            }
            Texts::Read(vec![readings(&api.schemas, schema, Split::Parts { whole: &whole, parts: &parts })])
        }
        ParameterContent::Schema { .. } => Texts::Unclear(Doubt::LooseText),
    }
}

/// Headers that a parameter cannot describe (3.0.3, "Parameter Object").
fn is_ignored(name: &str) -> bool {
    ["Accept", "Content-Type", "Authorization"].iter().any(|ignored| name.eq_ignore_ascii_case(ignored))
}

/// Headers of HTTP that a server ignores when it does not understand them (RFC 9110 §8.8, §12, §13.1, §14.2; RFC
/// 9111 §5.2; RFC 7240 §2; Trace Context §2.2).
fn may_be_ignored(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["if-", "accept", "x-forwarded-"].iter().any(|start| name.starts_with(start))
        || matches!(
            name.as_str(),
            "range" | "cache-control" | "pragma" | "prefer" | "te" | "user-agent" | "referer" | "origin"
        )
        || matches!(name.as_str(), "traceparent" | "tracestate" | "forwarded" | "from" | "via" | "expect")
}

/// Segments that servers, proxies and routers take differently.
fn is_loose_segment(text: &str) -> bool {
    let decoded = percent_decoded(text);
    decoded.is_none_or(|decoded| {
        matches!(decoded.as_str(), "." | "..")
            || decoded.contains(['/', '\\', '\0'])
            || decoded.chars().any(char::is_control)
            || decoded.trim() != decoded
            || decoded.contains('%')
    }) || text.contains(';')
}

/// A text that is JSON by its `content`.
fn json(text: &str) -> Texts {
    match serde_json::from_str(text) {
        Ok(value) => Texts::Read(vec![Readings { strict: vec![value], lenient: Vec::new() }]),
        Err(_) => Texts::Unclear(Doubt::LooseText),
    }
}

/// What the pairs of a query or cookie stand for. A plus sign is itself to one reader and a space to another, so both
/// are tried.
fn pairs(api: &Api, parameter: &Parameter, pairs: &[(String, String)]) -> Texts {
    let Some(schema) = schema(parameter) else { return Texts::Read(Vec::new()) };
    let names = property_names(&api.schemas, schema);
    let (style, explode) = match &parameter.content {
        ParameterContent::Schema { style, explode, .. } => (*style, *explode),
        ParameterContent::Media(_) => (Style::Form, true),
    };
    let object = !names.is_empty();
    let members: Vec<(String, &str)> = match style {
        Style::DeepObject => pairs
            .iter()
            .filter_map(|(name, value)| {
                let inside = name.strip_prefix(parameter.name.as_str())?.strip_prefix('[')?;
                Some((inside.strip_suffix(']')?.to_owned(), value.as_str()))
            })
            .collect(),
        Style::Form if object && explode => {
            let known = |(name, _): &&(String, String)| names.contains(name);
            pairs.iter().filter(known).map(|(name, value)| (name.clone(), value.as_str())).collect()
        }
        Style::Form
        | Style::Matrix
        | Style::Label
        | Style::Simple
        | Style::SpaceDelimited
        | Style::PipeDelimited => Vec::new(),
    };
    if style == Style::DeepObject
        || object && explode && matches!(parameter.content, ParameterContent::Schema { .. })
    {
        return if members.is_empty() { Texts::Absent } else { member_texts(api, schema, &members) };
    }
    let raw: Vec<&str> =
        pairs.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| value.as_str()).collect();
    if raw.is_empty() {
        return Texts::Absent;
    }
    if object {
        return Texts::Unclear(Doubt::LooseText);
    }
    if raw == [""] && !parameter.allow_empty && !is_textual(api, schema) {
        // An empty value is absence to many readers.
        return Texts::Unclear(Doubt::LooseText);
    }
    let mut read = Vec::new();
    for space in [true, false] {
        if !space && !raw.iter().any(|text| text.contains('+')) {
            break;
        }
        let decode =
            |text: &str| percent_decoded(&if space { text.replace('+', " ") } else { text.to_owned() });
        let Some(texts) = raw.iter().map(|text| decode(text)).collect::<Option<Vec<_>>>() else {
            return Texts::Unclear(Doubt::Encoding);
        };
        if matches!(parameter.content, ParameterContent::Media(_)) {
            return texts.first().map_or(Texts::Absent, |text| json(text));
        }
        if explode || raw.len() > 1 {
            read.push(readings(&api.schemas, schema, Split::Texts(&texts)));
            continue;
        }
        let separators = separators(style, explode);
        let used = separators.iter().find(|separator| raw[0].contains(**separator)).unwrap_or(&separators[0]);
        let Some(parts) = raw[0].split(used).map(decode).collect::<Option<Vec<_>>>() else {
            return Texts::Unclear(Doubt::Encoding);
        };
        read.push(readings(&api.schemas, schema, Split::Parts { whole: &texts[0], parts: &parts }));
    }
    Texts::Read(read)
}

fn is_textual(api: &Api, schema: SchemaId) -> bool {
    crate::wire::decode::Kinds::of(&api.schemas, schema).has(crate::schema::Kind::String)
}

fn member_texts(api: &Api, schema: SchemaId, members: &[(String, &str)]) -> Texts {
    let decode = |(name, value): &(String, &str)| {
        (!value.contains('+')).then(|| Some((name.clone(), percent_decoded(value)?)))?
    };
    match members.iter().map(decode).collect::<Option<Vec<_>>>() {
        Some(members) => Texts::Read(vec![readings(&api.schemas, schema, Split::Members(&members))]),
        None => Texts::Unclear(Doubt::Encoding),
    }
}

/// Query parameters that nothing of the document names.
fn unnamed(api: &Api, operation: &Operation, pieces: &Pieces<'_>, validity: &mut Validity) {
    let in_query = |parameter: &&Parameter| parameter.location == Location::Query;
    let known = |name: &str| {
        operation.parameters.iter().filter(in_query).any(|parameter| {
            parameter.name == name
                || name.strip_prefix(parameter.name.as_str()).is_some_and(|rest| rest.starts_with('['))
                || schema(parameter).is_some_and(|schema| {
                    property_names(&api.schemas, schema).iter().any(|known| known == name)
                })
        })
    };
    if pieces.query.iter().any(|(name, _)| !known(name)) {
        validity.doubts.push(Doubt::UnnamedParameter);
    }
}
