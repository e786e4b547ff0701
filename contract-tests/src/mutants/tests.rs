use std::collections::HashSet;
use std::sync::Arc;

use super::{
    Class, Fate, KillTable, Mutant, Plan, Proxy, Server, Servers, Surroundings, Tried, find, mutants,
    self_test,
};
use crate::api::Api;
use crate::document::Document;
use crate::live::base::Base;
use crate::live::exchange::Sent;
use crate::live::identity::Identity;
use crate::live::run::{Options, Silent};
use crate::live::transport::{Limits, Transport};
use crate::reference::{DESCRIPTION, Reference, TOKENS};

/// The mutants of those names, tried on the reference server and some of its operations.
fn tried(names: &[&str], operations: &[&str]) -> KillTable {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let start = || {
        let server = runtime.block_on(Reference::start(document.to_value(), None, 0)).unwrap();
        let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
        let identities = Identity::read_all(&texts).unwrap();
        Ok(Server { base: Base::parse(&server.url).unwrap(), identities, guard: Box::new(server) })
    };
    let mutants: Vec<Mutant> = names.iter().map(|name| *find(name).unwrap()).collect();
    let operations = operations.iter().map(|operation| (*operation).to_owned()).collect();
    let options = Options { operations, ..Options::default() };
    let plan = Plan {
        document: &document,
        api: Arc::clone(&api),
        servers: Servers::Fresh(&start),
        options,
        mutants,
    };
    self_test(&plan, &Silent, &mut |_| {}).unwrap()
}

fn shown(table: &KillTable) -> String {
    let lines: Vec<String> = table.tried.iter().map(Tried::line).collect();
    format!("{}\n{}", lines.join("\n"), table.summary())
}

#[test]
fn names_are_unique_and_every_class_has_mutants() {
    let names: HashSet<&str> = mutants().map(|mutant| mutant.name).collect();
    assert_eq!(names.len(), mutants().count());
    assert!(names.len() >= 70);
    let classes: HashSet<Class> = mutants().map(|mutant| mutant.class).collect();
    assert_eq!(classes.len(), 7);
}

#[test]
fn one_of_each_class_is_killed() {
    let names = [
        "created_as_ok",
        "member_dropped",
        "content_type_missing",
        "texts_as_numbers",
        "nobody_as_main",
        "put_lost",
        "closed_at_missing",
    ];
    let table = tried(&names, &["note"]);
    assert!(table.is_good(), "{}", shown(&table));
    assert_eq!(table.tried.len(), names.len());
}

/// What does not differ for a client is not told as killed, and what cannot act is told as that.
#[test]
fn mutants_without_effect_are_told_as_such() {
    let table = tried(&["etag_random", "key_ignored", "beyond_bmp_refused"], &["GET /me"]);
    let out_of_place = table.tried.iter().filter(|tried| matches!(tried.fate, Fate::OutOfPlace(_)));
    assert_eq!(out_of_place.count(), 3, "{}", shown(&table));
}

/// Without a mutant what goes in comes out, bodies in chunks and answers without a body among it.
#[tokio::test]
async fn without_a_mutant_all_goes_through() {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let server = Reference::start(document.to_value(), None, 0).await.unwrap();
    let upstream = Base::parse(&server.url).unwrap();
    let surroundings = Surroundings::new(Arc::clone(&api), Vec::new(), &Options::default());
    let proxy = Proxy::start(Arc::new(surroundings), &upstream, None, "127.0.0.1:0").await.unwrap();
    let through = Transport::new(proxy.base().clone(), Limits::default()).unwrap();
    let plain = Transport::new(upstream, Limits::default()).unwrap();
    let asked = |method: &str, target: &str| {
        Sent::new(method, target).header("Authorization", format!("Bearer {}", TOKENS[0].1))
    };
    let mut chunked = asked("POST", "/notes").header("Transfer-Encoding", "chunked");
    chunked = chunked.content("application/json", "2\r\n{}\r\n0\r\n\r\n");
    for sent in [
        asked("GET", "/projects"),
        asked("GET", "/nothing"),
        asked("HEAD", "/projects/00000000-0000-4000-8000-000000000000"),
        asked("TRACE", "/projects"),
        chunked,
        Sent::new("GET", "/projects"),
    ] {
        let (one, other) = (through.exchange(&sent).await.unwrap(), plain.exchange(&sent).await.unwrap());
        assert_eq!(
            (one.status, one.body, one.framing),
            (other.status, other.body, other.framing),
            "{sent:?}"
        );
    }
    assert_eq!(proxy.damaged(), 0);
}
