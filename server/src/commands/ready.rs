//! How `dev` says that it is ready: lines to paste for a person, one line of JSON for a program.

use super::Error;
use crate::config::ReadyFormat;
use crate::demo::Demo;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;

/// Prints the address and the demo credentials.
pub(super) fn print(
    format: ReadyFormat,
    address: SocketAddr,
    owner_url: &str,
    demo: &Demo,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let url = format!("http://{address}");
    let text = match format {
        ReadyFormat::Json => {
            let line = json!({
                "url": url,
                "docs": format!("{url}/docs"),
                "databaseUrl": owner_url,
                "tenantId": demo.tenant,
                "tokens": { "ada": demo.ada, "grace": demo.grace, "service": demo.service },
            });
            format!("{line}\n")
        }
        ReadyFormat::Human => human(&url, owner_url, demo),
    };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Error::Io { what: "cannot write to stdout", error })
}

fn human(url: &str, owner_url: &str, demo: &Demo) -> String {
    let Demo { ada, service, .. } = demo;
    let (email, password) = (demo.ada_email, demo.ada_password);
    format!(
        r#"
Selfsame is ready.

  address    {url}
  reference  {url}/docs
  database   psql '{owner_url}'

Log in as Ada:
  curl -s {url}/v1/auth/login -H 'Content-Type: application/json' -d '{{"email":"{email}","password":"{password}"}}'

Read her profile, with the token of a session that is open already:
  curl -s {url}/me -H 'Authorization: Bearer {ada}'

Change it:
  curl -s -X PATCH {url}/me -H 'Authorization: Bearer {ada}' -H 'Content-Type: application/json' -d '{{"timezone":"Europe/London"}}'

Read it as a system of the tenant, with a service token:
  curl -s {url}/manage/api/users/user_123/profile -H 'Authorization: Bearer {service}'

See who there is, as an administrator, which that token makes you too:
  curl -s {url}/manage/api/users -H 'Authorization: Bearer {service}'

Read her notifications in the container where she meets Grace:
  curl -s '{url}/v1/user/notifications?containerId=demo' -H 'Authorization: Bearer {ada}'

Stop with Ctrl-C.
"#
    )
}
