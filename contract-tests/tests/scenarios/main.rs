//! What this project's document cannot say, seen from outside: through the generated client and raw HTTP, on a server
//! that was started as anybody would start it.

mod client;
mod harness;
mod program;
