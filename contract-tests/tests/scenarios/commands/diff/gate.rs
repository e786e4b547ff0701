//! The gate in a repository: the older document comes out of git, and the version must take the step that the changes
//! need.

use std::path::Path;
use std::process::Command;

use super::{BASE, Ended, diff, folder};

/// Runs git in a folder, apart from the settings of whoever runs the tests.
fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .args(settings)
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Writes the document and commits it.
fn commit(repository: &Path, text: &str) {
    std::fs::write(repository.join("api.yaml"), text).unwrap();
    git(repository, &["add", "--all"]);
    git(repository, &["commit", "--quiet", "--message", "A change"]);
}

/// A repository whose main branch has the document.
fn repository() -> tempfile::TempDir {
    let repository = folder(&[]);
    git(repository.path(), &["init", "--quiet", "--initial-branch", "main"]);
    commit(repository.path(), BASE);
    repository
}

fn gate(repository: &Path) -> Ended {
    diff(repository, &["--revision", "api.yaml", "--gate"])
}

#[test]
fn a_break_passes_with_a_major_step() {
    let repository = repository();
    let repository = repository.path();
    assert_eq!(gate(repository).code, 0, "nothing changed");

    git(repository, &["switch", "--quiet", "--create", "shorter-pages"]);
    let shorter = BASE.replace("maximum: 100", "maximum: 50");
    commit(repository, &shorter);
    let refused = gate(repository);
    assert_eq!(refused.code, 1, "{}", refused.error);
    insta::assert_snapshot!("refused", refused.error);

    commit(repository, &shorter.replace("1.4.0", "1.5.0"));
    let refused = gate(repository);
    assert_eq!(refused.code, 1);
    assert!(refused.error.contains("1.4.0 to 1.5.0 is a minor one"), "{}", refused.error);

    commit(repository, &shorter.replace("1.4.0", "2.0.0"));
    let passed = gate(repository);
    assert_eq!((passed.code, passed.error.as_str()), (0, ""));
    assert!(passed.out.contains("needs a major step"), "{}", passed.out);
}

#[test]
fn the_base_is_where_the_main_branch_was_left() {
    let repository = repository();
    let repository = repository.path();
    git(repository, &["switch", "--quiet", "--create", "work"]);
    git(repository, &["switch", "--quiet", "main"]);
    commit(repository, &BASE.replace("maximum: 100", "maximum: 500"));
    git(repository, &["switch", "--quiet", "work"]);
    // What the main branch has by now is no change of this one.
    assert_eq!(gate(repository).code, 0);
    let named = diff(repository, &["--revision", "api.yaml", "--base", "main"]);
    assert_eq!(named.code, 1, "{}", named.out);
    assert!(named.out.contains("main:api.yaml:"), "{}", named.out);
    // A file that is not committed yet counts.
    std::fs::write(repository.join("api.yaml"), BASE.replace("maximum: 100", "maximum: 50")).unwrap();
    assert_eq!(gate(repository).code, 1);
}

#[test]
fn a_document_in_a_folder_is_found_from_anywhere() {
    let repository = repository();
    let repository = repository.path();
    std::fs::create_dir(repository.join("spec")).unwrap();
    git(repository, &["mv", "api.yaml", "spec/api.yaml"]);
    git(repository, &["commit", "--quiet", "--message", "A move"]);
    let within = diff(&repository.join("spec"), &["--revision", "api.yaml", "--base", "HEAD"]);
    assert_eq!((within.code, within.error.as_str()), (0, ""));
    let above = diff(repository, &["--revision", "spec/api.yaml", "--base", "HEAD"]);
    assert_eq!((above.code, above.error.as_str()), (0, ""));
    let before = diff(repository, &["--revision", "spec/api.yaml", "--base", "HEAD~1"]);
    assert_eq!(before.code, 2);
    assert!(before.error.contains("HEAD~1 has no spec/api.yaml"), "{}", before.error);
}

#[test]
fn what_git_does_not_know_is_told_with_a_way_out() {
    let repository = repository();
    commit(repository.path(), &BASE.replace("A page.", "One page."));
    git(repository.path(), &["switch", "--quiet", "--create", "work"]);
    commit(repository.path(), BASE);
    git(repository.path(), &["switch", "--quiet", "main"]);
    let shallow = folder(&[]);
    let origin = format!("file://{}", repository.path().display());
    let clone = ["clone", "--quiet", "--depth", "1", "--no-single-branch", "--branch", "work", &origin, "."];
    git(shallow.path(), &clone);
    let loose = folder(&[("api.yaml", BASE)]);
    let branchless = folder(&[]);
    git(branchless.path(), &["init", "--quiet", "--initial-branch", "trunk"]);
    commit(branchless.path(), BASE);
    for (repository, base, words) in [
        (repository.path(), Some("nowhere"), &["`nowhere` is neither a file nor a git revision"][..]),
        (repository.path(), Some("--output=x"), &["`--output=x` is neither"]),
        (shallow.path(), None, &["share no commit", "shallow", "--base"]),
        (shallow.path(), Some("HEAD~1"), &["`HEAD~1` is neither", "shallow"]),
        (branchless.path(), None, &["no main branch", "--base"]),
        (loose.path(), None, &["--base"]),
    ] {
        let mut arguments = vec!["--revision".to_owned(), "api.yaml".to_owned()];
        arguments.extend(base.map(|base| format!("--base={base}")));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ended = diff(repository, &arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.error);
        for word in words {
            assert!(ended.error.contains(word), "{arguments:?}: no {word:?} in\n{}", ended.error);
        }
    }
}
