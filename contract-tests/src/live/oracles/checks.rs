//! The promises that sequences check, each with where it comes from. It must not know how they are checked.

use crate::live::finding::Check;

const fn check(id: &'static str, title: &'static str, rationale: &'static str) -> Check {
    Check { id, title, rationale }
}

/// What was made can be read.
pub const CREATED_READABLE: Check = check(
    "created_readable",
    "What was created cannot be read",
    "A 201 says that a resource was created (RFC 9110 §15.3.2); reading it by its id must find it.",
);
/// `Location` leads to what was made.
pub const LOCATION: Check = check(
    "location_leads",
    "Location does not lead to what was created",
    "The Location of a 201 identifies the primary resource created (RFC 9110 §10.2.2).",
);
/// What a request sets is what a read shows.
pub const MEMBER_STORED: Check = check(
    "member_stored",
    "A member that was sent is not what is read afterwards",
    "The request and the answer have a member of the same name and type, so what the one sets the other shows.",
);
/// An acknowledged write is kept.
pub const WRITE_KEPT: Check = check(
    "write_kept",
    "A write was acknowledged and is not there",
    "A 2xx to PUT or PATCH says that the state was changed as asked (RFC 9110 §9.3.4, RFC 5789 §2).",
);
/// The answer to a write is what a read shows.
pub const WRITE_ANSWER: Check = check(
    "write_answer",
    "A write answers another state than the next read",
    "The write documents that it answers the resource, so it answers the state that it leaves behind.",
);
/// A partial update changes what it names.
pub const UPDATE_ONLY_NAMED: Check = check(
    "update_only_named",
    "An update changed what it does not name",
    "PATCH changes the parts that its document describes (RFC 5789 §2); members that it does not name stay.",
);
/// A write changes its resource alone.
pub const OTHERS_UNTOUCHED: Check = check(
    "others_untouched",
    "A write to one resource changed another",
    "A write applies to the resource that its URL identifies (RFC 9110 §9.3).",
);
/// A replacement replaces.
pub const REPLACED: Check = check(
    "replaced",
    "A replacement kept what it does not name",
    "PUT replaces the state with that of its body (RFC 9110 §9.3.4), and the document has PATCH for partial updates.",
);
/// A `PUT` that makes something says so.
pub const PUT_STATUS: Check = check(
    "put_status",
    "PUT does not say whether it made something",
    "201 when there was nothing before, and another status of success when there was (RFC 9110 §9.3.4).",
);
/// An idempotent request that is repeated changes nothing more.
pub const REPEATED: Check = check(
    "repeated_same",
    "A repeated PUT changed something more",
    "PUT is idempotent: repeating it has the effect of doing it once (RFC 9110 §9.2.2).",
);
/// What a server sets once stays.
pub const CONSTANT: Check = check(
    "constant_member",
    "A write changed what is set once",
    "The id of a resource and the date of its creation do not depend on later writes.",
);
/// Dates of change move with changes.
pub const CHANGE_DATED: Check = check(
    "change_dated",
    "A change did not move the date or number of the last change",
    "The resource shows when, or how often, it was changed; other writes of it move that member.",
);
/// A documented default is applied.
pub const DEFAULT_APPLIED: Check = check(
    "default_applied",
    "A default was not applied",
    "`default` is what the server assumes when the member is absent (OpenAPI 3.0.3, Schema Object).",
);
/// A member that is only read cannot be written.
pub const READ_ONLY: Check = check(
    "read_only",
    "A member that is only read was written",
    "`readOnly` members must not be sent; what is sent has no effect (OpenAPI 3.0.3, Schema Object).",
);
/// A refused write changes nothing.
pub const REFUSED_UNCHANGED: Check = check(
    "refused_unchanged",
    "A refused write had an effect",
    "A 4xx says that the request was not carried out (RFC 9110 §15.5).",
);
/// What was made is listed, once.
pub const LISTED_ONCE: Check = check(
    "listed_once",
    "What was created is not listed exactly once",
    "The list documents the items of the collection; an item of it stands there once.",
);
/// The list shows what a read shows.
pub const LIST_CURRENT: Check = check(
    "list_current",
    "The list shows an older state than a read",
    "The list and the item document the same members, so they show the same state.",
);
/// Pages cover the list, once.
pub const PAGES: Check = check(
    "pages_partition",
    "Pages do not cover the list once",
    "Page by page a client must meet every item, and each once.",
);
/// A page has at most as many items as were asked for.
pub const PAGE_SIZE: Check = check(
    "page_size",
    "A page has more items than were asked for",
    "The document has a parameter for the size of a page.",
);
/// The total is how many items there are.
pub const TOTAL: Check = check(
    "total",
    "The total is not how many items there are",
    "The document has a total beside the items of a page.",
);
/// A filter selects.
pub const FILTER: Check = check(
    "filter",
    "A filter does not select by its member",
    "The parameter is named like a member of the items and has its type, so it selects the items that have the value.",
);
/// An order is kept.
pub const ORDER: Check = check(
    "order",
    "Items are not in the order that was asked for",
    "The parameter's value names a member of the items to order them by.",
);
/// What was deleted is gone.
pub const DELETED_GONE: Check = check(
    "deleted_gone",
    "What was deleted is still there",
    "A 2xx to DELETE says that the resource was removed (RFC 9110 §9.3.5).",
);
/// Parts are gone with what they are parts of.
pub const PARTS_GONE: Check = check(
    "parts_gone",
    "Parts of what was deleted are still there",
    "The path of a part goes through what it is a part of.",
);
/// An id is not given twice.
pub const ID_NEW: Check = check(
    "id_new",
    "The id of something deleted was given again",
    "The id is a text that the server makes up; one that was given to a client must not come to mean something else.",
);
/// What is not there is not answered.
pub const UNKNOWN: Check = check(
    "unknown_missing",
    "Something that does not exist was answered with success",
    "A 2xx says that there is such a resource (RFC 9110 §15.3).",
);
/// A part is found through what it is a part of, alone.
pub const PARENT: Check = check(
    "parent_only",
    "A part was reached through something that it is not a part of",
    "The path names the resource that the part belongs to.",
);
/// A read changes nothing.
pub const SAFE: Check = check(
    "read_safe",
    "A read changed the resource",
    "GET and HEAD are safe: a client does not ask for a change by them (RFC 9110 §9.2.1).",
);
/// HEAD says what GET says.
pub const HEAD: Check = check(
    "head_same",
    "HEAD says something else than GET",
    "HEAD has the header fields that GET would have (RFC 9110 §9.3.2).",
);
/// An entity tag stands for one representation.
pub const TAG: Check = check(
    "etag_follows",
    "The ETag does not follow the representation",
    "A strong ETag changes when and only when the representation does (RFC 9110 §8.8.1, §8.8.3).",
);
/// An entity tag can be used in If-Match.
pub const TAG_STRONG: Check = check(
    "etag_strong",
    "The ETag is weak although it is meant for If-Match",
    "If-Match compares strongly, so a weak ETag never matches (RFC 9110 §13.1.1).",
);
/// If-Match is heeded.
pub const IF_MATCH: Check = check(
    "if_match",
    "If-Match is not heeded",
    "A write whose If-Match does not name the current ETag must not be carried out (RFC 9110 §13.1.1).",
);
/// If-None-Match is heeded.
pub const IF_NONE_MATCH: Check = check(
    "if_none_match",
    "If-None-Match is not heeded",
    "A read whose If-None-Match names the current ETag is answered with 304, any other with the resource (RFC 9110 §13.1.2).",
);
/// What is unique stays so.
pub const UNIQUE: Check =
    check("unique", "A duplicate was accepted", "The document has a 409 for what exists already.");
