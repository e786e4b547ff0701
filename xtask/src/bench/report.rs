//! The result, for people and as JSON.
//!
//! Must not know how it was measured.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

use super::Arguments;
use super::authorization::Decision;
use super::latency::Latency;

/// One turn of one side.
pub(super) struct Run {
    /// Answers, all of them successful.
    pub(super) answers: u64,
    /// Answers per second.
    pub(super) per_second: f64,
    /// Their times.
    pub(super) latency: Latency,
    /// Processor time of the service.
    pub(super) service: Duration,
    /// Processor time of Postgres.
    pub(super) postgres: Duration,
    /// Processor time of whoever asked.
    pub(super) client: Duration,
}

impl Run {
    /// Processor time per answer, in microseconds.
    fn per_answer_us(&self, spent: Duration) -> f64 {
        spent.as_secs_f64() * 1e6 / (self.answers.max(1) as f64)
    }

    fn json(&self) -> Value {
        let us = |time: Duration| rounded(time.as_secs_f64() * 1e6);
        let latency = match self.latency {
            Latency::Percentiles { p50, p99 } => json!({ "p50": us(p50), "p99": us(p99) }),
            Latency::Mean(mean) => json!({ "mean": us(mean) }),
        };
        json!({
            "answers": self.answers,
            "perSecond": rounded(self.per_second),
            "latencyUs": latency,
            "cpuUsPerAnswer": {
                "service": rounded(self.per_answer_us(self.service)),
                "postgres": rounded(self.per_answer_us(self.postgres)),
                "client": rounded(self.per_answer_us(self.client)),
            },
        })
    }
}

/// One turn of either side.
pub(super) struct Round {
    /// `GET /me`.
    pub(super) service: Run,
    /// The statement alone.
    pub(super) pgbench: Run,
}

impl Round {
    fn ratio(&self) -> f64 {
        self.service.per_second / self.pgbench.per_second
    }
}

/// Everything that was measured.
pub(super) struct Report<'a> {
    arguments: &'a Arguments,
    rounds: Vec<Round>,
    /// Lines that the service wrote to its log, once known.
    pub(super) log_lines: Option<u64>,
    /// What decisions of the policies cost, once known.
    pub(super) decisions: Vec<Decision>,
}

/// A column: its title and its value in a round.
type Column = (&'static str, fn(&Round) -> String);

const COLUMNS: [Column; 10] = [
    ("GET /me 1/s", |round| format!("{:.0}", round.service.per_second)),
    ("p50", |round| percentile(round.service.latency, |p50, _| p50)),
    ("p99", |round| percentile(round.service.latency, |_, p99| p99)),
    ("service", |round| format!("{:.1}", round.service.per_answer_us(round.service.service))),
    ("postgres", |round| format!("{:.1}", round.service.per_answer_us(round.service.postgres))),
    ("client", |round| format!("{:.1}", round.service.per_answer_us(round.service.client))),
    ("pgbench 1/s", |round| format!("{:.0}", round.pgbench.per_second)),
    ("postgres", |round| format!("{:.1}", round.pgbench.per_answer_us(round.pgbench.postgres))),
    ("client", |round| format!("{:.1}", round.pgbench.per_answer_us(round.pgbench.client))),
    ("ratio", |round| format!("{:.3}", round.ratio())),
];
const WIDTH: usize = 12;

impl<'a> Report<'a> {
    /// Nothing measured yet.
    pub(super) const fn new(arguments: &'a Arguments) -> Self {
        Self { arguments, rounds: Vec::new(), log_lines: None, decisions: Vec::new() }
    }

    /// Writes the head of the table.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_head(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        let Arguments { rounds, seconds, connections, users, .. } = self.arguments;
        writeln!(
            out,
            "\n{rounds} rounds of {seconds} s on each side, {connections} connections, {users} users; \
             service, postgres and client in µs of processor time per answer\n"
        )?;
        row(out, "round", COLUMNS.map(|(title, _)| title.to_owned()))
    }

    /// Adds a round and writes its line.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_round(&mut self, out: &mut dyn Write, round: Round) -> anyhow::Result<()> {
        let number = (self.rounds.len() + 1).to_string();
        row(out, &number, COLUMNS.map(|(_, value)| value(&round)))?;
        self.rounds.push(round);
        Ok(())
    }

    /// Writes what it comes to.
    ///
    /// # Errors
    /// Of `out` alone.
    pub(super) fn write_summary(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(
            out,
            "\nGET /me reaches {:.3} of pgbench (median of {} rounds): {:.0} of {:.0} per second",
            self.median(Round::ratio),
            self.rounds.len(),
            self.median(|round| round.service.per_second),
            self.median(|round| round.pgbench.per_second),
        )?;
        if let Some(lines) = self.log_lines {
            let requests: u64 = self.rounds.iter().map(|round| round.service.answers).sum();
            if lines < requests {
                writeln!(out, "the service logged {lines} lines for {requests} measured requests and more")?;
            }
        }
        self.decisions.iter().try_for_each(|decision| decision.write(out))
    }

    /// The result for programs.
    pub(super) fn json(&self) -> Value {
        let rounds: Vec<_> = self
            .rounds
            .iter()
            .map(|round| {
                json!({
                    "service": round.service.json(),
                    "pgbench": round.pgbench.json(),
                    "ratio": round.ratio(),
                })
            })
            .collect();
        json!({
            "operation": "GET /me",
            "seconds": self.arguments.seconds,
            "connections": self.arguments.connections,
            "users": self.arguments.users,
            "ratio": self.median(Round::ratio),
            "servicePerSecond": rounded(self.median(|round| round.service.per_second)),
            "pgbenchPerSecond": rounded(self.median(|round| round.pgbench.per_second)),
            "serviceLogLines": self.log_lines,
            "decisions": self.decisions.iter().map(Decision::json).collect::<Vec<_>>(),
            "rounds": rounds,
        })
    }

    fn median(&self, value: impl Fn(&Round) -> f64) -> f64 {
        let mut values: Vec<f64> = self.rounds.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
        let lower = values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN);
        f64::midpoint(lower, upper)
    }
}

