//! The way of a request: admitted, read, judged, handled, answered, logged.

use super::body;
use super::context::CallContext;
use super::contract::{Contract, Host};
use super::credential::{self, Credential};
use super::operation::Operation;
use super::parameters::{self, Arguments};
use super::refusal::{Refusal, Violation};
use super::reply::Answer;
use super::validation::Verdict;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, Response, StatusCode, Uri};
use slog::{error, info};
use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// What a handler takes. The generator implements it for one struct per operation.
pub trait Input: Sized + Send + Sync + 'static {
    /// The operation that it is the input of.
    const OPERATION: &'static Operation;

    /// Takes the input out of the arguments.
    ///
    /// # Errors
    /// A value that its schema accepts and its type does not, such as an integer beyond 64 bits.
    fn take(arguments: &mut Arguments) -> Result<Self, Mismatch>;
}

/// A value that its schema accepts and its type does not.
#[derive(Debug)]
pub struct Mismatch(Violation);

impl Mismatch {
    /// A mismatch at a place in the request.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Mismatch(Violation::new(pointer, detail))
    }
}

/// One operation, tied to the server that implements it. The generator implements it for one empty type per operation.
pub trait Endpoint<S>: Send + Sync + 'static {
    /// What the handler takes.
    type Input: Input;
    /// What the handler answers.
    type Answer: Answer;

    /// Calls the handler.
    fn call(
        server: &S,
        context: &CallContext<'_>,
        input: Self::Input,
    ) -> impl Future<Output = Self::Answer> + Send;

    /// Words a refusal in the tag's own shape.
    fn refuse(
        server: &S,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> impl Future<Output = Self::Answer> + Send;
}

/// The parts of a request, free of the HTTP server that read them.
pub(super) struct Parts<'r, B> {
    pub(super) uri: &'r Uri,
    pub(super) headers: &'r HeaderMap,
    pub(super) body: B,
}

/// Answers one request. It always answers: a handler that panics is a logged 500.
pub(super) async fn serve<S, E, B>(
    server: &S,
    context: CallContext<'_>,
    parts: Parts<'_, B>,
) -> Response<Bytes>
where
    S: Host,
    E: Endpoint<S>,
    B: http_body_util::BodyExt<Data = Bytes> + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let started = Instant::now();
    let response = answer::<S, E, B>(server, &context, parts).await;
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    info!(server.contract().log, "request";
        "operation" => context.operation.id,
        "status" => response.status().as_u16(),
        "latency_us" => micros,
        "request_id" => context.request_id,
    );
    response
}

async fn answer<S, E, B>(server: &S, context: &CallContext<'_>, parts: Parts<'_, B>) -> Response<Bytes>
where
    S: Host,
    E: Endpoint<S>,
    B: http_body_util::BodyExt<Data = Bytes> + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let contract = server.contract();
    let mut credential = None;
    let headers = parts.headers;
    let handled = async {
        // Before its turn comes, so that a body that trickles in keeps nobody else from theirs.
        let input = read::<E::Input, B>(contract, parts, &mut credential).await?;
        let _turn = contract.admit(context.operation).await?;
        contract.faults.strike(headers)?;
        Ok(E::call(server, context, input).await)
    };
    let answer = caught(context, handled).await.and_then(|handled| handled);
    let answer = match answer {
        Ok(answer) => Ok(answer),
        Err(refusal) => caught(context, E::refuse(server, context, refusal, credential.as_ref())).await,
    };
    // The wording itself may have failed; without the credential there is less that it can do.
    let answer = match answer {
        Ok(answer) => Ok(answer),
        Err(refusal) => caught(context, E::refuse(server, context, refusal, None)).await,
    };
    let Ok(answer) = answer else { return bare() };
    let Ok(reply) = caught(context, async { answer.into_reply() }).await else { return bare() };
    reply.unwrap_or_else(|error| {
        error!(context.log, "answer cannot be sent";
            "request_id" => context.request_id,
            "operation" => context.operation.id,
            "error" => %error,
        );
        bare()
    })
}

/// What is left to answer when nothing can be worded.
fn bare() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

/// A panic is logged and becomes a refusal; the server goes on.
async fn caught<T>(context: &CallContext<'_>, future: impl Future<Output = T>) -> Result<T, Refusal> {
    AssertUnwindSafe(future).catch_unwind().await.map_err(|payload| {
        error!(context.log, "handler panicked";
            "request_id" => context.request_id,
            "operation" => context.operation.id,
            "panic" => panic_message(&*payload),
        );
        Refusal::Failed
    })
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "not a text".to_owned())
}

/// Reads and judges a request. The credential is kept for a refusal, so that a caller without a valid one learns that
/// first.
async fn read<I, B>(
    contract: &Contract,
    parts: Parts<'_, B>,
    credential: &mut Option<Credential>,
) -> Result<I, Refusal>
where
    I: Input,
    B: http_body_util::BodyExt<Data = Bytes> + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let operation = I::OPERATION;
    *credential = credential::find(operation, parts.headers)?;
    if let Some(credential) = &*credential {
        contract.origins.check(&operation.method, parts.headers, credential)?;
    }
    let mut verdict = Verdict::default();
    let values = parameters::read(operation, parts.uri, parts.headers, &mut verdict.invalid)?;
    for (parameter, value) in operation.parameters.iter().zip(&values) {
        if let Some(value) = value {
            contract.judge.judge(parameter.schema, value, &parameters::pointer(parameter), &mut verdict);
        }
    }
    let mut body = None;
    if let Some(spec) = &operation.body {
        let value = body::read(spec, parts.headers, parts.body, contract.limits.body_time).await?;
        contract.judge.judge(spec.schema, &value, "/body", &mut verdict);
        body = Some(value);
    }
    match Refusal::of(verdict.invalid, verdict.meaningless) {
        Some(refusal) => Err(refusal),
        None => {
            let mut arguments = Arguments { credential: credential.clone(), values, body };
            I::take(&mut arguments).map_err(|mismatch| Refusal::Invalid { violations: vec![mismatch.0] })
        }
    }
}
