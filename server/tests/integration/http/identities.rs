//! Every operation that needs a credential, called by everybody but the one whose data it is: nothing of ada's is shown
//! and nothing of hers changes.
//!
//! The requests are made from the document. An operation that the tables here do not know makes the test fail, and says
//! what it needs.

use crate::fixture::{
    OTHER_TENANT, TENANT, added, administrator, app_on, container, owner, rows_of, service_token,
    service_token_until, tables, tables_of_users, tenant, user,
};
use crate::harness::{Service, service, service_under};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use selfsame_server::app::{NewNotification, NewUser, Settings};
use selfsame_server::domain::{Token, TokenKind, UserStatus};
use selfsame_spec::generated::OPERATIONS;
use selfsame_spec::runtime::{Location, Operation, Security};
use serde_json::Value;
use tokio_postgres::Client;
use uuid::Uuid;

const USER_ID: &str = "user_123";

/// What of ada's has no name that is the same in every run.
#[derive(Clone, Copy)]
struct Ids {
    /// A session of hers.
    session: Uuid,
    /// A service token of her tenant.
    system: Uuid,
}

/// What an operation with a parameter of this name is asked for: ada's own.
fn parameter(operation: &Operation, name: &str, ids: Ids) -> String {
    match name {
        "userId" => USER_ID.to_owned(),
        "sessionId" => ids.session.to_string(),
        "serviceTokenId" => ids.system.to_string(),
        "tenantId" => TENANT.to_string(),
        "username" => "countess".to_owned(),
        "containerId" => "demo".to_owned(),
        "X-Tenant-ID" => TENANT.to_string(),
        "fields" => "email".to_owned(),
        _ => panic!(
            "{} has the required parameter {name}, which is new: add to `parameter` what of ada's it names",
            operation.id
        ),
    }
}

/// A body that would change something of ada's, were it taken.
fn body(operation: &Operation) -> &'static str {
    match operation.id {
        "me_update" => r#"{"bio":"taken over"}"#,
        "user_profile_upsert" => r#"{"attributes":{"taken":"over"}}"#,
        "tenant_profile_update" => r#"{"display_name":"taken over"}"#,
        "community_profile_update" => r#"{"displayName":"taken over"}"#,
        "tenant_create" | "tenant_update" | "service_token_create" | "container_update" => {
            r#"{"name":"taken over"}"#
        }
        "user_create" => r#"{"email":"taken@example.com"}"#,
        "container_create" => r#"{"id":"taken","name":"over"}"#,
        "notification_create" => r#"{"containerId":"demo","type":"k","title":"taken over"}"#,
        id => panic!("{id} has a body and is new: add to `body` one that would change something of ada's"),
    }
}

/// The operations on which a service token acts for all users of its tenant, in the header and never as a cookie.
const SERVED: [&str; 2] = ["user_profile_view", "user_profile_upsert"];

/// The tag whose operations are granted to administrators alone.
const ADMINISTRATION: &str = "admin";

/// What every answer about ada would show, and what no request to these operations holds.
const HERS: [&str; 7] = [
    "ada@example.com",
    "bio of ada",
    "for ada alone",
    "Ada Byron",
    "+442079460000",
    "secret of ada",
    "1915-12-10",
];

/// Who calls, and what they may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    /// No live credential: 401 to everything.
    Nobody,
    /// Another user: their own data, and nothing where ada's is named.
    User,
    /// A system of ada's tenant: 401 where it does not act for users.
    System,
    /// A system of another tenant: the same, and nothing where ada is named.
    OtherSystem,
    /// An administrator of another tenant: nothing where what is of ada's tenant is named.
    OtherAdministrator,
}

struct Identity {
    name: &'static str,
    caller: Caller,
    token: Option<String>,
}

