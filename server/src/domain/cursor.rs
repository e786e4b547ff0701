//! A place in a list, as text whose inside is nobody's business but ours.
//!
//! It holds the values by which the list is ordered, of the last item that was seen, so that the next page is found by an
//! index however far it is. Must not know any list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::Invalid;

/// The greatest length, in bytes; a search text, an address and an id fit.
const LENGTH_MAX: usize = 2_048;

/// A part of a list, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next part; none on the last one.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The first `limit` of the items, and the place of the last of them in the list where there are more.
    pub fn cut<P: Serialize>(mut items: Vec<T>, limit: u32, list: &str, place: impl Fn(&T) -> P) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if items.len() <= limit {
            return Self { items, next: None };
        }
        items.truncate(limit);
        let next = items.last().map(|last| encode(list, &place(last)));
        Self { items, next }
    }

    /// The same page with each item as something else.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(convert).collect(), next: self.next }
    }
}

/// What is asked of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window<'a> {
    /// How many items a page has.
    pub limit: u32,
    /// The place after which to go on; none for the first page.
    pub cursor: Option<&'a str>,
}

impl Default for Window<'_> {
    /// The first page.
    fn default() -> Self {
        Self { limit: Self::LIMIT, cursor: None }
    }
}

impl Window<'_> {
    /// How many items a page has that does not say it.
    pub const LIMIT: u32 = 20;

    /// One more than a page has, by which a further page is known.
    #[must_use]
    pub fn rows(self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The place in the list after which to go on.
    ///
    /// # Errors
    /// The cursor is none of this list.
    pub fn place<P: DeserializeOwned>(self, list: &str) -> Result<Option<P>, Invalid> {
        self.cursor.map(|text| decode(list, text)).transpose()
    }
}

#[derive(Serialize, Deserialize)]
struct Inside<L, P> {
    list: L,
    place: P,
}

fn encode(list: &str, place: &impl Serialize) -> String {
    // Strings, numbers and times can always be written as JSON.
    let text = serde_json::to_vec(&Inside { list, place }).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(text)
}

fn decode<P: DeserializeOwned>(list: &str, text: &str) -> Result<P, Invalid> {
    let inside = Some(text).filter(|text| text.len() <= LENGTH_MAX).and_then(|text| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice::<Inside<String, P>>(&bytes).ok()
    });
    let place = inside.filter(|inside| inside.list == list).map(|inside| inside.place);
    place.ok_or_else(|| {
        Invalid::new("is no `nextCursor` of this list with these parameters; begin without one")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_in_its_own_list_alone() {
        let page = Page::cut(vec![1_u32, 2, 3], 2, "numbers", |n| (*n, "x".to_owned()));
        assert_eq!(page.items, [1, 2]);
        let next = page.next.unwrap();
        let window = |cursor| Window { limit: 2, cursor: Some(cursor) };
        assert_eq!(window(&next).place::<(u32, String)>("numbers"), Ok(Some((2, "x".to_owned()))));
        assert!(window(&next).place::<(u32, String)>("letters").is_err());
        assert!(window(&next).place::<(String, String)>("numbers").is_err());
        for bad in ["", "!", "AAAA", &"A".repeat(5_000)] {
            assert!(window(bad).place::<u32>("numbers").is_err(), "{bad}");
        }
        assert_eq!(Page::cut(vec![1, 2], 2, "numbers", |n: &u32| *n).next, None);
        assert_eq!(Window { limit: 2, cursor: None }.place::<u32>("numbers"), Ok(None));
    }
}
