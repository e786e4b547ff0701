//! Where mutants can act, as far as the document tells. It must not know what is done there.

use crate::api::{Location, Method};
use crate::live::resources::content::{is_json, successes};
use crate::mutants::mutant::Place;
use crate::mutants::surroundings::{Surroundings, answers_header, has_parameter, lists_status};

pub(super) const ANY: Place = Place { what: "is there", has: |_, _| true };

pub(super) const READ: Place =
    Place { what: "is a GET", has: |_, operation| operation.method == Method::Get };

pub(super) const ITEM_READ: Place = Place {
    what: "reads an item by a variable of its path",
    has: |near, operation| {
        operation.method == Method::Get
            && near.listing(operation).is_none()
            && operation.path.text.contains('{')
    },
};

pub(super) const WRITE: Place = Place { what: "writes", has: |_, operation| !operation.method.is_safe() };

pub(super) const JSON_TAKEN: Place = Place {
    what: "takes JSON",
    has: |_, operation| {
        operation.body.as_ref().is_some_and(|body| body.contents.iter().any(|one| is_json(&one.name)))
    },
};

pub(super) const JSON_SHOWN: Place = Place {
    what: "answers JSON",
    has: |_, operation| {
        successes(operation).any(|response| response.contents.iter().any(|one| is_json(&one.name)))
    },
};

pub(super) const CREATE: Place = Place {
    what: "makes items that can be read",
    has: |near, operation| operation.method == Method::Post && near.item_read(operation).is_some(),
};

pub(super) const PATCH: Place = Place {
    what: "is a PATCH of what can be read",
    has: |near, operation| operation.method == Method::Patch && near.beside(operation, Method::Get).is_some(),
};

pub(super) const PUT: Place = Place {
    what: "is a PUT of what can be read",
    has: |near, operation| operation.method == Method::Put && near.beside(operation, Method::Get).is_some(),
};

pub(super) const UPDATE: Place = Place {
    what: "is a PUT or PATCH of what can be read",
    has: |near, operation| (PUT.has)(near, operation) || (PATCH.has)(near, operation),
};

pub(super) const DELETE: Place =
    Place { what: "is a DELETE", has: |_, operation| operation.method == Method::Delete };

pub(super) const DELETE_OF_READ: Place = Place {
    what: "is a DELETE of what can be read",
    has: |near, operation| {
        operation.method == Method::Delete && near.beside(operation, Method::Get).is_some()
    },
};

pub(super) const LIST: Place =
    Place { what: "lists", has: |near, operation| near.listing(operation).is_some() };

pub(super) const LIST_OF_MADE: Place = Place {
    what: "lists what can be made",
    has: |near, operation| {
        near.listing(operation).is_some() && near.beside(operation, Method::Post).is_some()
    },
};

pub(super) const PAGED: Place = Place {
    what: "lists in pages",
    has: |near, operation| near.listing(operation).is_some_and(|list| list.position.is_some()),
};

pub(super) const NEXT: Place = Place {
    what: "lists in pages and says how the next is asked for",
    has: |near, operation| near.listing(operation).is_some_and(|list| list.next.is_some()),
};

pub(super) const SIZED: Place = Place {
    what: "lists in pages whose size is asked for",
    has: |near, operation| near.listing(operation).is_some_and(|list| list.size.is_some()),
};

pub(super) const TOTAL: Place = Place {
    what: "tells a total",
    has: |near, operation| near.listing(operation).is_some_and(|list| list.total.is_some()),
};

pub(super) const FILTERED: Place = Place {
    what: "lists with filters",
    has: |near, operation| near.listing(operation).is_some_and(|list| !list.filters.is_empty()),
};

pub(super) const SORTED: Place = Place {
    what: "lists in an order that is asked for",
    has: |near, operation| near.listing(operation).is_some_and(|list| list.sort.is_some()),
};

pub(super) const QUERY: Place = Place {
    what: "has a query parameter",
    has: |_, operation| operation.parameters.iter().any(|one| one.location == Location::Query),
};

pub(super) const TAGGED: Place =
    Place { what: "answers an ETag", has: |_, operation| answers_header(operation, "ETag") };

pub(super) const TAGGED_READ: Place = Place {
    what: "is a GET that answers an ETag",
    has: |_, operation| operation.method == Method::Get && answers_header(operation, "ETag"),
};

