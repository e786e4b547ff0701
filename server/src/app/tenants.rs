//! Tenants: kept by an operator, and each by its own administrators.

use serde::Serialize;
use uuid::Uuid;

use crate::app::administration::{Administrator, Beginning, Created, Requester, found};
use crate::app::authorization::admitted;
use crate::app::{App, Precondition};
use crate::authorization::{OperationId, Resource};
use crate::db::{AuditEvent, TenantInsert};
use crate::domain::tenant::{check_name, registration_word};
use crate::domain::{Error, Page, Tenant, TenantPatch, Window};

/// The list of tenants, as its cursors name it.
const LIST: &str = "tenants";

/// A tenant to add.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct NewTenant<'a> {
    /// The id; a new one where none is given.
    pub id: Option<Uuid>,
    /// What people call it.
    pub name: &'a str,
    /// Whether anybody may create an account.
    pub registration_open: bool,
}

impl App {
    /// A part of all tenants, by id.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for a cursor of another list.
    pub async fn tenant_list(
        &self,
        requester: impl Into<Requester<'_>>,
        window: Window<'_>,
    ) -> Result<Page<Tenant>, Error> {
        let deployment = |_| Resource::Deployment;
        self.administrator(requester.into(), OperationId::TenantList, deployment).await?;
        let after = window.place(LIST).map_err(|invalid| invalid.at("/query/cursor"))?;
        let tenants = self.database().tenant_page(after, window.rows()).await?;
        Ok(Page::cut(tenants, window.limit, LIST, |tenant| tenant.id))
    }

    /// Adds a tenant.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for an unusable name;
    /// [`Error::Conflict`] when the id or the name is taken; [`Error::KeyReused`].
    pub async fn tenant_create(
        &self,
        requester: impl Into<Requester<'_>>,
        new: NewTenant<'_>,
        key: Option<&str>,
    ) -> Result<Created<Tenant>, Error> {
        let deployment = |_| Resource::Deployment;
        let by = self.administrator(requester.into(), OperationId::TenantCreate, deployment).await?;
        check_name(new.name).map_err(|invalid| invalid.at("/body/name"))?;
        let creation = match self.beginning(&by, key, &new).await? {
            Beginning::New(creation) => creation,
            Beginning::Known(known) => return Ok(known),
        };
        let NewTenant { id, name, registration_open } = new;
        let insert = TenantInsert { id: id.unwrap_or_else(Uuid::now_v7), name, registration_open };
        let (creation, tenant) = creation.tenant_insert(insert).await?;
        let recorded = [Some(name), Some(registration_word(registration_open))];
        let event = AuditEvent { fields: &["name", "registration"], recorded: &recorded, ..by.event() };
        creation.commit(&tenant, None, &event).await?;
        Ok(Created::new(tenant))
    }

    /// A tenant: their own to its administrators, each to an operator.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::NotFound`].
    pub async fn tenant_view(&self, requester: impl Into<Requester<'_>>, id: Uuid) -> Result<Tenant, Error> {
        self.of_tenant(requester.into(), OperationId::TenantView, id).await?;
        found(self.database().tenant_record(id).await?)
    }

    /// Changes a tenant and gives it as it then is. A patch that changes no value writes nothing.
    ///
    /// # Errors
    /// As [`App::tenant_view`]; [`Error::InvalidField`] for an unusable name; [`Error::Conflict`] when it is taken;
    /// [`Error::PreconditionFailed`].
    pub async fn tenant_update(
        &self,
        requester: impl Into<Requester<'_>>,
        id: Uuid,
        patch: TenantPatch<'_>,
        precondition: Precondition<'_, Tenant>,
    ) -> Result<Tenant, Error> {
        let by = self.of_tenant(requester.into(), OperationId::TenantUpdate, id).await?;
        patch.name.map_or(Ok(()), check_name).map_err(|invalid| invalid.at("/body/name"))?;
        let (transaction, mut tenant) = found(self.database().tenant_lock(id).await?)?;
        let judged = match precondition {
            Some(holds) if !holds(&tenant) => Err(Error::PreconditionFailed),
            Some(_) | None => Ok(()),
        };
        let (transaction, ()) = admitted(transaction, judged).await?;
        let fields = patch.apply(&mut tenant);
        if fields.is_empty() {
            transaction.rollback().await;
            return Ok(tenant);
        }
        let registration = registration_word(tenant.registration_open);
        let value = |field: &&str| if *field == "name" { tenant.name.as_str() } else { registration };
        let recorded: Vec<_> = fields.iter().map(|field| Some(value(field))).collect();
        let event = AuditEvent { fields: &fields, recorded: &recorded, ..by.event() };
        transaction.tenant_update(&tenant, &event).await?;
        Ok(tenant)
    }

    /// Lets somebody through who may do this to a tenant. Whoever may do it to their own learns nothing of another one.
    async fn of_tenant<'a>(
        &self,
        requester: Requester<'a>,
        operation: OperationId,
        id: Uuid,
    ) -> Result<Administrator<'a>, Error> {
        match self.administrator(requester, operation, |_| Resource::Tenant(id)).await {
            Err(Error::Forbidden) => {
                let own = self.administrator(requester, operation, Resource::Tenant).await?;
                Err(if own.tenant == id { Error::Forbidden } else { Error::NotFound })
            }
            result => result,
        }
    }
}
