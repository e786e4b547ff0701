//! The parameters of a path item or an operation. Source: OpenAPI 3.0.3, "Parameter Object".

use super::Reader;
use crate::api::{Location, Parameter, ParameterContent, Style};
use crate::document::{Fields, Node, quoted};

/// Header parameters that the specification has ignored.
const IGNORED: [&str; 3] = ["accept", "authorization", "content-type"];

impl Reader {
    /// The `parameters` of a node; of two with the same place and name the first.
    pub(super) fn parameters(&mut self, node: &Node<'_>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for node in Fields::new(node, &mut self.problems).list("parameters").unwrap_or_default() {
            let Some(parameter) = self.parameter(&node) else { continue };
            let ignored = parameter.location == Location::Header
                && IGNORED.iter().any(|name| parameter.name.eq_ignore_ascii_case(name));
            if !ignored && !parameters.iter().any(|other| other.is_same(&parameter)) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, node: &Node<'_>) -> Option<Parameter> {
        let node = self.object(node, "a parameter")?;
        let mut fields = Fields::new(&node, &mut self.problems);
        let name = fields.text_required("name");
        let place = fields.text_required("in");
        let (name, place) = (name?.to_owned(), place?);
        let location = Location::ALL.into_iter().find(|location| location.as_str() == place);
        if location.is_none() {
            let message = format!("`in` is {}, and must be path, query, header or cookie", quoted(place));
            let at = node.get("in").unwrap_or_else(|| node.clone());
            fields.complain(at.error(message).help(match place {
                "body" | "formData" => "bodies stand under `requestBody` since OpenAPI 3.0",
                _ => "write one of them",
            }));
        }
        let location = location?;
        let required = fields.flag("required") || location == Location::Path;
        let deprecated = fields.flag("deprecated");
        let allow_empty = fields.flag("allowEmptyValue");
        let allow_reserved = fields.flag("allowReserved");
        let description = fields.text("description").unwrap_or_default().to_owned();
        Some(Parameter {
            pointer: node.pointer().to_owned(),
            name,
            description,
            location,
            required,
            deprecated,
            allow_empty,
            allow_reserved,
            content: self.parameter_content(&node, location)?,
            examples: self.examples(&node),
        })
    }

    fn parameter_content(&mut self, node: &Node<'_>, location: Location) -> Option<ParameterContent> {
        let schema = node.get("schema").map(|schema| self.schemas.compile(&schema, &mut self.problems));
        if schema.is_none() && node.get("content").is_some() {
            return self.content(node).map(ParameterContent::Media);
        }
        let mut fields = Fields::new(node, &mut self.problems);
        let style = match fields.text("style") {
            None => location.style(),
            Some(name) => {
                let style = Style::ALL.into_iter().find(|style| style.as_str() == name);
                if style.is_none() {
                    let message = format!("`style` is {}, which is no style", quoted(name));
                    let names = Style::ALL.map(Style::as_str).join(", ");
                    fields.complain(node.error(message).help(format!("write one of {names}")));
                }
                style?
            }
        };
        let explode = fields.flag_or("explode", style == Style::Form);
        Some(ParameterContent::Schema { schema, style, explode })
    }
}
