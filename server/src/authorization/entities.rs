//! From the domain to what Cedar calls entities: who asks, and of what.
//!
//! Nothing is kept between decisions. The names of types and attributes are those of the schema.

use cedar_policy::{
    Context, Entities as Store, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};
use uuid::Uuid;

use crate::authorization::{Owned, PolicyError, Resource};
use crate::domain::{Principal, ServicePrincipal, UserPrincipal};

/// The types of entities, with their names parsed.
pub(super) struct Entities {
    user: EntityTypeName,
    service: EntityTypeName,
    deployment: EntityTypeName,
    tenant: EntityTypeName,
    account: EntityTypeName,
    profile: EntityTypeName,
    session: EntityTypeName,
    inbox: EntityTypeName,
    container: EntityTypeName,
    service_token: EntityTypeName,
    /// Of a request that changes nothing.
    unchanging: Context,
}

/// What is asked for.
pub(super) struct Action {
    /// Its name.
    pub(super) uid: EntityUid,
    /// Itself, with the groups that it is in.
    pub(super) known: Store,
}

type Attribute = (String, RestrictedExpression);

impl Entities {
    /// The types of the schema.
    ///
    /// # Errors
    /// A name is none that Cedar takes.
    pub(super) fn new() -> Result<Self, PolicyError> {
        let kind = |name: &str| {
            let parsed = name.parse::<EntityTypeName>();
            parsed.map_err(|error| PolicyError::Shipped { reason: format!("{name}: {error}") })
        };
        Ok(Self {
            user: kind("User")?,
            service: kind("Service")?,
            deployment: kind("Deployment")?,
            tenant: kind("Tenant")?,
            account: kind("Account")?,
            profile: kind("Profile")?,
            session: kind("Session")?,
            inbox: kind("Inbox")?,
            container: kind("Container")?,
            service_token: kind("ServiceToken")?,
            unchanging: context(&[]).map_err(|reason| PolicyError::Shipped { reason })?,
        })
    }

    /// What Cedar is asked, and the entities that it may look at.
    ///
    /// # Errors
    /// Cedar takes an entity for malformed, which none of these is.
    pub(super) fn query(
        &self,
        action: &Action,
        principal: &Principal,
        resource: &Resource<'_>,
        changes: &[&str],
    ) -> Result<(Request, Store), String> {
        let principal = self.principal(principal)?;
        let resource = self.resource(resource)?;
        let context = if changes.is_empty() { self.unchanging.clone() } else { context(changes)? };
        let request = Request::new(principal.uid(), action.uid.clone(), resource.uid(), context, None);
        let request = request.map_err(|error| error.to_string())?;
        // Who is above whom is worked out anew for what is added alone, and not for the action again.
        let store = action.known.clone().add_entities([principal, resource], None);
        Ok((request, store.map_err(|error| error.to_string())?))
    }

    fn principal(&self, principal: &Principal) -> Result<Entity, String> {
        match principal {
            Principal::User(UserPrincipal { tenant, user, session: _, status, provider }) => entity(
                uid(&self.user, *user),
                [
                    self.in_tenant(*tenant),
                    ("status".to_owned(), text(status.as_str())),
                    ("provider".to_owned(), text(provider.as_str())),
                ],
            ),
            Principal::Service(ServicePrincipal { tenant, token, role }) => entity(
                uid(&self.service, *token),
                [self.in_tenant(*tenant), ("role".to_owned(), text(role.as_str()))],
            ),
        }
    }

    fn resource(&self, resource: &Resource<'_>) -> Result<Entity, String> {
        match resource {
            Resource::Deployment => Ok(Entity::with_uid(named(&self.deployment, ""))),
            Resource::Tenant(tenant) => entity(uid(&self.tenant, *tenant), [self.in_tenant(*tenant)]),
            Resource::Account(owned) => self.owned(&self.account, owned),
            Resource::Profile(owned) => self.owned(&self.profile, owned),
            Resource::Session { id, owner } => self.belonging(uid(&self.session, *id), owner),
            Resource::Inbox(owner) => self.belonging(uid(&self.inbox, owner.user), owner),
            Resource::Container { tenant, id } => {
                entity(named(&self.container, id), [self.in_tenant(*tenant)])
            }
            Resource::ServiceToken { tenant, id, role } => {
                let uid = match id {
                    Some(id) => uid(&self.service_token, *id),
                    None => named(&self.service_token, ""),
                };
                let role = role.map(|role| ("role".to_owned(), text(role.as_str())));
                entity(uid, [self.in_tenant(*tenant)].into_iter().chain(role))
            }
        }
    }

    fn owned(&self, kind: &EntityTypeName, owned: &Owned<'_>) -> Result<Entity, String> {
        match owned {
            Owned::Own(owner) => self.belonging(uid(kind, owner.user), owner),
            Owned::Named { tenant, name } => entity(named(kind, name), [self.in_tenant(*tenant)]),
        }
    }

    fn belonging(&self, uid_of_resource: EntityUid, owner: &UserPrincipal) -> Result<Entity, String> {
        let owned = RestrictedExpression::new_entity_uid(uid(&self.user, owner.user));
        entity(uid_of_resource, [self.in_tenant(owner.tenant), ("owner".to_owned(), owned)])
    }

    fn in_tenant(&self, tenant: Uuid) -> Attribute {
        ("tenant".to_owned(), RestrictedExpression::new_entity_uid(uid(&self.tenant, tenant)))
    }
}

fn entity(uid: EntityUid, attributes: impl IntoIterator<Item = Attribute>) -> Result<Entity, String> {
    Entity::new_with_tags(uid, attributes, [], []).map_err(|error| error.to_string())
}

fn uid(kind: &EntityTypeName, id: Uuid) -> EntityUid {
    named(kind, id.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
}

fn named(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn text(word: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(word.to_owned())
}

fn context(changes: &[&str]) -> Result<Context, String> {
    let changes = RestrictedExpression::new_set(changes.iter().map(|change| text(change)));
    Context::from_pairs([("changes".to_owned(), changes)]).map_err(|error| error.to_string())
}
