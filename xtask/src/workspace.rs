//! Where the workspace is, and running its commands.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace's folder.
///
/// # Errors
/// The command was built elsewhere than in a workspace.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map(Path::to_path_buf).context("xtask is not in a workspace")
}

/// A path from the working folder, where it lies below it, so that places can be followed from there.
pub(crate) fn below_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    below.unwrap_or_else(|| path.to_path_buf())
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo)
}

/// Builds the server and returns where the program is.
///
/// # Errors
/// It does not build.
pub(crate) fn build_server(release: bool) -> anyhow::Result<PathBuf> {
    let mut build = cargo();
    build.current_dir(root()?).args(["build", "--package", "selfsame-server", "--bin", "selfsame"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    Ok(programs(release)?.join("selfsame"))
}

/// Where built programs are.
///
/// # Errors
/// As [`root`].
pub(crate) fn programs(release: bool) -> anyhow::Result<PathBuf> {
    let root = root()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
    Ok(root.join(target).join(if release { "release" } else { "debug" }))
}

/// Runs a command to its end.
///
/// # Errors
/// It cannot be started, or does not end well.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot run {program}"))?;
    if !status.success() {
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        bail!("`{program} {}` failed ({status})", arguments.join(" "));
    }
    Ok(())
}
