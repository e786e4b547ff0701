//! An error in words, with all that lies beneath it: the texts of drivers and servers often leave their cause out.
//!
//! For operators alone. Must not know whose error it is.

use std::iter::successors;

/// The error and its causes, outermost first.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let beneath = successors(error.source(), |cause| cause.source());
    beneath.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::causes;
    use std::io;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot connect")]
    struct Outer(#[source] io::Error);

    #[test]
    fn every_cause_is_told_once() {
        assert_eq!(causes(&Outer(io::Error::other("refused"))), "cannot connect: refused");
        assert_eq!(causes(&io::Error::other("refused")), "refused");
    }
}
