//! Exchanges as a chain that can be run again on another state of the server. It must not know how a shell is spoken to.

use super::flow::{self, Capture};
use super::shell;
use super::template::Template;
use crate::live::base::Base;
use crate::live::client::Client;
use crate::live::exchange::{HeaderField, Sent, SharedExchange};
use crate::live::identity::Identity;

/// Exchanges in order, the later ones with holes where they use what the earlier ones answered.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The steps.
    pub steps: Vec<Step>,
    /// What is captured, by number.
    pub captures: Vec<Capture>,
}

/// One exchange of a chain.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request, with the identity's header fields.
    pub template: Template,
    /// The captures that this step's answer gives, by number.
    pub gives: Vec<usize>,
    /// The exchange as it was.
    pub exchange: SharedExchange,
}

impl Chain {
    /// The chain of some exchanges. Exchanges that give the last one nothing and change nothing are left out when
    /// `needed_only`.
    pub fn of(exchanges: &[SharedExchange], needed_only: bool) -> Self {
        let mut steps: Vec<Step> = exchanges
            .iter()
            .map(|exchange| Step {
                template: Template::of(&exchange.sent),
                gives: Vec::new(),
                exchange: SharedExchange::clone(exchange),
            })
            .collect();
        let mut captures: Vec<Capture> = Vec::new();
        for giver in 0..steps.len() {
            for (source, value) in flow::offered(&steps[giver].exchange) {
                let number = captures.len();
                let mut used = false;
                for taker in &mut steps[giver + 1..] {
                    used |= flow::punch(&mut taker.template, &value, number);
                }
                if used {
                    let name = flow::name(&source, &captures);
                    captures.push(Capture { name, source });
                    steps[giver].gives.push(number);
                }
            }
        }
        let mut chain = Self { steps, captures };
        if needed_only {
            chain.drop_unneeded();
        }
        chain
    }

    /// Keeps the last step and what it needs, and so on.
    fn drop_unneeded(&mut self) {
        let mut needed: Vec<usize> = Vec::new();
        let mut kept = Vec::new();
        for (at, step) in self.steps.drain(..).enumerate().rev() {
            if kept.is_empty() || step.gives.iter().any(|capture| needed.contains(capture)) {
                needed.extend(step.template.holes());
                kept.push((at, step));
            }
        }
        self.steps = kept.into_iter().rev().map(|(_, step)| step).collect();
    }

    /// Runs the chain again, with values from the new answers; the new exchanges as far as they could be made. The
    /// last request is what `last` makes of it.
    pub async fn run(&self, client: &Client, last: Option<&Sent>) -> Vec<SharedExchange> {
        let mut conversation = client.rehearsal();
        let mut values: Vec<Option<String>> = vec![None; self.captures.len()];
        for (at, step) in self.steps.iter().enumerate() {
            let value = |hole: usize| values.get(hole)?.clone().map(String::into_bytes);
            let template = match last {
                Some(last) if at + 1 == self.steps.len() => step.refilled(last, self),
                Some(_) | None => step.template.clone(),
            };
            let Some(mut sent) = template.filled(value) else { break };
            let identity = step.exchange.identity;
            if let Some(identity) = identity.and_then(|at| client.identities().get(at)) {
                without_identity(&mut sent, identity);
            }
            let exchange = conversation.send(identity, sent).await;
            for &capture in &step.gives {
                let source = &self.captures[capture].source;
                values[capture] = exchange.received().and_then(|received| source.value(received));
            }
        }
        conversation.exchanges().to_vec()
    }

    /// Shell lines that run the chain, one for each step, and the last shows the answer.
    pub fn shell(&self, base: &Base) -> Vec<String> {
        let last = self.steps.len().saturating_sub(1);
        let line = |(at, step): (usize, &Step)| {
            let gives: Vec<&Capture> = step.gives.iter().map(|number| &self.captures[*number]).collect();
            shell::line(base, &step.template, &gives, |hole| self.captures[hole].name.as_str(), at == last)
        };
        self.steps.iter().enumerate().map(line).collect()
    }

    /// The requests, with `$name` in place of what is captured.
    pub fn shown(&self) -> Vec<Sent> {
        let name =
            |hole: usize| self.captures.get(hole).map(|capture| format!("${}", capture.name).into_bytes());
        self.steps.iter().filter_map(|step| step.template.filled(name)).collect()
    }
}

impl Step {
    /// Another request in this step's place, with the same values taken from the answers before.
    fn refilled(&self, sent: &Sent, chain: &Chain) -> Template {
        let mut template = Template::of(sent);
        for hole in self.template.holes() {
            let giver = chain.steps.iter().find(|step| step.gives.contains(&hole));
            let value = giver.and_then(|step| chain.captures[hole].source.value(step.exchange.received()?));
            if let Some(value) = value {
                flow::punch(&mut template, &value, hole);
            }
        }
        template
    }
}

/// The request before the identity's header fields were added.
pub(crate) fn without_identity(sent: &mut Sent, identity: &Identity) {
    for (name, value) in &identity.headers {
        let is_same = |field: &HeaderField| field.0 == *name && field.1 == *value;
        if let Some(at) = sent.headers.iter().rposition(is_same) {
            sent.headers.remove(at);
            continue;
        }
        let joined = [b"; ".as_slice(), value].concat();
        for (known, cookies) in &mut sent.headers {
            if known.eq_ignore_ascii_case(name) && cookies.ends_with(&joined) {
                cookies.truncate(cookies.len() - joined.len());
            }
        }
    }
}
