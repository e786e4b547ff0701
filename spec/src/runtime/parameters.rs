//! Reading the parameters of a request into JSON values, by the shapes that the document gives them.

use super::credential::Credential;
use super::operation::{Location, Operation, Parameter, Shape};
use super::refusal::{Refusal, Violation};
use super::serve::Mismatch;
use http::{HeaderMap, Uri};
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How many `name=value` pairs a query may have.
const QUERY_PAIRS_MAX: usize = 256;

/// What a request brings to its operation, judged by the document's schemas. Generated code takes its input out of it.
#[derive(Debug, Default)]
pub struct Arguments {
    pub(super) credential: Option<Credential>,
    /// One per parameter of the operation, in its order.
    pub(super) values: Vec<Option<Value>>,
    pub(super) body: Option<Value>,
}

impl Arguments {
    /// Takes the credential.
    ///
    /// # Errors
    /// There is none, which the caller of an operation with security never sees.
    pub fn credential(&mut self) -> Result<Credential, Mismatch> {
        self.credential.take().ok_or_else(|| Mismatch::new("/header/authorization", "is missing"))
    }

    /// Takes a parameter that must be there, by its index in the operation.
    ///
    /// # Errors
    /// The value is missing or does not fit `T`.
    pub fn required<T: DeserializeOwned>(
        &mut self,
        parameter: &Parameter,
        index: usize,
    ) -> Result<T, Mismatch> {
        self.optional(parameter, index)?.ok_or_else(|| Mismatch::new(pointer(parameter), "is missing"))
    }

    /// Takes a parameter that may be absent, by its index in the operation.
    ///
    /// # Errors
    /// The value does not fit `T`.
    pub fn optional<T: DeserializeOwned>(
        &mut self,
        parameter: &Parameter,
        index: usize,
    ) -> Result<Option<T>, Mismatch> {
        let Some(value) = self.values.get_mut(index).and_then(Option::take) else { return Ok(None) };
        let value = serde_json::from_value(value);
        value.map(Some).map_err(|error| Mismatch::new(pointer(parameter), error.to_string()))
    }

    /// Takes the body.
    ///
    /// # Errors
    /// The body does not fit `T`.
    pub fn body<T: DeserializeOwned>(&mut self) -> Result<T, Mismatch> {
        let body = self.body.take().unwrap_or(Value::Null);
        serde_json::from_value(body).map_err(|error| Mismatch::new("/body", error.to_string()))
    }
}

/// A JSON pointer to a parameter. Header names are in lower case there, since their case means nothing.
pub(super) fn pointer(parameter: &Parameter) -> String {
    let name = match parameter.location {
        Location::Header => Cow::Owned(parameter.name.to_ascii_lowercase()),
        Location::Path | Location::Query => Cow::Borrowed(parameter.name),
    };
    format!("/{}/{}", parameter.location.token(), escape(&name))
}

/// One token of a JSON pointer (RFC 6901 §3).
pub(super) fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// Reads all parameters of a request. Violations of form are added to `invalid`.
///
/// # Errors
/// Something cannot be decoded at all.
pub(super) fn read(
    operation: &Operation,
    uri: &Uri,
    headers: &HeaderMap,
    invalid: &mut Vec<Violation>,
) -> Result<Vec<Option<Value>>, Refusal> {
    let query = query_pairs(uri.query().unwrap_or_default())?;
    let mut seen = BTreeSet::new();
    for (name, _) in &query {
        let known = operation.parameters.iter().any(|p| p.location == Location::Query && p.name == name);
        if !known && seen.insert(name) {
            let pointer = format!("/query/{}", escape(name));
            invalid.push(Violation::new(pointer, "is not a parameter of this operation"));
        }
    }
    let mut values = Vec::with_capacity(operation.parameters.len());
    for parameter in operation.parameters {
        let texts = match parameter.location {
            Location::Path => path_texts(operation.path, uri.path(), parameter.name)?,
            Location::Query => query
                .iter()
                .filter(|(name, _)| name == parameter.name)
                .map(|(_, text)| text.clone())
                .collect(),
            Location::Header => header_texts(headers, parameter.name)?,
        };
        values.push(value(parameter, texts, invalid));
    }
    Ok(values)
}

fn value(parameter: &Parameter, mut texts: Vec<Cow<'_, str>>, invalid: &mut Vec<Violation>) -> Option<Value> {
    let mut refuse = |detail: &str| invalid.push(Violation::new(pointer(parameter), detail));
    if texts.is_empty() {
        if parameter.required {
            refuse("is required");
        }
        return None;
    }
    if parameter.shape == Shape::Texts {
        return Some(texts.into_iter().map(|text| Value::String(text.into_owned())).collect());
    }
    if texts.len() > 1 {
        refuse("stands more than once");
        return None;
    }
    texts.pop().map(|text| scalar(parameter.shape, text))
}

