//! Containers and who is in them, kept by an operator.

use uuid::Uuid;

use crate::app::App;
use crate::app::provisioning::by_operator;
use crate::db::{Action, AuditEvent};
use crate::domain::{Error, Violation, container};

impl App {
    /// Adds a container.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for an unusable id or name; [`Error::Conflict`] when the id is taken.
    pub async fn container_create(&self, tenant: Uuid, id: &str, name: &str) -> Result<(), Error> {
        let checks = [("/body/id", container::check_id(id)), ("/body/name", container::check_name(name))];
        let violations: Vec<Violation> =
            checks.into_iter().filter_map(|(pointer, check)| check.err().map(|e| e.at(pointer))).collect();
        if !violations.is_empty() {
            return Err(Error::InvalidField { violations });
        }
        let event = by_operator(Action::ContainerCreate, None);
        self.database().container_insert(tenant, id, name, &event).await
    }

    /// Makes a user a member of a container. One who is a member stays one.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such container or user.
    pub async fn container_member_add(&self, tenant: Uuid, container: &str, user: Uuid) -> Result<(), Error> {
        let event = by_operator(Action::ContainerMemberAdd, Some(user));
        found(self.database().member_insert(tenant, container, user, &event).await?)
    }

    /// Ends a membership. The user's notifications of the container stay, and are seen again by one who comes back.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the user is not a member of the container.
    pub async fn container_member_remove(
        &self,
        tenant: Uuid,
        container: &str,
        user: Uuid,
    ) -> Result<(), Error> {
        let event: AuditEvent<'_> = by_operator(Action::ContainerMemberRemove, Some(user));
        found(self.database().member_delete(tenant, container, user, &event).await?)
    }
}

fn found(found: bool) -> Result<(), Error> {
    if found { Ok(()) } else { Err(Error::NotFound) }
}
