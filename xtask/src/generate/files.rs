//! Writing generated files, or saying which of them are stale.

use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file as it should be.
#[derive(Debug)]
pub(super) struct Generated {
    /// Its path below the workspace.
    pub(super) path: PathBuf,
    pub(super) content: String,
}

/// Writes the files that differ and removes what is no longer generated in `folder`; returns the paths that changed.
///
/// # Errors
/// The file system refuses.
pub(super) fn write(root: &Path, folder: &Path, files: &[Generated]) -> anyhow::Result<BTreeSet<PathBuf>> {
    let stale = stale(root, folder, files)?;
    for path in &stale {
        let target = root.join(path);
        match files.iter().find(|file| file.path == *path) {
            Some(file) => {
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent)
                        .with_context(|| format!("cannot create {}", parent.display()))?;
                }
                // Through a sibling, so that a file is never half written.
                let sibling = target.with_extension("new");
                fs::write(&sibling, &file.content)
                    .with_context(|| format!("cannot write {}", sibling.display()))?;
                fs::rename(&sibling, &target)
                    .with_context(|| format!("cannot write {}", target.display()))?;
            }
            None => {
                fs::remove_file(&target).with_context(|| format!("cannot remove {}", target.display()))?
            }
        }
    }
    Ok(stale)
}

/// Fails when a file is not as it should be.
///
/// # Errors
/// Names each stale file, its first line that differs, and the command that mends it.
pub(super) fn check(root: &Path, folder: &Path, files: &[Generated]) -> anyhow::Result<()> {
    let stale = stale(root, folder, files)?;
    if stale.is_empty() {
        return Ok(());
    }
    let describe = |path: &PathBuf| {
        let expected = files.iter().find(|file| file.path == *path).map(|file| file.content.as_str());
        let why = match (expected, fs::read_to_string(root.join(path))) {
            (None, _) => "is no longer generated".to_owned(),
            (Some(_), Err(error)) if error.kind() == ErrorKind::NotFound => "does not exist".to_owned(),
            (Some(_), Err(error)) => format!("cannot be read: {error}"),
            (Some(expected), Ok(actual)) => difference(&actual, expected),
        };
        format!("  {}: {why}", path.display())
    };
    let list: Vec<String> = stale.iter().map(describe).collect();
    bail!("generated files are stale:\n{}\nrun `cargo xtask generate` and commit the result", list.join("\n"))
}

fn difference(actual: &str, expected: &str) -> String {
    let common = actual.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(common).map(|line| line.trim().to_owned());
    let (had, needed) = (line(actual), line(expected));
    if had == needed {
        return format!("line {}: differs in blanks or in how lines end", common + 1);
    }
    let shown =
        |line: Option<String>| line.map_or("the end of the file".to_owned(), |line| format!("`{line}`"));
    format!("line {}: has {}, should have {}", common + 1, shown(had), shown(needed))
}

fn stale(root: &Path, folder: &Path, files: &[Generated]) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut stale: BTreeSet<PathBuf> = files
        .iter()
        .filter(|file| fs::read_to_string(root.join(&file.path)).ok().as_ref() != Some(&file.content))
        .map(|file| file.path.clone())
        .collect();
    if let Ok(entries) = fs::read_dir(root.join(folder)) {
        for entry in entries {
            let path = folder.join(entry?.file_name());
            if !files.iter().any(|file| file.path == path) {
                stale.insert(path);
            }
        }
    }
    Ok(stale)
}
