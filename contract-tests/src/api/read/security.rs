//! Security schemes and what is required of them. Source: OpenAPI 3.0.3, "Security Scheme Object".

use super::Reader;
use crate::api::{Location, Requirement, SecurityKind, SecurityScheme};
use crate::document::{Fields, Node, quoted};

impl Reader {
    /// `components.securitySchemes`, in the order of the document.
    pub(super) fn security_schemes(&mut self, root: &Node<'_>) -> Vec<SecurityScheme> {
        let Some(components) = root.get("components") else { return Vec::new() };
        let schemes = Fields::new(&components, &mut self.problems).map("securitySchemes").unwrap_or_default();
        schemes.into_iter().filter_map(|(name, node)| self.security_scheme(name, &node)).collect()
    }

    fn security_scheme(&mut self, name: &str, node: &Node<'_>) -> Option<SecurityScheme> {
        let node = self.object(node, "a security scheme")?;
        let mut fields = Fields::new(&node, &mut self.problems);
        let kind = match fields.text_required("type")? {
            "apiKey" => api_key(&node, &mut fields)?,
            "http" => SecurityKind::Http { scheme: fields.text_required("scheme")?.to_ascii_lowercase() },
            "oauth2" => SecurityKind::OAuth2 { scopes: scopes(&node) },
            "openIdConnect" => {
                SecurityKind::OpenIdConnect { url: fields.text_required("openIdConnectUrl")?.to_owned() }
            }
            other => {
                let message = format!("`type` is {}, which is no kind of security scheme", quoted(other));
                let help = "write apiKey, http, oauth2 or openIdConnect";
                fields.complain(node.error(message).help(help));
                return None;
            }
        };
        Some(SecurityScheme { pointer: node.pointer().to_owned(), name: name.to_owned(), kind })
    }

    /// The `security` of a node; `None` when it has none of its own.
    pub(super) fn requirements(&mut self, node: &Node<'_>) -> Option<Vec<Requirement>> {
        let listed = Fields::new(node, &mut self.problems).list("security")?;
        let mut requirements = Vec::new();
        for node in listed {
            if self.object(&node, "a security requirement").is_none() {
                continue;
            }
            let mut schemes = Vec::new();
            for (name, _) in node.members() {
                let mut scopes = Fields::new(&node, &mut self.problems).texts(name);
                scopes.sort_unstable();
                schemes.push((name.to_owned(), scopes));
            }
            schemes.sort_unstable();
            requirements.push(Requirement { schemes });
        }
        Some(requirements)
    }
}

fn api_key(node: &Node<'_>, fields: &mut Fields<'_, '_>) -> Option<SecurityKind> {
    let (place, name) = (fields.text_required("in"), fields.text_required("name"));
    let (place, name) = (place?, name?.to_owned());
    let locations = [Location::Query, Location::Header, Location::Cookie];
    let location = locations.into_iter().find(|location| location.as_str() == place);
    if location.is_none() {
        let message = format!("`in` is {}, and must be query, header or cookie", quoted(place));
        fields.complain(node.error(message));
    }
    Some(SecurityKind::ApiKey { location: location?, name })
}

/// The scopes of all flows, sorted, each once.
fn scopes(node: &Node<'_>) -> Vec<String> {
    let flows = node.get("flows").map(|flows| flows.members()).unwrap_or_default();
    let scopes = flows.iter().filter_map(|(_, flow)| flow.get("scopes"));
    let mut names: Vec<_> =
        scopes.flat_map(|scopes| scopes.members()).map(|(name, _)| name.to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
