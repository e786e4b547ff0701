//! The reference server by hand, and the table of which of its defects the sequences find.
//!
//! `reference serve [DEFECT]` serves until it is stopped; `reference table [SEED]` tries every defect of the state,
//! and the correct server on ten seeds; `reference list` names the defects. It must not know what is checked.

#[path = "../../tests/reference/mod.rs"]
mod reference;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use contract_tests::api::Api;
use contract_tests::document::Document;
use contract_tests::live::assembly::{finding, merge};
use contract_tests::live::base::Base;
use contract_tests::live::client::Client;
use contract_tests::live::finding::Finding;
use contract_tests::live::identity::Identity;
use contract_tests::live::oracles::Run;
use contract_tests::live::resources::Resources;
use contract_tests::live::transport::{Limits, Transport};
use reference::{Class, DEFECTS, DESCRIPTION, Reference, TOKENS};

type Failed = Box<dyn std::error::Error>;

const PORT: u16 = 8080;
/// Seeds on which the correct server must have no finding.
const SEEDS: u64 = 10;

#[tokio::main]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is run by hand")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve", rest @ ..] => serve(rest.first().copied()).await,
        ["table", rest @ ..] => table(rest.first().and_then(|seed| seed.parse().ok()).unwrap_or(0)).await,
        ["list"] => {
            DEFECTS
                .iter()
                .for_each(|defect| println!("{:?}\t{}\t{}", defect.class, defect.name, defect.what));
            Ok(())
        }
        _ => Err("say `serve [DEFECT]`, `table [SEED]` or `list`".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn known(name: &str) -> Result<&'static str, Failed> {
    let defect = DEFECTS.iter().find(|defect| defect.name == name);
    defect.map(|defect| defect.name).ok_or_else(|| format!("there is no defect {name}").into())
}

#[expect(clippy::print_stdout, reason = "it is run by hand")]
async fn serve(defect: Option<&str>) -> Result<(), Failed> {
    let document = Document::parse("reference.yaml", DESCRIPTION)?;
    let defect = defect.map(known).transpose()?;
    let server = Reference::start(document.value().clone(), defect, PORT).await?;
    println!("{}", server.url);
    for (name, token) in TOKENS {
        println!("--identity '{name}=Authorization: Bearer {token}'");
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}

async fn ran(defect: Option<&'static str>, seed: u64) -> Result<(Vec<Finding>, u64), Failed> {
    let document = Document::parse("reference.yaml", DESCRIPTION)?;
    let api = Api::read(&document).map_err(|problems| format!("{problems:?}"))?;
    let api = Arc::new(api);
    let server = Reference::start(document.value().clone(), defect, 0).await?;
    let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
    let transport = Transport::new(Base::parse(&server.url)?, Limits::default())?;
    let client = Client::new(Arc::clone(&api), transport, Identity::read_all(&texts)?);
    let resources = Resources::of(&api);
    let run = Run::learn(&client, &resources, (0..api.operations.len()).collect(), seed).await;
    run.run_all(|_| true).await;
    let records = merge(client.take_records());
    let base = client.transport().base();
    let findings =
        records.iter().filter_map(|record| finding(record, &document, base, client.identities())).collect();
    Ok((findings, client.requests()))
}

#[expect(clippy::print_stdout, reason = "it is run by hand")]
async fn table(seed: u64) -> Result<(), Failed> {
    let started = Instant::now();
    for seed in seed..seed + SEEDS {
        let (findings, requests) = ran(None, seed).await?;
        println!("correct, seed {seed}: {} findings, {requests} requests", findings.len());
        findings.iter().for_each(|finding| println!("    [{}] {}", finding.check, finding.message));
    }
    let (mut found, mut tried, mut short) = (0, 0, 0);
    for defect in DEFECTS.iter().filter(|defect| defect.class == Class::State) {
        let (findings, _) = ran(Some(defect.name), seed).await?;
        let least = findings.iter().map(|finding| finding.requests.len()).min();
        tried += 1;
        found += u32::from(least.is_some());
        short += u32::from(least.is_some_and(|count| count <= 3));
        let verdict = if least.is_some() { "found " } else { "MISSED" };
        println!("{verdict} {:<48} {}", defect.name, defect.what);
        for finding in findings {
            println!("    [{}] {} ({} requests)", finding.check, finding.message, finding.requests.len());
        }
    }
    println!("{found} of {tried} found, {short} by at most 3 requests, in {:?}", started.elapsed());
    Ok(())
}
