//! Documents that promise the same are silent, whichever is the older. The seeds are few here; `SELFSAME_REWRITES` sets
//! how many, and `SELFSAME_REWRITES_OF` names a further document to rewrite.

use serde_json::Value;

use super::random::Random;
use super::rewrite::rewrite;
use super::{api, document, told};
use crate::diff::{Side, World, compare};

const OURS: &str = include_str!("../../../../spec/openapi.yaml");
const SHOP: &str = include_str!("shop.yaml");

fn silent(source: &str, seeds: u64) {
    let original = document("original.yaml", source);
    let original_api = api(&original);
    for seed in 0..seeds {
        let other = rewrite(&original.to_value(), &mut Random::new(seed));
        assert_ne!(&other, &Value::Null);
        let rewritten = document("rewritten.json", &other.to_string());
        let rewritten_api = api(&rewritten);
        let sides = [
            Side { document: &original, api: &original_api },
            Side { document: &rewritten, api: &rewritten_api },
        ];
        for (base, revision) in [(sides[0], sides[1]), (sides[1], sides[0])] {
            for world in [World::Closed, World::Open] {
                let differences = compare(base, revision, world);
                let told = told(&differences.changes);
                assert!(told.is_empty(), "seed {seed}, {world:?}:\n{told}");
            }
        }
    }
}

/// The number of seeds that the environment asks for.
fn seeds(default: u64) -> u64 {
    std::env::var("SELFSAME_REWRITES").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(default)
}

#[test]
fn our_document() {
    silent(OURS, seeds(3));
}

#[test]
fn a_document_with_every_keyword() {
    silent(SHOP, seeds(40));
}

#[test]
fn a_named_document() {
    let Ok(path) = std::env::var("SELFSAME_REWRITES_OF") else { return };
    silent(&std::fs::read_to_string(path).unwrap(), seeds(10));
}
