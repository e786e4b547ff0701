//! The reference server by hand, and the table of which of its defects are found.
//!
//! `reference serve [DEFECT]` serves until it is stopped; `reference table [SEED] [PART]` tries the correct server on
//! some seeds, and every defect whose name or class has the part in it; `reference list` names the defects;
//! `reference mutants [SEED] [PART]` tries the mutants whose name or class has the part in it. It must not know what is
//! checked.

#[path = "../../tests/reference/mod.rs"]
mod reference;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use contract_tests::api::Api;
use contract_tests::document::Document;
use contract_tests::live::base::Base;
use contract_tests::live::finding::Finding;
use contract_tests::live::identity::Identity;
use contract_tests::live::report::Report;
use contract_tests::live::run::{Options, Silent, run};
use contract_tests::mutants::{Mutant, Plan, Server, Servers, mutants, self_test};
use reference::defects::{DEFECTS, Defect};
use reference::{DESCRIPTION, Reference, TOKENS};

type Failed = Box<dyn std::error::Error>;

const PORT: u16 = 8080;
/// Seeds on which the correct server must have no finding.
const SEEDS: u64 = 3;

#[tokio::main]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "it is run by hand")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["serve", rest @ ..] => serve(rest.first().copied()).await,
        ["table"] => table(0, "").await,
        ["table", seed] => table(seed.parse().unwrap_or(0), "").await,
        ["table", seed, part] => table(seed.parse().unwrap_or(0), part).await,
        ["mutants"] => mutate(0, "").await,
        ["mutants", seed] => mutate(seed.parse().unwrap_or(0), "").await,
        ["mutants", seed, part] => mutate(seed.parse().unwrap_or(0), part).await,
        ["list"] => {
            DEFECTS
                .iter()
                .for_each(|defect| println!("{:?}\t{}\t{}", defect.class, defect.name, defect.what));
            Ok(())
        }
        _ => Err("say `serve [DEFECT]`, `table [SEED] [PART]`, `mutants [SEED] [PART]` or `list`".into()),
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
    let server = Reference::start(document.to_value(), defect, PORT).await?;
    println!("{}", server.url);
    for (name, token) in TOKENS {
        println!("--identity '{name}=Authorization: Bearer {token}'");
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}

async fn ran(defect: Option<&'static str>, seed: u64) -> Result<Report, Failed> {
    let document = Document::parse("reference.yaml", DESCRIPTION)?;
    let api = Api::read(&document).map_err(|problems| format!("{problems:?}"))?;
    let server = Reference::start(document.to_value(), defect, 0).await?;
    let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
    let base = Base::parse(&server.url)?;
    let options = Options { seed, ..Options::default() };
    Ok(run(&document, Arc::new(api), base, Identity::read_all(&texts)?, &options, &Silent).await?)
}

#[expect(clippy::print_stdout, reason = "it is run by hand")]
async fn table(seed: u64, part: &str) -> Result<(), Failed> {
    let started = Instant::now();
    for seed in seed..seed + SEEDS {
        let report = ran(None, seed).await?;
        let (count, requests) = (report.findings.len(), report.requests);
        println!("correct, seed {seed}: {count} findings, {requests} requests, {} ms", report.duration_ms);
        report.findings.iter().for_each(|finding| println!("    {}", line(finding)));
    }
    let (mut found, mut tried, mut short) = (0, 0, 0);
    let asked = |defect: &&Defect| defect.name.contains(part) || format!("{:?}", defect.class) == part;
    for defect in DEFECTS.iter().filter(asked) {
        let report = ran(Some(defect.name), seed).await?;
        let least = report.findings.iter().map(|finding| finding.requests.len()).min();
        tried += 1;
        found += u32::from(least.is_some());
        short += u32::from(least.is_some_and(|count| count <= 3));
        let verdict = if least.is_some() { "found " } else { "MISSED" };
        println!("{verdict} {:?} {:<48} {}", defect.class, defect.name, defect.what);
        report.findings.iter().for_each(|finding| println!("    {}", line(finding)));
    }
    println!("{found} of {tried} found, {short} by at most 3 requests, in {:?}", started.elapsed());
    Ok(())
}

#[expect(clippy::print_stdout, reason = "it is run by hand")]
async fn mutate(seed: u64, part: &str) -> Result<(), Failed> {
    let asked = |mutant: &&Mutant| mutant.name.contains(part) || mutant.class.as_str() == part;
    let mutants: Vec<Mutant> = mutants().filter(asked).copied().collect();
    let runtime = tokio::runtime::Handle::current();
    let work = move || -> Result<String, String> {
        let document = Document::parse("reference.yaml", DESCRIPTION).map_err(|error| error.to_string())?;
        let api = Api::read(&document).map_err(|problems| format!("{problems:?}"))?;
        let start = || {
            let starting = Reference::start(document.to_value(), None, 0);
            let server = runtime.block_on(starting).map_err(|error| error.to_string())?;
            let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
            let identities = Identity::read_all(&texts).map_err(|error| error.to_string())?;
            let base = Base::parse(&server.url).map_err(|error| error.to_string())?;
            Ok(Server { base, identities, guard: Box::new(server) })
        };
        let options = Options { seed, ..Options::default() };
        let servers = Servers::Fresh(&start);
        let plan = Plan { document: &document, api: Arc::new(api), servers, options, mutants };
        let table = self_test(&plan, &Silent, &mut |tried| println!("{}", tried.line()));
        table.map(|table| table.summary()).map_err(|error| error.to_string())
    };
    println!("{}", tokio::task::spawn_blocking(work).await??);
    Ok(())
}

fn line(finding: &Finding) -> String {
    let (check, operation, count) = (finding.check, &finding.operation, finding.requests.len());
    format!("[{check}] {operation}: {} ({count} requests)", finding.message)
}
