//! Patterns of places: JSON pointers in which `*` stands for a part of a step and `**` for any number of steps.

/// A pattern of places.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    steps: Vec<String>,
}

impl Glob {
    /// A pattern; `None` when it does not start with a slash.
    pub(super) fn new(text: &str) -> Option<Self> {
        let steps = text.strip_prefix('/')?.split('/').map(str::to_owned).collect();
        Some(Self { steps })
    }

    pub(super) fn matches(&self, pointer: &str) -> bool {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        // Which numbers of steps the patterns so far can have consumed.
        let mut reached = vec![false; steps.len() + 1];
        reached[0] = true;
        for pattern in &self.steps {
            let mut next = vec![false; steps.len() + 1];
            for at in 0..=steps.len() {
                if pattern == "**" {
                    next[at] = reached[at] || (at > 0 && next[at - 1]);
                } else if at > 0 {
                    next[at] = reached[at - 1] && step_matches(pattern, steps[at - 1]);
                }
            }
            reached = next;
        }
        reached[steps.len()]
    }
}

/// Whether the step starts with what is before the first `*`, ends with what is after the last, and has the rest
/// in between in order.
fn step_matches(pattern: &str, step: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| step.strip_prefix(first)) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn places() {
        for (glob, pointer, expected) in [
            ("/info", "/info", true),
            ("/info", "/info/title", false),
            ("/info/**", "/info", true),
            ("/info/**", "/info/contact/url", true),
            ("/**/get", "/paths/~1a/get", true),
            ("/**/get", "/paths/~1a/get/tags", false),
            ("/paths/*/get", "/paths/~1a/get", true),
            ("/paths/~1v1*/**", "/paths/~1v1~1me/get", true),
            ("/paths/~1v1*/**", "/paths/~1v2~1me/get", false),
            ("/components/schemas/Legacy*/**", "/components/schemas/LegacyUser/properties/a", true),
            ("/a/*b*c", "/a/xbyc", true),
            ("/a/*b*c", "/a/xcyb", false),
            ("/a/bab*ab", "/a/bab", false),
            ("/**", "", true),
            ("/**/x/**", "/x", true),
        ] {
            assert_eq!(Glob::new(glob).unwrap().matches(pointer), expected, "{glob} {pointer}");
        }
        assert!(Glob::new("info").is_none());
    }
}
