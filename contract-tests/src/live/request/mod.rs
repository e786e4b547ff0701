//! Requests made from the document: arguments and payloads that become bytes. It must not know which requests are worth
//! making.

pub mod draft;
