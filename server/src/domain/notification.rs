//! What a user should know of what happens in a container.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// A notification that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The id (uuid v7).
    pub id: Uuid,
    /// What kind it is.
    pub kind: String,
    /// A line.
    pub title: String,
    /// More; may be empty.
    pub body: String,
    /// The container.
    pub container: String,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// When it was marked as read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A part of a user's notifications in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationPage {
    /// Newest first.
    pub items: Vec<Notification>,
    /// How many there are on all pages.
    pub total: i64,
    /// How many of them are unread.
    pub unread: i64,
}

/// Which part is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The page, from 1.
    pub page: u32,
    /// How many items a page has.
    pub limit: u32,
    /// Only what had arrived by then: what arrives while pages are turned moves nothing on them.
    pub until: Option<DateTime<Utc>>,
}

/// The greatest length of a kind, in characters.
const KIND_MAX: usize = 64;
/// The greatest length of a title, in characters.
const TITLE_MAX: usize = 200;
/// The greatest length of a body, in characters.
const BODY_MAX: usize = 4_000;

/// Refuses what is no kind: 1 to 64 characters.
///
/// # Errors
/// It is too short or too long, or holds a control character.
pub fn check_kind(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, KIND_MAX, Lines::One)
}

/// Refuses what is no title: a line of 1 to 200 characters, of which one is visible.
///
/// # Errors
/// It is blank, too long, or holds a control character.
pub fn check_title(value: &str) -> Result<(), Invalid> {
    text::check(value, 1, TITLE_MAX, Lines::One)?;
    text::check_visible(value)
}

/// Refuses what is no body: at most 4,000 characters, of any number of lines.
///
/// # Errors
/// It is too long, or holds a control character that is neither a line break nor a tab.
pub fn check_body(value: &str) -> Result<(), Invalid> {
    text::check(value, 0, BODY_MAX, Lines::Many)
}
