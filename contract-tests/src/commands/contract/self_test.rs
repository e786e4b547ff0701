//! `contract --self-test`: the suite tried on itself. It must not know any mutant, or how a server is started.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::progress::Bar;
use super::{Arguments, Error, Format};
use crate::commands::Ending;
use crate::live::base::Base;
use crate::live::identity::Identity;
use crate::live::run::{Progress, Silent};
use crate::mutants::{Mutant, Plan, Server, Servers, mutants, self_test as try_all};

/// How a fresh server is started.
pub type Start<'s> = dyn Fn() -> Result<Server, String> + Sync + 's;

/// Tries the mutants on a fresh server each, or all on the server at the URL; `out` gets the table.
///
/// # Errors
/// The undamaged run could not be made.
pub fn self_test(
    arguments: &Arguments,
    start: Option<&Start<'_>>,
    out: &mut dyn Write,
) -> Result<Ending, Error> {
    let (document, api, _) = arguments.document()?;
    let mutants: Vec<Mutant> = mutants().filter(|mutant| is_asked(arguments, mutant)).copied().collect();
    if mutants.is_empty() {
        return Err(Error::NoMutant(arguments.mutants.clone()));
    }
    let one;
    let servers = match start {
        Some(start) => Servers::Fresh(start),
        None => {
            let base = Base::parse(arguments.url()?)?;
            let identities = Identity::read_all(&arguments.identities)?;
            one = Server { base, identities, guard: Box::new(()) };
            Servers::One(&one)
        }
    };
    let bar = std::io::stderr().is_terminal().then(Bar::new);
    let progress: &dyn Progress = bar.as_ref().map_or(&Silent, |bar| bar as &dyn Progress);
    let plan =
        Plan { document: &document, api: Arc::new(api), servers, options: arguments.options(), mutants };
    let mut written = Ok(());
    let table = try_all(&plan, progress, &mut |tried| {
        if arguments.format == Format::Human && written.is_ok() {
            let mut line = || writeln!(out, "{}", tried.line()).and_then(|()| out.flush());
            written = match &bar {
                Some(bar) => bar.beside(line),
                None => line(),
            };
        }
    })?;
    if let Some(bar) = &bar {
        bar.clear();
    }
    let text = match arguments.format {
        Format::Human => format!("\n{}", table.summary()),
        Format::Json => format!("{:#}\n", table.json()),
    };
    written
        .and_then(|()| write!(out, "{text}"))
        .map_err(|error| Error::File { path: PathBuf::from("the output"), error })?;
    Ok(if table.is_good() { Ending::Clean } else { Ending::Found })
}

fn is_asked(arguments: &Arguments, mutant: &Mutant) -> bool {
    let asked = |pattern: &String| mutant.name.contains(pattern.as_str()) || mutant.class.as_str() == pattern;
    arguments.mutants.is_empty() || arguments.mutants.iter().any(asked)
}
