//! Resources that the URLs in an answer lead to: `avatarUrl`, `self`, `next`. It must not know what is behind them.

use serde_json::Value;

use super::parts::parts;
use crate::api::{Method, PathTemplate};
use crate::live::client::Client;
use crate::live::exchange::{Exchange, Sent};
use crate::live::judge::route::Route;
use crate::wire::decode::percent_decoded;

/// Texts of an answer that are looked at.
const TEXTS_MAX: usize = 300;

/// The templates with variables that URLs in the answer are of, and the values of their variables.
pub(super) fn of(client: &Client, exchange: &Exchange) -> Vec<(PathTemplate, Vec<String>)> {
    let Some(body) = exchange.json() else { return Vec::new() };
    let texts = parts(&body, TEXTS_MAX).filter_map(Value::as_str);
    texts.filter_map(|text| led(client, path(text)?)).collect()
}

/// The path of a URL, absolute or from the root.
fn path(text: &str) -> Option<&str> {
    let path = match text.split_once("://") {
        Some(("http" | "https", rest)) => &rest[rest.find('/')?..],
        Some(_) => return None,
        None => text,
    };
    let path = path.split(['?', '#']).next()?;
    (path.starts_with('/') && path.len() > 1 && !path.contains(char::is_whitespace)).then_some(path)
}

fn led(client: &Client, path: &str) -> Option<(PathTemplate, Vec<String>)> {
    // The host may be another name of the server, and the path as it is seen from outside.
    let targets = [path.to_owned(), [client.prefix(), path].concat()];
    targets.iter().find_map(|target| {
        let sent = Sent::new(Method::Get.as_str(), target.as_str());
        let Route::Operation { operation, variables } = client.judge().route(&sent, client.prefix()) else {
            return None;
        };
        let template = client.api().operations[operation].path.clone();
        let values: Option<Vec<String>> = variables.iter().map(|(_, text)| percent_decoded(text)).collect();
        values.filter(|values| !values.is_empty()).map(|values| (template, values))
    })
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn paths_of_urls() {
        for (text, expected) in [
            ("https://example.com/v1/avatars/1?size=2", Some("/v1/avatars/1")),
            ("/v1/avatars/1", Some("/v1/avatars/1")),
            ("https://example.com", None),
            ("mailto://a/b", None),
            ("a / b", None),
            ("/", None),
        ] {
            assert_eq!(path(text), expected, "{text}");
        }
    }
}
