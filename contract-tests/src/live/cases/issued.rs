//! Credentials that the server itself gives out, to whoever makes an account or logs in.
//!
//! What would end an identity is asked with one of them, so that nobody's is lost. It must not know what is asked.

use std::cell::RefCell;

use serde_json::Value;

use super::anchor::Anchor;
use super::fitting::Fitting;
use super::verdict::needs_renewal;
use crate::api::SecurityKind;
use crate::document::pointer;
use crate::live::client::Client;
use crate::live::exchange::{Sent, SharedExchange};
use crate::live::request::draft::Draft;
use crate::live::resources::names;
use crate::schema::SchemaId;
use crate::wire::payload::{Content, Payload};

/// Characters of the shortest text that is taken for a credential.
const LENGTH_MIN: usize = 16;

/// Credentials that are asked for in advance.
const KEPT: usize = 8;

/// A request whose answer holds a credential.
#[derive(Clone, Debug)]
pub struct Issuer {
    draft: Draft,
    /// The schema of its body, where the request cannot be made twice as it is: it makes an account.
    renewed: Option<SchemaId>,
    fixed: Vec<String>,
    /// Where in the answer the credential stands.
    place: String,
    /// Credentials that were given out and not used: later the server may give out none.
    kept: RefCell<Vec<Issued>>,
}

/// A credential that was given out.
#[derive(Clone, Debug)]
pub struct Issued {
    token: String,
    /// The exchange whose answer holds it.
    pub source: SharedExchange,
}

impl Issuer {
    /// A request that gives out a credential with which `probe`, which needs one, is answered with success. One that
    /// makes an account, and so cannot be made twice, goes before one that opens a session of an account that there is.
    pub async fn find(
        client: &Client,
        fitting: &Fitting<'_>,
        anchors: &[Option<Anchor>],
        probe: &Sent,
    ) -> Option<Issuer> {
        let api = client.api();
        let bearer = api.security_schemes.iter().any(|scheme| {
            matches!(
                scheme.kind,
                SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. }
            )
        });
        let open = |anchor: &&Anchor| {
            let operation = &api.operations[anchor.draft.operation];
            bearer
                && !operation.method.is_safe()
                && operation.security.is_empty()
                && anchor.accepted.is_some()
        };
        let mut issuers = Vec::new();
        for anchor in anchors.iter().flatten().filter(open) {
            let Some(sent) = anchor.draft.sent(api, client.prefix()) else { continue };
            let mut conversation = client.conversation(0).after(&anchor.prelude);
            let again = needs_renewal(&mut conversation, anchor.identity, sent).await;
            let schema = anchor.draft.payload.as_ref().and_then(|payload| schema(client, anchor, payload));
            issuers.push(Issuer {
                draft: anchor.draft.clone(),
                renewed: schema.filter(|_| again),
                fixed: anchor.fixed.clone(),
                place: String::new(),
                kept: RefCell::default(),
            });
        }
        issuers.sort_by_key(|issuer| !issuer.makes_accounts());
        for mut issuer in issuers {
            let Some(exchange) = issuer.ask(client, fitting, 0).await else { continue };
            for (place, token) in exchange.json().iter().flat_map(credentials) {
                let issued = Issued { token, source: SharedExchange::clone(&exchange) };
                let answer = client.rehearsal().send(None, issued.proving(probe.clone())).await;
                if !answer.is_success() {
                    continue;
                }
                issuer.place = place;
                let mut kept = vec![issued];
                while kept.len() < KEPT {
                    let Some(issued) = issuer.fresh(client, fitting, 0).await else { break };
                    kept.push(issued);
                }
                issuer.kept = RefCell::new(kept);
                return Some(issuer);
            }
        }
        None
    }

    /// Whether each credential is of an account of its own.
    pub fn makes_accounts(&self) -> bool {
        self.renewed.is_some()
    }

    /// A credential that was not used.
    pub async fn issue(&self, client: &Client, fitting: &Fitting<'_>, ordinal: u64) -> Option<Issued> {
        let kept = self.kept.borrow_mut().pop();
        match kept {
            Some(issued) => Some(issued),
            None => self.fresh(client, fitting, ordinal).await,
        }
    }

    async fn fresh(&self, client: &Client, fitting: &Fitting<'_>, ordinal: u64) -> Option<Issued> {
        let source = self.ask(client, fitting, ordinal).await?;
        let token = source.json()?.pointer(&self.place)?.as_str()?.to_owned();
        Some(Issued { token, source })
    }

    async fn ask(&self, client: &Client, fitting: &Fitting<'_>, ordinal: u64) -> Option<SharedExchange> {
        let mut draft = self.draft.clone();
        if let (Some(schema), Some(payload)) = (self.renewed, draft.payload.take()) {
            let value = fitting.renewed(schema, payload.as_value()?, &self.fixed);
            draft.payload = Some(Payload { content: Content::Value(value), ..payload });
        }
        let sent = draft.sent(client.api(), client.prefix())?;
        let exchange = client.conversation(ordinal).send(None, sent).await;
        exchange.is_success().then_some(exchange)
    }
}

impl Issued {
    /// The request with the credential.
    pub fn proving(&self, sent: Sent) -> Sent {
        sent.header("Authorization", format!("Bearer {}", self.token))
    }
}

fn schema(client: &Client, anchor: &Anchor, payload: &Payload) -> Option<SchemaId> {
    let operation = &client.api().operations[anchor.draft.operation];
    let media_type = payload.media_type.as_deref()?;
    operation.body.as_ref()?.contents.iter().find(|content| content.name == media_type)?.schema
}

/// The texts that may be credentials, and where they stand; one that is for another request only comes last.
fn credentials(answer: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut work = vec![(String::new(), answer, 0)];
    while let Some((at, value, depth)) = work.pop() {
        let Some(members) = value.as_object().filter(|_| depth < 3) else { continue };
        for (name, member) in members {
            let place = pointer::join(&at, name);
            match member.as_str() {
                Some(text) if text.len() >= LENGTH_MIN && !text.contains(char::is_whitespace) => {
                    let words = names::words(name);
                    let says = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
                    if says(&["token", "jwt", "session", "access", "bearer", "key", "credential"]) {
                        found.push((says(&["refresh", "id", "csrf"]), place, text.to_owned()));
                    }
                }
                Some(_) => {}
                None => work.push((place, member, depth + 1)),
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, place, text)| (place, text)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::credentials;

    #[test]
    fn what_may_be_a_credential() {
        let answer = json!({
            "refreshToken": "srt_0123456789abcdef",
            "data": {"accessToken": "sst_0123456789abcdef"},
            "tokenType": "bearer",
            "expiresAt": "2026-01-01T00:10:00Z",
        });
        let places: Vec<String> = credentials(&answer).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["/data/accessToken", "/refreshToken"]);
    }
}
