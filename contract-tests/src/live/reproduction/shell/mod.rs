//! A request as a line for a POSIX shell with `curl`, and `jq` where a later line needs a member of the answer. Every
//! byte arrives as it was sent: single quotes around what is fixed, double quotes around variables, and `printf` for
//! bytes that a shell's words cannot hold. It must not know why a request is made.

use super::flow::{Capture, Source};
use super::template::{Piece, Template, Text};
use crate::live::base::Base;

/// A body that is longer does not stand in a line.
const WORD_BYTES_MAX: usize = 16 * 1024;

/// The line. `name` tells what a hole is called; `last` when the answer is what the reader wants to see.
pub(super) fn line<'n>(
    base: &Base,
    template: &Template,
    gives: &[&Capture],
    name: impl Fn(usize) -> &'n str + Copy,
    last: bool,
) -> String {
    let mut words = vec!["curl".to_owned(), if last { "-sSi" } else { "-sS" }.to_owned()];
    match template.method.as_str() {
        "HEAD" => words.push("--head".to_owned()),
        method => words.extend(["-X".to_owned(), quoted(method)]),
    }
    words.extend(
        ["--globoff", "--path-as-is"].iter().filter(|flag| needs(flag, template)).map(ToString::to_string),
    );
    words.push(word(&Text::literal(base.url("").as_bytes()).then(&template.target), name));
    let mut typed = false;
    for (field, value) in &template.headers {
        typed |= field.eq_ignore_ascii_case("Content-Type");
        let empty = value.0.iter().all(|piece| matches!(piece, Piece::Literal(bytes) if bytes.is_empty()));
        // curl sends no field for an empty value unless it is told so.
        let header = if empty { format!("{field};") } else { format!("{field}: ") };
        let header = Text::literal(header.as_bytes()).then(value);
        words.extend(["-H".to_owned(), word(&header, name)]);
    }
    let mut before = String::new();
    if let Some(body) = &template.body {
        if !typed {
            words.extend(["-H".to_owned(), "'Content-Type:'".to_owned()]);
        }
        words.push("--data-binary".to_owned());
        if let Some(printing) = printing(body) {
            before = format!("{printing} | ");
            words.push("@-".to_owned());
        } else {
            words.push(word(body, name));
        }
    }
    capturing(&format!("{before}{}", words.join(" ")), gives)
}

/// The line with its captures: into variables of their names.
fn capturing(line: &str, gives: &[&Capture]) -> String {
    match gives {
        [] => line.to_owned(),
        [one] => format!("{}=$({})", one.name, extraction(line, &one.source)),
        several => {
            let first = format!("answer=$({})", line.replacen("curl -sS ", "curl -sSi ", 1));
            let rest = several.iter().map(|capture| {
                let answer = "printf '%s\\n' \"$answer\"";
                let extracted = match &capture.source {
                    Source::Member(pointer) => {
                        format!("{answer} | sed '1,/^\\r*$/d' | jq -r {}", quoted(&path(pointer)))
                    }
                    Source::Header(name) => format!("{answer} | {}", header(name, false)),
                    Source::LastSegment(name) => format!("{answer} | {}", header(name, true)),
                };
                format!("{}=$({extracted})", capture.name)
            });
            std::iter::once(first).chain(rest).collect::<Vec<_>>().join("; ")
        }
    }
}

fn extraction(line: &str, source: &Source) -> String {
    let headers = || line.replacen("curl -sS ", "curl -sS -D - -o /dev/null ", 1);
    match source {
        Source::Member(pointer) => format!("{line} | jq -r {}", quoted(&path(pointer))),
        Source::Header(name) => format!("{} | {}", headers(), header(name, false)),
        Source::LastSegment(name) => format!("{} | {}", headers(), header(name, true)),
    }
}

/// A filter that keeps the value of a header.
fn header(name: &str, last_segment: bool) -> String {
    let cut = if last_segment { ".*/" } else { "" };
    format!("tr -d '\\r' | sed -n 's|^{name}: *{cut}||Ip'")
}

/// A pointer as a path of `jq`.
fn path(pointer: &str) -> String {
    let tokens = crate::document::pointer::tokens(pointer).unwrap_or_default();
    let step = |token: &str| match token.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) if token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => format!(".{token}"),
        Err(_) => format!("[{}]", serde_json::Value::from(token)),
    };
    let path: String = tokens.iter().map(|token| step(token)).collect();
    if path.starts_with('[') || path.is_empty() { format!(".{path}") } else { path }
}

fn needs(flag: &str, template: &Template) -> bool {
    let literals = template.target.0.iter().filter_map(|piece| match piece {
        Piece::Literal(bytes) => Some(String::from_utf8_lossy(bytes)),
        Piece::Hole(_) => None,
    });
    let text: String = literals.collect();
    match flag {
        "--globoff" => text.contains(['[', ']', '{', '}']),
        _ => text.split(['/', '?']).any(|segment| segment == "." || segment == ".."),
    }
}

/// A command that prints a body which cannot stand in a word: bytes that are no text, or too many. Such bodies have no
/// holes.
fn printing(text: &Text) -> Option<String> {
    let [Piece::Literal(bytes)] = text.0.as_slice() else { return None };
    if bytes.len() > WORD_BYTES_MAX {
        let (start, end) = longest_run(bytes);
        let filler = format!("head -c {} /dev/zero | tr '\\0' {}", end - start, octal(&bytes[start..=start]));
        let rest = [octal(&bytes[..start]), filler, octal(&bytes[end..])];
        return Some(format!("{{ printf {}; {}; printf {}; }}", rest[0], rest[1], rest[2]));
    }
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    let fits =
        std::str::from_utf8(bytes).is_ok_and(|text| !text.starts_with('@') && !text.chars().any(control));
    (!fits).then(|| format!("printf {}", octal(bytes)))
}

/// The longest run of one byte, where it starts and ends.
fn longest_run(bytes: &[u8]) -> (usize, usize) {
    let (mut best, mut start) = ((0, 1), 0);
    for at in 1..=bytes.len() {
        if bytes.get(at) != bytes.get(start) {
            if at - start > best.1 - best.0 {
                best = (start, at);
            }
            start = at;
        }
    }
    best
}

/// Bytes as `printf` and `tr` take them.
fn octal(bytes: &[u8]) -> String {
    let byte = |byte: &u8| match *byte {
        b'\'' | b'\\' | b'%' | 0..0x20 | 0x7f.. => format!("\\{byte:03o}"),
        byte => char::from(byte).to_string(),
    };
    format!("'{}'", bytes.iter().map(byte).collect::<String>())
}

fn word<'n>(text: &Text, name: impl Fn(usize) -> &'n str) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(bytes) => quoted(&String::from_utf8_lossy(bytes)),
        Piece::Hole(hole) => format!("\"${}\"", name(*hole)),
    };
    text.0.iter().map(piece).collect()
}

/// A word that a shell takes as it is.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests;
