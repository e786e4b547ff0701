//! What is large in a document stays small here, and what cannot is refused.

use super::super::{Irregular, Language, TooLarge};

#[test]
fn large_counts_are_lengths() {
    for (pattern, shortest, longest) in [
        ("^.{1,2048}$", 1, 2048),
        ("^[a-z]{0,4096}$", 0, 4096),
        ("^(.{3,1000000})$", 3, 1_000_000),
        ("^x-[a-z][a-z0-9]{0,62000}-y$", 5, 62005),
        ("^(?:[0-9a-f]{2}){1,100000}$", 2, 200_000),
        ("^[a-z]{1,500}@[a-z]{1,500}$", 3, 1001),
    ] {
        let language = Language::pattern(pattern).unwrap();
        assert_eq!(language.length_shortest(), Some(shortest), "{pattern}");
        assert_eq!(language.length_longest(), Some(longest), "{pattern}");
        let word = language.of_length(longest).unwrap();
        assert!(language.contains(&word) && !language.contains(&format!("{word}0")), "{pattern}");
        assert!(language.complement().unwrap().intersect(&language).unwrap().is_empty(), "{pattern}");
    }
    let language = Language::pattern("[a-z]{1,4096}").unwrap();
    assert_eq!(language, Language::pattern("[a-z]").unwrap());
}

#[test]
fn large_lengths_are_not_counted() {
    let letters = Language::pattern("^[a-z]+(?:-[a-z]+)*$").unwrap();
    let long = letters.intersect(&Language::length(1_000_000_000, Some(2_000_000_000))).unwrap();
    assert_eq!(long.length_shortest(), Some(1_000_000_000));
    assert_eq!(long.length_longest(), Some(2_000_000_000));
    assert_eq!(long.shortest(), None, "a word that nobody can hold");
    assert!(long.is_subset(&letters).unwrap() && !letters.is_subset(&long).unwrap());
    assert_eq!(letters.counterexample(&long).unwrap().as_deref(), Some("a"));
    let even = Language::pattern("^(?:ab)*$").unwrap();
    assert!(even.intersect(&Language::length(10_001, Some(10_001))).unwrap().is_empty());
    assert_eq!(even.intersect(&Language::length(10_001, None)).unwrap().length_shortest(), Some(10_002));
    assert_eq!(
        even.intersect(&Language::length(0, Some(9_000_000_000_000_001))).unwrap().length_longest(),
        Some(9_000_000_000_000_000)
    );
}

#[test]
fn explosions_are_refused() {
    for pattern in [
        "^.*a.{30}$",
        "^(?:(?:a{1000}){1000}){1000}$",
        "^a{4000000000}b|c$",
        "(?:a?){60000}(?:a?){60000}",
        "^(?:a{97})*$|^(?:a{89})*$|^(?:a{83})*$|^(?:a{79})*$",
    ] {
        assert_eq!(Language::pattern(pattern), Err(Irregular::TooLarge(TooLarge)), "{pattern}");
    }
}
