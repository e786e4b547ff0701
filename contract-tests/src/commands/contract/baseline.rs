//! Findings that are known and accepted for now: an id on each line, and after it whatever people want to say. It must
//! not know what the findings are.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::live::report::Report;

/// Ids of known findings.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    ids: BTreeSet<String>,
}

impl Baseline {
    /// Reads a file. Empty lines, and what follows a `#` or white space, are for people.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        Ok(Self::parse(&std::fs::read_to_string(path)?))
    }

    fn parse(text: &str) -> Self {
        let id = |line: &str| {
            let line = line.split('#').next().unwrap_or_default();
            line.split_whitespace().next().map(str::to_owned)
        };
        Self { ids: text.lines().filter_map(id).collect() }
    }

    /// Takes the known findings out of the report, with a note. Returns the known ids that were not found, when the run
    /// was of the `whole` document: a part of it, or of its cases, says nothing of the rest.
    pub(super) fn apply(&self, report: &mut Report, whole: bool) -> Vec<String> {
        let mut found = BTreeSet::new();
        report.findings.retain(|finding| {
            let known = self.ids.contains(&finding.id);
            if known {
                found.insert(finding.id.clone());
            }
            !known
        });
        if !found.is_empty() {
            let (count, s) = (found.len(), if found.len() == 1 { "" } else { "s" });
            report.notes.push(format!("{count} known finding{s} of the baseline found again, and accepted"));
        }
        if !whole {
            return Vec::new();
        }
        self.ids.difference(&found).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;

    #[test]
    fn reading() {
        let baseline = Baseline::parse("# known\n\nstatus-1 since May\n  body-2# later\n");
        assert_eq!(baseline.ids.into_iter().collect::<Vec<_>>(), ["body-2", "status-1"]);
    }
}
