//! The parts of a run, in order. It must not know what any of them does.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use super::limit::Limit;
use super::reach::reach;
use super::stages::{Stages, probes};
use super::{Options, Progress, severing};
use crate::api::{Api, Method, Operation};
use crate::document::Document;
use crate::live::assembly;
use crate::live::base::Base;
use crate::live::cases::anchor::{Anchor, variables};
use crate::live::cases::explorer::Explorer;
use crate::live::cases::fitting::Fitting;
use crate::live::cases::issued::Issuer;
use crate::live::cases::plan::{FIRST, LAST, SECOND};
use crate::live::cases::verdict;
use crate::live::client::Client;
use crate::live::coverage::Coverage;
use crate::live::finding::{Finding, Violation};
use crate::live::identity::Identity;
use crate::live::judge::checks;
use crate::live::oracles::Run;
use crate::live::report::{Matrix, Report};
use crate::live::resources::Resources;
use crate::live::shrink::shrink;
use crate::live::transport::TlsError;
use crate::schema::Direction;
use crate::schema::values::Values;

/// Hundredths of the budget after which no more sequence is begun.
const SEQUENCES: u32 = 40;

/// Hundredths of the budget after which no more is asked, of operations and then of those that remove something; the
/// rest is for shrinking.
const ASKING: u32 = 70;
const REMOVING: u32 = 80;

/// A run that could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// Nothing listens there.
    #[error("cannot reach {url}: {reason}\n  help: check that the server runs and that the URL is its base")]
    Unreachable {
        /// What was tried.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// No encrypted connection can be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The document has no operation that is asked for.
    #[error("no operation matches {}\n  help: give a part of an operationId or of a method and path, or a pattern with *", patterns.join(", "))]
    NoOperation {
        /// What was asked for.
        patterns: Vec<String>,
    },
}

/// Holds a server to a document.
///
/// # Errors
/// The server cannot be reached, or no operation is asked for.
pub async fn run(
    document: &Document,
    api: Arc<Api>,
    base: Base,
    identities: Vec<Identity>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Report, RunError> {
    let start = Instant::now();
    let wanted = |operation: &Operation| options.wants(operation.id.as_deref(), &operation.to_string());
    let operations: Vec<usize> =
        (0..api.operations.len()).filter(|at| wanted(&api.operations[*at])).collect();
    if operations.is_empty() {
        return Err(RunError::NoOperation { patterns: options.operations.clone() });
    }
    let (transport, note) = reach(&api, base, &identities).await?;
    let client = Client::new(Arc::clone(&api), transport, identities);
    let mut notes: Vec<String> = note.into_iter().collect();
    let asked = Asked { document, client: &client, operations: &operations, options, start, progress };
    asked.ask(&mut notes).await;
    let coverage = client.coverage();
    let mut findings = asked.findings().await;
    findings.sort_by(|one, other| (one.location.line, &one.id).cmp(&(other.location.line, &other.id)));
    findings.dedup_by(|one, other| one.id == other.id);
    Ok(Report {
        title: api.title.clone(),
        document: document.name().to_owned(),
        url: client.transport().base().url(client.prefix()),
        seed: options.seed,
        requests: client.requests(),
        duration_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        pairs: Coverage::pairs(&api, &operations),
        uncovered: coverage.uncovered(&api, &operations),
        findings,
        notes,
        matrix: Matrix::of(&api, &operations, &coverage),
    })
}

/// What a run is made of.
struct Asked<'a> {
    document: &'a Document,
    client: &'a Client,
    operations: &'a [usize],
    options: &'a Options,
    start: Instant,
    progress: &'a dyn Progress,
}

