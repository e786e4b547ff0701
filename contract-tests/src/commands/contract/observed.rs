//! Documented answers that were seen by somebody else, such as a project's own tests: a file with a JSON array of
//! `{"operation", "status", "media_type"}`, as `coverage.uncovered` of the report has them. It must not know who saw them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::live::coverage::Pair;
use crate::live::report::Report;

/// Reads the files.
///
/// # Errors
/// The first file that cannot be read, and why.
pub(super) fn read<'p>(
    paths: impl IntoIterator<Item = &'p Path>,
) -> Result<BTreeSet<Pair>, (&'p Path, io::Error)> {
    let mut observed = BTreeSet::new();
    for path in paths {
        let pairs = || -> io::Result<Vec<Pair>> { Ok(serde_json::from_slice(&std::fs::read(path)?)?) };
        observed.extend(pairs().map_err(|error| (path, error))?);
    }
    Ok(observed)
}

/// Takes what was seen elsewhere out of what the report says was not seen, with a note.
pub(super) fn apply(observed: &BTreeSet<Pair>, report: &mut Report) {
    let before = report.uncovered.len();
    report.uncovered.retain(|pair| !observed.contains(pair));
    let elsewhere = before - report.uncovered.len();
    if elsewhere > 0 {
        report.notes.push(format!("{elsewhere} documented answers were not seen in this run, but elsewhere"));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::read;

    #[test]
    fn reading() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let first = file("1", r#"[{"operation":"GET /a","status":"200","media_type":"text/plain"}]"#);
        let second = file("2", r#"[{"operation":"GET /a","status":"304","media_type":null}]"#);
        let broken = file("3", "200");
        let seen = read([first.as_path(), &second, &first]).unwrap();
        let shown: Vec<_> = seen.iter().map(|pair| (pair.status.as_str(), &pair.media_type)).collect();
        assert_eq!(shown, [("200", &Some("text/plain".to_owned())), ("304", &None)]);
        for wrong in [broken.as_path(), Path::new("nowhere")] {
            assert_eq!(read([first.as_path(), wrong]).unwrap_err().0, wrong);
        }
    }
}