struct Scene {
    service: Service,
    owner: Client,
    ada: Uuid,
    /// What of ada's is named in paths.
    ids: Ids,
    /// The credentials that are the same in every call.
    fixed: Vec<(&'static str, Caller, Option<String>)>,
}

/// The token under the name of another tenant.
fn moved(token: &str, tenant: Uuid) -> String {
    let (prefix, text) = token.split_at(4);
    let mut bytes = URL_SAFE_NO_PAD.decode(text).unwrap();
    bytes[..16].copy_from_slice(tenant.as_bytes());
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

async fn session_of(service: &Service, token: &str) -> Uuid {
    service.app.authenticate(token).await.unwrap().session
}

/// Ada with something in every field, and in a container that nobody else is in.
async fn ada(service: &Service, owner: &Client) -> Uuid {
    let app = &service.app;
    let new = NewUser {
        user_id: Some(USER_ID),
        email: "ada@example.com",
        status: UserStatus::Active,
        display_name: Some("Ada Byron"),
        bio: Some("bio of ada"),
        phone_number: Some("+442079460000"),
        handle: Some("countess"),
        ..NewUser::default()
    };
    let ada = added(app, TENANT, new).await;
    let personal = r#"UPDATE users SET date_of_birth = '1915-12-10', attributes = '{"plan":"secret of ada"}' WHERE id = $1"#;
    owner.execute(personal, &[&ada]).await.unwrap();
    container(app, TENANT, "demo").await;
    app.container_member_add(TENANT, "demo", USER_ID).await.unwrap();
    let user_ids = Some([USER_ID].as_slice());
    let new = NewNotification { container: "demo", user_ids, kind: "k", title: "for ada alone", body: "" };
    app.notification_create(TENANT, new, None).await.unwrap();
    ada
}

async fn scene() -> Scene {
    scene_on(service().await).await
}

async fn scene_on(service: Service) -> Scene {
    let owner = owner(&service.database).await;
    tenant(&service.app, TENANT).await;
    tenant(&service.app, OTHER_TENANT).await;
    let ada = ada(&service, &owner).await;
    let app = &service.app;
    let login = async || app.issue_session(TENANT, ada).await.unwrap();

    let live = login().await;
    let (token_over, over, ended) = (login().await, login().await, login().await);
    let token_ends =
        "UPDATE tokens SET expires_at = now() - interval '1 s' WHERE session_id = $1 AND kind = 'session'";
    let both_end = "UPDATE tokens SET expires_at = now() - interval '1 s' WHERE session_id = $1";
    let session_ends = "UPDATE sessions SET expires_at = now() - interval '1 s' WHERE id = $1";
    for (login, changes) in [(&token_over, [token_ends].as_slice()), (&over, &[both_end, session_ends])] {
        let session = session_of(&service, &login.session_token).await;
        for sql in changes {
            assert!(owner.execute(*sql, &[&session]).await.unwrap() > 0, "{sql}");
        }
    }
    // Whatever the policies of the server are.
    let shipped = app_on(&service.database, Settings::default());
    shipped.session_logout(&ended.session_token).await.unwrap();
    let (banned_id, banned) = user(app, TENANT, "banned").await;
    let (deleted_id, deleted) = user(app, TENANT, "deleted").await;
    let (_, stranger) = user(app, OTHER_TENANT, "stranger").await;
    for (id, change) in [(banned_id, "'banned'"), (deleted_id, "'deleted', deleted_at = now()")] {
        owner.execute(&format!("UPDATE users SET status = {change} WHERE id = $1"), &[&id]).await.unwrap();
    }
    let (system_id, system) = service_token_until(app, TENANT, "system", None).await.unwrap();
    let other_system = service_token(app, OTHER_TENANT).await;
    let unknown = |kind| Token::generate(kind, TENANT).unwrap().encode();
    let nobody = [
        ("no credential", None),
        ("a malformed token", Some("nonsense".to_owned())),
        ("an unknown session token", Some(unknown(TokenKind::Session))),
        ("an unknown service token", Some(unknown(TokenKind::Service))),
        ("ada's token moved to another tenant", Some(moved(&live.session_token, OTHER_TENANT))),
        ("a foreign token moved to ada's tenant", Some(moved(&stranger.session_token, TENANT))),
        ("a foreign service token moved to ada's tenant", Some(moved(&other_system, TENANT))),
        ("ada's expired session token", Some(token_over.session_token)),
        ("ada's expired session", Some(over.session_token)),
        ("ada's ended session", Some(ended.session_token)),
        ("a banned user", Some(banned.session_token)),
        ("a deleted user", Some(deleted.session_token)),
        ("ada's refresh token", Some(live.refresh_token)),
    ];
    let mut fixed: Vec<_> = nobody.map(|(name, token)| (name, Caller::Nobody, token)).into();
    fixed.push(("a service token", Caller::System, Some(system)));
    fixed.push(("a service token of another tenant", Caller::OtherSystem, Some(other_system)));
    let administrator = administrator(app, OTHER_TENANT).await;
    fixed.push(("an administrator of another tenant", Caller::OtherAdministrator, Some(administrator)));
    let ids = Ids { session: session_of(&service, &live.session_token).await, system: system_id };
    Scene { service, owner, ada, ids, fixed }
}

impl Scene {
    /// Everybody who calls. Users who may do something are new in each call, since they may end or delete themselves.
    async fn identities(&self) -> Vec<Identity> {
        let fixed = self.fixed.iter().cloned();
        let mut all: Vec<_> = fixed.map(|(name, caller, token)| Identity { name, caller, token }).collect();
        for (name, tenant) in [("another user", TENANT), ("a user of another tenant", OTHER_TENANT)] {
            let (_, login) = user(&self.service.app, tenant, &Uuid::now_v7().to_string()).await;
            all.push(Identity { name, caller: Caller::User, token: Some(login.session_token) });
        }
        all
    }

    /// The operation as the document has it, on what is ada's.
    fn request(&self, operation: &Operation, ids: Ids) -> RequestBuilder {
        let (mut path, mut query, mut headers) = (operation.path.to_owned(), Vec::new(), Vec::new());
        for wanted in operation.parameters.iter().filter(|parameter| parameter.required) {
            let value = parameter(operation, wanted.name, ids);
            match wanted.location {
                Location::Path => path = path.replace(&format!("{{{}}}", wanted.name), &value),
                Location::Query => query.push((wanted.name, value)),
                Location::Header => headers.push((wanted.name, value)),
            }
        }
        let mut request = self.service.request(operation.method.as_str(), &path).query(&query);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        match operation.body {
            Some(_) => request.header("content-type", "application/json").body(body(operation)),
            None => request,
        }
    }

    /// Everything of ada's, and all that belongs to no user. Budgets of rates are nobody's.
    async fn state(&self) -> Vec<(String, Value)> {
        let mut rows = rows_of(&self.owner, self.ada).await;
        let of_users = tables_of_users(&self.owner).await;
        for (table, _) in tables(&self.owner).await {
            if table == "rate_limits" || of_users.iter().any(|(name, _)| *name == table) {
                continue;
            }
            let sql = format!("SELECT row_to_json(t) FROM {table} AS t ORDER BY t::text");
            let found = self.owner.query(&sql, &[]).await.unwrap();
            rows.extend(found.iter().map(|row| (table.clone(), row.get(0))));
        }
        rows
    }
}

/// The ways in which the operation takes a token.
fn presented(request: RequestBuilder, way: Security, token: Option<&str>, origin: &str) -> RequestBuilder {
    match (way, token) {
        (_, None) => request,
        (Security::Bearer, Some(token)) => request.bearer_auth(token),
        (Security::Cookie(name), Some(token)) => {
            request.header("cookie", format!("{name}={token}")).header("origin", origin)
        }
    }
}

/// What is wrong with the answer, if anything is.
fn judged(operation: &Operation, way: Security, caller: Caller, status: u16, answer: &str) -> Option<String> {
    if let Some(shown) = HERS.iter().find(|text| answer.contains(**text)) {
        return Some(format!("shows {shown:?}"));
    }
    let is_served = is_served(operation, way);
    let names_hers = operation.parameters.iter().any(|parameter| parameter.location == Location::Path);
    let (allowed, wanted) = match caller {
        Caller::Nobody => (status == 401, "401"),
        Caller::OtherAdministrator if is_served => (status == 404, "404"),
        Caller::User | Caller::System | Caller::OtherSystem
            if is_served && operation.tag == ADMINISTRATION =>
        {
            (status == 403, "403")
        }
        Caller::System | Caller::OtherSystem | Caller::OtherAdministrator if !is_served => {
            (status == 401, "401")
        }
        Caller::System | Caller::OtherSystem | Caller::OtherAdministrator => {
            (matches!(status, 403 | 404), "403 or 404")
        }
        Caller::User if names_hers => (matches!(status, 403 | 404), "403 or 404"),
        Caller::User => (status < 500 && status != 401, "an answer to a valid credential"),
    };
    (!allowed).then(|| format!("is {status} rather than {wanted}: {answer}"))
}

fn is_served(operation: &Operation, way: Security) -> bool {
    way == Security::Bearer && (SERVED.contains(&operation.id) || operation.tag == ADMINISTRATION)
}

/// Whether the caller may do this: what they read and write is tested with the dialect.
fn is_granted(operation: &Operation, way: Security, caller: Caller) -> bool {
    let names_hers = operation.parameters.iter().any(|parameter| parameter.location == Location::Path);
    match caller {
        Caller::System => way == Security::Bearer && SERVED.contains(&operation.id),
        Caller::OtherAdministrator => operation.tag == ADMINISTRATION && !names_hers,
        Caller::Nobody | Caller::User | Caller::OtherSystem => false,
    }
}

fn secured() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied().filter(|operation| !operation.security.is_empty())
}

#[tokio::test]
async fn nobody_else_reads_or_changes_what_is_hers() {
    let scene = scene().await;
    let before = scene.state().await;
    let (mut wrong, mut calls, mut granted) = (Vec::new(), 0, 0);
    for operation in secured() {
        for way in operation.security {
            for Identity { name, caller, token } in scene.identities().await {
                if is_granted(operation, *way, caller) {
                    granted += 1;
                    continue;
                }
                let request = scene.request(operation, scene.ids);
                let request = presented(request, *way, token.as_deref(), &scene.service.url);
                let response = request.send().await.unwrap();
                let status = response.status().as_u16();
                let answer = response.text().await.unwrap();
                let call = format!("{} by {name} ({way:?})", operation.id);
                wrong.extend(
                    judged(operation, *way, caller, status, &answer).map(|why| format!("{call} {why}")),
                );
                let is_unchanged = scene.state().await == before;
                assert!(is_unchanged, "{call} changes what is ada's; and before it: {wrong:#?}");
                calls += 1;
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let ways = |operation: &Operation| operation.security.len();
    let all: usize = secured().map(ways).sum();
    assert_eq!(calls, all * (scene.fixed.len() + 2) - granted);
}

/// The requests are such that they are granted to ada herself, so that a refusal is one of the caller.
#[tokio::test]
async fn she_herself_is_answered() {
    let scene = scene().await;
    let app = &scene.service.app;
    let token = app.issue_session(TENANT, scene.ada).await.unwrap().session_token;
    let export = scene.service.request("GET", "/me/export").bearer_auth(&token).send().await.unwrap();
    let export = export.text().await.unwrap();
    for text in HERS {
        assert!(export.contains(text), "{text} is not ada's: {export}");
    }
    for operation in secured().filter(|operation| operation.tag != ADMINISTRATION) {
        for way in operation.security {
            let token = app.issue_session(TENANT, scene.ada).await.unwrap().session_token;
            let named = app.issue_session(TENANT, scene.ada).await.unwrap().session_token;
            let session = session_of(&scene.service, &named).await;
            let request = scene.request(operation, Ids { session, ..scene.ids });
            let response = presented(request, *way, Some(&token), &scene.service.url).send().await.unwrap();
            let (status, answer) = (response.status(), response.text().await.unwrap());
            assert!(
                status.is_success(),
                "{} by ada is {status}: {answer}\nfill its parameters and body",
                operation.id
            );
            let back =
                "UPDATE users SET status = 'active', deleted_at = NULL, erase_after = NULL WHERE id = $1";
            scene.owner.execute(back, &[&scene.ada]).await.unwrap();
        }
    }
}

/// Every operation asks the policies, and documents what it answers where they say no.
#[tokio::test]
async fn what_the_policies_forbid_nobody_does() {
    let scene = scene_on(service_under("forbid (principal, action, resource);").await).await;
    let app = &scene.service.app;
    let session = app.issue_session(TENANT, scene.ada).await.unwrap().session_token;
    let administrator = administrator(app, TENANT).await;
    let before = scene.state().await;
    for operation in secured() {
        let token = if operation.tag == ADMINISTRATION { &administrator } else { &session };
        let request = scene.request(operation, scene.ids).bearer_auth(token);
        let response = request.send().await.unwrap();
        let (status, answer) = (response.status().as_u16(), response.text().await.unwrap());
        assert_eq!(status, 403, "{} is answered: {answer}", operation.id);
        assert!(scene.state().await == before, "{} changes something", operation.id);
    }
}
