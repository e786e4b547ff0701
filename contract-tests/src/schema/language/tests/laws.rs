//! The laws of sets, and what words are promised to be.

use super::super::Language;
use super::patterns::{random_pattern, random_word};
use crate::schema::Seed;

/// A set by chance: a pattern, within lengths half of the time.
fn random_language(seed: &mut Seed) -> Language {
    loop {
        let Ok(language) = Language::pattern(&random_pattern(seed, 1)) else { continue };
        if seed.once_in(2) {
            return language;
        }
        let min = seed.below(4);
        let max = (!seed.once_in(3)).then(|| min + seed.below(4));
        if let Ok(language) = language.intersect(&Language::length(min, max)) {
            return language;
        }
    }
}

#[test]
fn operations_are_those_of_sets() {
    let mut seed = Seed::new(2);
    for round in 0..400 {
        let (a, b) = (random_language(&mut seed), random_language(&mut seed));
        let Ok(both) = a.intersect(&b) else { continue };
        let either = a.union(&b).unwrap();
        let rest = a.difference(&b).unwrap();
        let not = a.complement().unwrap();
        for _ in 0..40 {
            let word = random_word(&mut seed);
            let (in_a, in_b) = (a.contains(&word), b.contains(&word));
            assert_eq!(both.contains(&word), in_a && in_b, "{round}: {word:?}");
            assert_eq!(either.contains(&word), in_a || in_b, "{round}: {word:?}");
            assert_eq!(rest.contains(&word), in_a && !in_b, "{round}: {word:?}");
            assert_eq!(not.contains(&word), !in_a, "{round}: {word:?}");
        }
        assert!(both.is_subset(&a).unwrap() && a.is_subset(&either).unwrap(), "{round}");
        assert!(a.intersect(&not).unwrap().is_empty(), "{round}");
        assert!(a.union(&not).unwrap().is_subset(&Language::all()).unwrap(), "{round}");
        assert!(Language::all().is_subset(&a.union(&not).unwrap()).unwrap(), "{round}");
        assert_eq!(a.is_subset(&b).unwrap(), a.counterexample(&b).unwrap().is_none(), "{round}");
        if let Some(word) = a.counterexample(&b).unwrap() {
            assert!(a.contains(&word) && !b.contains(&word), "{round}: {word:?}");
        }
    }
}

#[test]
fn lengths_are_exact() {
    let mut seed = Seed::new(3);
    for round in 0..300 {
        let language = random_language(&mut seed);
        let shortest = language.length_shortest();
        assert_eq!(shortest.is_none(), language.is_empty(), "{round}");
        for length in 0..12 {
            let word = language.of_length(length);
            let exactly = language.intersect(&Language::length(length, Some(length))).unwrap();
            assert_eq!(word.is_none(), exactly.is_empty(), "{round}: {length}");
            let Some(word) = word else { continue };
            assert!(language.contains(&word), "{round}: {word:?}");
            assert_eq!(word.chars().count() as u64, length);
            assert!(shortest.is_some_and(|shortest| shortest <= length), "{round}");
            assert!(language.length_longest().is_none_or(|longest| longest >= length), "{round}");
            let random = language.random(length, &mut seed).unwrap();
            assert!(exactly.contains(&random), "{round}: {random:?}");
            let odd = language.of_length_with(length, &['😀', 'é']).unwrap();
            assert!(exactly.contains(&odd), "{round}: {odd:?}");
        }
        if let Some(longest) = language.length_longest() {
            assert!(language.of_length(longest).is_some(), "{round}");
            assert_eq!(language.length_from(longest + 1), None, "{round}");
        }
    }
}

#[test]
fn words_come_each_once_in_order() {
    let words =
        |pattern: &str| -> Vec<String> { Language::pattern(pattern).unwrap().words().take(8).collect() };
    assert_eq!(words("^[0-9a-b]{0,2}$"), ["", "a", "b", "0", "1", "2", "3", "4"]);
    assert_eq!(words("^(?:aa|b|ccc|-)$"), ["b", "-", "aa", "ccc"]);
    assert_eq!(words("[]"), [""; 0]);
    let mut seed = Seed::new(4);
    for round in 0..200 {
        let language = random_language(&mut seed);
        let words: Vec<String> = language.words().take(300).collect();
        let count = language.count(299);
        assert_eq!(count, (words.len() < 300).then_some(words.len() as u64), "{round}");
        for pair in words.windows(2) {
            assert!(pair[0].chars().count() <= pair[1].chars().count(), "{round}: {pair:?}");
        }
        let different: std::collections::HashSet<&String> = words.iter().collect();
        assert_eq!(different.len(), words.len(), "{round}");
        assert!(words.iter().all(|word| language.contains(word)), "{round}");
    }
}

#[test]
fn literals_are_themselves() {
    let language = Language::literals(&["b", "", "añ", "b"]).unwrap();
    assert_eq!(language.words().collect::<Vec<_>>(), ["", "b", "añ"]);
    assert_eq!((language.count(3), language.count(2)), (Some(3), None));
    assert_eq!(language.length_longest(), Some(2));
    assert!(language.complement().unwrap().contains("ab"));
    assert!(Language::literals::<&str>(&[]).unwrap().is_empty());
    let many: Vec<String> = (0..2000).map(|number| format!("value-{number}")).collect();
    assert_eq!(Language::literals(&many).unwrap().count(u64::MAX), Some(2000));
}

#[test]
fn equal_sets_are_equal() {
    for (a, b) in [
        ("^(?:a|b)$", "^[ab]$"),
        ("^a*$", "^(?:aa)*a?$"),
        ("a", "^[^]*a"),
        ("^(?!a)", "^(?:[^a]|$)"),
        (r"\b", r"^\w|\w$|\w\W|\W\w"),
        ("^(?=.{2}$)a*$", "^aa$"),
        ("^(?:0|[1-9][0-9]*)$", r"^(?!0\d)\d+$"),
    ] {
        let (a, b) = (Language::pattern(a).unwrap(), Language::pattern(b).unwrap());
        assert_eq!(a, b);
    }
    assert!(Language::pattern("").unwrap().is_all());
    assert_eq!(Language::none().complement().unwrap(), Language::all());
}
