//! Whether the server is there, and under which path: the URL that was given, or that and the path that the document's
//! `servers` have. It must not know what is asked of it later.

use super::executor::RunError;
use crate::api::{Api, Method};
use crate::live::base::Base;
use crate::live::exchange::{Failure, Sent};
use crate::live::identity::Identity;
use crate::live::transport::{Limits, Transport};

/// Paths that are asked for to tell where the document's are.
const PROBES: usize = 5;

/// A transport to the server, and a note when its paths stand elsewhere than the URL says.
pub(super) async fn reach(
    api: &Api,
    base: Base,
    identities: &[Identity],
) -> Result<(Transport, Option<String>), RunError> {
    let transport = Transport::new(base.clone(), Limits::default())?;
    let target = if base.prefix.is_empty() { "/" } else { &base.prefix };
    if let Err(Failure::Connect(reason)) = transport.exchange(&Sent::new("GET", target)).await {
        return Err(RunError::Unreachable { url: base.url(target), reason });
    }
    let Some(path) = served_under(api).filter(|_| base.prefix.is_empty()) else {
        return Ok((transport, None));
    };
    let plain = answers(api, &transport, "", identities).await;
    let under = answers(api, &transport, &path, identities).await;
    // Nothing is where the URL says, and something is where the document says.
    if plain > 0 || under == 0 {
        return Ok((transport, None));
    }
    let note = format!("the document's paths are taken to be under {path}, as its servers have it");
    Ok((Transport::new(base.with_prefix(&path), Limits::default())?, Some(note)))
}

/// The path of the document's first server.
pub(crate) fn served_under(api: &Api) -> Option<String> {
    let server = api.servers.first()?;
    let rest = server.split_once("://").map_or(server.as_str(), |(_, rest)| rest);
    let path = if server.contains("://") { rest.find('/').map(|at| &rest[at..])? } else { rest };
    let path = path.trim_end_matches('/');
    (path.starts_with('/') && !path.contains('{')).then(|| path.to_owned())
}

/// How many of some paths of the document are there.
async fn answers(api: &Api, transport: &Transport, prefix: &str, identities: &[Identity]) -> usize {
    let plain = |path: &&str| !path.contains('{');
    let paths = api.operations.iter().filter(|operation| operation.method == Method::Get);
    let paths = paths.map(|operation| operation.path.text.as_str()).filter(plain).take(PROBES);
    let mut there = 0;
    for path in paths {
        let mut sent = Sent::new("GET", format!("{prefix}{path}"));
        if let Some(identity) = identities.first() {
            sent.headers.extend(identity.headers.iter().cloned());
        }
        let outcome = transport.exchange(&sent).await;
        there += usize::from(outcome.is_ok_and(|received| received.status != 404));
    }
    there
}
