//! A server that implements `MeApi` by hand. The token of a request chooses what its handler does.

use crate::client::{Answer, Connection};
use crate::log::Records;
use dropshot::{ApiDescription, ConfigDropshot, HttpServer, ServerBuilder};
use selfsame_spec::generated::SCHEMAS;
use selfsame_spec::generated::me::{
    self, MeApi, MeDeleteAnswer, MeDeleteInput, MeUpdateAnswer, MeUpdateInput, MeViewAnswer, MeViewInput,
};
use selfsame_spec::generated::types::{CurrentUser, MeError, UserStatus};
use selfsame_spec::runtime::{
    CallContext, Contract, Credential, Format, Host, Json, Limits, Origins, Refusal, Refused, Violation,
};
use std::net::SocketAddr;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// With this token a handler panics.
pub(crate) const PANICKING: &str = "panicking-token";
/// What such a panic says.
pub(crate) const PANIC: &str = "the shelf fell down";
/// With this token a handler waits until it is let go.
pub(crate) const WAITING: &str = "waiting-token";
/// A refusal of a request with this token cannot be worded.
pub(crate) const UNWORDED: &str = "unworded-token";
/// No refusal of a request by this user agent can be worded.
pub(crate) const UNWORDED_AGENT: &str = "unworded-agent";

/// The implementation.
pub(crate) struct Server {
    contract: Contract,
    waiting: UnboundedSender<()>,
    let_go: Semaphore,
}

impl Host for Server {
    fn contract(&self) -> &Contract {
        &self.contract
    }
}

impl MeApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<MeError> {
        let is_unworded = credential.is_some_and(|credential| credential.token == UNWORDED);
        assert!(!is_unworded && context.user_agent != Some(UNWORDED_AGENT), "cannot be worded");
        let violations: Vec<String> = refusal.violations().iter().map(Violation::to_string).collect();
        let message = if violations.is_empty() { refusal.to_string() } else { violations.join("\n") };
        Refused { body: MeError { code: refusal.code().to_owned(), message }, refusal }
    }

    async fn me_view(&self, _: &CallContext<'_>, input: MeViewInput) -> MeViewAnswer {
        match input.credential.token.as_str() {
            PANICKING => panic!("{PANIC}"),
            WAITING => {
                self.waiting.send(()).unwrap();
                self.let_go.acquire().await.unwrap().forget();
            }
            _ => {}
        }
        let body = Json::new(&user(String::new()));
        MeViewAnswer::Ok { etag: body.entity_tag(), body }
    }

    /// Tells in the biography what it was asked to change.
    async fn me_update(&self, _: &CallContext<'_>, input: MeUpdateInput) -> MeUpdateAnswer {
        let body = Json::new(&user(format!("name: {:?}, bio: {:?}", input.body.name, input.body.bio)));
        MeUpdateAnswer::Ok { etag: body.entity_tag(), body }
    }

    async fn me_delete(&self, _: &CallContext<'_>, _: MeDeleteInput) -> MeDeleteAnswer {
        MeDeleteAnswer::Accepted { set_cookie: String::new() }
    }
}

fn user(bio: String) -> CurrentUser {
    let at = chrono::DateTime::UNIX_EPOCH;
    CurrentUser {
        id: uuid::Uuid::nil(),
        name: "Ada".to_owned(),
        status: UserStatus::Active,
        active_sessions: 1,
        default_email: None,
        bio: Some(bio),
        avatar_url: None,
        locale: None,
        timezone: None,
        phone_number: None,
        created_at: at,
        updated_at: at,
    }
}

/// The endpoints of the server.
pub(crate) fn description() -> ApiDescription<Server> {
    let mut description = ApiDescription::new();
    me::register(&mut description).unwrap();
    description
}

/// A server that runs.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) records: Records,
    waiting: UnboundedReceiver<()>,
    // Before the runtime that it runs on.
    server: HttpServer<Server>,
    _runtime: Runtime,
}

impl Running {
    pub(crate) fn start(limits: Limits) -> Self {
        let runtime = Runtime::new().unwrap();
        let _guard = runtime.enter();
        let records = Records::default();
        let formats = [Format { name: "timezone", check: |text| text == "Europe/London" }];
        let contract =
            Contract::new(SCHEMAS, &formats, limits, Origins::default(), records.logger()).unwrap();
        let (sender, waiting) = unbounded_channel();
        let server = Server { contract, waiting: sender, let_go: Semaphore::new(0) };
        let config = ConfigDropshot { bind_address: ([127, 0, 0, 1], 0).into(), ..ConfigDropshot::default() };
        let server =
            ServerBuilder::new(description(), server, records.logger()).config(config).start().unwrap();
        Running { address: server.local_addr(), records, waiting, server, _runtime: runtime }
    }

    /// The answer to one request on a connection of its own.
    pub(crate) fn answer(&self, request: &[u8]) -> Answer {
        Connection::open(self.address).exchange(request)
    }

    /// Returns when a handler waits.
    pub(crate) fn until_waiting(&mut self) {
        self.waiting.blocking_recv().unwrap();
    }

    /// Lets handlers go on, as many as are told.
    pub(crate) fn let_go(&self, handlers: usize) {
        self.server.app_private().let_go.add_permits(handlers);
    }
}
