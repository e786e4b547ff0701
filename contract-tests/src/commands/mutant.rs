//! `mutant`: the damaging proxy by itself, for other tools than the suite, and the list of what it can do. It must not
//! know any mutant.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use crate::api::Api;
use crate::document::{Document, LoadError};
use crate::live::base::{Base, BaseError};
use crate::live::identity::{Identity, IdentityError};
use crate::live::run::Options;
use crate::mutants::{Proxy, ProxyError, Surroundings, find, mutants};

use super::Ending;

/// Serves a damaged copy of a server, or lists the damages.
#[derive(clap::Args, Clone, Debug)]
pub struct Arguments {
    /// The mutant; without it all are listed, with --spec those that can act on the document.
    #[arg(requires_all = ["spec", "upstream"])]
    pub name: Option<String>,
    /// The document, which tells the proxy the operations.
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// The server's base URL.
    #[arg(long, value_name = "URL")]
    pub upstream: Option<String>,
    /// Where the proxy listens; port 0 is a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: String,
    /// The identities that clients use, as for `contract`; the first is the main one.
    #[arg(long = "identity", value_name = "NAME=HEADER: VALUE")]
    pub identities: Vec<String>,
    /// Only operations with this in their operationId or in their method and path are damaged; * stands for anything.
    #[arg(long = "operation", value_name = "PATTERN")]
    pub operations: Vec<String>,
}

/// A proxy that cannot be served. Each message tells what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no mutant of that name.
    #[error("there is no mutant {0}\n  help: `contract-tests mutant` names them")]
    Unknown(String),
    /// It has nothing to damage there.
    #[error("{0} cannot act: {1}\n  help: `contract-tests mutant --spec FILE` lists those that can")]
    OutOfPlace(String, String),
    /// The document cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The URL cannot be used.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// An identity cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The proxy could not be started.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The runtime could not be started, or the output not be written.
    #[error("cannot go on: {0}")]
    System(#[from] std::io::Error),
}

/// Runs the command; `out` gets the list, or the URL of the proxy, which then serves until it is stopped.
///
/// # Errors
/// The proxy cannot be served.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Ending, Error> {
    let surroundings = match &arguments.spec {
        Some(spec) => {
            let (api, _) = Api::read_leniently(&Document::load(spec)?);
            let identities = Identity::read_all(&arguments.identities)?;
            let options = Options { operations: arguments.operations.clone(), ..Options::default() };
            Some(Arc::new(Surroundings::new(Arc::new(api), identities, &options)))
        }
        None => None,
    };
    let (Some(name), Some(surroundings), Some(upstream)) =
        (&arguments.name, &surroundings, &arguments.upstream)
    else {
        let can_act = |mutant: &&crate::mutants::Mutant| {
            surroundings.as_ref().is_none_or(|surroundings| mutant.is_out_of_place(surroundings).is_none())
        };
        for mutant in mutants().filter(can_act) {
            writeln!(out, "{:<9} {:<30} {}", mutant.class, mutant.name, mutant.what)?;
        }
        return Ok(Ending::Clean);
    };
    let mutant = find(name).ok_or_else(|| Error::Unknown(name.clone()))?;
    if let Some(why) = mutant.is_out_of_place(surroundings) {
        return Err(Error::OutOfPlace(name.clone(), why));
    }
    let upstream = Base::parse(upstream)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let proxy =
            Proxy::start(Arc::clone(surroundings), &upstream, Some(*mutant), &arguments.listen).await?;
        writeln!(out, "{}", proxy.base().url(&upstream.prefix))?;
        out.flush()?;
        proxy.serve().await;
        Ok(Ending::Clean)
    })
}