/// A text that is not of the shape stays a string: the schema then says what is wrong with it.
fn scalar(shape: Shape, text: Cow<'_, str>) -> Value {
    let parsed = match shape {
        Shape::Text | Shape::Texts => None,
        Shape::Integer | Shape::Number => serde_json::from_str(&text).ok().filter(Value::is_number),
        Shape::Boolean => serde_json::from_str(&text).ok().filter(Value::is_boolean),
    };
    parsed.unwrap_or_else(|| Value::String(text.into_owned()))
}

fn header_texts<'r>(headers: &'r HeaderMap, name: &str) -> Result<Vec<Cow<'r, str>>, Refusal> {
    let unreadable = |_| Refusal::Unreadable {
        reason: format!("the header {name} has a character that is not visible ASCII"),
    };
    headers.get_all(name).iter().map(|value| value.to_str().map(Cow::Borrowed).map_err(unreadable)).collect()
}

/// The text at the place that `{name}` has in the template. Empty segments do not count, as in the router.
fn path_texts<'r>(template: &str, path: &'r str, name: &str) -> Result<Vec<Cow<'r, str>>, Refusal> {
    let segments = |path| str::split(path, '/').filter(|segment: &&str| !segment.is_empty());
    let is_parameter =
        |segment: &str| segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) == Some(name);
    let index = segments(template).position(is_parameter);
    let text = index.and_then(|index| str::split(path, '/').filter(|segment| !segment.is_empty()).nth(index));
    text.map(|text| decode(text, "path")).into_iter().collect()
}

/// Names and values.
type Pairs<'q> = Vec<(Cow<'q, str>, Cow<'q, str>)>;

/// The pairs of a query in the form encoding of URLs.
fn query_pairs(query: &str) -> Result<Pairs<'_>, Refusal> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    if pairs.clone().count() > QUERY_PAIRS_MAX {
        let reason = format!("the query has more than {QUERY_PAIRS_MAX} parameters");
        return Err(Refusal::Unreadable { reason });
    }
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((form_decode(name)?, form_decode(value)?))
        })
        .collect()
}

fn form_decode(text: &str) -> Result<Cow<'_, str>, Refusal> {
    if text.contains('+') {
        return decode(&text.replace('+', " "), "query").map(|text| Cow::Owned(text.into_owned()));
    }
    decode(text, "query")
}

fn decode<'t>(text: &'t str, place: &str) -> Result<Cow<'t, str>, Refusal> {
    percent_decode(text.as_bytes()).decode_utf8().map_err(|_| Refusal::Unreadable {
        reason: format!("the {place} is not UTF-8 after percent-decoding"),
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::runtime::{Location, Operation, Parameter, Shape};
    use http::{HeaderMap, HeaderValue, Method};
    use serde_json::json;

    const fn parameter(name: &'static str, location: Location, required: bool, shape: Shape) -> Parameter {
        Parameter { name, location, required, shape, schema: "" }
    }

    static OPERATION: Operation = Operation {
        id: "x",
        tag: "x",
        method: Method::GET,
        path: "/x/{id}/y",
        security: &[],
        parameters: &[
            parameter("id", Location::Path, true, Shape::Text),
            parameter("page", Location::Query, false, Shape::Integer),
            parameter("fields", Location::Query, true, Shape::Texts),
            parameter("X-Tenant-ID", Location::Header, false, Shape::Text),
        ],
        body: None,
        always_admitted: false,
        invalid_status: 400,
        meaningless_status: 422,
        statuses: &[],
    };

    fn check(uri: &str, headers: &[&'static [u8]], expected: &str) {
        let mut map = HeaderMap::new();
        for value in headers {
            map.append("x-tenant-id", HeaderValue::from_bytes(value).unwrap());
        }
        let mut invalid = Vec::new();
        let actual = match read(&OPERATION, &uri.parse().unwrap(), &map, &mut invalid) {
            Err(refusal) => refusal.to_string(),
            Ok(values) if invalid.is_empty() => json!(values).to_string(),
            Ok(_) => invalid.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        };
        assert_eq!(actual, expected, "{uri}");
    }

    #[test]
    fn parameters_become_values() {
        check("/x/a%2Fb/y?fields=a&fields=b+c%20d", &[], r#"["a/b",null,["a","b c d"],null]"#);
        check("//x//1/y?page=2&fields=", &[b"t"], r#"["1",2,[""],"t"]"#);
        check("/x/1/y?page=two&fields=%F0%9F%A6%80", &[], r#"["1","two",["🦀"],null]"#);
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        check(
            "/x/1/y?page=1&page=2&limit=3&limit=4&a%2Fb=1",
            &[b"a", b"b"],
            "/query/limit: is not a parameter of this operation; /query/a~1b: is not a parameter of this operation; \
             /query/page: stands more than once; /query/fields: is required; \
             /header/x-tenant-id: stands more than once",
        );
    }

    #[test]
    fn what_cannot_be_decoded_is_unreadable() {
        check("/x/1/y?fields=%FF", &[], "the query is not UTF-8 after percent-decoding");
        check(
            "/x/1/y?fields=a",
            &[b"\xe9"],
            "the header X-Tenant-ID has a character that is not visible ASCII",
        );
    }
}
