//! The report as one page that needs nothing else and no network, for someone who has never seen the tool: what was
//! found and how to see it again, which answers were seen, and what each check means.

use std::fmt::Write as _;

use super::{Matrix, Report};
use crate::live::finding::{Check, Finding, Shown};

pub(super) fn page(report: &Report) -> String {
    let mut page = String::with_capacity(64 * 1024);
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str(&["<title>Contract report: ", &escaped(&report.title), "</title>\n<style>"].concat());
    page.push_str(include_str!("report.css"));
    page.push_str("</style>\n</head>\n<body>\n<main>\n");
    header(&mut page, report);
    findings(&mut page, report);
    notes(&mut page, report);
    matrix(&mut page, &report.matrix);
    uncovered(&mut page, report);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Appends formatted text; writing to a string does not fail.
macro_rules! add {
    ($page:expr, $($arguments:tt)*) => {
        if write!($page, $($arguments)*).is_err() {
            return;
        }
    };
}

fn header(page: &mut String, report: &Report) {
    let count = report.findings.len();
    let (class, verdict) = match count {
        0 => ("good", "The server answers as documented".to_owned()),
        1 => ("bad", "1 finding".to_owned()),
        count => ("bad", format!("{count} findings")),
    };
    add!(page, "<header>\n<h1>{}</h1>\n<p class=\"verdict {class}\">{verdict}</p>\n", escaped(&report.title));
    add!(
        page,
        "<p>Every answer of <b>{}</b> was compared with what <b>{}</b> promises: its status, media type, headers and \
         body, what it accepts and refuses, and what it remembers.</p>\n",
        escaped(&report.url),
        escaped(&report.document)
    );
    add!(page, "<dl class=\"facts\">");
    let seconds = format!("{}.{} s", report.duration_ms / 1000, report.duration_ms % 1000 / 100);
    let seen = format!("{} of {}", report.observed(), report.pairs);
    for (name, value) in [
        ("Operations", report.matrix.rows.len().to_string()),
        ("Requests", report.requests.to_string()),
        ("Time", seconds),
        ("Documented answers seen", seen),
        ("Seed", report.seed.to_string()),
    ] {
        add!(page, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    }
    add!(page, "</dl>\n</header>\n");
}

fn findings(page: &mut String, report: &Report) {
    if report.findings.is_empty() {
        return;
    }
    add!(
        page,
        "<section>\n<h2>Findings</h2>\n<p>Each is one cause. The lines below it, pasted into a shell that has curl \
                and jq, show it again; the last answer is the telling one.</p>\n<ol class=\"findings\">\n"
    );
    for finding in &report.findings {
        one(page, report, finding);
    }
    add!(page, "</ol>\n</section>\n");
    let mut checks: Vec<Check> = report.findings.iter().map(|finding| finding.check).collect();
    checks.sort_unstable();
    checks.dedup();
    add!(page, "<section>\n<h2>What the checks mean</h2>\n<dl class=\"checks\">\n");
    for check in checks {
        add!(
            page,
            "<dt id=\"{}\">{} <code>{}</code></dt><dd>{}</dd>\n",
            check.id,
            escaped(check.title),
            check.id,
            escaped(check.rationale)
        );
    }
    add!(page, "</dl>\n</section>\n");
}

fn one(page: &mut String, report: &Report, finding: &Finding) {
    add!(
        page,
        "<li id=\"{0}\">\n<h3><a href=\"#{1}\">{2}</a></h3>\n",
        finding.id,
        finding.check.id,
        escaped(finding.check.title)
    );
    add!(page, "<p class=\"message\">{}</p>\n<p class=\"where\">", escaped(&finding.message));
    for (at, operation) in finding.operations.iter().enumerate() {
        add!(
            page,
            "{}<code class=\"operation\">{}</code>",
            if at == 0 { "" } else { " " },
            escaped(operation)
        );
    }
    match finding.status {
        Some(status) => add!(page, " last answer <b>{status}</b>"),
        None => add!(page, " no answer"),
    }
    add!(
        page,
        "</p>\n<p class=\"where\">promised in <code>{}:{}</code> <span class=\"dim\">{}</span></p>\n",
        escaped(&report.document),
        finding.location.line,
        escaped(&finding.location.pointer)
    );
    add!(page, "<pre class=\"shell\">");
    for line in &finding.reproduce {
        add!(page, "{}\n", escaped(line));
    }
    add!(page, "</pre>\n<details><summary>The exchange</summary>\n");
    for shown in &finding.requests {
        exchange(page, shown);
    }
    add!(page, "</details>\n<p class=\"dim\">id <code>{}</code></p>\n</li>\n", escaped(&finding.id));
}

fn exchange(page: &mut String, shown: &Shown) {
    add!(
        page,
        "<div class=\"exchange\"><pre>{} {}\n",
        escaped(&shown.sent.method),
        escaped(&shown.sent.target)
    );
    for (name, value) in &shown.sent.headers {
        add!(page, "{}: {}\n", escaped(name), escaped(&String::from_utf8_lossy(value)));
    }
    if let Some(body) = &shown.sent.body {
        let text: String = String::from_utf8_lossy(body).chars().take(BODY_CHARS_MAX).collect();
        add!(page, "\n{}", escaped(&text));
    }
    let who = shown.identity.as_deref().unwrap_or("nobody");
    add!(
        page,
        "</pre><p class=\"dim\">sent as {}; answered with</p><pre>{}</pre></div>\n",
        escaped(who),
        escaped(&shown.answer)
    );
}

/// Characters of a request's body that are shown.
const BODY_CHARS_MAX: usize = 4096;

fn notes(page: &mut String, report: &Report) {
    if report.notes.is_empty() {
        return;
    }
    add!(page, "<section>\n<h2>Notes</h2>\n<ul>\n");
    for note in &report.notes {
        add!(page, "<li>{}</li>\n", escaped(note));
    }
    add!(page, "</ul>\n</section>\n");
}

fn matrix(page: &mut String, matrix: &Matrix) {
    add!(
        page,
        "<section>\n<h2>Answers</h2>\n<p>How often each operation answered with each status. \
                <span class=\"seen\">Documented and seen</span>, <span class=\"unseen\">documented and not seen</span>, \
                <span class=\"undocumented\">seen and not documented</span>.</p>\n"
    );
    add!(page, "<div class=\"scroll\"><table>\n<thead><tr><th>Operation</th>");
    for status in &matrix.statuses {
        add!(page, "<th>{status}</th>");
    }
    add!(page, "</tr></thead>\n<tbody>\n");
    for row in &matrix.rows {
        add!(page, "<tr><th scope=\"row\">{}</th>", escaped(&row.operation));
        for cell in &row.cells {
            match (cell.documented, cell.count) {
                (true, 0) => add!(page, "<td class=\"unseen\">0</td>"),
                (false, 0) => add!(page, "<td></td>"),
                (true, count) => add!(page, "<td class=\"seen\">{count}</td>"),
                (false, count) => add!(page, "<td class=\"undocumented\">{count}</td>"),
            }
        }
        add!(page, "</tr>\n");
    }
    add!(page, "</tbody>\n</table></div>\n</section>\n");
}

fn uncovered(page: &mut String, report: &Report) {
    if report.uncovered.is_empty() {
        return;
    }
    add!(page, "<section>\n<h2>Documented answers that were not seen</h2>\n<ul class=\"columns\">\n");
    for pair in &report.uncovered {
        let media_type = pair.media_type.as_deref().unwrap_or("no content");
        add!(
            page,
            "<li><code>{}</code> {} {}</li>\n",
            escaped(&pair.operation),
            escaped(&pair.status),
            escaped(media_type)
        );
    }
    add!(page, "</ul>\n</section>\n");
}

/// Text in HTML; characters that would not be seen are shown by their code.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\t' => html.push(c),
            c if c.is_control() => html.extend(c.escape_default()),
            c => html.push(c),
        }
    }
    html
}
