//! Values before and after all others, for lists that begin at their beginning.
//!
//! They are sent like any other place in a list, so that one plan serves the first page and every further one: row-level
//! security keeps all but plain values out of the conditions of an index.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Before every time that is stored.
pub(super) const FIRST_TIME: DateTime<Utc> = at_midnight(1, 1, 1);
/// After every time that is stored.
pub(super) const LAST_TIME: DateTime<Utc> = at_midnight(9_999, 12, 31);
/// After every text that is stored.
pub(super) const LAST_TEXT: &str = "\u{10ffff}";

const fn at_midnight(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date.and_time(NaiveTime::MIN).and_utc(),
        None => panic!("no such day"),
    }
}
