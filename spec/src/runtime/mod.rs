//! What stands between the generated API layer and dropshot: reading a request, judging it by the document, answering.
//!
//! Generated code names only items of this module. Only `adapter` names dropshot's types, so that another HTTP server
//! could take its place. Nothing here knows an operation, a dialect or the domain.

mod adapter;
mod body;
mod context;
mod contract;
mod credential;
mod emitted;
mod fault;
mod json;
mod number;
mod operation;
mod origin;
mod parameters;
mod parser;
mod patch;
mod refusal;
mod reply;
mod serve;
mod validation;

pub use adapter::{Incoming, register};
pub use context::CallContext;
pub use contract::{Contract, ContractError, Host, Limits};
pub use credential::{Carrier, Credential};
pub use emitted::differences;
pub use fault::Faults;
pub use json::Json;
pub use number::{integer, optional_integer};
pub use operation::{BodySpec, Location, Operation, Parameter, Security, Shape};
pub use origin::Origins;
pub use parameters::Arguments;
pub use parser::{JsonError, read as read_json};
pub use patch::Patch;
pub use refusal::{Refusal, Refused, Violation, whole_seconds};
pub use reply::{Answer, Reply, ReplyError};
pub use serve::{Endpoint, Input, Mismatch};
pub use validation::Format;
