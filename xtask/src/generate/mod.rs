//! `cargo xtask generate`: from the document to the mirror in `spec/src/generated/` and the client.
//!
//! Reads with the contract toolkit, whose places let every refusal name its line. Must not need the code that it
//! generates: it runs when that does not compile.

mod client;
mod emit;
mod files;
mod json_schema;
mod model;
mod names;
mod nullable;
mod read;
mod tri_state;

use crate::workspace;
use anyhow::{anyhow, bail};
use contract_tests::document::Document;
use files::Generated;
use std::path::Path;

/// The document, below the workspace.
const DOCUMENT: &str = "spec/openapi.yaml";
/// The folder that holds nothing but generated files.
const MIRROR: &str = "spec/src/generated";
const CLIENT: &str = "client/src/generated.rs";

/// Generates the API layer and the client from the document.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// Write nothing; fail when a generated file is stale.
    #[arg(long)]
    check: bool,
}

impl Arguments {
    /// What `--check` asks for.
    pub(crate) fn check() -> Self {
        Arguments { check: true }
    }
}

/// Runs the command.
///
/// # Errors
/// The document cannot be expressed, the file system refuses, or, with `--check`, a file is stale.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let root = workspace::root()?;
    let source = std::fs::read_to_string(root.join(DOCUMENT)).map_err(|error| {
        anyhow!("cannot read {DOCUMENT}: {error}; it is the source of all that is generated")
    })?;
    let files = generate(&source)?;
    let mirror = Path::new(MIRROR);
    if arguments.check {
        files::check(&root, mirror, &files)?;
        writeln!(out, "generated files are up to date ({} files)", files.len())?;
        return Ok(());
    }
    let changed = files::write(&root, mirror, &files)?;
    for path in &changed {
        writeln!(out, "wrote {}", path.display())?;
    }
    writeln!(out, "{} of {} generated files changed", changed.len(), files.len())?;
    Ok(())
}

/// All generated files of a document.
fn generate(source: &str) -> anyhow::Result<Vec<Generated>> {
    let document = Document::parse(DOCUMENT, source)?;
    let mirror = mirror(&document)?;
    let mut files: Vec<Generated> = mirror
        .into_iter()
        .map(|(name, content)| Generated { path: Path::new(MIRROR).join(name), content })
        .collect();
    files.push(Generated { path: CLIENT.into(), content: client::code(&document.to_value(), DOCUMENT)? });
    Ok(files)
}

/// The mirror of a document: file names and contents.
fn mirror(document: &Document) -> anyhow::Result<Vec<(String, String)>> {
    match read::api(document) {
        Ok(api) => emit::mirror(&api, document),
        Err(problems) => {
            let list: Vec<String> =
                problems.iter().map(|problem| problem.render(document.source())).collect();
            bail!("the generator cannot express the document:\n\n{}", list.join("\n"))
        }
    }
}

#[cfg(test)]
mod tests;