/// A replay is the same request.
pub const REPLAY: Check = check(
    "replay",
    "A request with a used Idempotency-Key was carried out again",
    "The document has an Idempotency-Key: requests with the same one are one request.",
);
/// What is one identity's is not another's.
pub const ISOLATION: Check = check(
    "isolation",
    "Another identity reaches what is not its own",
    "Other operations keep the resource from the identity; this one does not.",
);
/// Two writes at once are two writes.
pub const CONCURRENT: Check = check(
    "concurrent",
    "Two writes at once undo one another",
    "Of two writes with the same If-Match one must fail (RFC 9110 §13.1.1); two updates of different members both hold (RFC 5789 §2).",
);

/// All of them.
pub const ALL: &[Check] = &[
    CREATED_READABLE,
    LOCATION,
    MEMBER_STORED,
    WRITE_KEPT,
    WRITE_ANSWER,
    UPDATE_ONLY_NAMED,
    OTHERS_UNTOUCHED,
    REPLACED,
    PUT_STATUS,
    REPEATED,
    CONSTANT,
    CHANGE_DATED,
    DEFAULT_APPLIED,
    READ_ONLY,
    REFUSED_UNCHANGED,
    LISTED_ONCE,
    LIST_CURRENT,
    PAGES,
    PAGE_SIZE,
    TOTAL,
    FILTER,
    ORDER,
    DELETED_GONE,
    PARTS_GONE,
    ID_NEW,
    UNKNOWN,
    PARENT,
    SAFE,
    HEAD,
    TAG,
    TAG_STRONG,
    IF_MATCH,
    IF_NONE_MATCH,
    UNIQUE,
    REPLAY,
    ISOLATION,
    CONCURRENT,
];