impl Asked<'_> {
    /// When so many hundredths of the budget are used.
    fn deadline(&self, hundredths: u32) -> Option<Instant> {
        self.options.budget.map(|budget| self.start + budget * hundredths / 100)
    }

    /// What ends a part of the run that goes on until so many hundredths of the budget are used.
    fn limit(&self, hundredths: u32) -> Limit {
        Limit { deadline: self.deadline(hundredths), first_only: self.options.first_only }
    }

    /// Sends all requests.
    async fn ask(&self, notes: &mut Vec<String>) {
        let api = Arc::clone(self.client.api());
        self.sequences(&api).await;
        let values = Values::new(&api.schemas, Direction::Request, self.options.seed);
        let fitting = Fitting::new(&api, &values, self.options.seed);
        let explored = with_holders(&api, self.operations);
        self.progress.phase("exploring", explored.len());
        let explorer = Explorer::new(self.client, &fitting);
        let anchors = explorer.explore(&explored, |operation| !severing::removes(operation)).await;
        let probes = probes(self.client, &anchors);
        let issuer = match probes.iter().flatten().next() {
            Some(probe) => Issuer::find(self.client, &fitting, &anchors, probe).await,
            None => None,
        };
        let renewed = self.renewed(&anchors).await;
        let mut stages = Stages {
            client: self.client,
            fitting: &fitting,
            renewed,
            issuer,
            limit: self.limit(ASKING),
            destructive: self.options.destructive,
            probes,
            anchors: &anchors,
            lost: RefCell::default(),
        };
        let removes = |at: &&usize| severing::removes(&api.operations[**at]);
        let keeping: Vec<usize> = self.operations.iter().filter(|at| !removes(at)).copied().collect();
        let mut removing: Vec<usize> = self.operations.iter().filter(removes).copied().collect();
        // Parts before what they are parts of, and what concerns the identity itself last.
        removing.sort_by_key(|at| std::cmp::Reverse(api.operations[*at].path.segments.len()));
        removing.sort_by_key(|at| variables(&api.operations[*at]).is_empty());
        let last = if self.options.budget.is_some() { LAST } else { SECOND };
        for stage in FIRST..=last {
            if stages.is_over() {
                break;
            }
            self.progress.phase("asking", keeping.len());
            stages.run(&keeping, stage, last + 1, self.progress).await;
            stages.methods(&keeping, stage).await;
        }
        stages.limit = self.limit(REMOVING);
        self.progress.phase("removing", removing.len());
        for at in removing {
            for stage in [FIRST, SECOND] {
                stages.run(&[at], stage, SECOND + 1, self.progress).await;
                if keeping.iter().all(|other| api.operations[*other].path != api.operations[at].path) {
                    stages.methods(&[at], stage).await;
                }
            }
        }
        self.note(&anchors, &stages, notes);
    }

    /// Runs the sequences: before the cases, while lists are short and nothing else is going on.
    async fn sequences(&self, api: &Api) {
        let resources = Resources::of(api);
        let limit = self.limit(SEQUENCES);
        let operations = self.operations.iter().copied().collect();
        let run = Run::learn(self.client, &resources, operations, self.options.seed).await;
        self.progress.phase("sequences", run.plan().len());
        let wanted = |_| {
            self.progress.step(self.client.requests(), self.client.found());
            !limit.is_reached(self.client)
        };
        run.run_all(wanted).await;
    }

    /// Operations whose requests cannot be repeated as they are.
    async fn renewed(&self, anchors: &[Option<Anchor>]) -> BTreeSet<usize> {
        let mut renewed = BTreeSet::new();
        let accepted = anchors.iter().flatten().filter(|anchor| anchor.accepted.is_some());
        for anchor in accepted.filter(|anchor| anchor.draft.payload.is_some()) {
            let operation = anchor.draft.operation;
            if let Some(sent) = anchor.draft.sent(self.client.api(), self.client.prefix()) {
                let mut conversation = self.client.conversation(0).after(&anchor.prelude);
                if verdict::needs_renewal(&mut conversation, anchor.identity, sent).await {
                    renewed.insert(operation);
                }
            }
        }
        renewed
    }

    fn note(&self, anchors: &[Option<Anchor>], stages: &Stages<'_>, notes: &mut Vec<String>) {
        let identities = self.client.identities();
        for (identity, operation) in stages.lost.borrow().iter() {
            let name = identities.get(*identity).map_or("", |identity| identity.name.as_str());
            notes.push(format!(
                "the identity {name} was no longer accepted after {operation}, and was not used any more"
            ));
        }
        let statuses = self.client.coverage();
        for &at in self.operations {
            let operation = &self.client.api().operations[at];
            let succeeded =
                statuses.statuses().keys().any(|(known, status)| *known == at && (200..300).contains(status));
            if !succeeded && anchors.get(at).is_some() {
                notes.push(format!("{operation} was never answered with success"));
            }
        }
    }

    /// Shrinks what was found, and makes findings of it.
    async fn findings(&self) -> Vec<Finding> {
        let gone = self.client.gone_at().await;
        if let Some(last) = &gone {
            let message = "the server accepts no more connections, and did when the run began";
            let violation = Violation::new(checks::SERVER_GONE, "", message);
            self.client.conversation(0).report_shrunk(violation, std::slice::from_ref(last));
        }
        let mut records = self.client.take_records();
        // What is asked to find ids is not asked for its own sake.
        let wanted = |at: &usize| self.operations.contains(at) || self.options.operations.is_empty();
        records.retain(|record| record.operations.iter().any(|(at, _)| wanted(at)));
        let records = assembly::merge(records);
        self.progress.phase("shrinking", records.len());
        let deadline = self.deadline(100);
        let base = self.client.transport().base();
        let mut findings = Vec::new();
        for mut record in records {
            if gone.is_none() && deadline.is_none_or(|deadline| Instant::now() < deadline) {
                let shrunk = shrink(self.client, &record).await;
                // What happens once may be the network's.
                if !shrunk.repeated && record.violation.check == checks::NO_ANSWER {
                    continue;
                }
                record.evidence = shrunk.evidence;
            }
            findings.extend(assembly::finding(&record, self.document, base, self.client.identities()));
            self.progress.step(self.client.requests(), findings.len());
        }
        findings
    }
}

/// The operations, and those of the collections that their paths lead through, whose answers have the ids.
fn with_holders(api: &Api, operations: &[usize]) -> Vec<usize> {
    let leads_to = |holder: &Operation, at: &usize| {
        let path = &api.operations[*at].path;
        let (short, long) = (&holder.path.segments, &path.segments);
        short.len() < long.len() && short.iter().zip(long).all(|(one, other)| one == other)
    };
    let holds = |at: &usize| {
        let operation = &api.operations[*at];
        matches!(operation.method, Method::Get | Method::Post)
            && operations.iter().any(|wanted| leads_to(operation, wanted))
    };
    (0..api.operations.len()).filter(|at| operations.contains(at) || holds(at)).collect()
}
