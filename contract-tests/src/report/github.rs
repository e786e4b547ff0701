//! Annotations that GitHub Actions shows beside the lines of a pull request. Source: GitHub Docs, "Workflow commands".
//! It must not know what is annotated.

use super::{FilePlace, Severity};

/// A line that annotates a place, to be printed on standard output.
pub fn annotation(severity: Severity, at: Option<&FilePlace>, title: &str, message: &str) -> String {
    let command = match severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut properties = Vec::new();
    if let Some(FilePlace { file, place }) = at {
        properties.push(format!("file={}", property(file)));
        properties.push(format!("line={}", place.line));
        properties.push(format!("col={}", place.column));
    }
    properties.push(format!("title={}", property(title)));
    format!("::{command} {}::{}", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{FilePlace, Severity, annotation};
    use crate::document::Place;

    #[test]
    fn lines_and_separators_are_escaped() {
        let at = FilePlace { file: "spec/a,b.yaml".to_owned(), place: Place { line: 3, column: 7 } };
        assert_eq!(
            annotation(Severity::Error, Some(&at), "a: b", "50 % gone\nadd it: here"),
            "::error file=spec/a%2Cb.yaml,line=3,col=7,title=a%3A b::50 %25 gone%0Aadd it: here"
        );
        assert_eq!(annotation(Severity::Note, None, "t", "m"), "::notice title=t::m");
    }
}
