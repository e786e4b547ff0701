//! How much of what may break is proved: a value for every schema that refuses what it accepted.

use serde_json::Value;

use super::differences;
use crate::diff::{Level, Rule, World};

const PAIRS: &str = include_str!("labelled/pairs.jsonl");
/// Of a hundred.
const PROVED_MIN: usize = 95;

/// Whether the rule is about a schema.
fn is_of_schema(rule: Rule) -> bool {
    let first = Rule::ALL.iter().position(|other| *other == Rule::TypeChanged).unwrap();
    Rule::ALL.iter().position(|other| *other == rule).unwrap() >= first
}

#[test]
fn breaks_of_schemas_have_a_value_that_proves_them() {
    let own = super::pairs::documents();
    let labelled = PAIRS.lines().map(|line| {
        let pair: Value = serde_json::from_str(line).unwrap();
        ["base", "revision"].map(|key| pair[key].as_str().unwrap().to_owned())
    });
    let (mut proved, mut all) = (0, 0);
    for [base, revision] in own.chain(labelled) {
        for (base, revision) in [(&base, &revision), (&revision, &base)] {
            let changes = differences(base, revision, World::Closed).changes;
            let may_break = changes.iter().filter(|change| {
                matches!(change.level, Level::Breaking | Level::Undecided) && is_of_schema(change.rule)
            });
            for change in may_break {
                all += 1;
                proved += usize::from(change.witness.as_ref().is_some_and(|witness| witness.value.is_some()));
            }
        }
    }
    assert!(all > 200 && proved * 100 >= all * PROVED_MIN, "{proved} of {all}");
}
