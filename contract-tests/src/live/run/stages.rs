//! Running the cases: several operations at once, the cases of one in order, and each stage of all operations before
//! the next. It must not know how cases are made or judged.

use std::cell::RefCell;
use std::collections::BTreeSet;

use futures_util::StreamExt;
use futures_util::stream;

use super::Progress;
use super::limit::Limit;
use super::severing;
use crate::api::Method;
use crate::live::cases::anchor::{Anchor, variables};
use crate::live::cases::case::{Case, Intent};
use crate::live::cases::fitting::Fitting;
use crate::live::cases::issued::{Issued, Issuer};
use crate::live::cases::plan::{self, Ground};
use crate::live::cases::{methods, precondition, verdict};
use crate::live::client::Client;
use crate::live::exchange::{Sent, SharedExchange};

/// Operations that are run at once.
const CONCURRENCY: usize = 8;

/// Credentials that one stage of an operation may use up.
const ISSUED_MAX: u8 = 3;

/// Ordinals between stages, and between operations of a stage.
const STAGE_ORDINALS: u64 = 1 << 40;
const OPERATION_ORDINALS: u64 = 1 << 20;

/// The cases of all operations.
pub(super) struct Stages<'s> {
    pub(super) client: &'s Client,
    pub(super) fitting: &'s Fitting<'s>,
    /// By operation, an index in `Api::operations`.
    pub(super) anchors: &'s [Option<Anchor>],
    /// Operations whose requests must not repeat texts.
    pub(super) renewed: BTreeSet<usize>,
    pub(super) limit: Limit,
    pub(super) destructive: bool,
    /// What gives out credentials that nobody needs afterwards.
    pub(super) issuer: Option<Issuer>,
    /// A request of each identity that works as long as the identity does.
    pub(super) probes: Vec<Option<Sent>>,
    /// Identities that stopped working, with what is known of it.
    pub(super) lost: RefCell<BTreeSet<(usize, String)>>,
}

