use super::{Cell, Matrix, Report, Row};
use crate::live::coverage::Pair;
use crate::live::exchange::Sent;
use crate::live::finding::{Finding, Shown, SourceLocation, finding_id};
use crate::live::judge::checks;

fn report() -> Report {
    let operation = "GET /things/{id}".to_owned();
    let shown = Shown {
        sent: Sent::new("GET", "/things/$id").header("X-A", "<b>"),
        identity: Some("ada".to_owned()),
        status: Some(500),
        answer: "HTTP/1.1 500\nContent-Type: text/html\n\n<script>alert(1)</script>".to_owned(),
    };
    let pointer = "/paths/~1things~1{id}/get".to_owned();
    Report {
        title: "Things & more".to_owned(),
        document: "api.yaml".to_owned(),
        url: "http://127.0.0.1:1".to_owned(),
        seed: 7,
        requests: 42,
        duration_ms: 1234,
        pairs: 3,
        uncovered: vec![Pair { operation: operation.clone(), status: "404".to_owned(), media_type: None }],
        findings: vec![Finding {
            id: finding_id(checks::SERVER_ERROR, &pointer),
            check: checks::SERVER_ERROR,
            operation: operation.clone(),
            operations: vec![operation.clone(), "PUT /things/{id}".to_owned()],
            status: Some(500),
            message: "the server fails with 500 on a valid request".to_owned(),
            location: SourceLocation { pointer, line: 12 },
            requests: vec![shown],
            reproduce: vec!["curl -sSi -X GET http://127.0.0.1:1/things/1".to_owned()],
        }],
        notes: vec!["PUT /things/{id} was never answered with success".to_owned()],
        matrix: Matrix {
            statuses: vec![200, 404, 500],
            rows: vec![Row {
                operation,
                cells: vec![
                    Cell { count: 9, documented: true },
                    Cell { count: 0, documented: true },
                    Cell { count: 1, documented: false },
                ],
            }],
        },
    }
}

#[test]
fn at_a_terminal() {
    insta::assert_snapshot!(report().human());
}

#[test]
fn for_programs() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&report().json()).unwrap());
}

#[test]
fn files() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("a/b");
    report().write(&inside).unwrap();
    let read = |name: &str| std::fs::read_to_string(inside.join(name)).unwrap();
    insta::assert_snapshot!("junit", read("junit.xml"));
    insta::assert_snapshot!("sarif", read("report.sarif"));
    let page = read("report.html");
    assert!(page.contains("Things &amp; more"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("<script"));
    // Nothing is fetched.
    assert!(!page.contains("src=") && !page.contains("<link") && !page.contains("url("), "{page}");
    assert_eq!(page.matches("<td class=\"undocumented\">1</td>").count(), 1);
}

#[test]
fn annotations() {
    let lines = report().annotations();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("::error file=api.yaml,line=12,"), "{}", lines[0]);
}
