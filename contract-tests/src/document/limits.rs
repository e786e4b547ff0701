//! What one document may cost to read. Every limit of the loader is here, so that no input, however it was
//! made, can exhaust memory, time or the stack. It must not know how the limits are enforced.

/// Bytes of source text.
pub const SOURCE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Objects and arrays inside one another, the root included, after aliases are expanded. It also bounds every
/// recursion over a value, dropping it included.
pub const DEPTH_MAX: usize = 256;

/// Values of every kind, after aliases are expanded.
pub const NODES_MAX: usize = 2_000_000;

/// Bytes of keys and strings, after aliases are expanded. Two million aliases of one long string pass
/// [`NODES_MAX`] and would still fill any memory.
pub const TEXT_BYTES_MAX: usize = 2 * SOURCE_BYTES_MAX;

/// Problems that are kept of one document.
pub const PROBLEMS_MAX: usize = 1_000;
