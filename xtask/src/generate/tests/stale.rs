//! What `generate --check` says of files that are not as they should be, and what `generate` does to them.

use crate::generate::files::{Generated, check, write};
use std::fs;
use std::path::{Path, PathBuf};

/// A workspace whose folder `mirror` and file `client.rs` are generated, and the files as they should be.
fn workspace() -> (tempfile::TempDir, Vec<Generated>) {
    let root = tempfile::tempdir().unwrap();
    let file = |path: &str, content: &str| Generated { path: path.into(), content: content.to_owned() };
    let files = vec![
        file("mirror/mod.rs", "mod a;\n\nfn b() {}\n"),
        file("mirror/a.rs", "struct A;\n"),
        file("client.rs", "struct Client;\n"),
    ];
    write(root.path(), Path::new("mirror"), &files).unwrap();
    (root, files)
}

fn checked(root: &Path, files: &[Generated]) -> String {
    check(root, Path::new("mirror"), files)
        .map_or_else(|error| error.to_string(), |()| "up to date".to_owned())
}

#[test]
fn what_was_written_is_up_to_date() {
    let (root, files) = workspace();
    assert_eq!(checked(root.path(), &files), "up to date");
    assert!(write(root.path(), Path::new("mirror"), &files).unwrap().is_empty());
    let names = fs::read_dir(root.path().join("mirror")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 2, "nothing but the files is left");
}

#[test]
fn each_stale_file_is_named_with_the_command() {
    type Edit = fn(&Path);
    let cases: [(Edit, &str); 8] = [
        (|root| fs::remove_file(root.join("client.rs")).unwrap(), "client.rs: does not exist"),
        (
            |root| fs::remove_dir_all(root.join("mirror")).unwrap(),
            "mirror/a.rs: does not exist\n  mirror/mod.rs: does not exist",
        ),
        (
            |root| fs::write(root.join("mirror/mod.rs"), "mod a;\n\nfn c() {}\n").unwrap(),
            "mirror/mod.rs: line 3: has `fn c() {}`, should have `fn b() {}`",
        ),
        (
            |root| fs::write(root.join("mirror/mod.rs"), "mod a;\n").unwrap(),
            "mirror/mod.rs: line 2: has the end of the file, should have ``",
        ),
        (
            |root| fs::write(root.join("mirror/a.rs"), "").unwrap(),
            "mirror/a.rs: line 1: has the end of the file, should have `struct A;`",
        ),
        (
            |root| fs::write(root.join("mirror/a.rs"), "struct A;\r\n").unwrap(),
            "mirror/a.rs: line 2: differs in blanks or in how lines end",
        ),
        (
            |root| fs::write(root.join("mirror/a.rs"), b"\xff").unwrap(),
            "mirror/a.rs: cannot be read: stream did not contain valid UTF-8",
        ),
        (|root| fs::write(root.join("mirror/old.rs"), "").unwrap(), "mirror/old.rs: is no longer generated"),
    ];
    for (edit, expected) in cases {
        let (root, files) = workspace();
        edit(root.path());
        let expected = format!(
            "generated files are stale:\n  {expected}\nrun `cargo xtask generate` and commit the result"
        );
        assert_eq!(checked(root.path(), &files), expected);
        let changed = write(root.path(), Path::new("mirror"), &files).unwrap();
        assert!(!changed.is_empty());
        assert_eq!(checked(root.path(), &files), "up to date", "{changed:?}");
    }
}

#[test]
fn checking_writes_nothing() {
    let (root, files) = workspace();
    let extra = root.path().join("mirror/old.rs");
    fs::write(&extra, "old").unwrap();
    fs::remove_file(root.path().join("client.rs")).unwrap();
    check(root.path(), Path::new("mirror"), &files).unwrap_err();
    assert_eq!(fs::read_to_string(extra).unwrap(), "old");
    assert!(!root.path().join("client.rs").exists());
}

#[test]
fn only_the_mirror_is_swept() {
    let (root, files) = workspace();
    fs::write(root.path().join("other.rs"), "").unwrap();
    assert!(write(root.path(), Path::new("mirror"), &files).unwrap().is_empty());
    fs::write(root.path().join("mirror/old.rs"), "").unwrap();
    let swept = write(root.path(), Path::new("mirror"), &files).unwrap();
    assert_eq!(swept.into_iter().collect::<Vec<_>>(), [PathBuf::from("mirror/old.rs")]);
}
