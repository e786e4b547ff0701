//! What every part of a comparison needs: the two documents, the rules of the world that they are compared in, the
//! schemas' containment and the differences so far. It must not know the parts.

use super::annotations::Annotations;
use super::change::{Change, Level};
use super::ledger::{Difference, Ledger};
use super::message::Messages;
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::SchemaComparison;
use crate::api::{Api, Operation};
use crate::document::Document;

/// What senders and receivers do about members that a document does not mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum World {
    /// Senders send only what is documented, and receivers ignore what they do not know unless the schema closes.
    #[default]
    Closed,
    /// Undocumented members are possible on both sides.
    Open,
}

/// One of the two documents.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The document, for places and texts.
    pub document: &'a Document,
    /// What it promises.
    pub api: &'a Api,
}

impl<'a> Side<'a> {
    /// Writes messages of this document.
    pub(super) fn messages(self) -> Messages<'a> {
        Messages::new(self.api)
    }

    /// Where the credentials of an operation are stated: at the operation, or for the whole document.
    pub(super) fn security_pointer(self, operation: &Operation) -> String {
        let own = format!("{}/security", operation.pointer);
        match self.document.node(&own) {
            Some(_) => own,
            None if self.document.node("/security").is_some() => "/security".to_owned(),
            None => operation.pointer.clone(),
        }
    }

    /// The member of that name at the pointer, as it stands in the document.
    fn member(self, pointer: &str, name: &str) -> Option<serde_json::Value> {
        Some(self.document.node(pointer)?.get(name)?.to_value())
    }
}

/// A comparison on its way.
pub(super) struct Comparison<'a> {
    pub(super) base: Side<'a>,
    pub(super) revision: Side<'a>,
    pub(super) world: World,
    pub(super) ledger: Ledger,
    pub(super) annotations: Annotations,
    pub(super) schemas: SchemaComparison<'a>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(base: Side<'a>, revision: Side<'a>, world: World) -> Self {
        let schemas = SchemaComparison::new(base, revision, world);
        let (ledger, annotations) = (Ledger::default(), Annotations::default());
        Self { base, revision, world, ledger, annotations, schemas }
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.ledger.into_changes(self.base.document, self.revision.document)
    }

    /// Notes a difference that the pair of operations shows.
    pub(super) fn record(&mut self, pair: Pair<'_>, difference: Difference) {
        self.ledger.record(&pair.revision.to_string(), difference);
    }

    /// Notes that a text for people, a member of what is at the two pointers, differs.
    pub(super) fn described(&mut self, operation: &Operation, base: &str, revision: &str, member: &str) {
        // An empty text or list says as little as none.
        let says = |value: &serde_json::Value| {
            value.as_str() != Some("") && value.as_array().is_none_or(|list| !list.is_empty())
        };
        let before = self.base.member(base, member).filter(says);
        if before == self.revision.member(revision, member).filter(says) {
            return;
        }
        let message = format!("`{member}` differs");
        let difference = Difference::silent(Rule::DescriptionChanged, Level::Documentation, message)
            .base(&format!("{base}/{member}"))
            .revision(&format!("{revision}/{member}"));
        self.ledger.record(&operation.to_string(), difference);
    }
}
