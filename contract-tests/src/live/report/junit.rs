//! The report for continuous integration: a test case for each operation, which fails with its findings.

use quick_junit::{NonSuccessKind, Report as Junit, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use crate::live::finding::Finding;

pub(super) fn text(report: &Report) -> Result<String, SerializeError> {
    let mut suite = TestSuite::new(report.title.as_str());
    let elsewhere = |finding: &&Finding| {
        report.matrix.rows.iter().all(|row| !finding.operations.contains(&row.operation))
    };
    for row in &report.matrix.rows {
        let findings = report.findings.iter().filter(|finding| finding.operations.contains(&row.operation));
        suite.add_test_case(case(&row.operation, &findings.collect::<Vec<_>>()));
    }
    let others: Vec<&Finding> = report.findings.iter().filter(elsewhere).collect();
    if !others.is_empty() {
        suite.add_test_case(case("beside the operations", &others));
    }
    let mut junit = Junit::new("contract");
    junit.add_test_suite(suite);
    junit.to_string()
}

fn case(name: &str, findings: &[&Finding]) -> TestCase {
    let status = match findings {
        [] => TestCaseStatus::success(),
        [first, rest @ ..] => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            status.set_type(first.check.id);
            status.set_message(format!("{}{more}", first.message));
            let described = |finding: &&Finding| {
                let lines = finding.reproduce.join("\n");
                format!("{}: {}\n{}: {}\n{lines}\n", finding.check.id, finding.message, "id", finding.id)
            };
            status.set_description(findings.iter().map(described).collect::<Vec<_>>().join("\n"));
            status
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname("contract");
    case
}
