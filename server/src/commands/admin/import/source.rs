//! The bytes of an input, and of those that were taken: how many, how many lines, and their digest.
//!
//! Must not know what the bytes mean.

use crate::domain::{InputDigest, InputPosition};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Cursor, ErrorKind, Read};

/// The mark that some programs put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An input that is read once, from its beginning.
pub(super) struct Source {
    input: Box<dyn BufRead + Send>,
    bytes: u64,
    line_feeds: u64,
    /// Whether the last byte that was taken ended a line. So does the beginning.
    at_line_start: bool,
    digest: Sha256,
}

impl Source {
    /// Begins an input, after its byte order mark where it has one.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn new(mut input: Box<dyn BufRead + Send>) -> io::Result<Source> {
        let mut start = Vec::new();
        input.by_ref().take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut start)?;
        let mut source = Source {
            input: Box::new(Cursor::new(start).chain(input)),
            bytes: 0,
            line_feeds: 0,
            at_line_start: true,
            digest: Sha256::new(),
        };
        if source.buffer()? == BYTE_ORDER_MARK {
            source.take(BYTE_ORDER_MARK.len())?;
            source.at_line_start = true;
        }
        Ok(source)
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn buffer(&mut self) -> io::Result<&[u8]> {
        while let Err(error) = self.input.fill_buf() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(error);
            }
        }
        self.input.fill_buf()
    }

    /// Takes the first of the bytes that [`Source::buffer`] has shown.
    ///
    /// # Errors
    /// It cannot be read; not where bytes have been shown.
    pub(super) fn take(&mut self, count: usize) -> io::Result<()> {
        let buffer = self.input.fill_buf()?;
        let taken = &buffer[..count.min(buffer.len())];
        if let Some(last) = taken.last() {
            self.at_line_start = *last == b'\n';
        }
        self.digest.update(taken);
        self.line_feeds += taken.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.bytes += taken.len() as u64;
        let taken = taken.len();
        self.input.consume(taken);
        Ok(())
    }

    /// The line in which the next byte stands, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line_feeds + 1
    }

    /// How many bytes were taken.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The place of the next byte.
    pub(super) fn position(&self) -> InputPosition {
        InputPosition {
            bytes: self.bytes,
            lines: self.line_feeds + u64::from(!self.at_line_start),
            digest: InputDigest::from(self.digest.clone().finalize()),
        }
    }

    /// Takes everything before a place, and tells whether it is what stood there.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn skip_to(&mut self, place: &InputPosition) -> io::Result<bool> {
        while self.bytes < place.bytes {
            let available = self.buffer()?.len();
            if available == 0 {
                return Ok(false);
            }
            let missing = usize::try_from(place.bytes - self.bytes).unwrap_or(usize::MAX);
            self.take(available.min(missing))?;
        }
        Ok(self.position() == *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &'static [u8]) -> Source {
        Source::new(Box::new(text)).unwrap()
    }

    #[test]
    fn a_place_is_found_again_in_the_same_input_alone() {
        let mut first = source(b"one\ntwo\nthree\n");
        for _ in 0..6 {
            assert!(!first.buffer().unwrap().is_empty());
            first.take(1).unwrap();
        }
        let place = first.position();
        assert_eq!((place.bytes, place.lines, first.line()), (6, 2, 2));
        assert!(source(b"one\ntwo\nthree\nfour\n").skip_to(&place).unwrap());
        assert!(source(b"one\ntwother").skip_to(&place).unwrap(), "what follows does not count");
        for other in [b"one\nTwo\nthree\n".as_slice(), b"one\nt", b"", b"one two\n"] {
            assert!(!source(other).skip_to(&place).unwrap());
        }
        assert!(!first.skip_to(&InputPosition { bytes: 3, ..place }).unwrap(), "a place that is passed");
    }

    #[test]
    fn a_byte_order_mark_is_taken_and_counts_no_line() {
        let mut marked = source(b"\xef\xbb\xbfone\n");
        assert_eq!(
            (marked.position().bytes, marked.position().lines, marked.buffer().unwrap()),
            (3, 0, b"one\n".as_slice())
        );
        for short in [b"".as_slice(), b"\xef", b"\xef\xbb", b"ab"] {
            let mut whole = Vec::new();
            let mut source = source(short);
            while !source.buffer().unwrap().is_empty() {
                whole.extend_from_slice(source.buffer().unwrap());
                let length = source.buffer().unwrap().len();
                source.take(length).unwrap();
            }
            assert_eq!(whole, short);
        }
    }
}
