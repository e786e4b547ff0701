//! Pairs of schemas and whether one contains the other.

mod differences;
mod pairs;
mod random;
mod suite;
