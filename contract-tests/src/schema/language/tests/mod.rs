//! The sets held to what they are said to be, and to another engine.

mod formats;
mod laws;
mod patterns;
mod size;
