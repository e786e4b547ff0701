//! Whether a request carries what the operation's security asks for. It must not know whether it is good.

use super::validity::Credentials;
use crate::api::{Api, Location, Operation, SecurityKind, SecurityScheme};
use crate::live::exchange::Sent;
use crate::wire::decode::percent_decoded;

/// What of the operation's alternatives the request has.
pub(super) fn credentials(api: &Api, operation: &Operation, sent: &Sent) -> Credentials {
    if operation.security.is_empty() || operation.security.iter().any(|one| one.schemes.is_empty()) {
        return Credentials::NotNeeded;
    }
    let met = operation.security.iter().any(|requirement| {
        requirement.schemes.iter().all(|(name, _)| {
            // An unknown scheme cannot be judged.
            scheme(api, name).is_none_or(|scheme| carries(sent, scheme))
        })
    });
    if met { Credentials::Present } else { Credentials::Missing }
}

fn scheme<'a>(api: &'a Api, name: &str) -> Option<&'a SecurityScheme> {
    api.security_schemes.iter().find(|scheme| scheme.name == name)
}

fn carries(sent: &Sent, scheme: &SecurityScheme) -> bool {
    match &scheme.kind {
        SecurityKind::ApiKey { location: Location::Query, name } => {
            let named = |pair: &str| {
                let pair = pair.split('=').next().unwrap_or_default();
                percent_decoded(pair).is_none_or(|decoded| decoded == name.as_str())
            };
            sent.query().is_some_and(|query| query.split('&').any(named))
        }
        SecurityKind::ApiKey { location: Location::Cookie, name } => {
            let cookies = sent.headers.iter().filter(|(field, _)| field.eq_ignore_ascii_case("Cookie"));
            cookies.into_iter().any(|(_, value)| {
                let value = String::from_utf8_lossy(value);
                value.split(';').any(|pair| pair.split('=').next().is_some_and(|known| known.trim() == name))
            })
        }
        SecurityKind::ApiKey { location: Location::Header | Location::Path, name } => {
            sent.header_value(name).is_some()
        }
        SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
            sent.header_value("Authorization").is_some()
        }
    }
}
