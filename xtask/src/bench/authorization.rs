//! What a decision of the policies costs, beside all else that a request costs.
//!
//! The program measures it by itself, since a decision alone cannot be asked for from outside.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// One kind of decision.
pub(super) struct Decision {
    /// Who asks for what, and what is decided, for people.
    name: String,
    time: Duration,
}

/// Asks the program.
///
/// # Errors
/// It cannot be run, fails, or prints something else.
pub(super) fn measure(binary: &Path) -> anyhow::Result<Vec<Decision>> {
    let mut command = Command::new(binary);
    command.args(["policies", "--measure"]).env_remove("SELFSAME_POLICIES_DIR");
    let output = command.output().with_context(|| format!("cannot run {}", binary.display()))?;
    if !output.status.success() {
        bail!("{} policies: {}", binary.display(), String::from_utf8_lossy(&output.stderr));
    }
    parse(&output.stdout).context("`selfsame policies --measure` prints something else")
}

fn parse(printed: &[u8]) -> Option<Vec<Decision>> {
    let printed: Vec<Value> = serde_json::from_slice(printed).ok()?;
    let decision = |row: &Value| {
        let word = |member: &str| row.get(member)?.as_str();
        let name = format!("{} ({}, {})", word("name")?, word("operation")?, word("decision")?);
        Some(Decision { name, time: Duration::from_nanos(row.get("nanoseconds")?.as_u64()?) })
    };
    printed.iter().map(decision).collect()
}

impl Decision {
    /// The result for programs.
    pub(super) fn json(&self) -> Value {
        json!({ "name": self.name, "us": self.micros() })
    }

    /// Writes its line.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(out, "a decision of the policies takes {:.1} µs: {}", self.micros(), self.name)?;
        Ok(())
    }

    fn micros(&self) -> f64 {
        self.time.as_secs_f64() * 1e6
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_the_program_prints_is_told_in_microseconds() {
        let printed = br#"[{"name":"a read","operation":"me_view","decision":"allowed","nanoseconds":4210}]"#;
        let mut out = Vec::new();
        for decision in parse(printed).unwrap() {
            decision.write(&mut out).unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "a decision of the policies takes 4.2 µs: a read (me_view, allowed)\n");
        assert!(parse(b"9 shipped policies are valid").is_none() && parse(b"[{}]").is_none());
    }
}
