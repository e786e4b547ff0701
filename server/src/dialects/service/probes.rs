//! The operations of the tag `service`.

use super::error;
use crate::dialects::failure;
use crate::reference;
use crate::server::Server;
use selfsame_spec::generated::service::{
    DocsViewAnswer, DocsViewInput, DocumentViewJsonAnswer, DocumentViewJsonInput, DocumentViewYamlAnswer,
    DocumentViewYamlInput, ServiceApi, ServiceLiveAnswer, ServiceLiveInput, ServiceReadyAnswer,
    ServiceReadyInput,
};
use selfsame_spec::generated::types::{Problem, ServiceStatus};
use selfsame_spec::runtime::{Answer, CallContext, Credential, Json, Refusal, Refused};
use std::time::Duration;

/// When to ask again whether a server is ready.
const RETRY: Duration = Duration::from_secs(1);

impl ServiceApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<Problem> {
        error::refused(self, context, refusal, credential).await
    }

    async fn service_live(&self, _: &CallContext<'_>, _: ServiceLiveInput) -> ServiceLiveAnswer {
        ServiceLiveAnswer::Ok { body: ok() }
    }

    async fn service_ready(&self, context: &CallContext<'_>, _: ServiceReadyInput) -> ServiceReadyAnswer {
        let refusal = if self.is_draining() {
            Refusal::Unavailable { retry_after: RETRY }
        } else {
            match self.app.database().ready().await {
                Ok(()) => return ServiceReadyAnswer::Ok { body: ok() },
                Err(error) => failure::refusal(context, error),
            }
        };
        ServiceReadyAnswer::refused(error::refused(self, context, refusal, None).await)
    }

    async fn document_view_yaml(
        &self,
        _: &CallContext<'_>,
        _: DocumentViewYamlInput,
    ) -> DocumentViewYamlAnswer {
        DocumentViewYamlAnswer::Ok { body: self.documents.yaml.into() }
    }

    async fn document_view_json(
        &self,
        _: &CallContext<'_>,
        _: DocumentViewJsonInput,
    ) -> DocumentViewJsonAnswer {
        DocumentViewJsonAnswer::Ok { body: Json::new(&self.documents.json) }
    }

    async fn docs_view(&self, _: &CallContext<'_>, _: DocsViewInput) -> DocsViewAnswer {
        DocsViewAnswer::Ok {
            content_security_policy: reference::content_security_policy().to_owned(),
            body: self.documents.page.clone().into(),
        }
    }
}

fn ok() -> Json<ServiceStatus> {
    ServiceStatus { status: "ok".to_owned() }.into()
}
