//! The demo data of `dev`: a tenant, two users, a session of each. Never loaded by `serve`.

use crate::app::{App, NewTenant, NewUser};
use crate::domain::{AuthProvider, Error, UserStatus};
use uuid::{Uuid, uuid};

const TENANT: Uuid = uuid!("2489e9ad-2ee2-8e00-8ec9-32d5f69181c0");
const ADA: Uuid = uuid!("01890a5d-ac96-774b-bcce-b302099a8057");
const GRACE: Uuid = uuid!("01890a5d-ac96-774b-bcce-b302099a8058");
const ADA_EMAIL: &str = "ada@example.com";
const ADA_PASSWORD: &str = "correct-horse-battery-staple";

/// What a person needs to use the demo data.
#[derive(Debug)]
pub struct Demo {
    /// The tenant.
    pub tenant: Uuid,
    /// The e-mail address of Ada, who has a password.
    pub ada_email: &'static str,
    /// Her password.
    pub ada_password: &'static str,
    /// A session token of hers.
    pub ada: String,
    /// A session token of Grace, who comes from an identity provider and has no password.
    pub grace: String,
}

/// Loads what is not there yet and opens a session of each user.
///
/// # Errors
/// The database refuses.
pub async fn load(app: &App) -> Result<Demo, Error> {
    let tenant = NewTenant { id: Some(TENANT), name: "Demo", registration_open: true };
    kept(app.tenant_provision(tenant).await)?;
    let user = NewUser { tenant: TENANT, status: UserStatus::Active, ..NewUser::default() };
    let ada = NewUser {
        id: Some(ADA),
        user_id: Some("user_123"),
        email: ADA_EMAIL,
        password: Some(ADA_PASSWORD),
        display_name: Some("Ada Lovelace"),
        locale: Some("en-GB"),
        timezone: Some("Europe/London"),
        ..user
    };
    let grace = NewUser {
        id: Some(GRACE),
        user_id: Some("user_456"),
        email: "grace@example.com",
        provider: AuthProvider::Oidc,
        first_name: Some("Grace"),
        last_name: Some("Hopper"),
        ..user
    };
    kept(app.user_provision(ada).await)?;
    kept(app.user_provision(grace).await)?;
    Ok(Demo {
        tenant: TENANT,
        ada_email: ADA_EMAIL,
        ada_password: ADA_PASSWORD,
        ada: app.issue_session(TENANT, ADA).await?.session_token,
        grace: app.issue_session(TENANT, GRACE).await?.session_token,
    })
}

/// What is there already stays as it is.
fn kept(result: Result<Uuid, Error>) -> Result<(), Error> {
    match result {
        Ok(_) | Err(Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
