//! The result, for people and as JSON.
//!
//! Must not know how it was measured.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

/// One turn of either side.
pub(super) struct Round {
    /// The import, from the start of the program to its end.
    pub(super) import: Duration,
    /// `COPY` of the users.
    pub(super) copy_users: Duration,
    /// `COPY` of what the import has written to the audit log.
    pub(super) copy_audit: Duration,
    /// The most memory that the import took.
    pub(super) peak_bytes: u64,
}

/// Everything that was measured.
pub(super) struct Report {
    rows: u32,
    bytes: u64,
    rounds: Vec<Round>,
}

impl Report {
    /// Nothing measured yet, of an input of so many rows and bytes.
    pub(super) const fn new(rows: u32, bytes: u64) -> Self {
        Self { rows, bytes, rounds: Vec::new() }
    }

    /// Writes the head of the table.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_head(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let (rows, bytes) = (self.rows, self.bytes);
        writeln!(out, "\n{rows} users in {bytes} bytes; rows per second, and ratios to COPY\n")?;
        writeln!(
            out,
            "{:<6}{:>12}{:>14}{:>14}{:>10}{:>20}{:>12}",
            "round", "import", "COPY users", "COPY audit", "ratio", "ratio to both", "peak MiB"
        )?;
        Ok(out.flush()?)
    }

    /// Adds a round and writes its line.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_round(&mut self, out: &mut dyn Write, round: Round) -> anyhow::Result<()> {
        writeln!(
            out,
            "{:<6}{:>12.0}{:>14.0}{:>14.0}{:>10.3}{:>20.3}{:>12.1}",
            self.rounds.len() + 1,
            self.per_second(round.import),
            self.per_second(round.copy_users),
            self.per_second(round.copy_audit),
            round.ratio(),
            round.ratio_to_both(),
            round.peak_bytes as f64 / 1_048_576.0,
        )?;
        self.rounds.push(round);
        Ok(out.flush()?)
    }

    /// Writes the result.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_summary(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let rounds = self.rounds.len();
        writeln!(
            out,
            "\nan import reaches {:.3} of COPY of its users, {:.3} of COPY of all that it writes (median of {rounds} rounds)",
            self.median(Round::ratio),
            self.median(Round::ratio_to_both),
        )?;
        Ok(())
    }

    /// The result for programs.
    pub(super) fn json(&self) -> Value {
        let rounds: Vec<_> = self
            .rounds
            .iter()
            .map(|round| {
                json!({
                    "importSeconds": round.import.as_secs_f64(),
                    "copyUsersSeconds": round.copy_users.as_secs_f64(),
                    "copyAuditSeconds": round.copy_audit.as_secs_f64(),
                    "ratio": round.ratio(),
                    "ratioToBoth": round.ratio_to_both(),
                    "peakBytes": round.peak_bytes,
                })
            })
            .collect();
        json!({
            "rows": self.rows,
            "bytes": self.bytes,
            "ratio": self.median(Round::ratio),
            "ratioToBoth": self.median(Round::ratio_to_both),
            "rowsPerSecond": self.median(|round| self.per_second(round.import)),
            "rounds": rounds,
        })
    }

    fn per_second(&self, time: Duration) -> f64 {
        f64::from(self.rows) / time.as_secs_f64()
    }

    fn median(&self, value: impl Fn(&Round) -> f64) -> f64 {
        let mut values: Vec<f64> = self.rounds.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
        let lower = values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN);
        f64::midpoint(lower, upper)
    }
}

impl Round {
    fn ratio(&self) -> f64 {
        self.copy_users.as_secs_f64() / self.import.as_secs_f64()
    }

    fn ratio_to_both(&self) -> f64 {
        (self.copy_users + self.copy_audit).as_secs_f64() / self.import.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_of_the_rates() {
        let mut report = Report::new(1000, 1);
        let round = Round {
            import: Duration::from_secs(4),
            copy_users: Duration::from_secs(2),
            copy_audit: Duration::from_secs(1),
            peak_bytes: 1_048_576,
        };
        let mut out = Vec::new();
        report.write_round(&mut out, round).unwrap();
        report.write_summary(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("reaches 0.500 of COPY of its users, 0.750 of COPY of all"), "{text}");
        assert_eq!((&report.json()["rowsPerSecond"], &report.json()["ratio"]), (&json!(250.0), &json!(0.5)));
    }
}
