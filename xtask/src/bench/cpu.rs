//! Processor time of processes, as Linux counts it in `/proc`.
//!
//! Must not know what the processes do.

use std::fs;
use std::time::Duration;

use anyhow::{Context, bail};

/// Linux counts in hundredths of a second for programs, whatever the kernel itself does.
const TICK: Duration = Duration::from_millis(10);

/// What the processes of a run have used so far.
pub(super) struct Clock {
    service: u32,
    postmaster: u32,
}

/// Processor time, user and system, of all threads.
pub(super) struct Spent {
    /// Of the service.
    pub(super) service: Duration,
    /// Of Postgres: its first process and every child, those that have ended included.
    pub(super) postgres: Duration,
    /// Of this process.
    pub(super) own: Duration,
    /// Of this process's children that have ended.
    pub(super) reaped: Duration,
}

impl Spent {
    /// What was used since an earlier reading.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            service: self.service.saturating_sub(earlier.service),
            postgres: self.postgres.saturating_sub(earlier.postgres),
            own: self.own.saturating_sub(earlier.own),
            reaped: self.reaped.saturating_sub(earlier.reaped),
        }
    }
}

impl Clock {
    /// The clock of a service and of the Postgres that it runs.
    ///
    /// # Errors
    /// There is no `/proc`, or no Postgres below the service.
    pub(super) fn of(service: u32) -> anyhow::Result<Self> {
        let processes = processes()?;
        let mut family = vec![service];
        let mut index = 0;
        while let Some(parent) = family.get(index).copied() {
            let children = processes.iter().filter(|process| process.parent == parent);
            for child in children {
                if child.name == "postgres" {
                    return Ok(Self { service, postmaster: child.pid });
                }
                family.push(child.pid);
            }
            index += 1;
        }
        bail!("process {service} runs no Postgres of its own")
    }

    /// Reads the clock.
    ///
    /// # Errors
    /// A process has ended.
    pub(super) fn read(&self) -> anyhow::Result<Spent> {
        let own = Process::read("self")?;
        let service = Process::read(&self.service.to_string())?;
        let (postmaster, alive) = self.postgres()?;
        Ok(Spent {
            service: service.own,
            postgres: postmaster.own + postmaster.reaped + alive,
            own: own.own,
            reaped: own.reaped,
        })
    }
}

impl Clock {
    /// The first process of Postgres, and the time of its living children. A child that ends between the two readings
    /// would be in neither or in both, so they are made again until none did.
    fn postgres(&self) -> anyhow::Result<(Process, Duration)> {
        loop {
            let before = Process::read(&self.postmaster.to_string())?;
            let children = processes()?;
            let alive = children.iter().filter(|process| process.parent == self.postmaster);
            let alive = alive.map(|process| process.own).sum();
            let after = Process::read(&self.postmaster.to_string())?;
            if before.reaped == after.reaped {
                return Ok((after, alive));
            }
        }
    }
}

/// A line of `/proc/<pid>/stat`.
#[derive(Debug, PartialEq)]
struct Process {
    pid: u32,
    name: String,
    parent: u32,
    own: Duration,
    reaped: Duration,
}

impl Process {
    fn read(pid: &str) -> anyhow::Result<Self> {
        let path = format!("/proc/{pid}/stat");
        let line = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        Self::parse(&line).with_context(|| format!("{path} is not as expected"))
    }

    /// The name stands in parentheses and may hold any character, so what follows is counted from the last one.
    fn parse(line: &str) -> Option<Self> {
        let (pid, rest) = line.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let ticks = |field: usize| fields.get(field)?.parse::<u32>().ok();
        Some(Self {
            pid: pid.parse().ok()?,
            name: name.to_owned(),
            parent: fields.get(1)?.parse().ok()?,
            own: TICK * ticks(11)?.checked_add(ticks(12)?)?,
            reaped: TICK * ticks(13)?.checked_add(ticks(14)?)?,
        })
    }
}

fn processes() -> anyhow::Result<Vec<Process>> {
    let entries =
        fs::read_dir("/proc").context("processor times are read from /proc, which this system lacks")?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let pids = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    // One that ends meanwhile is counted by its parent.
    Ok(pids.filter_map(|pid| Process::read(&pid).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let line = "42 (a) b (c) S 7 42 42 0 -1 4194304 100 0 0 0 150 50 20 30 20 0 4 0 1 2 3";
        let expected = Process {
            pid: 42,
            name: "a) b (c".to_owned(),
            parent: 7,
            own: Duration::from_secs(2),
            reaped: Duration::from_millis(500),
        };
        assert_eq!(Process::parse(line), Some(expected));
        assert_eq!(Process::parse("42 (cut) S 7"), None);
    }

    #[test]
    fn this_process_is_among_all_and_uses_time() {
        let before = Process::read("self").unwrap();
        assert!(processes().unwrap().iter().any(|process| process.pid == before.pid));
        let mut sum = 0_u64;
        while Process::read("self").unwrap().own == before.own {
            sum = (0..1_000_000).fold(sum, |sum, number| std::hint::black_box(sum ^ number));
        }
    }

    #[test]
    fn a_service_without_a_database_is_an_error() {
        let error = Clock::of(u32::MAX).err().unwrap().to_string();
        assert!(error.contains("runs no Postgres"), "{error}");
    }
}
