//! What a handler may know of a request beside its input.

use super::operation::Operation;
use slog::Logger;
use std::net::IpAddr;

/// The circumstances of one request.
#[derive(Debug)]
pub struct CallContext<'r> {
    /// The operation.
    pub operation: &'static Operation,
    /// The id that stands in `x-request-id` and in the log.
    pub request_id: &'r str,
    /// The path, without the query, which may hold secrets.
    pub path: &'r str,
    /// The caller's address, behind the proxies that are trusted.
    pub address: IpAddr,
    /// The `User-Agent`, where it is readable.
    pub user_agent: Option<&'r str>,
    /// The server's logger. A record of it names the request by its id.
    pub log: &'r Logger,
}
