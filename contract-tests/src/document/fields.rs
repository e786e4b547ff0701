//! The members of one object read as what they have to be: a flag, a count, a text. Members of another kind are
//! complained about and read as absent. It must not know what any member means.

use serde_json::Number;

use super::node::{Content, Node};
use super::problem::{Problem, quoted};

/// The members of an object, and where complaints about them go.
pub(crate) struct Fields<'n, 'd> {
    node: &'n Node<'d>,
    problems: &'n mut Vec<Problem>,
}

impl<'n, 'd> Fields<'n, 'd> {
    pub(crate) fn new(node: &'n Node<'d>, problems: &'n mut Vec<Problem>) -> Self {
        Self { node, problems }
    }

    /// Adds a complaint.
    pub(crate) fn complain(&mut self, problem: Problem) {
        problem.add_to(self.problems);
    }

    /// The member, of any kind.
    pub(crate) fn raw(&self, key: &str) -> Option<Node<'d>> {
        self.node.get(key)
    }

    /// A boolean, false when absent.
    pub(crate) fn flag(&mut self, key: &str) -> bool {
        self.flag_or(key, false)
    }

    /// A boolean with its default.
    pub(crate) fn flag_or(&mut self, key: &str, default: bool) -> bool {
        let flag = self.kind_of(key, Node::as_bool, "true or false");
        flag.unwrap_or(default)
    }

    /// A string.
    pub(crate) fn text(&mut self, key: &str) -> Option<&'d str> {
        self.kind_of(key, Node::as_str, "a string")
    }

    /// A string that must be there; empty when it is not.
    pub(crate) fn text_required(&mut self, key: &str) -> Option<&'d str> {
        if self.raw(key).is_none() {
            let problem = self.node.error(format!("{} is missing", quoted(key)));
            self.complain(problem);
        }
        self.text(key)
    }

    /// A number, exactly as written.
    pub(crate) fn number(&mut self, key: &str) -> Option<Number> {
        self.kind_of(key, Node::as_number, "a number").cloned()
    }

    /// An integer from 0; one that is larger than any length counts as the largest.
    pub(crate) fn count(&mut self, key: &str) -> Option<u64> {
        self.kind_of(key, |node| count(node.as_number()?), "an integer, 0 or more")
    }

    /// An array; `None` when absent.
    pub(crate) fn list(&mut self, key: &str) -> Option<Vec<Node<'d>>> {
        self.kind_of(key, |node| node.is_array().then(|| node.items()), "a list")
    }

    /// An array of strings; what else is in it is left out.
    pub(crate) fn texts(&mut self, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(key).unwrap_or_default() {
            match item.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.complain(item.error(format!("this is {}, and must be a string", kind(&item)))),
            }
        }
        texts
    }

    /// An object's members; `None` when absent.
    pub(crate) fn map(&mut self, key: &str) -> Option<Vec<(&'d str, Node<'d>)>> {
        self.kind_of(key, |node| node.is_object().then(|| node.members()), "a mapping")
    }

    /// Says of the last complaint what to do about it.
    pub(crate) fn help(&mut self, help: &str) {
        if let Some(problem) = self.problems.last_mut() {
            problem.help = Some(help.to_owned());
        }
    }

    /// The member as `read` takes it; complained about when `read` does not take it.
    fn kind_of<T>(&mut self, key: &str, read: impl Fn(&Node<'d>) -> Option<T>, what: &str) -> Option<T> {
        let node = self.raw(key)?;
        let taken = read(&node);
        if taken.is_none() {
            self.expected(&node, key, what);
        }
        taken
    }

    /// Says that the member is of another kind than it must be. An empty one is meant as an absent one.
    pub(crate) fn expected(&mut self, found: &Node<'d>, key: &str, what: &str) {
        let problem = found.error(format!("{} is {}, and must be {what}", quoted(key), kind(found)));
        self.complain(if found.is_null() { problem.slip() } else { problem });
    }
}

/// What a value is, for a message: a scalar is shown.
pub(crate) fn kind(node: &Node<'_>) -> String {
    match node.content() {
        Content::Null => "null".to_owned(),
        Content::Bool(flag) => flag.to_string(),
        Content::Number(number) => quoted(&number.to_string()),
        Content::Text(text) => format!("the string {}", quoted(text)),
        Content::Array => "a list".to_owned(),
        Content::Object => "a mapping".to_owned(),
    }
}

/// A whole number of 0 or more, however it is written: `5`, `5.0`, `5e0`.
fn count(number: &Number) -> Option<u64> {
    if let Some(count) = number.as_u64() {
        return Some(count);
    }
    let text = number.to_string();
    if text.starts_with('-') {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(u64::MAX);
    }
    let float = number.as_f64()?;
    let whole = float >= 0.0 && float.fract() == 0.0;
    whole.then(|| format!("{float:.0}").parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::Fields;
    use crate::document::Document;

    #[test]
    fn members_of_another_kind_are_complained_about() {
        let source = "a: {flag: 1, text: [x], count: -1, list: {}, texts: [a, 1], map: null, number: '1'}\n";
        let document = Document::parse("api.yaml", source).unwrap();
        let node = document.node("/a").unwrap();
        let mut problems = Vec::new();
        let mut fields = Fields::new(&node, &mut problems);
        assert!(!fields.flag("flag"));
        assert_eq!(fields.text("text"), None);
        assert_eq!(fields.count("count"), None);
        assert!(fields.list("list").is_none());
        assert_eq!(fields.texts("texts"), ["a"]);
        assert!(fields.map("map").is_none());
        assert!(fields.number("number").is_none());
        assert_eq!(fields.text_required("gone"), None);
        let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`flag` is `1`, and must be true or false",
                "`text` is a list, and must be a string",
                "`count` is `-1`, and must be an integer, 0 or more",
                "`list` is a mapping, and must be a list",
                "this is `1`, and must be a string",
                "`map` is null, and must be a mapping",
                "`number` is the string `1`, and must be a number",
                "`gone` is missing",
            ]
        );
        assert_eq!(problems[0].pointer, "/a/flag");
    }

    #[test]
    fn counts_are_integers_however_written() {
        for (text, expected) in [
            ("0", Some(0)),
            ("5.0", Some(5)),
            ("1e2", Some(100)),
            ("0.5", None),
            ("-1", None),
            ("18446744073709551615", Some(u64::MAX)),
            ("99999999999999999999999", Some(u64::MAX)),
        ] {
            let document = Document::parse("api.json", &format!("{{\"n\": {text}}}")).unwrap();
            let mut problems = Vec::new();
            assert_eq!(Fields::new(&document.root(), &mut problems).count("n"), expected, "{text}");
            assert_eq!(problems.is_empty(), expected.is_some());
        }
    }
}
