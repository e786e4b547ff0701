//! `selfsame statements`: every SQL statement by name, for benchmarks and reviews.

use super::Error;
use crate::db::{Read, Write};
use serde_json::{Map, Value};
use std::io::Write as _;

pub(super) fn run(out: &mut dyn std::io::Write) -> Result<(), Error> {
    let reads = Read::ALL.iter().map(|statement| (statement.name(), statement.sql()));
    let writes = Write::ALL.iter().map(|statement| (statement.name(), statement.sql()));
    let all: Map<String, Value> =
        reads.chain(writes).map(|(name, sql)| (name.to_owned(), Value::String(sql.to_owned()))).collect();
    let mut buffer = Vec::new();
    let written = serde_json::to_writer_pretty(&mut buffer, &all)
        .map_err(std::io::Error::from)
        .and_then(|()| buffer.write_all(b"\n"))
        .and_then(|()| out.write_all(&buffer));
    written.map_err(|error| Error::Io { what: "cannot write to stdout", error })
}
