//! A request with holes that values from earlier answers fill. It must not know where the values come from.

use crate::live::exchange::Sent;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they are.
    Literal(Vec<u8>),
    /// The captured value of that number.
    Hole(usize),
}

/// A text with holes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Piece>);

impl Text {
    /// A text without holes.
    pub fn literal(bytes: &[u8]) -> Self {
        Self(vec![Piece::Literal(bytes.to_vec())])
    }

    /// Followed by another text.
    #[must_use]
    pub(super) fn then(mut self, other: &Text) -> Self {
        for piece in &other.0 {
            match (self.0.last_mut(), piece) {
                (Some(Piece::Literal(before)), Piece::Literal(bytes)) => before.extend_from_slice(bytes),
                (Some(_) | None, piece) => self.0.push(piece.clone()),
            }
        }
        self
    }

    /// Makes a hole of each place where `value` stands and `fits` says so of the bytes before and after it.
    pub(super) fn punch(&mut self, value: &[u8], hole: usize, fits: impl Fn(&[u8], &[u8]) -> bool) -> bool {
        let mut pieces = Vec::with_capacity(self.0.len());
        let mut punched = false;
        for piece in self.0.drain(..) {
            let Piece::Literal(bytes) = piece else {
                pieces.push(piece);
                continue;
            };
            let (mut start, mut at) = (0, 0);
            while let Some(found) = find(&bytes[at..], value) {
                let (begin, end) = (at + found, at + found + value.len());
                if fits(&bytes[..begin], &bytes[end..]) {
                    pieces.push(Piece::Literal(bytes[start..begin].to_vec()));
                    pieces.push(Piece::Hole(hole));
                    start = end;
                    punched = true;
                }
                at = end;
            }
            pieces.push(Piece::Literal(bytes[start..].to_vec()));
        }
        pieces.retain(|piece| !matches!(piece, Piece::Literal(bytes) if bytes.is_empty()));
        self.0 = pieces;
        punched
    }

    /// The bytes, with the holes filled; `None` when a value is not there.
    pub fn filled(&self, value: impl Fn(usize) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => bytes.extend_from_slice(literal),
                Piece::Hole(hole) => bytes.extend(value(*hole)?),
            }
        }
        Some(bytes)
    }
}

fn find(bytes: &[u8], value: &[u8]) -> Option<usize> {
    if value.is_empty() {
        return None;
    }
    bytes.windows(value.len()).position(|window| window == value)
}

/// A request with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The method.
    pub method: String,
    /// The target.
    pub target: Text,
    /// The header fields.
    pub headers: Vec<(String, Text)>,
    /// The body.
    pub body: Option<Text>,
}

impl Template {
    /// A request without holes.
    pub fn of(sent: &Sent) -> Self {
        Self {
            method: sent.method.clone(),
            target: Text::literal(sent.target.as_bytes()),
            headers: sent.headers.iter().map(|(name, value)| (name.clone(), Text::literal(value))).collect(),
            body: sent.body.as_deref().map(Text::literal),
        }
    }

    /// The request, with the holes filled.
    pub fn filled(&self, value: impl Fn(usize) -> Option<Vec<u8>> + Copy) -> Option<Sent> {
        let mut headers = Vec::with_capacity(self.headers.len());
        for (name, text) in &self.headers {
            headers.push((name.clone(), text.filled(value)?));
        }
        let body = match &self.body {
            Some(text) => Some(text.filled(value)?),
            None => None,
        };
        let target = String::from_utf8(self.target.filled(value)?).ok()?;
        Some(Sent { method: self.method.clone(), target, headers, body })
    }

    /// The numbers of the holes.
    pub fn holes(&self) -> impl Iterator<Item = usize> {
        let texts = self.headers.iter().map(|(_, text)| text).chain([&self.target]).chain(&self.body);
        texts.flat_map(|text| &text.0).filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Hole(hole) => Some(*hole),
        })
    }
}
