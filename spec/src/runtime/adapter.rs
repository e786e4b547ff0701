//! The only place that touches dropshot: registration, and the way in and out of a handler.
//!
//! An own extractor that cannot fail and answers through `Ok` keep dropshot from answering in its own error shape.

use super::context::CallContext;
use super::contract::Host;
use super::operation::Location;
use super::serve::{self, Endpoint, Input, Parts};
use async_trait::async_trait;
use dropshot::{
    ApiDescription, ApiDescriptionRegisterError, ApiEndpoint, ApiEndpointBodyContentType,
    ApiEndpointParameter, ApiEndpointParameterLocation, ApiEndpointVersions, Body, ExclusiveExtractor,
    ExtensionMode, ExtractorMetadata, HttpError, Query, RequestContext, ServerContext, SharedExtractor,
};
use http::{Response, header};
use schemars::JsonSchema;
use serde::Deserialize;
use std::marker::PhantomData;

/// A request as it came, for the operation of `I`.
#[derive(Debug)]
pub struct Incoming<I> {
    request: hyper::Request<Body>,
    of: PhantomData<fn(I)>,
}

#[async_trait]
impl<I: Input> ExclusiveExtractor for Incoming<I> {
    async fn from_request<C: ServerContext>(
        _: &RequestContext<C>,
        request: hyper::Request<Body>,
    ) -> Result<Self, HttpError> {
        Ok(Incoming { request, of: PhantomData })
    }

    fn metadata(_: ApiEndpointBodyContentType) -> ExtractorMetadata {
        let parameters = I::OPERATION.parameters.iter().filter_map(|parameter| {
            let location = match parameter.location {
                Location::Path => ApiEndpointParameterLocation::Path,
                Location::Query => ApiEndpointParameterLocation::Query,
                Location::Header => ApiEndpointParameterLocation::Header,
            };
            described(&location, parameter.name, parameter.required)
        });
        ExtractorMetadata { extension_mode: ExtensionMode::None, parameters: parameters.collect() }
    }
}

#[derive(Deserialize, JsonSchema)]
struct OneText {
    #[expect(dead_code, reason = "only its schema is used")]
    text: String,
}

/// A parameter's description. The type of its schema is not exported, so it is taken from a stock extractor.
fn described(
    location: &ApiEndpointParameterLocation,
    name: &str,
    required: bool,
) -> Option<ApiEndpointParameter> {
    let stock =
        <Query<OneText> as SharedExtractor>::metadata(ApiEndpointBodyContentType::Json).parameters.pop()?;
    Some(ApiEndpointParameter::new_named(location, name.to_owned(), None, required, stock.schema, Vec::new()))
}

/// Registers an operation.
///
/// # Errors
/// dropshot's router does not take the path beside those that it has.
pub fn register<S: Host, E: Endpoint<S>>(
    description: &mut ApiDescription<S>,
) -> Result<(), ApiDescriptionRegisterError> {
    let operation = E::Input::OPERATION;
    let endpoint = ApiEndpoint::new(
        operation.id.to_owned(),
        handle::<S, E>,
        operation.method.clone(),
        "application/json",
        operation.path,
        ApiEndpointVersions::All,
    );
    description.register(endpoint.tag(operation.tag))
}

async fn handle<S: Host, E: Endpoint<S>>(
    request: RequestContext<S>,
    incoming: Incoming<E::Input>,
) -> Result<Response<Body>, HttpError> {
    let server = request.context();
    let info = &request.request;
    let context = CallContext {
        operation: E::Input::OPERATION,
        request_id: &request.request_id,
        path: info.uri().path(),
        address: server.contract().address(info.remote_addr().ip(), info.headers()),
        user_agent: info.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()),
        log: &server.contract().log,
    };
    let parts = Parts { uri: info.uri(), headers: info.headers(), body: incoming.request.into_body() };
    Ok(serve::serve::<S, E, Body>(server, context, parts).await.map(Body::from))
}
