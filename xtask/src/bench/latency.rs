//! How long answers took.

use std::time::Duration;

/// Times of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Latency {
    /// Of which half and 99 of 100 answers were faster.
    Percentiles {
        /// The median.
        p50: Duration,
        /// The 99th percentile.
        p99: Duration,
    },
    /// The mean, where no more is known.
    Mean(Duration),
}

impl Latency {
    /// The percentiles of exact times; zero where there are none.
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100);
            times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
        };
        Self::Percentiles { p50: at(50), p99: at(99) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_exact() {
        let times = |count: u64| (1..=count).rev().map(Duration::from_micros).collect::<Vec<_>>();
        let percentiles = |p50, p99| Latency::Percentiles {
            p50: Duration::from_micros(p50),
            p99: Duration::from_micros(p99),
        };
        assert_eq!(Latency::of(times(1000)), percentiles(500, 990));
        assert_eq!(Latency::of(times(1)), percentiles(1, 1));
        assert_eq!(Latency::of(Vec::new()), percentiles(0, 0));
    }
}
