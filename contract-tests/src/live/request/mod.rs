//! Requests made from the document: arguments and payloads as bytes, and bytes as the values they stand for. It must
//! not know which requests are worth making.

pub mod draft;

pub use crate::wire::{decode, encode, payload};
