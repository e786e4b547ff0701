//! The loader from end to end: what sources mean, where things stand in them, and what is refused in which
//! words.

mod hostile;
mod places;
mod refusals;
mod values;
