//! `cargo xtask spec`: what the toolkit says of this project's document. It must not know how it is said.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use contract_tests::commands::{Ending, diff, lint};
use contract_tests::report;

use crate::workspace;

/// The document, from the workspace's root.
const DOCUMENT: &str = "spec/openapi.yaml";

/// Judges the document, or a change of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Diff(diff::Arguments),
    Lint(lint::Arguments),
}

/// Runs the command. Its own failures are told here, since they have an exit code of their own.
///
/// # Errors
/// There is no workspace.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let document = document()?;
    Ok(match &arguments.command {
        Command::Diff(arguments) => diff::run(arguments, Some(&document), out)
            .map_or_else(|error| refuse(&error, error.is_refusal()), ExitCode::from),
        Command::Lint(arguments) => lint::run(arguments, Some(&document), out)
            .map_or_else(|error| refuse(&error, false), ExitCode::from),
    })
}

/// Holds the document to the rules.
///
/// # Errors
/// A rule is broken that is more than an info, or the document cannot be read.
pub(crate) fn check_rules(out: &mut dyn Write) -> anyhow::Result<()> {
    let arguments = lint::Arguments {
        document: None,
        config: None,
        format: report::lint::Format::Human,
        deny: lint::Findings::Warnings,
        show: lint::Findings::Warnings,
        rules: false,
    };
    let document = document()?;
    match lint::run(&arguments, Some(&document), out).map_err(|error| anyhow!("{error}"))? {
        Ending::Clean => Ok(()),
        Ending::Found | Ending::Unusable => bail!("{document} breaks rules; mend it as the help above says"),
    }
}

/// Holds the version of the document to what changed since the main branch was left.
///
/// # Errors
/// The version does not take the step that the changes need, or a version of the document cannot be read.
pub(crate) fn check_version(out: &mut dyn Write) -> anyhow::Result<()> {
    check_version_of(&document()?, out)
}

fn check_version_of(document: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let arguments = diff::Arguments {
        base: None,
        revision: None,
        world: diff::WorldArgument::Closed,
        format: report::diff::Format::Human,
        gate: true,
        allow_undecided: false,
    };
    match diff::run(&arguments, Some(document), out) {
        Ok(Ending::Clean) => Ok(()),
        Ok(Ending::Found | Ending::Unusable) => bail!("the changes of {document} do not pass"),
        // A copy without history, or the first revision with a document: there is nobody whom a change could break.
        Err(diff::Error::Git { message, .. }) => Ok(writeln!(out, "not compared: {message}")?),
        Err(error) => Err(anyhow!("{error}")),
    }
}

fn document() -> anyhow::Result<String> {
    let document = workspace::root()?.join(DOCUMENT);
    Ok(workspace::below_here(&document).display().to_string())
}

#[expect(clippy::print_stderr, reason = "the failures of these commands are shown here")]
fn refuse(error: &dyn std::error::Error, is_refusal: bool) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(if is_refusal { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use super::check_version_of;

    /// A document of that version with a path of that parameter.
    fn write(folder: &Path, version: &str, required: bool) -> String {
        let file = folder.join("openapi.yaml");
        let parameter = format!("{{name: q, in: query, required: {required}, schema: {{type: string}}}}");
        let source = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: {version}}}\npaths:\n  /a:\n    get:\n      parameters: [{parameter}]\n      responses: {{'204': {{description: d}}}}\n"
        );
        fs::write(&file, source).unwrap();
        file.display().to_string()
    }

    fn git(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"];
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(identity).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(command.output().unwrap().status.success(), "git {arguments:?}");
    }

    fn checked(document: &str) -> String {
        let mut out = Vec::new();
        let result = check_version_of(document, &mut out);
        let said = String::from_utf8(out).unwrap();
        result.map_or_else(|error| format!("refused: {error}"), |()| said)
    }

    #[test]
    fn a_version_takes_the_step_that_the_changes_since_main_need() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let document = write(folder, "1.0.0", false);
        assert!(checked(&document).starts_with("not compared: "), "there is no history");
        git(folder, &["init", "--quiet", "--initial-branch=main"]);
        git(folder, &["commit", "--quiet", "--allow-empty", "--message=first"]);
        assert!(checked(&document).starts_with("not compared: "), "the base has no document");
        git(folder, &["add", "openapi.yaml"]);
        git(folder, &["commit", "--quiet", "--message=second"]);
        git(folder, &["checkout", "--quiet", "-b", "change"]);
        write(folder, "1.1.0", true);
        let refused = checked(&document);
        assert!(refused.contains("need a major step") && refused.contains("set it to 2.0.0"), "{refused}");
        write(folder, "2.0.0", true);
        assert!(checked(&document).contains("breaking"), "it passes, and the report is shown");
    }
}
