//! The demo data of `dev`: a tenant, two users who meet in a container, a session of each, a service token. Never loaded by `serve`.

use crate::app::{App, NewContainer, NewNotification, NewServiceToken, NewTenant, NewUser, Requester};
use crate::domain::{AuthProvider, Error, ServiceRole, UserStatus, Window};
use uuid::{Uuid, uuid};

const TENANT: Uuid = uuid!("2489e9ad-2ee2-8e00-8ec9-32d5f69181c0");
const ADA: Uuid = uuid!("01890a5d-ac96-774b-bcce-b302099a8057");
const GRACE: Uuid = uuid!("01890a5d-ac96-774b-bcce-b302099a8058");
const ADA_NAME: &str = "user_123";
const GRACE_NAME: &str = "user_456";
const ADA_EMAIL: &str = "ada@example.com";
const SERVICE_TOKEN: &str = "demo";
const CONTAINER: &str = "demo";
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
    /// A service token of the tenant, an operator's.
    pub service: String,
}

/// Loads what is not there yet and opens a session of each user.
///
/// # Errors
/// The database refuses.
pub async fn load(app: &App) -> Result<Demo, Error> {
    let tenant = NewTenant { id: Some(TENANT), name: "Demo", registration_open: true };
    kept(app.tenant_create(Requester::OperatorOfAll, tenant, None).await)?;
    let user = NewUser { status: UserStatus::Active, ..NewUser::default() };
    let ada = NewUser {
        id: Some(ADA),
        user_id: Some(ADA_NAME),
        email: ADA_EMAIL,
        password: Some(ADA_PASSWORD),
        display_name: Some("Ada Lovelace"),
        handle: Some("ada"),
        locale: Some("en-GB"),
        timezone: Some("Europe/London"),
        ..user
    };
    let grace = NewUser {
        id: Some(GRACE),
        user_id: Some(GRACE_NAME),
        email: "grace@example.com",
        provider: AuthProvider::Oidc,
        first_name: Some("Grace"),
        last_name: Some("Hopper"),
        handle: Some("grace"),
        referred_by: Some(ADA),
        ..user
    };
    // Whoever tries out DELETE /me, a ban or an erasure should find the demo whole at the next start.
    for user in [ada, grace] {
        kept(app.user_create(TENANT, user, None).await)?;
        kept(app.user_restore(TENANT, user.user_id.unwrap_or_default()).await)?;
    }
    meet(app).await?;
    Ok(Demo {
        tenant: TENANT,
        ada_email: ADA_EMAIL,
        ada_password: ADA_PASSWORD,
        ada: app.issue_session(TENANT, ADA).await?.session_token,
        grace: app.issue_session(TENANT, GRACE).await?.session_token,
        service: service_token(app).await?,
    })
}

/// Lets the users meet, and notifies Ada, unless that was done at an earlier start.
async fn meet(app: &App) -> Result<(), Error> {
    let container = NewContainer { id: CONTAINER, name: "Demo" };
    let is_new = match app.container_create(TENANT, container, None).await {
        Ok(_) => true,
        Err(Error::Conflict { .. }) => false,
        Err(error) => return Err(error),
    };
    for user in [ADA_NAME, GRACE_NAME] {
        app.container_member_add(TENANT, CONTAINER, user).await?;
    }
    if !is_new {
        return Ok(());
    }
    for (kind, title, body) in [
        ("referral", "Grace Hopper joined", "She came by your referral code."),
        ("mention", "Grace mentioned you", "See the notes on the analytical engine."),
        ("message", "A message from Grace", "Shall we compare compilers?"),
    ] {
        let user_ids = Some([ADA_NAME].as_slice());
        let new = NewNotification { container: CONTAINER, user_ids, kind, title, body };
        app.notification_create(TENANT, new, None).await?;
    }
    Ok(())
}

/// A new service token in the place of those of earlier starts, which nobody can know any more. It may do everything, so
/// that everything can be tried.
async fn service_token(app: &App) -> Result<String, Error> {
    let window = Window { limit: 100, cursor: None };
    for token in app.service_token_list(TENANT, window).await?.items {
        if token.name == SERVICE_TOKEN {
            match app.service_token_revoke(TENANT, token.id).await {
                // Another start may have been faster.
                Ok(()) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
    }
    let new =
        NewServiceToken { name: SERVICE_TOKEN, role: ServiceRole::Operator, ..NewServiceToken::default() };
    let (_, token) = app.service_token_create(TENANT, new).await?;
    Ok(token)
}

/// What is there already stays as it is.
fn kept<T>(result: Result<T, Error>) -> Result<(), Error> {
    match result {
        Ok(_) | Err(Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
