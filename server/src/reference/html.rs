//! Writing HTML so that no text can become markup.
//!
//! Tags, attribute names and markup are `&'static str`: they can come from this program only. Whatever comes from a
//! document goes through [`Html::text`] or an attribute's value, and both escape. Must not know what it writes.

/// An HTML text under construction.
pub(super) struct Html(String);

impl Html {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    /// Markup of our own.
    pub(super) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text of anybody's.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                _ => self.0.push(character),
            }
        }
        self
    }

    /// An element with text alone.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        text: &str,
    ) -> &mut Self {
        self.within(tag, attributes, |html| {
            html.text(text);
        })
    }

    /// An element with whatever `content` writes.
    pub(super) fn within(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        content: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
        content(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// The finished text.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Html::new();
        html.element("a", &[("href", "\"><b>"), ("title", "'&")], "</a><script>");
        assert_eq!(
            html.into_string(),
            "<a href=\"&quot;&gt;&lt;b&gt;\" title=\"&#39;&amp;\">&lt;/a&gt;&lt;script&gt;</a>"
        );
    }
}
