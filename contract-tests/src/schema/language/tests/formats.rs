//! The sets of formats against the judge of formats, on texts of the format and near it.

use super::super::Language;
use crate::schema::Seed;
use crate::schema::validate::format::is_valid;

const FORMATS: [&str; 11] = [
    "byte",
    "date",
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// The text with one character replaced, added or left out.
fn damaged(text: &str, seed: &mut Seed) -> String {
    const CHARACTERS: [char; 16] =
        ['0', '1', '2', '3', '5', '9', '-', ':', '.', 'T', 'z', 'a', '@', '=', '/', ' '];
    let mut characters: Vec<char> = text.chars().collect();
    let at = usize::try_from(seed.below(characters.len() as u64 + 1)).unwrap();
    let character = *seed.pick(&CHARACTERS).unwrap();
    match seed.below(3) {
        0 if at < characters.len() => characters[at] = character,
        1 if at < characters.len() => {
            characters.remove(at);
        }
        _ => characters.insert(at, character),
    }
    characters.into_iter().collect()
}

#[test]
fn sets_of_formats_are_what_they_are_said_to_be() {
    const SAMPLES: [&str; 18] = [
        "2000-02-29",
        "1900-02-28",
        "0000-02-29",
        "2024-04-30",
        "2024-05-17T12:30:00Z",
        "2016-12-31T23:59:60Z",
        "12:30:00.25+05:45",
        "15:59:60-08:00",
        "ada@example.com",
        "\"a b\"@[127.0.0.1]",
        "xn--a.example",
        "192.0.2.1",
        "255.255.255.255",
        "2001:db8::ffff:1.2.3.4",
        "https://u@h:1/a?b#c",
        "/a/b",
        "aGk=",
        "1F0C7A52-6D3B-4E8F-9A14-5B2C7D9E0F31",
    ];
    let mut seed = Seed::new(5);
    let mut told = [0, 0];
    for format in FORMATS {
        let within = Language::format_within(format).unwrap();
        let around = Language::format_around(format).unwrap();
        let exact = Language::format(format);
        let mut texts: Vec<String> = SAMPLES.iter().map(|&text| text.to_owned()).collect();
        texts.extend(within.words().take(200));
        for length in 0..40 {
            texts.extend(within.random(length, &mut seed));
        }
        for text in texts.clone() {
            texts.extend((0..20).map(|_| damaged(&text, &mut seed)));
        }
        for text in texts {
            let valid = is_valid(format, &text);
            told[usize::from(valid)] += 1;
            assert!(valid || !within.contains(&text), "{format} has {text:?} within");
            assert!(!valid || around.contains(&text), "{format} has {text:?} not around");
            assert!(exact.is_none_or(|exact| exact.contains(&text) == valid), "{format}: {text:?}");
        }
    }
    assert!(told.iter().all(|count| *count > 2_000), "{told:?}");
    assert!(Language::format_within("password").is_none());
}
