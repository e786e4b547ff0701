//! What a run found, and the forms that it is written in. It must not know how it was found.

mod html;
mod human;
mod json;
mod junit;
mod matrix;
mod results;

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::coverage::Pair;
use super::finding::Finding;
pub use matrix::{Cell, Matrix, Row};

/// What a run found.
#[derive(Clone, Debug)]
pub struct Report {
    /// `info.title` of the document.
    pub title: String,
    /// The document's file, as it was given.
    pub document: String,
    /// The server's URL, as it was given.
    pub url: String,
    /// The seed that repeats the run.
    pub seed: u64,
    /// How many requests were sent.
    pub requests: u64,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// How many documented answers there are, of the operations that were run.
    pub pairs: usize,
    /// Those that were not seen.
    pub uncovered: Vec<Pair>,
    /// What is broken, in the order of the document.
    pub findings: Vec<Finding>,
    /// What the reader should know of the run: identities that stopped working, operations that could not be reached.
    pub notes: Vec<String>,
    /// Which operation answered which status how often.
    pub matrix: Matrix,
}

impl Report {
    /// How many documented answers were seen.
    pub fn observed(&self) -> usize {
        self.pairs.saturating_sub(self.uncovered.len())
    }

    /// The report for people at a terminal.
    pub fn human(&self) -> String {
        human::text(self)
    }

    /// The report for programs.
    pub fn json(&self) -> Value {
        json::value(self)
    }

    /// A page that stands alone.
    pub fn html(&self) -> String {
        html::page(self)
    }

    /// Annotations for GitHub Actions, a line each.
    pub fn annotations(&self) -> Vec<String> {
        results::annotations(self)
    }

    /// Writes `report.json`, `junit.xml`, `report.sarif` and `report.html` into a folder, which is made when it is not
    /// there.
    ///
    /// # Errors
    /// The folder or a file in it cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("report.json"), pretty(&self.json())?)?;
        fs::write(folder.join("junit.xml"), junit::text(self).map_err(io::Error::other)?)?;
        fs::write(folder.join("report.sarif"), pretty(&results::sarif(self))?)?;
        fs::write(folder.join("report.html"), self.html())
    }
}

fn pretty(value: &Value) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

#[cfg(test)]
mod tests;
