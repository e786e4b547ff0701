//! The part of Markdown that descriptions use: paragraphs, lists, strong, emphasis, code and links.
//!
//! Everything else stays the text that it is, HTML included. Links lead to `http` and `https` alone. Must not know what
//! is described.

use super::html::Html;

/// How deep marks may stand in marks; deeper ones stay text.
const DEPTH_MAX: usize = 4;

/// Writes a description in blocks.
pub(super) fn blocks(html: &mut Html, source: &str) {
    let mut block = Block::None;
    for line in source.lines() {
        let content = line.trim();
        if content.is_empty() {
            block.end(html);
        } else if let Some((kind, item)) = item(content) {
            block.item(html, kind, item);
        } else {
            block.line(html, content);
        }
    }
    block.end(html);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Bullets,
    Numbers,
}

impl List {
    const fn tag(self) -> &'static str {
        match self {
            Self::Bullets => "ul",
            Self::Numbers => "ol",
        }
    }
}

/// A line that begins a list's item.
fn item(line: &str) -> Option<(List, &str)> {
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((List::Bullets, item));
    }
    let (number, item) = line.split_once(". ")?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((List::Numbers, item))
}

/// What the lines so far belong to.
enum Block {
    None,
    Paragraph(String),
    Items(List, Vec<String>),
}

impl Block {
    fn item(&mut self, html: &mut Html, kind: List, item: &str) {
        if let Self::Items(current, items) = self
            && *current == kind
        {
            items.push(item.to_owned());
            return;
        }
        self.end(html);
        *self = Self::Items(kind, vec![item.to_owned()]);
    }

    fn line(&mut self, html: &mut Html, line: &str) {
        let text = match self {
            Self::Paragraph(text) => Some(text),
            Self::Items(_, items) => items.last_mut(),
            Self::None => None,
        };
        if let Some(text) = text {
            text.push(' ');
            text.push_str(line);
        } else {
            self.end(html);
            *self = Self::Paragraph(line.to_owned());
        }
    }

    fn end(&mut self, html: &mut Html) {
        match std::mem::replace(self, Self::None) {
            Self::None => {}
            Self::Paragraph(text) => {
                html.within("p", &[], |html| inline(html, &text));
            }
            Self::Items(list, items) => {
                html.within(list.tag(), &[], |html| {
                    for item in items {
                        html.within("li", &[], |html| inline(html, &item));
                    }
                });
            }
        }
    }
}

/// Writes one line of a description, without blocks.
pub(super) fn inline(html: &mut Html, source: &str) {
    spans(html, source, DEPTH_MAX);
}

fn spans(html: &mut Html, source: &str, depth: usize) {
    let mut rest = source;
    while let Some(start) = rest.find(['`', '*', '[']) {
        let (before, here) = rest.split_at(start);
        html.text(before);
        let marked = if depth == 0 { None } else { span(here) };
        let Some((span, after)) = marked else {
            // The mark itself is one ASCII character.
            let (mark, after) = here.split_at(1);
            html.text(mark);
            rest = after;
            continue;
        };
        match span {
            Span::Code(code) => html.element("code", &[], code),
            Span::Strong(text) => html.within("strong", &[], |html| spans(html, text, depth - 1)),
            Span::Emphasis(text) => html.within("em", &[], |html| spans(html, text, depth - 1)),
            Span::Link(text, address) => {
                html.within("a", &[("href", address), ("rel", "noopener noreferrer")], |html| {
                    spans(html, text, 0);
                })
            }
        };
        rest = after;
    }
    html.text(rest);
}

enum Span<'a> {
    Code(&'a str),
    Strong(&'a str),
    Emphasis(&'a str),
    Link(&'a str, &'a str),
}

/// The marked text at the beginning, and what comes after it.
fn span(text: &str) -> Option<(Span<'_>, &str)> {
    if let Some(text) = text.strip_prefix('`') {
        let (code, after) = text.split_once('`')?;
        return Some((Span::Code(code), after));
    }
    if let Some(text) = text.strip_prefix("**") {
        let (strong, after) = text.split_once("**")?;
        return is_tight(strong).then_some((Span::Strong(strong), after));
    }
    if let Some(text) = text.strip_prefix('*') {
        let (emphasis, after) = text.split_once('*')?;
        return is_tight(emphasis).then_some((Span::Emphasis(emphasis), after));
    }
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (address, after) = after.split_once(')')?;
    let is_web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    (is_web && !address.contains(char::is_whitespace)).then_some((Span::Link(label, address), after))
}

/// Whether marks stand right at the text, so that `2 * 3 * 4` has none.
fn is_tight(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(source: &str) -> String {
        let mut html = Html::new();
        blocks(&mut html, source);
        html.into_string()
    }

    #[test]
    fn blocks_are_told_apart() {
        assert_eq!(rendered("one\ntwo\n\nthree"), "<p>one two</p><p>three</p>");
        assert_eq!(
            rendered("a\n- b\n  c\n* d\n1. e\n\n"),
            "<p>a</p><ul><li>b c</li><li>d</li></ul><ol><li>e</li></ol>"
        );
        assert_eq!(rendered(""), "");
    }

    #[test]
    fn marks_are_read() {
        assert_eq!(
            rendered("**a `*b*`** *c* `<d>`"),
            "<p><strong>a <code>*b*</code></strong> <em>c</em> <code>&lt;d&gt;</code></p>"
        );
        assert_eq!(
            rendered("[a **b**](https://x.example/?q=1&r)"),
            "<p><a href=\"https://x.example/?q=1&amp;r\" rel=\"noopener noreferrer\">a **b**</a></p>"
        );
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in ["2 * 3 * 4", "a ` b", "**a", "[a] (b)", "[a](ftp://x)", "1.5", "*", "**", "a[0]"] {
            assert_eq!(rendered(text), format!("<p>{text}</p>"));
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let deep = "[".repeat(2000) + &"](https://x)".repeat(2000) + &"*".repeat(3000);
        for text in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "[x](https://a\" onclick=\"b)",
            deep.as_str(),
        ] {
            let html = rendered(text);
            assert!(!html.contains("<script"), "{html}");
            assert!(!html.contains("href=\"javascript"), "{html}");
            assert!(!html.contains("\" onclick"), "{html}");
        }
    }
}
