//! `cargo xtask contract`: holds a server to this project's document. Without a URL it starts a fresh development server
//! and uses the credentials that it prints; what no run from outside can show, such as a failure, the project's scenarios
//! show. It must not know how a server is held to a document.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use contract_tests::commands::{Ending, contract};
use contract_tests::live::base::Base;
use contract_tests::live::identity::Identity;
use contract_tests::mutants;
use serde_json::Value;

use crate::observed::Observed;
use crate::workspace;

/// The document, from the workspace's root.
const DOCUMENT: &str = "spec/openapi.yaml";

/// Whose tokens the development server prints; the first is the main identity.
const IDENTITIES: [&str; 3] = ["ada", "grace", "service"];

/// What may not reach the development server from the surroundings.
const SETTINGS: &str = "SELFSAME_";

/// Holds a running server to its document. Without --url, a fresh development server with its own data.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Arguments {
    #[command(flatten)]
    contract: contract::Arguments,
    /// The development server, without --url: one that is built already.
    #[arg(long, value_name = "PROGRAM", conflicts_with = "url")]
    program: Option<std::path::PathBuf>,
}

/// A development server. It and its database end with this.
struct Server {
    child: Child,
    url: String,
    tokens: Vec<(String, String)>,
}

impl Server {
    /// Its tokens as identities are given to the toolkit.
    fn identities(&self) -> Vec<String> {
        self.tokens.iter().map(|(name, token)| format!("{name}=Authorization: Bearer {token}")).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The private database notices by itself that its owner is gone.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Runs the command. Its own failures are told here, since they have an exit code of their own.
///
/// # Errors
/// The server cannot be built or started; a scenario fails.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let mut contract = arguments.contract.clone();
    if contract.self_test && contract.url.is_none() {
        return self_test(contract, arguments.program.as_deref(), out);
    }
    if contract.require_coverage && contract.url.is_none() {
        let observed = Observed::new()?;
        observed.by_scenarios()?;
        contract.observed.extend(observed.files()?);
    }
    let held = hold(contract, arguments.program.as_deref(), out)?;
    Ok(held.map_or_else(|error| refuse(&error), ExitCode::from))
}

/// A fresh server of the workspace's build keeps to the document, and with what the scenarios have seen every documented
/// answer was.
///
/// # Errors
/// Something is broken or was not seen, which the report says, or the run could not be made.
pub(crate) fn gate(observed: &Observed, out: &mut dyn Write) -> anyhow::Result<()> {
    let program = workspace::programs(false)?.join("selfsame");
    let arguments = contract::Arguments {
        require_coverage: true,
        observed: observed.files()?,
        ..contract::Arguments::default()
    };
    match hold(arguments, Some(&program), out)?? {
        Ending::Clean => Ok(()),
        Ending::Found | Ending::Unusable => bail!("the server breaks {DOCUMENT}, or an answer was not seen"),
    }
}

/// Holds the server at the URL, or a fresh one, to the document.
fn hold(
    mut contract: contract::Arguments,
    program: Option<&Path>,
    out: &mut dyn Write,
) -> anyhow::Result<Result<Ending, contract::Error>> {
    name_document(&mut contract)?;
    let server = if contract.url.is_none() { Some(start(&program_or_built(program)?)?) } else { None };
    if let Some(server) = &server {
        contract.url = Some(server.url.clone());
        // It is thrown away, so it may be taken apart.
        contract.destructive = true;
        if contract.identities.is_empty() {
            contract.identities = server.identities();
        }
    }
    Ok(contract::run(&contract, out))
}

/// Tries the suite on fresh servers that are damaged.
fn self_test(
    mut contract: contract::Arguments,
    program: Option<&Path>,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    name_document(&mut contract)?;
    // Each server is thrown away.
    contract.destructive = true;
    let program = program_or_built(program)?;
    let fresh = || damageable(&program).map_err(|error| format!("{error:#}"));
    let ended = contract::self_test(&contract, Some(&fresh), out);
    Ok(ended.map_or_else(|error| refuse(&error), ExitCode::from))
}

/// Without --spec it is the project's own.
fn name_document(contract: &mut contract::Arguments) -> anyhow::Result<()> {
    let document = workspace::root()?.join(DOCUMENT);
    contract.spec.get_or_insert_with(|| workspace::below_here(&document));
    Ok(())
}

fn program_or_built(program: Option<&Path>) -> anyhow::Result<PathBuf> {
    match program {
        Some(program) => Ok(program.to_path_buf()),
        None => workspace::build_server(false),
    }
}

/// A fresh server for one mutant.
fn damageable(program: &Path) -> anyhow::Result<mutants::Server> {
    let server = start(program)?;
    let base = Base::parse(&server.url)?;
    let identities = Identity::read_all(&server.identities())?;
    Ok(mutants::Server { base, identities, guard: Box::new(server) })
}

fn start(program: &Path) -> anyhow::Result<Server> {
    let mut command = Command::new(program);
    command.args(["dev", "--ephemeral", "--listen", "127.0.0.1:0"]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(SETTINGS)) {
        command.env_remove(name);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let output = child.stdout.take().context("the server has no output")?;
    let mut server = Server { child, url: String::new(), tokens: Vec::new() };
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).context("cannot read what the server prints")?;
    let ready: Value = serde_json::from_str(&line).with_context(|| {
        format!("the server did not start; run `{} dev --ephemeral` to see why", program.display())
    })?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    server.url = text(ready.get("url")).context("the server does not say its URL")?;
    let token = |name: &&str| Some(((*name).to_owned(), text(ready.get("tokens")?.get(*name))?));
    server.tokens = IDENTITIES.iter().filter_map(token).collect();
    Ok(server)
}

#[expect(clippy::print_stderr, reason = "the failures of this command are shown here")]
fn refuse(error: &contract::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}
