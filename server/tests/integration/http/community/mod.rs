//! The dialect `community`.

mod handles;
mod notifications;
mod profile;
mod projection;
mod public_profile;
mod referrals;
mod refusals;

use crate::fixture::{TENANT, container, member, tenant, user};
use crate::harness::{Service, json, service_with};
use reqwest::{RequestBuilder, Response};
use selfsame_server::app::Settings;
use selfsame_spec::runtime::Limits;
use serde_json::{Value, json as value};
use uuid::Uuid;

/// Ada and Grace, who meet in the container `demo` and have their names as handles.
struct Scene {
    service: Service,
    ada: Person,
    grace: Person,
}

struct Person {
    id: Uuid,
    token: String,
}

async fn scene() -> Scene {
    scene_with(Limits::default()).await
}

async fn scene_with(limits: Limits) -> Scene {
    let service = service_with(Settings::default(), limits).await;
    tenant(&service.app, TENANT).await;
    container(&service.app, TENANT, "demo").await;
    let (ada, grace) = (person(&service, "ada").await, person(&service, "grace").await);
    Scene { service, ada, grace }
}

async fn person(service: &Service, handle: &str) -> Person {
    let (id, login) = user(&service.app, TENANT, handle).await;
    member(&service.app, TENANT, "demo", id).await;
    let person = Person { id, token: login.session_token };
    let (status, answer) = json(update(service, &person, value!({ "handle": handle })).await).await;
    assert_eq!((status, &answer["handle"]), (200, &value!(handle)), "{answer}");
    person
}

fn get(service: &Service, person: &Person, path: &str) -> RequestBuilder {
    service.request("GET", path).bearer_auth(&person.token)
}

/// The answer to a read.
async fn read(service: &Service, person: &Person, path: &str) -> (u16, Value) {
    json(get(service, person, path).send().await.unwrap()).await
}

/// The answer to a change of one's profile.
async fn update(service: &Service, person: &Person, body: Value) -> Response {
    let request = service.request("POST", "/v1/user/profile").bearer_auth(&person.token).json(&body);
    request.send().await.unwrap()
}

fn etag(response: &Response) -> String {
    response.headers()["etag"].to_str().unwrap().to_owned()
}

/// The places of an error's details.
fn places(error: &Value) -> Vec<&str> {
    error["details"].as_array().unwrap().iter().map(|detail| detail["pointer"].as_str().unwrap()).collect()
}
