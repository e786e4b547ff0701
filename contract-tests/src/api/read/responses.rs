//! The responses of an operation and their headers. Source: OpenAPI 3.0.3, "Responses Object", "Header Object".

use super::Reader;
use crate::api::{Header, Response, StatusPattern};
use crate::document::{Fields, Node, quoted};

impl Reader {
    /// The `responses` of an operation: exact statuses, then ranges, then `default`.
    pub(super) fn responses(&mut self, node: &Node<'_>) -> Vec<Response> {
        let mut fields = Fields::new(node, &mut self.problems);
        if fields.raw("responses").is_none() {
            let problem = node.error("`responses` is missing");
            fields.complain(problem.help("list the statuses that the operation answers").slip());
        }
        let listed = fields.map("responses").unwrap_or_default();
        let mut responses = Vec::new();
        for (key, node) in listed.into_iter().filter(|(key, _)| !key.starts_with("x-")) {
            match StatusPattern::parse(key) {
                Some(status) => responses.extend(self.response(status, &node)),
                None => {
                    let message = format!("{} is no status", quoted(key));
                    let help = "write a status like `'404'`, a range like `4XX`, or `default`";
                    node.error(message).help(help).add_to(&mut self.problems);
                }
            }
        }
        responses.sort_by_key(|response: &Response| response.status);
        responses
    }

    fn response(&mut self, status: StatusPattern, node: &Node<'_>) -> Option<Response> {
        let node = self.object(node, "a response")?;
        let mut fields = Fields::new(&node, &mut self.problems);
        let description = fields.text("description").unwrap_or_default().to_owned();
        let headers = fields.map("headers").unwrap_or_default();
        let headers = headers
            .into_iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
            .filter_map(|(name, node)| self.header(name, &node))
            .collect();
        let contents = self.contents(&node);
        Some(Response { pointer: node.pointer().to_owned(), status, description, headers, contents })
    }

    fn header(&mut self, name: &str, node: &Node<'_>) -> Option<Header> {
        let node = self.object(node, "a header")?;
        let mut fields = Fields::new(&node, &mut self.problems);
        let (required, deprecated) = (fields.flag("required"), fields.flag("deprecated"));
        let explode = fields.flag("explode");
        let schema = match node.get("schema") {
            Some(schema) => Some(self.schemas.compile(&schema, &mut self.problems)),
            None if node.get("content").is_some() => self.content(&node)?.schema,
            None => None,
        };
        let (pointer, name) = (node.pointer().to_owned(), name.to_owned());
        Some(Header { pointer, name, required, deprecated, schema, explode })
    }
}

impl StatusPattern {
    /// A key under `responses`: `404`, `4XX` in either case, `default`.
    pub fn parse(key: &str) -> Option<StatusPattern> {
        if key == "default" {
            return Some(Self::Default);
        }
        match key.as_bytes() {
            [hundred @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Self::Range(hundred - b'0')),
            [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Self::Exact),
            _ => None,
        }
    }
}
