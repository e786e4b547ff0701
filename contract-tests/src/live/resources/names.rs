//! Names as documents write them, compared without regard to how words are joined: `created_at`, `createdAt` and
//! `Created-At` are one. It must not know what a name is given to.

/// The name in lowercase, letters and digits only.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two names are the same words.
pub fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The words of a name, in lowercase: `createdAt` is `created`, `at`.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after_lower = false;
    let mut open = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            open = false;
            after_lower = false;
            continue;
        }
        if !open || (c.is_uppercase() && after_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        open = true;
        after_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    words
}

/// An English plural's singular, as far as endings tell; other words as they are.
pub fn singular(word: &str) -> String {
    let cut = |count: usize| word.get(..word.len().saturating_sub(count)).unwrap_or(word);
    if word.len() > 3 && word.ends_with("ies") {
        return [cut(3), "y"].concat();
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return cut(2).to_owned();
        }
    }
    if word.len() > 2 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        return cut(1).to_owned();
    }
    word.to_owned()
}

/// Whether the name is one of those, compared as words.
pub fn is_one_of(name: &str, known: &[&str]) -> bool {
    let name = plain(name);
    known.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::{same, singular, words};

    #[test]
    fn joining_does_not_matter() {
        assert!(same("created_at", "createdAt"));
        assert!(same("X-Total-Count", "xTotalCount"));
        assert!(!same("created", "createdAt"));
        for (name, expected) in [
            ("createdAt", vec!["created", "at"]),
            ("created_at", vec!["created", "at"]),
            ("userID", vec!["user", "id"]),
            ("page-size", vec!["page", "size"]),
            ("", vec![]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn singulars() {
        for (plural, expected) in [
            ("projects", "project"),
            ("categories", "category"),
            ("boxes", "box"),
            ("addresses", "address"),
            ("status", "status"),
            ("me", "me"),
        ] {
            assert_eq!(singular(plural), expected);
        }
    }
}
