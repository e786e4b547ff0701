//! The name that was probably meant where another was written. It must not know documents.

/// Longer names are not compared.
const NAME_CHARS_MAX: usize = 64;
/// More candidates than this are not looked at.
const CANDIDATES_MAX: usize = 2000;

/// The candidate that differs from `name` by the fewest edits, if by no more than a third of its length.
pub(crate) fn closest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let name = folded(name)?;
    let edits_max = (name.len() / 3).max(1);
    candidates
        .take(CANDIDATES_MAX)
        .filter_map(|candidate| Some((edits(&name, &folded(candidate)?), candidate)))
        .filter(|(edits, _)| *edits <= edits_max)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

fn folded(name: &str) -> Option<Vec<char>> {
    let chars: Vec<char> = name.chars().flat_map(char::to_lowercase).take(NAME_CHARS_MAX + 1).collect();
    (chars.len() <= NAME_CHARS_MAX).then_some(chars)
}

/// The optimal string alignment distance, in which two neighbours exchanged are one edit. Of its table the last three rows
/// are kept.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let (mut above, mut second_above) = (row.clone(), row.clone());
    for i in 0..a.len() {
        std::mem::swap(&mut second_above, &mut above);
        std::mem::swap(&mut above, &mut row);
        row[0] = i + 1;
        for j in 0..b.len() {
            let replaced = above[j] + usize::from(a[i] != b[j]);
            row[j + 1] = replaced.min(row[j] + 1).min(above[j + 1] + 1);
            let is_exchanged = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
            if is_exchanged {
                row[j + 1] = row[j + 1].min(second_above[j - 1] + 1);
            }
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_and_far() {
        let names = ["User", "UserList", "Problem", "A"];
        for (name, expected) in [
            ("user", Some("User")),
            ("Usre", Some("User")),
            ("Urse", None),
            ("seUr", None),
            ("UsrList", Some("UserList")),
            ("Probelm", Some("Problem")),
            ("B", Some("A")),
            ("Something", None),
        ] {
            assert_eq!(closest(name, names.into_iter()), expected, "{name}");
        }
        assert_eq!(closest(&"x".repeat(100), names.into_iter()), None);
        assert_eq!(closest("x", std::iter::empty()), None);
    }
}
