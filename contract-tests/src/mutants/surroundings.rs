//! What the document tells of the operations that mutants act on: their lists, what bodies hold, and which of them are
//! to be damaged at all. It must not know any mutant.

use std::sync::Arc;

use super::mutant::Pick;
use crate::api::{Api, Location, Method, Operation, Response, Segment};
use crate::live::exchange::Sent;
use crate::live::identity::Identity;
use crate::live::judge::Judge;
use crate::live::judge::route::Route;
use crate::live::resources::content::{answer_schema, json_content, successes};
use crate::live::resources::listing::Listing;
use crate::live::resources::shape::Shape;
use crate::live::run::{Options, served_under};
use crate::schema::SchemaId;

/// A document, who may ask, and which operations are damaged.
#[derive(Debug)]
pub struct Surroundings {
    pub(super) api: Arc<Api>,
    pub(super) judge: Judge,
    pub(super) identities: Vec<Identity>,
    listings: Vec<Option<Listing>>,
    damaged: Vec<bool>,
}

impl Surroundings {
    /// The surroundings of all mutants of a self-test. Of the options only the operations count: others are passed
    /// on as they are.
    pub fn new(api: Arc<Api>, identities: Vec<Identity>, options: &Options) -> Self {
        let judge = Judge::new(Arc::clone(&api));
        let listings = (0..api.operations.len()).map(|at| Listing::of(&api, at)).collect();
        let wanted = |operation: &Operation| options.wants(operation.id.as_deref(), &operation.to_string());
        let damaged = api.operations.iter().map(wanted).collect();
        Self { api, judge, identities, listings, damaged }
    }

    /// The operations that are damaged.
    pub(super) fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.api.operations.iter().zip(&self.damaged).filter(|(_, damaged)| **damaged).map(|(one, _)| one)
    }

    pub(super) fn is_damaged(&self, operation: usize) -> bool {
        self.damaged.get(operation).copied().unwrap_or(false)
    }

    /// How the operation lists, if it does.
    pub(super) fn listing(&self, operation: &Operation) -> Option<&Listing> {
        let at = self.api.operations.iter().position(|known| std::ptr::eq(known, operation))?;
        self.listings.get(at)?.as_ref()
    }

    /// What a request addresses; `prefix` is the path of the base.
    pub(super) fn route(&self, sent: &Sent, prefix: &str) -> Route {
        let route = self.judge.route(sent, prefix);
        match (route, served_under(&self.api)) {
            (Route::Nowhere, Some(path)) => self.judge.route(sent, &[prefix, &path].concat()),
            (route, _) => route,
        }
    }

    /// The operation of that method on the same path.
    pub(super) fn beside(&self, operation: &Operation, method: Method) -> Option<&Operation> {
        self.api.operations.iter().find(|other| other.path == operation.path && other.method == method)
    }

    /// The `GET` of what the operation makes: its path and one variable more.
    pub(super) fn item_read(&self, operation: &Operation) -> Option<&Operation> {
        let segments = &operation.path.segments;
        self.api.operations.iter().find(|other| {
            other.method == Method::Get
                && other.path.segments.len() == segments.len() + 1
                && other.path.segments.starts_with(segments)
                && matches!(other.path.segments.last(), Some(Segment::Variable(_)))
        })
    }

    /// Whether a successful answer of the operation shows an object with such a member.
    pub(super) fn shows(&self, operation: &Operation, pick: Pick) -> bool {
        let of_list = self.listing(operation).map(|list| list.item.clone());
        let schema = answer_schema(operation).map(|(_, schema)| schema);
        let shape = of_list.or_else(|| Shape::of(&self.api.schemas, schema?));
        shape.is_some_and(|shape| self.picked(&shape, pick).is_some())
    }

    /// Whether the operation takes a JSON object with such a member.
    pub(super) fn takes(&self, operation: &Operation, pick: Pick) -> bool {
        self.taken(operation).is_some_and(|shape| self.picked(&shape, pick).is_some())
    }

    /// The object that the operation takes.
    pub(super) fn taken(&self, operation: &Operation) -> Option<Shape> {
        let (_, schema) = json_content(&operation.body.as_ref()?.contents)?;
        Shape::of(&self.api.schemas, schema)
    }

    /// The object that the operation answers when it was done.
    pub(super) fn shown(&self, operation: &Operation) -> Option<Shape> {
        Shape::of(&self.api.schemas, answer_schema(operation)?.1)
    }

    /// The names of such members of an object.
    pub(super) fn picked_all<'s>(&self, shape: &'s Shape, pick: Pick) -> Vec<&'s str> {
        let fits = |member: &&crate::live::resources::shape::Member| {
            pick(member, self.api.schemas.get(member.schema))
        };
        shape.members.iter().filter(fits).map(|member| member.name.as_str()).collect()
    }

    fn picked<'s>(&self, shape: &'s Shape, pick: Pick) -> Option<&'s str> {
        self.picked_all(shape, pick).first().copied()
    }

    /// Whom the request is from: all header fields of the identity are in it.
    pub(super) fn identity(&self, sent: &Sent) -> Option<usize> {
        self.identities.iter().position(|identity| {
            identity.headers.iter().all(|(name, value)| {
                let field = sent.header_value(name).unwrap_or_default();
                let cookie = name.eq_ignore_ascii_case("Cookie");
                field == value
                    || cookie
                        && String::from_utf8_lossy(field).contains(String::from_utf8_lossy(value).as_ref())
            })
        })
    }
}

/// The documented response of a status: exact before a range, a range before `default`.
pub(super) fn response(operation: &Operation, status: u16) -> Option<&Response> {
    let covering = operation.responses.iter().filter(|response| response.status.covers(status));
    covering.min_by_key(|response| response.status)
}

/// The schema of the JSON content of a status.
pub(super) fn schema_of(operation: &Operation, status: u16) -> Option<SchemaId> {
    json_content(&response(operation, status)?.contents).map(|(_, schema)| schema)
}

/// Whether the operation lists that status by itself or in a range.
pub(super) fn lists_status(operation: &Operation, status: u16) -> bool {
    response(operation, status).is_some_and(|response| response.status.covers(status))
}

/// The parameters of a location that have one of those names.
pub(super) fn has_parameter(operation: &Operation, location: Location, name: &str) -> bool {
    operation
        .parameters
        .iter()
        .any(|parameter| parameter.location == location && parameter.name.eq_ignore_ascii_case(name))
}

/// Whether a successful answer of the operation has that header in the document.
pub(super) fn answers_header(operation: &Operation, name: &str) -> bool {
    successes(operation)
        .flat_map(|response| &response.headers)
        .any(|header| header.name.eq_ignore_ascii_case(name))
}
