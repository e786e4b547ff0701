//! Pairs of documents that another project labelled (oasdiff, Apache-2.0; see the note beside the data). A label that says
//! breaking must be found, and one that says harmless must not be called breaking, but for the disagreements that are
//! listed here with their reasons.

use serde_json::Value;

use super::{differences, told};
use crate::diff::{Level, World};

const PAIRS: &str = include_str!("labelled/pairs.jsonl");

/// Labels that the meaning of the documents refutes: the case, our verdict and why.
const DISAGREEMENTS: &[(&str, Option<Level>, &str)] = &[
    ("oasdiff-0035-9c21b5", Some(Level::Breaking), "a request without a credential is refused now"),
    ("oasdiff-0038-9eb007", Some(Level::Breaking), "a credential without the new scope is refused now"),
    ("oasdiff-0039-e79510", Some(Level::Breaking), "a request without a credential is refused now"),
    ("oasdiff-0042-af91ef", Some(Level::Breaking), "a credential without the new scope is refused now"),
    ("oasdiff-0141-d68c60", Some(Level::Compatible), "without `enum` every string is accepted"),
    (
        "oasdiff-0148-43381a",
        Some(Level::Breaking),
        "the member is read-only, so it stands in responses, where any date comes now",
    ),
    ("oasdiff-0149-89321f", Some(Level::Compatible), "the member is read-only, and no request carries it"),
    ("oasdiff-0150-8b426d", Some(Level::Compatible), "the member is read-only, and no request carries it"),
    (
        "oasdiff-0152-ba5f88",
        Some(Level::Breaking),
        "the member is read-only, so it stands in responses, where any date comes now",
    ),
    ("oasdiff-0159-e3dfe4", None, "the branch that is gone accepts what another accepts"),
    (
        "oasdiff-0160-e0ba5d",
        Some(Level::Compatible),
        "with two equal branches `oneOf` refused what one accepts",
    ),
    ("oasdiff-0161-65094c", None, "the branch that came asks for what another asked for"),
    ("oasdiff-0251-6162f7", None, "`maximum` says nothing of an array"),
    (
        "oasdiff-0259-f71bf4",
        Some(Level::Compatible),
        "no text of 36 characters is at most 29 long, so there was no valid value",
    ),
    ("oasdiff-0262-d946bb", None, "no text of 36 characters is at most 29 long, so there is no valid value"),
    ("oasdiff-0273-b694ec", None, "the members are of a schema of type string, which has none"),
    (
        "oasdiff-0280-25753c",
        Some(Level::Compatible),
        "an optional member came, which nobody sends yet; in an open world it breaks",
    ),
    ("oasdiff-0353-a5cc15", None, "`maximum` says nothing of a string"),
    ("oasdiff-0357-e28b1e", None, "`maximum` says nothing of an object"),
    ("oasdiff-0362-ed7d42", None, "`minLength` says nothing of an object"),
    ("oasdiff-0385-334dbf", Some(Level::Breaking), "a member with an empty name became required"),
    ("oasdiff-0388-0c6360", None, "`format: uuid` says nothing of an object"),
    (
        "oasdiff-0394-dc46e0",
        Some(Level::Compatible),
        "`format: uuid` says nothing of an integer, which has any size now",
    ),
    (
        "oasdiff-0472-5825a9",
        Some(Level::Compatible),
        "whatever is new there is a `Cat` as well, which ignores members that it does not know",
    ),
    ("oasdiff-0513-491994", None, "in a query every number and every flag is a text too"),
    ("oasdiff-0517-2c0a41", None, "in a query every number and every flag is a text too"),
];

#[test]
fn labels_hold_or_are_refuted() {
    let mut wrong = Vec::new();
    let mut told_apart = 0;
    for line in PAIRS.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let [case, base, revision, label] =
            ["case", "base", "revision", "verdict"].map(|key| pair[key].as_str().unwrap());
        let differences = differences(base, revision, World::Closed);
        let verdict = differences.verdict();
        let breaking = matches!(verdict, Some(Level::Breaking | Level::Undecided));
        let agrees = match label {
            "breaking" => breaking,
            "info" | "none" => !breaking,
            // Theirs for what may break.
            "warning" => true,
            other => panic!("{other}"),
        };
        let listed = DISAGREEMENTS.iter().find(|(listed, ..)| *listed == case);
        match listed {
            Some((_, ours, _)) => assert_eq!(verdict, *ours, "{}\n{}", case, told(&differences.changes)),
            None if agrees => {}
            None => wrong.push(format!("{case}: {label}\n{}\n\n", told(&differences.changes))),
        }
        told_apart += 1;
    }
    assert!(told_apart > 180, "{told_apart}");
    assert!(wrong.is_empty(), "{}", wrong.concat());
}
