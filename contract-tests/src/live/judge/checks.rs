//! What single exchanges are checked for. It must not know how.

use crate::live::finding::Check;

/// The status is not one of the operation's.
pub const STATUS: Check = Check {
    id: "status_undocumented",
    title: "Undocumented status",
    rationale: "The document lists the statuses that an operation answers with. A client that is written or \
                generated from it has no branch for another one.",
};

/// The server failed.
pub const SERVER_ERROR: Check = Check {
    id: "server_error",
    title: "Server error",
    rationale: "Whatever a client sends, the answer to it must not be that the server failed (500): bad input is the \
                client's error (4xx), and good input is answered.",
};

/// Nothing readable came back.
pub const NO_ANSWER: Check = Check {
    id: "no_answer",
    title: "No answer",
    rationale: "A request is answered by an HTTP response. The connection was closed, stayed silent, or carried \
                something else, and did so again when asked again.",
};

/// The server ended during the run.
pub const SERVER_GONE: Check = Check {
    id: "server_gone",
    title: "Server gone",
    rationale: "No request may end the server for everybody. It was there when the run began, and during the run it \
                stopped accepting connections.",
};

/// The message's framing is wrong.
pub const FRAMING: Check = Check {
    id: "framing",
    title: "Wrong length",
    rationale: "A response must be as long as it announces (RFC 9112 section 6). Clients wait for bytes that never come, \
                or take what is left for the next response.",
};

/// A body where there must be none.
pub const BODY_FORBIDDEN: Check = Check {
    id: "body_forbidden",
    title: "Body where none may be",
    rationale: "An answer to HEAD and answers with 204, 205 and 304 have no content (RFC 9110 sections 9.3.2, 15.3.5, \
                15.3.6, 15.4.5). What is sent all the same is taken for the next response.",
};

/// The media type is not one of the response's.
pub const MEDIA_TYPE: Check = Check {
    id: "media_type_undocumented",
    title: "Undocumented media type",
    rationale: "The document lists the media types of each response. A client parses the body by its Content-Type, \
                and has no parser for another one.",
};

/// The body is not of its media type.
pub const BODY_SYNTAX: Check = Check {
    id: "body_malformed",
    title: "Body that cannot be read",
    rationale: "The body must be of the media type that it is announced with: what is called JSON must parse as JSON \
                (RFC 8259), in UTF-8.",
};

/// The body breaks its schema.
pub const BODY_SCHEMA: Check = Check {
    id: "body_schema",
    title: "Body against its schema",
    rationale: "The document gives each body a schema. A client that was generated from it fails, or misreads what \
                it gets.",
};

/// A required header is absent.
pub const HEADER_MISSING: Check = Check {
    id: "header_missing",
    title: "Required header missing",
    rationale: "The document marks the header as required for this response, so clients rely on it.",
};

/// A header breaks its schema.
pub const HEADER_SCHEMA: Check = Check {
    id: "header_schema",
    title: "Header against its schema",
    rationale: "The document gives the header a schema, and clients parse it by that.",
};

/// A header breaks its own specification.
pub const HEADER_SYNTAX: Check = Check {
    id: "header_malformed",
    title: "Malformed header",
    rationale: "The header's syntax is fixed by HTTP (RFC 9110). Clients, caches and proxies do not understand it \
                otherwise.",
};

/// 405 without `Allow`, or with one that lacks documented methods.
pub const ALLOW: Check = Check {
    id: "allow",
    title: "405 without the allowed methods",
    rationale: "An answer with 405 must list the methods that the resource has in its Allow header (RFC 9110 section \
                15.5.6), the documented ones among them.",
};

/// 401 without `WWW-Authenticate`.
pub const CHALLENGE: Check = Check {
    id: "challenge_missing",
    title: "401 without a challenge",
    rationale: "An answer with 401 must tell in its WWW-Authenticate header how to authenticate (RFC 9110 section \
                15.5.2).",
};

/// A request that the document rules out was accepted.
pub const INVALID_ACCEPTED: Check = Check {
    id: "invalid_accepted",
    title: "Invalid request accepted",
    rationale: "The document sets a constraint that the request breaks, and the server took it for good. Data that \
                no one expects gets in, or what was sent is silently dropped.",
};

/// A request that the document allows was refused as malformed.
pub const VALID_REFUSED: Check = Check {
    id: "valid_refused",
    title: "Valid request refused",
    rationale: "The document allows the request, and the server refuses it as malformed although it accepts one that \
                differs in nothing that the document tells apart.",
};

/// A request without a valid credential was accepted.
pub const CREDENTIAL: Check = Check {
    id: "credential_ignored",
    title: "Accepted without a valid credential",
    rationale: "The document says that the operation needs a credential. The server did what was asked without one, \
                or with one that it never gave out.",
};

/// A request that lacks nothing but a credential was refused as malformed.
pub const UNCHALLENGED: Check = Check {
    id: "credential_not_asked_for",
    title: "Not asked for a credential",
    rationale: "The document has a 401 for who does not prove themselves (RFC 9110 section 15.5.2). 400 says that the \
                request is malformed, so clients look for a fault that it does not have, and do not log in.",
};

/// A method that the document does not have was accepted.
pub const METHOD: Check = Check {
    id: "method_undocumented",
    title: "Undocumented method",
    rationale: "The path has no such method in the document, and the server answers it with success: something is \
                reachable that nobody reviews.",
};

/// A text comes back altered.
pub const TEXT_ALTERED: Check = Check {
    id: "text_altered",
    title: "Text altered",
    rationale: "The document allows the text, the server takes it, and its own answer shows another: cut off, or with \
                characters lost. Whoever sent it is not told.",
};

/// All of them, for reports.
pub const ALL: [Check; 20] = [
    SERVER_ERROR,
    NO_ANSWER,
    SERVER_GONE,
    STATUS,
    FRAMING,
    BODY_FORBIDDEN,
    MEDIA_TYPE,
    BODY_SYNTAX,
    BODY_SCHEMA,
    HEADER_MISSING,
    HEADER_SCHEMA,
    HEADER_SYNTAX,
    ALLOW,
    CHALLENGE,
    INVALID_ACCEPTED,
    VALID_REFUSED,
    CREDENTIAL,
    UNCHALLENGED,
    METHOD,
    TEXT_ALTERED,
];
