//! The service itself: probes, the document, its reference page.

mod error;
mod probes;
