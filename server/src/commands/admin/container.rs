//! `selfsame admin container`.

use super::access::{Extent, TenantAccess};
use crate::app::{App, NewContainer};
use crate::commands::Error;
use crate::dialects::admin::convert;
use crate::domain::Window;
use clap::{Args, Subcommand};

const COLUMNS: &[&str] = &["id", "name", "createdAt"];
const MEMBER_COLUMNS: &[&str] = &["userId", "id", "joinedAt"];

/// What can be done with containers.
#[derive(Debug, Subcommand)]
pub enum ContainerCommand {
    /// List the tenant's containers, by id.
    List(List),
    /// Add a container.
    Create(Create),
    /// Show a container.
    View(Named),
    /// Give a container another name.
    Update(Create),
    /// Remove a container, with all memberships of it and all notifications in it.
    Delete(Named),
    /// List the members of a container.
    MemberList(Members),
    /// Make a user a member.
    MemberAdd(Member),
    /// End a membership.
    MemberRemove(Member),
}

/// The containers of a tenant.
#[derive(Args, Debug)]
pub struct List {
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A container with its name.
#[derive(Args, Debug)]
pub struct Create {
    /// The id of the container.
    id: String,
    /// What people call it.
    #[arg(long)]
    name: String,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A container.
#[derive(Args, Debug)]
pub struct Named {
    /// The id of the container.
    id: String,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// The members of a container.
#[derive(Args, Debug)]
pub struct Members {
    /// The id of the container.
    id: String,
    /// How many.
    #[command(flatten)]
    extent: Extent,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

/// A user in a container.
#[derive(Args, Debug)]
pub struct Member {
    /// The id of the container.
    id: String,
    /// The tenant's own name for the user.
    user_id: String,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(command: ContainerCommand) -> Result<(), Error> {
    match command {
        ContainerCommand::List(List { extent, at }) => {
            let mut console = at.access.console()?;
            let page = async |app: &App, window: Window<'_>| app.container_list(at.tenant, window).await;
            console.list(COLUMNS, extent, page, convert::container).await
        }
        ContainerCommand::Create(Create { id, name, at }) => {
            let mut console = at.access.console()?;
            let new = NewContainer { id: &id, name: &name };
            let created = console.app.container_create(at.tenant, new, None).await?;
            console.one(&convert::container(created.value))
        }
        ContainerCommand::View(Named { id, at }) => {
            let mut console = at.access.console()?;
            let container = console.app.container_view(at.tenant, &id).await?;
            console.one(&convert::container(container))
        }
        ContainerCommand::Update(Create { id, name, at }) => {
            let mut console = at.access.console()?;
            let container = console.app.container_update(at.tenant, &id, Some(&name), None).await?;
            console.one(&convert::container(container))
        }
        ContainerCommand::Delete(Named { id, at }) => {
            let mut console = at.access.console()?;
            console.app.container_delete(at.tenant, &id).await?;
            console.output.done("deleted")
        }
        ContainerCommand::MemberList(Members { id, extent, at }) => {
            let mut console = at.access.console()?;
            let page =
                async |app: &App, window: Window<'_>| app.container_member_list(at.tenant, &id, window).await;
            console.list(MEMBER_COLUMNS, extent, page, convert::member).await
        }
        ContainerCommand::MemberAdd(Member { id, user_id, at }) => {
            let mut console = at.access.console()?;
            console.app.container_member_add(at.tenant, &id, &user_id).await?;
            console.output.done("added")
        }
        ContainerCommand::MemberRemove(Member { id, user_id, at }) => {
            let mut console = at.access.console()?;
            console.app.container_member_remove(at.tenant, &id, &user_id).await?;
            console.output.done("removed")
        }
    }
}
