//! The suite run through the proxy, once undamaged and once for each mutant. It must not know what the mutants do.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Instant;

use super::kill_table::{Fate, KillTable, Tried};
use super::mutant::Mutant;
use super::proxy::{Proxy, ProxyError};
use super::surroundings::Surroundings;
use crate::api::Api;
use crate::document::Document;
use crate::live::base::Base;
use crate::live::identity::Identity;
use crate::live::report::Report;
use crate::live::run::{Options, Progress, RunError, Silent, run};

/// A server to be damaged.
pub struct Server {
    /// Where it is.
    pub base: Base,
    /// Who may ask it; the first is the main one.
    pub identities: Vec<Identity>,
    /// What ends it when it is dropped.
    pub guard: Box<dyn Any + Send + Sync>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("base", &self.base)
            .field("identities", &self.identities)
            .finish_non_exhaustive()
    }
}

/// Where servers come from.
#[derive(Clone, Copy)]
pub enum Servers<'s> {
    /// One for all mutants, which are tried one after the other.
    One(&'s Server),
    /// A new one for each mutant; several are tried at once. The failure is a sentence.
    Fresh(&'s (dyn Fn() -> Result<Server, String> + Sync)),
}

impl fmt::Debug for Servers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::One(_) => "One",
            Self::Fresh(_) => "Fresh",
        })
    }
}

/// What is tried on what.
pub struct Plan<'p> {
    /// The document that the server is held to.
    pub document: &'p Document,
    /// Its operations.
    pub api: Arc<Api>,
    /// The servers.
    pub servers: Servers<'p>,
    /// How each run is made. The operations of the options are also those that are damaged.
    pub options: Options,
    /// The mutants.
    pub mutants: Vec<Mutant>,
}

impl fmt::Debug for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("servers", &self.servers)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A self-test that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// A server could not be started.
    #[error("cannot start the server: {0}")]
    Server(String),
    /// The proxy could not be started.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The runtime could not be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(#[from] std::io::Error),
    /// The suite could not be run.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Runs the suite undamaged, and where that finds nothing, once for each mutant, which ends with what is found first.
/// `told` gets the mutants in their order as they are done.
///
/// # Errors
/// The undamaged run could not be made.
pub fn self_test(
    plan: &Plan<'_>,
    progress: &dyn Progress,
    told: &mut dyn FnMut(&Tried),
) -> Result<KillTable, Failed> {
    let start = Instant::now();
    let first = plan.attempt(None, false)?;
    let mut undamaged = vec![first.report];
    let clean = undamaged.iter().all(|report| report.findings.is_empty());
    let mutants: &[Mutant] = if clean { &plan.mutants } else { &[] };
    let around = Surroundings::new(Arc::clone(&plan.api), first.identities, &plan.options);
    let tried = plan.all(mutants, &around, progress, told);
    if let (Servers::One(_), true) = (plan.servers, clean) {
        undamaged.push(plan.attempt(None, false)?.report);
    }
    let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(KillTable { seed: plan.options.seed, undamaged, tried, duration_ms })
}

/// The next mutant that nobody tries yet, with its place.
fn take(mutants: &[Mutant], next: &AtomicUsize) -> Option<(usize, Mutant)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    mutants.get(at).map(|mutant| (at, *mutant))
}

/// A run through the proxy.
struct Attempt {
    report: Report,
    identities: Vec<Identity>,
    damaged: u64,
    refused: u64,
}

impl Plan<'_> {
    /// Tries the mutants, and tells each in their order as soon as it and those before it are done.
    fn all(
        &self,
        mutants: &[Mutant],
        around: &Surroundings,
        progress: &dyn Progress,
        told: &mut dyn FnMut(&Tried),
    ) -> Vec<Tried> {
        let workers = match self.servers {
            Servers::One(_) => 1,
            Servers::Fresh(_) => std::thread::available_parallelism().map_or(1, usize::from),
        };
        progress.phase("mutants", mutants.len());
        let next = AtomicUsize::new(0);
        let (done, coming) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..workers {
                let (done, next) = (done.clone(), &next);
                scope.spawn(move || {
                    while let Some((at, mutant)) = take(mutants, next) {
                        // Nobody listens any more when the self-test was given up.
                        if done.send((at, self.one(mutant, around))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(done);
            let (mut requests, mut killed) = (0, 0);
            let mut waiting: BTreeMap<usize, Tried> = BTreeMap::new();
            let mut tried: Vec<Tried> = Vec::new();
            for (at, one) in coming {
                requests += one.requests;
                killed += usize::from(matches!(one.fate, Fate::Killed { .. }));
                progress.step(requests, killed);
                waiting.insert(at, one);
                while let Some(one) = waiting.remove(&tried.len()) {
                    told(&one);
                    tried.push(one);
                }
            }
            tried
        })
    }

    fn one(&self, mutant: Mutant, around: &Surroundings) -> Tried {
        let tried = |fate, requests, duration_ms| Tried { mutant, fate, requests, duration_ms };
        if let Some(why) = mutant.is_out_of_place(around) {
            return tried(Fate::OutOfPlace(why), 0, 0);
        }
        // What was found first may not show again, and then ended the run for nothing.
        let whole = |first: Attempt| {
            let missed = first.report.findings.is_empty() && first.damaged > 0;
            if missed { self.attempt(Some(mutant), false) } else { Ok(first) }
        };
        let attempt = match self.attempt(Some(mutant), true).and_then(whole) {
            Ok(attempt) => attempt,
            Err(failed) => return tried(Fate::NotTried(failed.to_string()), 0, 0),
        };
        let Attempt { report, damaged, refused, .. } = attempt;
        let mut checks: Vec<&'static str> = report.findings.iter().map(|finding| finding.check.id).collect();
        checks.sort_unstable();
        checks.dedup();
        let shortest = report.findings.into_iter().min_by_key(|finding| finding.requests.len());
        let fate = match shortest {
            Some(finding) => Fate::Killed { checks, finding: Box::new(finding) },
            None if damaged == 0 && refused > 0 => {
                Fate::OutOfPlace(format!("the server refuses what it would do, {refused} times"))
            }
            None => Fate::Survived { damaged },
        };
        tried(fate, report.requests, report.duration_ms)
    }

    fn attempt(&self, mutant: Option<Mutant>, first_only: bool) -> Result<Attempt, Failed> {
        let fresh;
        let server = match self.servers {
            Servers::One(server) => server,
            Servers::Fresh(start) => {
                fresh = start().map_err(Failed::Server)?;
                &fresh
            }
        };
        let surroundings = Surroundings::new(Arc::clone(&self.api), server.identities.clone(), &self.options);
        let options = Options { first_only, ..self.options.clone() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let proxy = Proxy::start(Arc::new(surroundings), &server.base, mutant, "127.0.0.1:0").await?;
            let (base, identities) = (proxy.base().clone(), server.identities.clone());
            let report =
                run(self.document, Arc::clone(&self.api), base, identities, &options, &Silent).await?;
            Ok(Attempt {
                report,
                identities: server.identities.clone(),
                damaged: proxy.damaged(),
                refused: proxy.refused(),
            })
        })
    }
}