impl Stages<'_> {
    /// Whether the time is up, or what was found is enough.
    pub(super) fn is_over(&self) -> bool {
        self.limit.is_reached(self.client)
    }

    /// Runs one stage of those operations; `stages` is how many there will be.
    pub(super) async fn run(&self, operations: &[usize], stage: u8, stages: u8, progress: &dyn Progress) {
        let each = operations.iter().map(|&operation| async move {
            self.operation(operation, stage, stages).await;
            progress.step(self.client.requests(), self.client.found());
        });
        stream::iter(each).buffer_unordered(CONCURRENCY).collect::<Vec<()>>().await;
    }

    /// Runs undocumented methods of the paths of those operations, each path once.
    pub(super) async fn methods(&self, operations: &[usize], stage: u8) {
        let api = self.client.api();
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for &at in operations {
            let Some(anchor) = self.anchors.get(at).and_then(Option::as_ref) else { continue };
            if !paths.insert(api.operations[at].path.text.as_str()) {
                continue;
            }
            let cases = methods::cases(api, anchor, self.client.prefix());
            for (index, case) in cases.into_iter().filter(|case| case.stage == stage).enumerate() {
                self.case(anchor, &[], &case, ordinal(stage, at, index + 4096), false).await;
            }
        }
    }

    async fn operation(&self, at: usize, stage: u8, stages: u8) {
        let Some(anchor) = self.anchors.get(at).and_then(Option::as_ref) else { return };
        let api = self.client.api();
        let renew = self.renewed.contains(&at);
        let ground = self.ground(anchor, renew, stages);
        let cases = plan::cases(&ground);
        let removes = severing::removes(&api.operations[at]);
        let own = removes && variables(&api.operations[at]).is_empty();
        let issuer =
            self.issuer.as_ref().filter(|issuer| own && (issuer.makes_accounts() || self.destructive));
        let mut issued: Option<Issued> = None;
        let mut left = ISSUED_MAX;
        for (index, case) in cases.iter().enumerate().filter(|(_, case)| case.stage == stage) {
            if self.is_over() {
                return;
            }
            let ordinal = ordinal(stage, at, index);
            let issuer = issuer.filter(|_| case.identity.is_some() && case.identity == anchor.identity);
            if let Some(issuer) = issuer {
                if issued.is_none() && left > 0 {
                    left -= 1;
                    issued = issuer.issue(self.client, self.fitting, ordinal).await;
                }
                let Some(credential) = &issued else { continue };
                let case =
                    Case { sent: credential.proving(case.sent.clone()), identity: None, ..case.clone() };
                let source = std::slice::from_ref(&credential.source);
                let status = self.case(anchor, source, &case, ordinal, renew).await;
                // It may have ended by what was asked.
                if status.is_none_or(|status| status == 401 || (200..300).contains(&status)) {
                    issued = None;
                }
                continue;
            }
            if removes && !self.is_safe(anchor, case) {
                continue;
            }
            self.case(anchor, &[], case, ordinal, renew).await;
        }
        if !api.operations[at].method.is_safe() {
            self.look_after(&api.operations[at].to_string()).await;
        }
    }

    /// Sends a case, after the exchanges that its credential comes from, and answers the status.
    async fn case(
        &self,
        anchor: &Anchor,
        sources: &[SharedExchange],
        case: &Case,
        ordinal: u64,
        renew: bool,
    ) -> Option<u16> {
        let lost = |identity: usize| self.lost.borrow().iter().any(|(known, _)| *known == identity);
        if case.identity.is_some_and(lost) {
            return None;
        }
        let mut conversation = self.client.conversation(ordinal).after(&anchor.prelude).after(sources);
        let (api, prefix, sent) = (self.client.api(), self.client.prefix(), case.sent.clone());
        let exchange = precondition::send(&mut conversation, api, prefix, anchor, case.identity, sent).await;
        let ground = self.ground(anchor, renew, plan::LAST + 1);
        verdict::examine(&ground, &mut conversation, case, &exchange).await;
        exchange.status()
    }

    fn ground<'g>(&'g self, anchor: &'g Anchor, renew: bool, stages: u8) -> Ground<'g> {
        Ground {
            fitting: self.fitting,
            anchor,
            prefix: self.client.prefix(),
            renew,
            stages,
            identities: self.client.identities(),
        }
    }

    /// Whether a request of an operation that removes something removes nothing that is not ours: it is refused by all
    /// that the document says, or what it addresses is ours.
    fn is_safe(&self, anchor: &Anchor, case: &Case) -> bool {
        let invalid = || {
            let validity = self.client.judge().validity(&case.sent, self.client.prefix());
            validity.is_some_and(|(_, validity)| validity.is_invalid())
        };
        anchor.made || self.destructive || is_nobodys(case) || invalid()
    }

    /// Notices identities that a request of that operation has made useless.
    async fn look_after(&self, operation: &str) {
        for (identity, probe) in self.probes.iter().enumerate() {
            let Some(probe) = probe else { continue };
            if self.lost.borrow().iter().any(|(known, _)| *known == identity) {
                continue;
            }
            let exchange = self.client.rehearsal().send(Some(identity), probe.clone()).await;
            if exchange.status() == Some(401) {
                self.lost.borrow_mut().insert((identity, operation.to_owned()));
            }
        }
    }
}

/// Whether the case proves nobody: it has no credential, or one that is made up.
fn is_nobodys(case: &Case) -> bool {
    let forged = matches!(case.intent, Intent::Forged(_));
    case.identity.is_none() && (forged || case.sent.header_value("Cookie").is_none())
}

fn ordinal(stage: u8, operation: usize, index: usize) -> u64 {
    let number = |at: usize| u64::try_from(at).unwrap_or(OPERATION_ORDINALS - 1);
    (u64::from(stage) + 1) * STAGE_ORDINALS + number(operation) * OPERATION_ORDINALS + number(index)
}

/// For each identity a request that was accepted, that changes nothing and that needs a credential.
pub(super) fn probes(client: &Client, anchors: &[Option<Anchor>]) -> Vec<Option<Sent>> {
    let api = client.api();
    let probe = |identity: usize| {
        let good = anchors.iter().flatten().find(|anchor| {
            let operation = &api.operations[anchor.draft.operation];
            let secured = !operation.security.is_empty()
                && operation.security.iter().all(|one| !one.schemes.is_empty());
            anchor.accepted.is_some()
                && anchor.identity == Some(identity)
                && operation.method == Method::Get
                && secured
                && !anchor.made
        });
        good.and_then(|anchor| anchor.draft.sent(api, client.prefix()))
    };
    (0..client.identities().len()).map(probe).collect()
}
