//! What one set of strings may cost. Patterns come from documents that nobody checked, and a short one can need an
//! exponential automaton; past these bounds an operation says [`TooLarge`](super::TooLarge) instead.
//! It must not know how the limits are enforced.

/// States of one deterministic automaton.
pub(super) const STATES_MAX: usize = 12_000;

/// Cells of one table: states times classes of characters.
pub(super) const CELLS_MAX: usize = 4_000_000;

/// Steps of making an automaton deterministic.
pub(super) const WORK_MAX: usize = 20_000_000;

/// Bytes of the table of lengths of one automaton.
pub(super) const LENGTHS_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Characters of a word that is asked for.
pub(super) const WORD_MAX: u64 = 16 * 1024 * 1024;
