//! A tour of the client: log in, read and change the profile, meet a conflict, clear a member, log out.
//!
//! Runs against any Selfsame server; without arguments against one on this machine with the demo account.

#![expect(clippy::print_stdout, reason = "the steps are what the example is for")]

use anyhow::{Context, ensure};
use clap::Parser;
use reqwest::StatusCode;
use selfsame_client::types::{CurrentUser, EntityTags, TenantId};
use selfsame_client::{Client, Conditional, ErrorBody, ErrorExt, ResponseExt, ResponseValue, reqwest};

/// The two texts take turns, so that the change is one whatever the profile says.
const BIOGRAPHIES: [&str; 2] =
    ["Writes programs for engines that do not exist yet.", "Wrote the first published program."];

/// Shows what the client can do.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the service is.
    #[arg(default_value = "http://127.0.0.1:8080", env = "SELFSAME_URL")]
    url: String,
    /// The e-mail address to log in with.
    #[arg(default_value = "ada@example.com", env = "SELFSAME_EMAIL")]
    email: String,
    /// The password to log in with.
    #[arg(default_value = "correct-horse-battery-staple", env = "SELFSAME_PASSWORD", hide_env_values = true)]
    password: String,
    /// The tenant of the account, where the service has several.
    #[arg(long, env = "SELFSAME_TENANT")]
    tenant: Option<TenantId>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let client = Client::builder(&arguments.url)?.build()?;
    log_in(&client, &arguments).await?;
    let tag = change(&client).await?;
    clear(&client, tag).await?;
    list_sessions(&client).await?;
    client.session_logout().send().await.map_err(|error| failed(&error))?;
    client.clear_bearer();
    println!("logged out");
    Ok(())
}

async fn log_in(client: &Client, arguments: &Arguments) -> anyhow::Result<()> {
    let login = client
        .session_login()
        .body_map(|body| {
            let body = body.email(arguments.email.as_str()).password(arguments.password.as_str());
            body.tenant_id(arguments.tenant.clone())
        })
        .send()
        .await
        .map_err(|error| failed(&error))?;
    client.set_bearer(&login.session_token)?;
    println!("logged in as {} until {}", arguments.email, login.expires_at);
    Ok(())
}

/// Changes the biography, then tries to change it again as if the first change had not been seen.
async fn change(client: &Client) -> anyhow::Result<EntityTags> {
    let user = client.me_view().send().await.map_err(|error| failed(&error))?;
    let stale = tag_of(&user)?;
    println!("{} says: {}", user.name, biography(&user));

    let text = if biography(&user) == BIOGRAPHIES[0] { BIOGRAPHIES[1] } else { BIOGRAPHIES[0] };
    let changed = client
        .me_update()
        .if_match(stale.clone())
        .body_map(|body| body.bio(text))
        .send()
        .await
        .map_err(|error| failed(&error))?;
    println!("{} now says: {}", changed.name, biography(&changed));

    let conflict = client.me_update().if_match(stale).body_map(|body| body.bio("Overwritten.")).send().await;
    let error = conflict.err().context("a change with an outdated If-Match went through")?;
    ensure!(error.status() == Some(StatusCode::PRECONDITION_FAILED), failed(&error));
    println!("refused, since the profile changed meanwhile: {}", error.summary());
    tag_of(&changed)
}

/// Clears the biography by null, and reads the profile back with and without a condition.
async fn clear(client: &Client, tag: EntityTags) -> anyhow::Result<()> {
    let cleared = client
        .me_update()
        .if_match(tag)
        .body_map(|body| body.bio(None))
        .send()
        .await
        .map_err(|error| failed(&error))?;
    println!("cleared the biography at {}", cleared.updated_at);

    let user = client.me_view().send().await.map_err(|error| failed(&error))?;
    println!("{} says: {}", user.name, biography(&user));
    ensure!(user.bio.is_none(), "the biography is still there");

    let again = client.me_view().if_none_match(tag_of(&user)?).send().await.if_modified();
    match again.map_err(|error| failed(&error))? {
        Some(user) => println!("it changed again at {}", user.updated_at),
        None => println!("it has not changed since"),
    }
    Ok(())
}

async fn list_sessions(client: &Client) -> anyhow::Result<()> {
    let sessions = client.session_list().send().await.map_err(|error| failed(&error))?;
    println!("{} open sessions:", sessions.data.len());
    for session in &sessions.data {
        let mark = if session.current { " (this one)" } else { "" };
        let agent = session.user_agent.as_deref().unwrap_or("an unnamed program");
        println!("  since {} by {agent}{mark}", session.created_at);
    }
    Ok(())
}

fn biography(user: &CurrentUser) -> &str {
    user.bio.as_deref().map_or("(nothing)", String::as_str)
}

fn tag_of(user: &ResponseValue<CurrentUser>) -> anyhow::Result<EntityTags> {
    user.entity_tag().context("the answer has no entity tag")
}

/// The client's own text may show more than one wants on a screen.
fn failed<E: ErrorBody>(error: &selfsame_client::Error<E>) -> anyhow::Error {
    anyhow::anyhow!("{}", error.summary())
}
