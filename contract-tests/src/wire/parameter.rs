//! Parameters with their values, as they go over the wire, and what a text there stands for. Source: OpenAPI 3.0.3,
//! "Parameter Object". It must not know which values are good.

use serde_json::Value;

use super::decode::{Readings, Split, parameter as readings, percent_decoded, separators};
use super::encode::{Encoded, component, encode};
use crate::api::{Location, Parameter, ParameterContent, Style};
use crate::schema::Schemas;

/// A parameter's value as it is written; `None` when its style cannot carry the value, or writes nothing for it.
pub fn written(parameter: &Parameter, value: &Value) -> Option<Encoded> {
    let ParameterContent::Schema { style, explode, .. } = &parameter.content else {
        // Contents of parameters are JSON in practice.
        let text = value.to_string();
        return Some(match parameter.location {
            Location::Path => Encoded::Text(component(&text)),
            Location::Header => Encoded::Text(text),
            Location::Query | Location::Cookie => {
                Encoded::Pairs(vec![(component(&parameter.name), component(&text))])
            }
        });
    };
    encode(&parameter.name, value, parameter.location, *style, *explode)
}

/// What a text stands for to a reader of the parameter; `None` where that takes more than the text: objects, and
/// contents.
pub fn read(schemas: &Schemas, parameter: &Parameter, written: &Encoded) -> Option<Readings> {
    let ParameterContent::Schema { schema: Some(schema), style, explode } = &parameter.content else {
        return None;
    };
    let texts: Vec<&str> = match (written, style) {
        (_, Style::Matrix | Style::Label | Style::DeepObject) => return None,
        (Encoded::Text(text), _) => vec![text],
        (Encoded::Pairs(pairs), _) => {
            let name = component(&parameter.name);
            if pairs.iter().any(|(other, _)| *other != name) {
                return None;
            }
            pairs.iter().map(|(_, value)| value.as_str()).collect()
        }
    };
    let decoded = |text: &str| match parameter.location {
        Location::Header => Some(text.to_owned()),
        Location::Path | Location::Query | Location::Cookie => percent_decoded(text),
    };
    let repeated = *explode && *style != Style::Simple;
    if let ([text], false) = (texts.as_slice(), repeated) {
        let separator = separators(*style, *explode).iter().find(|separator| text.contains(**separator));
        let parts = separator.map_or_else(|| vec![*text], |separator| text.split(separator).collect());
        let parts: Vec<String> = parts.into_iter().map(decoded).collect::<Option<_>>()?;
        return Some(readings(schemas, *schema, Split::Parts { whole: &decoded(text)?, parts: &parts }));
    }
    let texts: Vec<String> = texts.into_iter().map(decoded).collect::<Option<_>>()?;
    Some(readings(schemas, *schema, Split::Texts(&texts)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{read, written};
    use crate::api::Api;
    use crate::document::Document;

    /// What a value stands for once it was written and read by the same parameter.
    fn back(parameter: &str, value: &Value) -> Option<Vec<Value>> {
        let source = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      parameters:\n        - \
             {parameter}\n      responses: {{'204': {{description: Done.}}}}\n"
        );
        let api = Api::read(&Document::parse("api.yaml", &source).unwrap()).unwrap();
        let parameter = &api.operations[0].parameters[0];
        let readings = read(&api.schemas, parameter, &written(parameter, value)?)?;
        Some(readings.strict)
    }

    #[test]
    fn what_is_written_is_read() {
        let list = "schema: {type: array, items: {type: string}}";
        let number = "schema: {type: integer}";
        for (place, schema, value) in [
            ("in: query", list, json!(["a,b", "c d"])),
            ("in: query, explode: false", list, json!(["a,b", "c d"])),
            ("in: query, style: pipeDelimited, explode: false", list, json!(["a,b", "c"])),
            ("in: header", list, json!(["a", "b"])),
            ("in: query", number, json!(-5)),
            ("in: cookie", number, json!(5)),
        ] {
            let parameter = format!("{{name: 'n[]', {place}, {schema}}}");
            let readings = back(&parameter, &value).unwrap();
            assert!(readings.contains(&value), "{parameter} {value}: {readings:?}");
        }
        let object = "{name: n, in: query, style: deepObject, schema: {type: object}}";
        assert_eq!(back(object, &json!({"a": 1})), None);
    }
}
