//! The text of a path read into segments. Source: OpenAPI 3.0.3, "Path Templating". It must not know whether the
//! variables are declared.

use percent_encoding::percent_decode_str;

use crate::api::{PathTemplate, Segment};

impl PathTemplate {
    /// Reads a path: `/users/{userId}/files/{name}.json`.
    ///
    /// # Errors
    /// Why the text is no path: no slash at its start, or a brace that is not closed, not opened, or empty.
    pub fn parse(text: &str) -> Result<PathTemplate, &'static str> {
        let path = text.strip_prefix('/').ok_or("a path starts with a slash")?;
        let segments = split(path).into_iter().map(segment).collect::<Result<_, _>>()?;
        Ok(PathTemplate { text: text.to_owned(), segments })
    }
}

/// The parts between slashes; a slash inside of braces is part of a variable's name.
fn split(path: &str) -> Vec<&str> {
    let mut inside = false;
    path.split(|c| {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        c == '/' && !inside
    })
    .collect()
}

fn segment(text: &str) -> Result<Segment, &'static str> {
    let Some((prefix, mut rest)) = text.split_once('{') else { return Ok(Segment::Literal(literal(text)?)) };
    let prefix = literal(prefix)?;
    let mut parts = Vec::new();
    loop {
        let (name, after) = rest.split_once('}').ok_or("a `{` of the path is not closed")?;
        if name.is_empty() || name.contains('{') {
            return Err("a variable of the path has no name between its braces");
        }
        let (suffix, next) = match after.split_once('{') {
            Some((suffix, next)) => (suffix, Some(next)),
            None => (after, None),
        };
        parts.push((name.to_owned(), literal(suffix)?));
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    match parts.as_mut_slice() {
        [(name, suffix)] if prefix.is_empty() && suffix.is_empty() => {
            Ok(Segment::Variable(std::mem::take(name)))
        }
        _ => Ok(Segment::Mixed { prefix, parts }),
    }
}

/// Percent-decoded; as written when that is no UTF-8.
fn literal(text: &str) -> Result<String, &'static str> {
    if text.contains('}') {
        return Err("a `}` of the path was not opened");
    }
    Ok(percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned))
}

#[cfg(test)]
mod tests {
    use crate::api::{PathTemplate, Segment};

    #[test]
    fn paths() {
        let literal = |text: &str| Segment::Literal(text.to_owned());
        let variable = |name: &str| Segment::Variable(name.to_owned());
        let mixed = |prefix: &str, parts: &[(&str, &str)]| Segment::Mixed {
            prefix: prefix.to_owned(),
            parts: parts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        };
        for (text, segments) in [
            ("/", vec![literal("")]),
            ("/users/{userId}/profile", vec![literal("users"), variable("userId"), literal("profile")]),
            ("/users/", vec![literal("users"), literal("")]),
            ("/a%20b/{x}", vec![literal("a b"), variable("x")]),
            ("/%FF", vec![literal("%FF")]),
            ("/{id}.json", vec![mixed("", &[("id", ".json")])]),
            ("/v{major}.{minor}", vec![mixed("v", &[("major", "."), ("minor", "")])]),
            ("/{a/b}", vec![variable("a/b")]),
        ] {
            assert_eq!(PathTemplate::parse(text).unwrap().segments, segments, "{text}");
        }
        for text in ["users", "", "/{", "/{a", "/a}", "/{}", "/{a{b}}", "/{a}}"] {
            assert!(PathTemplate::parse(text).is_err(), "{text}");
        }
    }
}
