//! Where the generated client lets this crate take hold: before and around every request.
//!
//! Knows no operation.

use crate::generated::Client;
use crate::{Connection, Error, retry};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{AUTHORIZATION, SET_COOKIE};
use reqwest::{Request, Response};

impl ClientHooks<Connection> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), Error<E>> {
        if let Some(authorization) = self.inner().authorization() {
            request.headers_mut().insert(AUTHORIZATION, authorization);
        }
        Ok(())
    }

    async fn exec(&self, request: Request, _: &OperationInfo) -> reqwest::Result<Response> {
        let mut response = retry::send(self.client(), request, self.inner().settings()).await?;
        // Errors show the headers of the answer, and this one is a credential.
        for (name, value) in response.headers_mut() {
            if name == SET_COOKIE {
                value.set_sensitive(true);
            }
        }
        Ok(response)
    }
}
