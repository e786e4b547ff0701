//! What a run is asked for. It must not know how it is asked.

use std::time::Duration;

/// How a run is made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What is left to chance is decided by it.
    pub seed: u64,
    /// How long the run may take; without it the cases and sequences that tell most are run, however long they take.
    pub budget: Option<Duration>,
    /// Only operations whose `operationId`, or whose method and path, contain one of these, or match it where it has
    /// `*`. All when empty.
    pub operations: Vec<String>,
    /// Whether operations may be run that end what the identities can do: deleting their account, logging out.
    pub destructive: bool,
    /// Whether nothing more is asked once something was found.
    pub first_only: bool,
}

impl Options {
    /// Whether an operation is asked for.
    pub fn wants(&self, id: Option<&str>, named: &str) -> bool {
        let names = || id.into_iter().chain([named]);
        self.operations.is_empty()
            || self.operations.iter().any(|pattern| names().any(|name| matches(pattern, name)))
    }
}

/// Whether a name has the pattern in it; with stars, whether it is of the pattern.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern = pattern.to_lowercase();
    let name = name.to_lowercase();
    if !pattern.contains('*') {
        return name.contains(&pattern);
    }
    let parts: Vec<&str> = pattern.split('*').collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    for part in &parts[1..parts.len() - 1] {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn operations_by_pattern() {
        for (pattern, wanted) in [
            ("thing_read", true),
            ("THING", true),
            ("get /things", true),
            ("thing_*", true),
            ("*read", true),
            ("GET */{id}", true),
            ("thing_*_all", false),
            ("other", false),
            ("read*", false),
        ] {
            let options = Options { operations: vec![pattern.to_owned()], ..Options::default() };
            assert_eq!(options.wants(Some("thing_read"), "GET /things/{id}"), wanted, "{pattern}");
        }
        assert!(Options::default().wants(None, "GET /"));
    }
}
