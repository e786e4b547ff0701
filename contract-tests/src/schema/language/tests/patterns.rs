//! Membership: by hand where ECMA-262 surprises, and against the engine `regress` on patterns and words by chance.

use super::super::{Irregular, Language};
use crate::schema::Seed;

/// A pattern by chance, of every construct that is decided.
pub(super) fn random_pattern(seed: &mut Seed, depth: u32) -> String {
    const ATOMS: [&str; 22] = [
        "a",
        "b",
        "0",
        "_",
        ".",
        "é",
        "😀",
        r"\d",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        "[ab]",
        "[^a]",
        "[a-c0]",
        r"[\w-]",
        r"[^\d_]",
        r"\n",
        r"\u{1F600}",
        r"\p{L}",
        r"\P{L}",
        "-",
    ];
    const EDGES: [&str; 4] = ["^", "$", r"\b", r"\B"];
    const QUANTIFIERS: [&str; 9] = ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?"];
    let mut pattern = String::new();
    for _ in 0..=seed.below(4) {
        let choice = seed.below(if depth == 0 { 8 } else { 14 });
        let atom = match choice {
            0..=6 => (*seed.pick(&ATOMS).unwrap()).to_owned(),
            7 => {
                pattern.push_str(seed.pick(&EDGES).unwrap());
                continue;
            }
            8 | 9 => format!("(?:{})", random_pattern(seed, depth - 1)),
            10 | 11 => format!("({}|{})", random_pattern(seed, depth - 1), random_pattern(seed, depth - 1)),
            12 => {
                let body = random_pattern(seed, depth - 1);
                format!("({}{body})", seed.pick(&["?=", "?!"]).unwrap())
            }
            _ => {
                // A lookbehind with lookaheads in it is refused, and the referee errs on some with loops in them.
                let body = format!("{}{}", seed.pick(&ATOMS).unwrap(), seed.pick(&["", "b", "^"]).unwrap());
                format!("({}{body})", seed.pick(&["?<=", "?<!"]).unwrap())
            }
        };
        pattern.push_str(&atom);
        if choice < 12 && seed.once_in(3) {
            pattern.push_str(seed.pick(&QUANTIFIERS).unwrap());
        }
    }
    pattern
}

/// A word by chance, over characters that the patterns tell apart.
pub(super) fn random_word(seed: &mut Seed) -> String {
    const CHARACTERS: [char; 14] =
        ['a', 'b', 'c', '0', '1', '_', '-', ' ', '\n', 'é', '😀', 'Z', '\u{2028}', '\u{301}'];
    (0..seed.below(7)).map(|_| *seed.pick(&CHARACTERS).unwrap()).collect()
}

#[test]
fn membership_agrees_with_another_engine() {
    let mut seed = Seed::new(1);
    let mut decided = 0;
    for round in 0..300 {
        let pattern = random_pattern(&mut seed, 2);
        let Ok(referee) = regress::Regex::with_flags(&pattern, "u") else {
            panic!("the generator made no pattern: {pattern}");
        };
        let language = match Language::pattern(&pattern) {
            Ok(language) => language,
            Err(Irregular::TooLarge(_)) => continue,
            Err(error) => panic!("{round}: {pattern}: {error}"),
        };
        decided += 1;
        for _ in 0..30 {
            let word = random_word(&mut seed);
            let expected = referee.find(&word).is_some();
            assert_eq!(language.contains(&word), expected, "{round}: {pattern} on {word:?}");
        }
        for word in language.words().take(5) {
            assert!(referee.find(&word).is_some(), "{round}: {pattern} made {word:?}");
        }
        let others = language.complement().unwrap();
        for word in others.words().take(5) {
            assert!(referee.find(&word).is_none(), "{round}: not {pattern} made {word:?}");
        }
    }
    assert!(decided > 290, "{decided}");
}

#[test]
fn constructs() {
    for (pattern, inside, outside) in [
        ("", &["", "a"][..], &[][..]),
        ("a", &["a", "bab"], &["", "b"]),
        ("^a$", &["a"], &["aa", "a\n", "\na"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx"]),
        ("^.$", &["é", "😀", " "], &["\n", "\r", "\u{2028}", "\u{2029}", "", "ab"]),
        (r"^\d+$", &["09"], &["٣", ""]),
        (r"^\w+$", &["aZ_9"], &["é", "-"]),
        (r"^\s$", &["\u{FEFF}", "\u{A0}", "\t"], &["\u{85}", "\u{200B}"]),
        (r"^\p{Lu}$", &["É"], &["é"]),
        (r"^[^\p{L}]$", &["1"], &["é"]),
        (r"^\uD83D\uDE00$", &["😀"], &["\u{FFFD}"]),
        (r"^[\uD83D\uDE00-\uD83D\uDE02]$", &["😁"], &["😃"]),
        (r"^\u{61}\x62\cJ\0$", &["ab\n\0"], &["ab"]),
        (r"^[\b]$", &["\u{8}"], &["b"]),
        ("^[]$", &[], &["", "a"]),
        ("^[^]$", &["\n", "a"], &[""]),
        (r"^[\w-.]$", &["a", "-", "."], &["+"]),
        (r"^\-\@\#$", &["-@#"], &["a"]),
        ("^a{,2}]}$", &["a{,2}]}"], &["aa"]),
        (r"^(?!.*\bfoo\b).+$", &["food", "a foot"], &["foo", "a foo b"]),
        (r"^(?=.*\d)(?=.*[a-z]).{3,5}$", &["a1x", "1234a"], &["abc", "123", "a1", "abcde1"]),
        ("^(?:(?!ab).)*$", &["", "ba", "a"], &["ab", "bab"]),
        (r"(?<=\$)\d", &["$1"], &["1", "$a"]),
        (r"(?<!\$)\b\d", &["1", "a 1"], &["$1"]),
        (r"^(?=^a)a$", &["a"], &["aa"]),
        ("a(?!$)", &["ab", "aa"], &["a", "ba"]),
        ("x*$^", &[""], &["x"]),
        (r"^(?<year>\d{4})-(?:0[1-9]|1[0-2])$", &["2024-12"], &["2024-13"]),
        ("^(?:a{2,3}){2}$", &["aaaa", "aaaaaa"], &["aaa", "aaaaaaa"]),
        ("^(?:(?=a)|b)*$", &["", "bb"], &["a"]),
    ] {
        let language = Language::pattern(pattern).unwrap();
        for word in inside {
            assert!(language.contains(word), "{pattern} has {word:?}");
        }
        for word in outside {
            assert!(!language.contains(word), "{pattern} has not {word:?}");
        }
    }
}

#[test]
fn refusals_say_where_and_why() {
    let told: Vec<String> = [
        "a**",
        "(a",
        "a)",
        "[a",
        "[b-a]",
        "*a",
        r"\A",
        r"\",
        "(?i)a",
        "(?P<n>a)",
        r"\p{Nope}",
        r"\u{110000}",
        r"\xg0",
        "a{3,2}",
        r"(a)\1",
        r"(?<n>a)\k<n>",
        "(?<=a(?=b))",
        "^*",
        "[[:alpha:]-\\z]",
    ]
    .into_iter()
    .map(|pattern| format!("{pattern} — {}", Language::pattern(pattern).unwrap_err()))
    .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn hostile_patterns_are_refused() {
    for pattern in [
        "(".repeat(100_000),
        "[".repeat(200_000),
        "a".repeat(200_000),
        format!("{}{}", "(".repeat(5000), ")".repeat(5000)),
    ] {
        assert!(Language::pattern(&pattern).is_err());
    }
}
