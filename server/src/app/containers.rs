//! Containers and who is in them.

use serde::Serialize;
use uuid::Uuid;

use crate::app::administration::{Beginning, Created, Requester, found};
use crate::app::authorization::admitted;
use crate::app::{App, Precondition};
use crate::authorization::{OperationId, Resource};
use crate::db::AuditEvent;
use crate::domain::{Container, ContainerMember, Error, Page, Violation, Window, container};

/// The list of containers, as its cursors name it.
const LIST: &str = "containers";

/// A container to add.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NewContainer<'a> {
    /// The id: 1 to 64 letters, digits and `._~:@-`.
    pub id: &'a str,
    /// What people call it: 1 to 200 characters.
    pub name: &'a str,
}

impl App {
    /// A part of the tenant's containers, by id.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for a cursor of another list.
    pub async fn container_list(
        &self,
        requester: impl Into<Requester<'_>>,
        window: Window<'_>,
    ) -> Result<Page<Container>, Error> {
        let by = self.administrator(requester.into(), OperationId::ContainerList, Resource::Tenant).await?;
        let after: Option<String> = window.place(LIST).map_err(|invalid| invalid.at("/query/cursor"))?;
        let found = self.database().container_list(by.tenant, after.as_deref(), window.rows()).await?;
        Ok(Page::cut(found, window.limit, LIST, |container| container.id.clone()))
    }

    /// Adds a container.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for an unusable id or name;
    /// [`Error::Conflict`] when the id is taken; [`Error::KeyReused`].
    pub async fn container_create(
        &self,
        requester: impl Into<Requester<'_>>,
        new: NewContainer<'_>,
        key: Option<&str>,
    ) -> Result<Created<Container>, Error> {
        let by = self.administrator(requester.into(), OperationId::ContainerCreate, Resource::Tenant).await?;
        let NewContainer { id, name } = new;
        let checks = [("/body/id", container::check_id(id)), ("/body/name", container::check_name(name))];
        let violations: Vec<Violation> =
            checks.into_iter().filter_map(|(pointer, check)| check.err().map(|e| e.at(pointer))).collect();
        if !violations.is_empty() {
            return Err(Error::InvalidField { violations });
        }
        let creation = match self.beginning(&by, key, &new).await? {
            Beginning::New(creation) => creation,
            Beginning::Known(known) => return Ok(known),
        };
        let (creation, container) = creation.container_insert(id, name).await?;
        let event = AuditEvent { fields: &["id", "name"], recorded: &[Some(id), Some(name)], ..by.event() };
        creation.commit(&container, None, &event).await?;
        Ok(Created::new(container))
    }

    /// A container.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn container_view(
        &self,
        requester: impl Into<Requester<'_>>,
        id: &str,
    ) -> Result<Container, Error> {
        let container = |tenant| Resource::Container { tenant, id };
        let by = self.administrator(requester.into(), OperationId::ContainerView, container).await?;
        found(self.database().container_view(by.tenant, id).await?)
    }

    /// Gives a container another name, where one is given, and gives it as it then is.
    ///
    /// # Errors
    /// As [`App::container_view`]; [`Error::InvalidField`] for an unusable name; [`Error::PreconditionFailed`].
    pub async fn container_update(
        &self,
        requester: impl Into<Requester<'_>>,
        id: &str,
        name: Option<&str>,
        precondition: Precondition<'_, Container>,
    ) -> Result<Container, Error> {
        let resource = |tenant| Resource::Container { tenant, id };
        let by = self.administrator(requester.into(), OperationId::ContainerUpdate, resource).await?;
        name.map_or(Ok(()), container::check_name).map_err(|invalid| invalid.at("/body/name"))?;
        let (transaction, mut container) = found(self.database().container_lock(by.tenant, id).await?)?;
        let judged = match precondition {
            Some(holds) if !holds(&container) => Err(Error::PreconditionFailed),
            Some(_) | None => Ok(()),
        };
        let (transaction, ()) = admitted(transaction, judged).await?;
        let Some(name) = name.filter(|name| *name != container.name) else {
            transaction.rollback().await;
            return Ok(container);
        };
        name.clone_into(&mut container.name);
        let event = AuditEvent { fields: &["name"], recorded: &[Some(name)], ..by.event() };
        transaction.container_update(&container, &event).await?;
        Ok(container)
    }

    /// Removes a container with all memberships of it and all notifications in it.
    ///
    /// # Errors
    /// As [`App::container_view`].
    pub async fn container_delete(&self, requester: impl Into<Requester<'_>>, id: &str) -> Result<(), Error> {
        let container = |tenant| Resource::Container { tenant, id };
        let by = self.administrator(requester.into(), OperationId::ContainerDelete, container).await?;
        let event = AuditEvent { fields: &["id"], recorded: &[Some(id)], ..by.event() };
        done(self.database().container_delete(by.tenant, id, &event).await?)
    }

    /// A part of the members of a container, in an order that does not change.
    ///
    /// # Errors
    /// As [`App::container_view`]; [`Error::InvalidField`] for a cursor of another list.
    pub async fn container_member_list(
        &self,
        requester: impl Into<Requester<'_>>,
        container: &str,
        window: Window<'_>,
    ) -> Result<Page<ContainerMember>, Error> {
        let resource = |tenant| Resource::Container { tenant, id: container };
        let by = self.administrator(requester.into(), OperationId::ContainerMemberList, resource).await?;
        let list = format!("members {container}");
        let after: Option<Uuid> = window.place(&list).map_err(|invalid| invalid.at("/query/cursor"))?;
        let members = self.database().member_list(by.tenant, container, after, window.rows()).await?;
        Ok(Page::cut(found(members)?, window.limit, &list, |member| member.user))
    }

    /// Makes a user a member of a container. One who is a member stays one.
    ///
    /// # Errors
    /// As [`App::container_view`]; [`Error::NotFound`] where there is no such user.
    pub async fn container_member_add(
        &self,
        requester: impl Into<Requester<'_>>,
        container: &str,
        user_id: &str,
    ) -> Result<(), Error> {
        let resource = |tenant| Resource::Container { tenant, id: container };
        let by = self.administrator(requester.into(), OperationId::ContainerMemberAdd, resource).await?;
        let event = AuditEvent { fields: &["container"], recorded: &[Some(container)], ..by.event() };
        done(self.database().member_insert(by.tenant, container, user_id, &event).await?)
    }

    /// Ends a membership. The user's notifications of the container stay, and are seen again by one who comes back.
    ///
    /// # Errors
    /// As [`App::container_view`]; [`Error::NotFound`] where the user is not a member of the container.
    pub async fn container_member_remove(
        &self,
        requester: impl Into<Requester<'_>>,
        container: &str,
        user_id: &str,
    ) -> Result<(), Error> {
        let resource = |tenant| Resource::Container { tenant, id: container };
        let by = self.administrator(requester.into(), OperationId::ContainerMemberRemove, resource).await?;
        let event = AuditEvent { fields: &["container"], recorded: &[Some(container)], ..by.event() };
        done(self.database().member_delete(by.tenant, container, user_id, &event).await?)
    }
}

fn done(is_done: bool) -> Result<(), Error> {
    found(is_done.then_some(()))
}
