//! Names, patterns and formats by identity, so that terms compare and hash them as numbers. It must not know which of
//! them a text is.

use std::rc::Rc;

use super::FastMap;

/// A text of [`Texts`], by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(u32);

/// Each different text once.
#[derive(Debug, Default)]
pub(super) struct Texts {
    list: Vec<Rc<str>>,
    ids: FastMap<Rc<str>, TextId>,
}

impl Texts {
    pub(super) fn enter(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = TextId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let text: Rc<str> = text.into();
        self.list.push(Rc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The id of a text that was entered.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        self.ids.get(text).copied()
    }

    pub(super) fn get(&self, id: TextId) -> Rc<str> {
        Rc::clone(&self.list[id.0 as usize])
    }
}