/// To one decimal: more would claim more than was measured.
fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn row(out: &mut dyn Write, first: &str, cells: [String; COLUMNS.len()]) -> anyhow::Result<()> {
    let cells = cells.map(|cell| format!("{cell:>WIDTH$}")).concat();
    writeln!(out, "{first:<6}{cells}")?;
    out.flush()?;
    Ok(())
}

fn percentile(latency: Latency, choose: fn(Duration, Duration) -> Duration) -> String {
    match latency {
        Latency::Percentiles { p50, p99 } => format!("{:.2} ms", choose(p50, p99).as_secs_f64() * 1e3),
        Latency::Mean(mean) => format!("({:.2} ms)", mean.as_secs_f64() * 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(per_second: f64) -> Run {
        Run {
            answers: 1000,
            per_second,
            latency: Latency::of(vec![Duration::from_micros(1500)]),
            service: Duration::from_millis(20),
            postgres: Duration::from_millis(10),
            client: Duration::from_millis(5),
        }
    }

    const ARGUMENTS: Arguments = Arguments { rounds: 2, seconds: 1, connections: 8, users: 10, report: None };

    #[test]
    fn the_ratio_is_the_median_of_the_rounds() {
        let mut report = Report::new(&ARGUMENTS);
        let mut out = Vec::new();
        for (service, pgbench) in [(50.0, 100.0), (90.0, 100.0), (60.0, 100.0)] {
            report.write_round(&mut out, Round { service: run(service), pgbench: run(pgbench) }).unwrap();
        }
        report.write_summary(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.contains("reaches 0.600 of pgbench (median of 3 rounds): 60 of 100 per second"),
            "{text}"
        );
        assert!(text.lines().next().unwrap().contains("1.50 ms"), "{text}");
        let json = report.json();
        assert_eq!(json["ratio"], json!(0.6));
        assert_eq!(json["rounds"][0]["service"]["cpuUsPerAnswer"]["service"], json!(20.0));
    }

    #[test]
    fn an_even_number_has_its_median_between_two() {
        let mut report = Report::new(&ARGUMENTS);
        for service in [1.0, 2.0, 4.0, 100.0] {
            let round = Round { service: run(service), pgbench: run(1.0) };
            report.write_round(&mut std::io::sink(), round).unwrap();
        }
        assert!((report.median(Round::ratio) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_log_with_holes_is_told() {
        let mut report = Report::new(&ARGUMENTS);
        let round = Round { service: run(1.0), pgbench: run(1.0) };
        report.write_round(&mut std::io::sink(), round).unwrap();
        for (lines, told) in [(999, true), (1000, false)] {
            report.log_lines = Some(lines);
            let mut out = Vec::new();
            report.write_summary(&mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap().contains("logged"), told);
        }
    }
}
