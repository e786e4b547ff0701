//! `cargo xtask contract`: holds a server to this project's document. Without a URL it starts a fresh development server
//! and uses the credentials that it prints. It must not know how a server is held to a document.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::Context;
use contract_tests::commands::contract;
use contract_tests::live::base::Base;
use contract_tests::live::identity::Identity;
use contract_tests::mutants;
use serde_json::Value;

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
/// The server cannot be built or started.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let mut contract = arguments.contract.clone();
    let document = workspace::root()?.join(DOCUMENT);
    contract.spec.get_or_insert_with(|| workspace::below_here(&document));
    if contract.url.is_some() {
        return Ok(contract::run(&contract, out).map_or_else(|error| refuse(&error), ExitCode::from));
    }
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => workspace::build_server(false)?,
    };
    // A server that is started here is thrown away, so it may be taken apart.
    contract.destructive = true;
    if contract.self_test {
        let fresh = || damageable(&program).map_err(|error| format!("{error:#}"));
        let ended = contract::self_test(&contract, Some(&fresh), out);
        return Ok(ended.map_or_else(|error| refuse(&error), ExitCode::from));
    }
    let server = start(&program)?;
    contract.url = Some(server.url.clone());
    if contract.identities.is_empty() {
        contract.identities = server.identities();
    }
    Ok(contract::run(&contract, out).map_or_else(|error| refuse(&error), ExitCode::from))
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
