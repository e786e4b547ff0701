//! The older version of a document: a file, or the document as a git revision has it, read out of the repository without
//! touching the working tree. It must not know what is done with it.

use std::path::Path;
use std::process::Command;

use super::Error;
use crate::document::Document;
use crate::document::limits::SOURCE_BYTES_MAX;

/// Branches that work is merged into, the first that exists being meant.
const MAIN_BRANCHES: [&str; 4] = ["origin/HEAD", "origin/main", "main", "master"];

/// Loads the base. Without a name it is the revision where the main branch was left; a name is a file when there is
/// one, and else a git revision.
pub(super) fn load(base: Option<&str>, revision: &Path) -> Result<Document, Error> {
    match base {
        Some(file) if Path::new(file).exists() => Ok(Document::load(Path::new(file))?),
        Some(name) => at(revision, name),
        None => at(revision, &fork(revision)?),
    }
}

/// The document as the git revision has it.
fn at(document: &Path, name: &str) -> Result<Document, Error> {
    if name.starts_with('-') {
        return Err(Error::Git {
            message: format!("`{name}` is neither a file nor a git revision"),
            help: "name a file, a branch, a tag or a commit".to_owned(),
        });
    }
    let commit = git(document, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]);
    let commit = commit.map_err(|_| Error::Git {
        message: format!("`{name}` is neither a file nor a git revision"),
        help: "name a file, a branch, a tag or a commit; in a shallow clone, fetch the history first"
            .to_owned(),
    })?;
    let file = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let object = format!("{}:./{file}", commit.trim());
    let size = git(document, &["cat-file", "-s", &object]).map_err(|_| Error::Git {
        message: format!("{name} has no {}", document.display()),
        help: "name a revision that has the document, or a file".to_owned(),
    })?;
    if size.trim().parse::<usize>().is_ok_and(|bytes| bytes > SOURCE_BYTES_MAX) {
        let name = format!("{name}:{}", document.display());
        return Err(crate::document::LoadError::TooLarge { name, bytes_max: SOURCE_BYTES_MAX }.into());
    }
    let source = git(document, &["cat-file", "blob", &object])?;
    // The extension stays last, since it tells JSON from YAML.
    Ok(Document::parse(&format!("{name}:{}", document.display()), &source)?)
}

/// The last commit that the main branch and this one share.
fn fork(document: &Path) -> Result<String, Error> {
    let exists = |branch: &&&str| git(document, &["rev-parse", "--verify", "--quiet", branch]).is_ok();
    let Some(main) = MAIN_BRANCHES.iter().find(exists) else {
        return Err(Error::Git {
            message: "there is no main branch to compare with".to_owned(),
            help: "name the older version with --base".to_owned(),
        });
    };
    let commit = git(document, &["merge-base", "HEAD", main]).map_err(|_| Error::Git {
        message: format!("HEAD and {main} share no commit"),
        help:
            "fetch the history (a shallow clone has too little of it), or name the older version with --base"
                .to_owned(),
    })?;
    Ok(commit.trim().to_owned())
}

/// What git prints, run in the document's folder.
fn git(document: &Path, arguments: &[&str]) -> Result<String, Error> {
    let folder = document.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let output =
        Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(|error| Error::Git {
            message: format!("git could not be run: {error}"),
            help: "install git, or name the older version as a file with --base".to_owned(),
        })?;
    if !output.status.success() {
        return Err(Error::Git {
            message: format!("git says: {}", String::from_utf8_lossy(&output.stderr).trim()),
            help: "name the older version as a file with --base".to_owned(),
        });
    }
    String::from_utf8(output.stdout).map_err(|_| Error::Git {
        message: format!("{} was not UTF-8 there", document.display()),
        help: "name the older version as a file with --base".to_owned(),
    })
}
