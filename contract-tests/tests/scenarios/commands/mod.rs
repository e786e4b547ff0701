//! The toolkit's own binary as a person or a pipeline meets it: arguments in, a report and an exit code out.

mod diff;
