//! Documents that promise the same are silent, whichever is the older. The seeds are few here; `SELFSAME_REWRITES` sets
//! how many, and `SELFSAME_REWRITES_OF` names further documents to rewrite, separated by colons. Of a large document a
//! part is rewritten each time, and another one the next.

use serde_json::{Map, Value};

use super::random::Random;
use super::rewrite::rewrite;
use super::{api, document, told};
use crate::diff::{Side, World, compare};

const OURS: &str = include_str!("../../../../spec/openapi.yaml");
const SHOP: &str = include_str!("shop.yaml");

/// Paths and components that are rewritten at once.
const PARTS_MAX: usize = 60;

fn silent(source: &str, seeds: u64) {
    let original = document("original.yaml", source);
    let original_api = api(&original);
    let value = original.to_value();
    let share = parts(&value).div_ceil(PARTS_MAX).max(1);
    let ways = [(false, World::Closed), (true, World::Open), (true, World::Closed), (false, World::Open)];
    for seed in 0..seeds {
        let other = rewrite(&value, share, &mut Random::new(seed));
        assert_ne!(&other, &Value::Null);
        let rewritten = document("rewritten.json", &other.to_string());
        let rewritten_api = api(&rewritten);
        let sides = [
            Side { document: &original, api: &original_api },
            Side { document: &rewritten, api: &rewritten_api },
        ];
        // Each rewrite of a large document is compared one way, the next another.
        let turn = usize::try_from(seed).unwrap() % ways.len();
        let turns = if share == 1 { 0..ways.len() } else { turn..turn + 1 };
        for (is_back, world) in &ways[turns] {
            let [base, revision] = if *is_back { [sides[1], sides[0]] } else { sides };
            let told = told(&compare(base, revision, *world).changes);
            assert!(told.is_empty(), "seed {seed}, {world:?}, back {is_back}:\n{told}");
        }
    }
}

/// How many paths and components of schemas there are.
fn parts(document: &Value) -> usize {
    let count = |pointer: &str| document.pointer(pointer).and_then(Value::as_object).map_or(0, Map::len);
    count("/paths") + count("/components/schemas")
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
fn named_documents() {
    for path in std::env::var("SELFSAME_REWRITES_OF").unwrap_or_default().split(':') {
        if !path.is_empty() {
            silent(&std::fs::read_to_string(path).unwrap(), seeds(10));
        }
    }
}
