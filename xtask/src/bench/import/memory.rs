//! The most memory that a process takes, as Linux counts it in `/proc`.
//!
//! Must not know what the process does.

use std::fs;
use std::process::Child;
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};

/// A process that has ended has no memory any more, so it is asked while it runs.
const POLL: Duration = Duration::from_millis(10);

/// Waits for the end of a process and gives the most bytes that it had in memory at once; 0 where it was too quick.
///
/// # Errors
/// It does not end well.
pub(super) fn peak_until_end(child: &mut Child) -> anyhow::Result<u64> {
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a process")? {
            ensure!(status.success(), "the process failed ({status})");
            return Ok(peak);
        }
        peak = fs::read_to_string(&path).ok().and_then(|text| high_water(&text)).unwrap_or(peak);
        thread::sleep(POLL);
    }
}

/// Reads `VmHWM:     75816 kB`.
fn high_water(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    value.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::high_water;

    #[test]
    fn the_mark_is_read() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t   75816 kB\nVmRSS:\t1 kB\n"), Some(75_816 * 1024));
        assert_eq!(high_water("Name:\tx\n"), None);
    }
}
