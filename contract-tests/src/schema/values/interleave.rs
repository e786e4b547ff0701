//! Several sequences as one, an element of each in turn, so that the first of each come early. It must not know what the
//! elements are.

use std::collections::VecDeque;

/// Elements of several sequences in turn.
pub(super) struct Interleave<I>(VecDeque<I>);

/// One element of each sequence, then the next of each, until all have ended.
pub(super) fn interleave<I: Iterator>(sequences: impl IntoIterator<Item = I>) -> Interleave<I> {
    Interleave(sequences.into_iter().collect())
}

impl<I: Iterator> Iterator for Interleave<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        while let Some(mut sequence) = self.0.pop_front() {
            if let Some(element) = sequence.next() {
                self.0.push_back(sequence);
                return Some(element);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::interleave;

    #[test]
    fn elements_come_in_turn() {
        let sequences = [vec![1, 4, 6], vec![], vec![2], vec![3, 5]];
        let all: Vec<i32> = interleave(sequences.into_iter().map(Vec::into_iter)).collect();
        assert_eq!(all, [1, 2, 3, 4, 5, 6]);
    }
}
