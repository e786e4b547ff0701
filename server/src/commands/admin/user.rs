//! `selfsame admin user`.

use super::access::{Extent, TenantAccess};
use super::import::{self, Import};
use super::words;
use crate::app::{App, NewUser, UserQuery};
use crate::commands::Error;
use crate::dialects::admin::convert;
use crate::domain::{AuthProvider, UserFilter, UserSort, UserStatus, Window};
use clap::{Args, Subcommand};
use std::io::Read;
use std::path::{Path, PathBuf};

const COLUMNS: &[&str] = &["userId", "email", "status", "provider", "name", "createdAt"];

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List users, or search among them.
    List(List),
    /// Add a user.
    Create(Box<Create>),
    /// Show a user.
    View(Named),
    /// Shut a user out, and end all their sessions.
    Ban(Named),
    /// Undo a ban, or a deletion within its grace period.
    Restore(Named),
    /// Erase a user at once and for good, with everything personal.
    Erase(Named),
    /// Add many users from a file; one that was broken off goes on where it was.
    Import(Import),
}

/// Which users to list.
#[derive(Args, Debug)]
pub struct List {
    /// Only those of whom an e-mail address, name or handle begins with this.
    #[arg(long)]
    search: Option<String>,
    /// Only those of this status.
    #[arg(long, value_parser = words::status)]
    status: Option<UserStatus>,
    /// Only those of this provider.
    #[arg(long, value_parser = words::provider)]
    provider: Option<AuthProvider>,
    /// The order: createdAt or email, with - before it for descending; -createdAt unless it is given.
    #[arg(long, value_parser = words::sort, allow_hyphen_values = true)]
    sort: Option<UserSort>,
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A user to add.
#[derive(Args, Debug)]
pub struct Create {
    /// An e-mail address.
    #[arg(long)]
    email: String,
    /// The tenant's own name for the user; their id unless it is given.
    #[arg(long)]
    user_id: Option<String>,
    /// Who vouches for the user: local, oidc or saml.
    #[arg(long, value_parser = words::provider, default_value = "local")]
    provider: AuthProvider,
    /// What the account may do: pending, active, invited or banned.
    #[arg(long, value_parser = words::status, default_value = "pending")]
    status: UserStatus,
    /// A file with a password, `-` for the standard input.
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// What the person wants to be called.
    #[arg(long)]
    name: Option<String>,
    /// Given name.
    #[arg(long)]
    given_name: Option<String>,
    /// Family name.
    #[arg(long)]
    family_name: Option<String>,
    /// A name in communities.
    #[arg(long)]
    handle: Option<String>,
    /// A telephone number, E.164.
    #[arg(long)]
    phone_number: Option<String>,
    /// A name of the IANA time zone database.
    #[arg(long)]
    timezone: Option<String>,
    /// A BCP 47 tag.
    #[arg(long)]
    locale: Option<String>,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A user by name.
#[derive(Args, Debug)]
pub struct Named {
    /// The tenant's own name for the user.
    user_id: String,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(command: UserCommand) -> Result<(), Error> {
    match command {
        UserCommand::List(arguments) => list(arguments).await,
        UserCommand::Create(arguments) => create(*arguments).await,
        UserCommand::View(Named { user_id, at }) => {
            let mut console = at.access.console()?;
            let user = console.app.user_view(at.tenant, &user_id).await?;
            console.one(&convert::user(user))
        }
        UserCommand::Ban(Named { user_id, at }) => {
            let mut console = at.access.console()?;
            let user = console.app.user_ban(at.tenant, &user_id).await?;
            console.one(&convert::user(user))
        }
        UserCommand::Restore(Named { user_id, at }) => {
            let mut console = at.access.console()?;
            let user = console.app.user_restore(at.tenant, &user_id).await?;
            console.one(&convert::user(user))
        }
        UserCommand::Erase(Named { user_id, at }) => {
            let mut console = at.access.console()?;
            console.app.user_erase(at.tenant, &user_id).await?;
            console.output.done("erased")
        }
        UserCommand::Import(arguments) => import::run(arguments).await,
    }
}

async fn list(arguments: List) -> Result<(), Error> {
    let List { search, status, provider, sort, extent, at } = arguments;
    let mut console = at.access.console()?;
    let query = UserQuery { filter: UserFilter { status, provider }, search: search.as_deref(), sort };
    let page = async |app: &App, window: Window<'_>| app.user_list(at.tenant, query, window).await;
    console.list(COLUMNS, extent, page, convert::user).await
}

async fn create(arguments: Create) -> Result<(), Error> {
    let mut console = arguments.at.access.console()?;
    let password = arguments.password_file.as_deref().map(password).transpose()?;
    let new = NewUser {
        user_id: arguments.user_id.as_deref(),
        email: &arguments.email,
        status: arguments.status,
        provider: arguments.provider,
        password: password.as_deref(),
        display_name: arguments.name.as_deref(),
        first_name: arguments.given_name.as_deref(),
        last_name: arguments.family_name.as_deref(),
        handle: arguments.handle.as_deref(),
        phone_number: arguments.phone_number.as_deref(),
        timezone: arguments.timezone.as_deref(),
        locale: arguments.locale.as_deref(),
        ..NewUser::default()
    };
    let created = console.app.user_create(arguments.at.tenant, new, None).await?;
    console.one(&convert::user(created.value))
}

/// What is in the file, without the end of its last line.
fn password(file: &Path) -> Result<String, Error> {
    let read = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let text = read.map_err(|error| Error::Io { what: "the password cannot be read", error })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