pub(super) const TAGGED_UPDATE: Place = Place {
    what: "is an update that answers an ETag",
    has: |near, operation| (UPDATE.has)(near, operation) && answers_header(operation, "ETag"),
};

pub(super) const IF_MATCH: Place = Place {
    what: "takes If-Match",
    has: |_, operation| has_parameter(operation, Location::Header, "If-Match"),
};

pub(super) const IF_NONE_MATCH: Place = Place {
    what: "is a GET that takes If-None-Match",
    has: |_, operation| {
        operation.method == Method::Get && has_parameter(operation, Location::Header, "If-None-Match")
    },
};

pub(super) const KEYED: Place = Place {
    what: "takes an Idempotency-Key",
    has: |_, operation| has_parameter(operation, Location::Header, "Idempotency-Key"),
};

pub(super) const LOCATED: Place =
    Place { what: "answers a Location", has: |_, operation| answers_header(operation, "Location") };

pub(super) const SECURED: Place = Place {
    what: "needs a credential that identities have",
    has: |near, operation| {
        !near.identities.is_empty()
            && !operation.security.is_empty()
            && operation.security.iter().all(|one| !one.schemes.is_empty())
    },
};

pub(super) const SECURED_READ: Place = Place {
    what: "is a GET that needs a credential that identities have",
    has: |near, operation| operation.method == Method::Get && (SECURED.has)(near, operation),
};

pub(super) const SECURED_WRITE: Place = Place {
    what: "is a write that needs a credential that identities have",
    has: |near, operation| !operation.method.is_safe() && (SECURED.has)(near, operation),
};

pub(super) const SHARED_READ: Place = Place {
    what: "reads an item as one of two identities",
    has: |near, operation| {
        near.identities.len() > 1 && (ITEM_READ.has)(near, operation) && (SECURED.has)(near, operation)
    },
};

pub(super) const SHARED_UPDATE: Place = Place {
    what: "updates an item as one of two identities",
    has: |near, operation| {
        near.identities.len() > 1
            && (UPDATE.has)(near, operation)
            && operation.path.text.contains('{')
            && (SECURED.has)(near, operation)
    },
};

pub(super) const SHARED_DELETE: Place = Place {
    what: "deletes an item as one of two identities",
    has: |near, operation| {
        near.identities.len() > 1
            && (DELETE_OF_READ.has)(near, operation)
            && operation.path.text.contains('{')
            && (SECURED.has)(near, operation)
    },
};

pub(super) const SHARED_LIST: Place = Place {
    what: "lists, as one of two identities, what can be made",
    has: |near, operation| {
        near.identities.len() > 1 && (LIST_OF_MADE.has)(near, operation) && (SECURED.has)(near, operation)
    },
};

pub(super) const NESTED: Place = Place {
    what: "reads a part through what it is a part of",
    has: |near, operation| (ITEM_READ.has)(near, operation) && operation.path.text.matches('{').count() > 1,
};

pub(super) const HEAD: Place =
    Place { what: "is a HEAD", has: |_, operation| operation.method == Method::Head };

pub(super) const ANSWERS_201: Place =
    Place { what: "answers 201", has: |_, operation| lists_status(operation, 201) };

pub(super) const ANSWERS_204: Place =
    Place { what: "answers 204", has: |_, operation| lists_status(operation, 204) };

pub(super) const ANSWERS_404: Place =
    Place { what: "answers 404", has: |_, operation| lists_status(operation, 404) };

pub(super) const ANSWERS_401: Place =
    Place { what: "answers 401", has: |_, operation| lists_status(operation, 401) };

pub(super) const ANSWERS_409: Place = Place {
    what: "makes something and answers 409",
    has: |_, operation| operation.method == Method::Post && lists_status(operation, 409),
};

pub(super) const REFUSES: Place = Place {
    what: "answers 400 or 422",
    has: |_, operation| lists_status(operation, 400) || lists_status(operation, 422),
};

pub(super) const CLOSED_SHOWN: Place = Place {
    what: "answers an object of which all members are documented",
    has: |near, operation| {
        let closed = |near: &Surroundings| near.shown(operation).is_some_and(|shape| shape.closed);
        near.listing(operation).map_or_else(|| closed(near), |list| list.item.closed)
    },
};
