//! The lines of a source, found once for many places. It must not know what the places are.

/// The lines of a text. They end as YAML ends them: at `\n`, `\r\n` or a lone `\r`.
#[derive(Debug)]
pub struct Lines<'s> {
    lines: Vec<&'s str>,
}

impl<'s> Lines<'s> {
    /// The lines of a source.
    pub fn of(source: &'s str) -> Self {
        let mut lines = Vec::new();
        let mut rest = source;
        while let Some(end) = rest.find(['\n', '\r']) {
            lines.push(&rest[..end]);
            let width = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            rest = &rest[end + width..];
        }
        lines.push(rest);
        Self { lines }
    }

    /// The line with that number, from 1.
    pub fn get(&self, number: u32) -> Option<&'s str> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.lines.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_end_three_ways() {
        let lines = Lines::of("a\nb\r\nc\rd");
        let all: Vec<_> = (0..=5).map(|number| lines.get(number)).collect();
        assert_eq!(all, [None, Some("a"), Some("b"), Some("c"), Some("d"), None]);
    }
}
