use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use super::checks;
use super::run::{Run, Sequence};
use crate::api::Api;
use crate::document::Document;
use crate::live::assembly::finding;
use crate::live::base::Base;
use crate::live::client::Client;
use crate::live::finding::{Check, Finding};
use crate::live::identity::Identity;
use crate::live::resources::Resources;
use crate::live::transport::{Limits, Transport};
use crate::reference::defects::{Class, DEFECTS};
use crate::reference::{DESCRIPTION, Reference, TOKENS};

struct Ran {
    findings: Vec<Finding>,
    requests: u64,
}

/// Runs all sequences, or those for the resources whose noun starts the name of the defect.
async fn ran(defect: Option<&'static str>, seed: u64) -> Ran {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let server = Reference::start(document.to_value(), defect, 0).await.unwrap();
    let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
    let identities = Identity::read_all(&texts).unwrap();
    let transport = Transport::new(Base::parse(&server.url).unwrap(), Limits::default()).unwrap();
    let client = Client::new(Arc::clone(&api), transport, identities);
    let resources = Resources::of(&api);
    let run = Run::learn(&client, &resources, (0..api.operations.len()).collect(), seed).await;
    let wanted = |sequence: Sequence| {
        let mut line =
            resources.line(sequence.resource).into_iter().chain(resources.parts(sequence.resource));
        defect.is_none_or(|defect| line.any(|at| defect.starts_with(resources.list[at].noun.as_str())))
    };
    run.run_all(wanted).await;
    let checks: HashSet<Check> = checks::ALL.iter().copied().collect();
    let records = client.take_records();
    let base = client.transport().base();
    let findings = records.iter().filter(|record| checks.contains(&record.violation.check));
    let findings =
        findings.filter_map(|record| finding(record, &document, base, client.identities())).collect();
    Ran { findings, requests: client.requests() }
}

fn described(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            format!("[{}] {} ({} requests)", finding.check, finding.message, finding.requests.len())
        })
        .collect()
}

#[tokio::test]
async fn a_server_that_keeps_its_description_has_no_finding() {
    for seed in 0..2 {
        let ran = ran(None, seed).await;
        assert_eq!(described(&ran.findings), Vec::<String>::new(), "seed {seed}");
        assert!(ran.requests > 300, "{}", ran.requests);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn defects_of_the_state_are_found() {
    let started = Instant::now();
    let mut lines = Vec::new();
    let mut missed = Vec::new();
    let mut requests = Vec::new();
    // Every sixth; all of them are run by the example `reference`.
    let defects: Vec<_> = DEFECTS.iter().filter(|defect| defect.class == Class::State).step_by(6).collect();
    let tasks: Vec<_> = defects.iter().map(|defect| tokio::spawn(ran(Some(defect.name), 7))).collect();
    for (defect, task) in defects.into_iter().zip(tasks) {
        let ran = task.await.unwrap();
        lines.push(format!("{:<45} {:?}", defect.name, described(&ran.findings)));
        requests.extend(ran.findings.iter().map(|finding| finding.requests.len()).min());
        if ran.findings.is_empty() {
            missed.push(defect.name);
        }
    }
    let short = requests.iter().filter(|&&count| count <= 3).count();
    let table = lines.join("\n");
    assert!(
        missed.is_empty(),
        "{table}\n{short} of {} in at most 3; {:?}; missed {}: {missed:#?}",
        requests.len(),
        started.elapsed(),
        missed.len()
    );
}
