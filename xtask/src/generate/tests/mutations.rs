//! The generator on documents that nobody would write: it takes them or refuses them, and never panics; and what it
//! writes is Rust.

use super::{DOCUMENT, generated};
use crate::workspace;
use contract_tests::document::Document;
use serde_json::{Map, Value, json};
use std::panic::catch_unwind;

/// Names that a generator may stumble over.
const NAMES: [&str; 14] =
    ["", "_", "1st", "é", "self", "Self", "type", "gen", "body", "a b", "String", "{id}", "#", "x-y"];

/// Numbers from a seed (`SplitMix64`), so that a failure can be had again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let sides = u64::try_from(sides.max(1)).unwrap();
        usize::try_from((z ^ (z >> 31)) % sides).unwrap()
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }
}

/// The pointers of all values inside of a value.
fn pointers(value: &Value, base: &str, found: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let token = |name: &String| name.replace('~', "~0").replace('/', "~1");
            members.iter().map(|(name, member)| (token(name), member)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (token, value) in inside {
        let pointer = format!("{base}/{token}");
        found.push(pointer.clone());
        pointers(value, &pointer, found);
    }
}

/// Deletes, replaces, doubles or renames one value.
fn mutate(document: &mut Value, dice: &mut Dice) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let pointer = dice.pick(&all).clone();
    let other = document.pointer(dice.pick::<String>(&all)).cloned().unwrap_or_default();
    let name = (*dice.pick(&NAMES)).to_owned();
    let strange =
        [json!(null), json!(true), json!(-1), json!(1e300), json!(name.clone()), json!({}), json!([]), other];
    let (parent, token) = pointer.rsplit_once('/').unwrap_or_default();
    let token = token.replace("~1", "/").replace("~0", "~");
    let action = dice.roll(5);
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => match action {
            0 => drop(members.shift_remove(&token)),
            1 => drop(members.insert(token, dice.pick(&strange).clone())),
            2 => drop(members.insert(name, members.get(&token).cloned().unwrap_or_default())),
            3 => *members = renamed(members, &token, &name),
            _ => drop(members.insert(name, dice.pick(&strange).clone())),
        },
        Some(Value::Array(items)) => {
            let index = token.parse().unwrap_or(0);
            match action {
                0 => drop(items.remove(index)),
                1 => items[index] = dice.pick(&strange).clone(),
                _ => items.push(items[index].clone()),
            }
        }
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => {}
    }
}

fn renamed(members: &Map<String, Value>, from: &str, to: &str) -> Map<String, Value> {
    let name = |name: &String| if name == from { to.to_owned() } else { name.clone() };
    members.iter().map(|(known, value)| (name(known), value.clone())).collect()
}

/// Generates from many mutants of a document; returns how many the generator took.
fn survive(source: &str, seeds: std::ops::Range<u64>) -> usize {
    let original = Document::parse("document.yaml", source).unwrap().to_value();
    let mut taken = 0;
    for seed in seeds {
        let mut dice = Dice(seed);
        let mut mutant = original.clone();
        for _ in 0..=dice.roll(3) {
            mutate(&mut mutant, &mut dice);
        }
        let text = mutant.to_string();
        let result = catch_unwind(|| generated(&text));
        let Ok(result) = result else { panic!("seed {seed}: the generator panics on {text}") };
        let Ok(files) = result.inspect_err(|error| check_refusal(seed, error)) else { continue };
        taken += 1;
        for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".rs")) {
            let error = syn::parse_file(content).err();
            assert!(error.is_none(), "seed {seed}: {name} does not parse: {error:?}\n{content}");
        }
    }
    taken
}

/// A refusal is of the document, with its line, and not of what was made of it.
fn check_refusal(seed: u64, error: &anyhow::Error) {
    let text = format!("{error:#}");
    assert!(text.contains("document.yaml:"), "seed {seed}: a refusal without a place: {text}");
}

#[test]
fn mutants_of_a_small_document() {
    let taken = survive(DOCUMENT, 0..1500);
    assert!(taken > 100, "only {taken} mutants were taken: the writers were hardly tried");
}

#[test]
fn mutants_of_the_real_document() {
    let source = std::fs::read_to_string(workspace::root().unwrap().join(crate::generate::DOCUMENT)).unwrap();
    let taken = survive(&source, 0..60);
    assert!(taken > 10, "only {taken} mutants were taken: the writers were hardly tried");
}
