//! The address under which callers reach the service, as a flag.

use url::Url;

/// Reads an `http` or `https` address with neither query nor fragment nor user name; a slash at its end goes.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        "http" | "https" if is_bare && url.password().is_none() => {
            Ok(url.as_str().trim_end_matches('/').to_owned())
        }
        _ => Err("must be an http or https address such as https://id.example.com, without query".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_that_others_can_be_made_of() {
        assert_eq!(parse("https://id.example.com").as_deref(), Ok("https://id.example.com"));
        assert_eq!(parse("http://127.0.0.1:8080/ids/").as_deref(), Ok("http://127.0.0.1:8080/ids"));
        for bad in [
            "id.example.com",
            "ftp://id.example.com",
            "https://u:p@x",
            "https://x?q",
            "https://x#f",
            "https://",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
