//! Users to import: the same in every run, with a value for almost every member.
//!
//! Must not know who reads them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

/// A hash as another service would hand it over. Nobody knows its password.
const HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2Vsc2FtZS1kdW1teQ$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";

const ZONES: [&str; 4] = ["Europe/London", "America/New_York", "Asia/Kolkata", "UTC"];
const LOCALES: [&str; 4] = ["en-GB", "en-US", "hi-IN", "pt-BR"];

/// Writes so many users, one a line, and gives the size in bytes.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write(path: &Path, rows: u32) -> anyhow::Result<u64> {
    let doing = || format!("cannot write {}", path.display());
    let mut file = BufWriter::new(File::create(path).with_context(doing)?);
    for number in 1..=rows {
        writeln!(file, "{}", row(number)).with_context(doing)?;
    }
    let file = file.into_inner().with_context(doing)?;
    Ok(file.metadata().with_context(doing)?.len())
}

fn row(number: u32) -> String {
    let choice = usize::try_from(number % 4).unwrap_or(0);
    let (zone, locale) = (ZONES[choice], LOCALES[choice]);
    // Odd multipliers walk through all numbers of 32 bits, so that keys do not come in the order of their index.
    let key = number.wrapping_mul(2_654_435_761);
    format!(
        r#"{{"userId":"crm:{key:08x}","email":"Member.{key:08x}@Example.com","name":"Member {number}","givenName":"Given{number}","familyName":"Family{number}","status":"active","provider":"local","passwordHash":"{HASH}","handle":"m{key:08x}","phoneNumber":"+44{number:010}","timezone":"{zone}","locale":"{locale}","bio":"Writes programs for engines that do not exist yet.","createdAt":"2021-03-04T05:06:07Z","attributes":{{"plan":"team","seats":{number},"tags":["beta","invoice"]}}}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_row_is_another_user() {
        let (mut emails, mut handles) = (HashSet::new(), HashSet::new());
        for number in 1..=10_000 {
            let row: serde_json::Value = serde_json::from_str(&row(number)).unwrap();
            assert!(emails.insert(row["email"].to_string()) && handles.insert(row["handle"].to_string()));
        }
    }
}
