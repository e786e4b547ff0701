//! Requests made from the document: arguments and payloads as bytes, and bytes as the values they stand for. It must
//! not know which requests are worth making.

pub mod decode;
pub mod draft;
pub mod encode;
pub mod payload;
