//! The actions, the document and the entities fit together.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Entities as Store, EntityUid, Request, Schema};
use selfsame_spec::generated::OPERATIONS;

use super::{ADA, TENANT, of_ada, service};
use crate::authorization::entities::Entities;
use crate::authorization::policies::{Policies, SCHEMA};
use crate::authorization::{OperationId, PolicyCount, Resource};
use crate::domain::{Principal, ServiceRole};

fn schema() -> Schema {
    Schema::from_cedarschema_str(SCHEMA).unwrap().0
}

fn name(uid: &EntityUid) -> String {
    uid.id().unescaped().to_owned()
}

#[test]
fn the_actions_are_the_documents_secured_operations() {
    let secured = OPERATIONS.iter().filter(|operation| !operation.security.is_empty());
    let documented: BTreeMap<_, _> = secured
        .map(|operation| {
            let access = if operation.method.is_safe() { "read" } else { "write" };
            (operation.id.to_owned(), BTreeSet::from([operation.tag.to_owned(), access.to_owned()]))
        })
        .collect();
    let schema = schema();
    let hierarchy = schema.action_entities().unwrap();
    let groups: BTreeSet<_> = schema.action_groups().map(name).collect();
    let actions: BTreeMap<_, _> = schema
        .actions()
        .filter(|action| !groups.contains(&name(action)))
        .map(|action| (name(action), hierarchy.ancestors(action).unwrap().map(name).collect()))
        .collect();
    assert_eq!(actions, documented, "policies/schema.cedarschema and spec/openapi.yaml differ");
    let operations: BTreeSet<_> = OperationId::ALL.iter().map(|operation| operation.as_str()).collect();
    let documented: BTreeSet<_> = documented.keys().map(String::as_str).collect();
    assert_eq!(operations, documented, "authorization/operation.rs and spec/openapi.yaml differ");
}

#[test]
fn what_can_be_concealed_has_an_answer_for_what_is_not_there() {
    for operation in OperationId::ALL {
        let documented = OPERATIONS.iter().find(|documented| documented.id == operation.as_str()).unwrap();
        assert_eq!(operation.may_miss(), documented.statuses.contains(&404), "{}", operation.as_str());
    }
}

#[test]
fn what_is_asked_keeps_to_the_schema() {
    let (schema, entities) = (schema(), Entities::new().unwrap());
    let policies = Policies::load(None).unwrap();
    let mut asked = 0;
    for operation in OperationId::ALL {
        let action = policies.action(*operation).unwrap();
        let takers: Vec<_> =
            schema.principals_for_action(&action.uid).unwrap().map(ToString::to_string).collect();
        for principal in [Principal::User(ADA), service(TENANT, ServiceRole::Operator)] {
            if !takers.contains(&kind(&principal).to_owned()) {
                continue;
            }
            let mut resources = vec![of_ada(*operation, &principal)];
            if matches!(resources[0], Resource::Profile(_)) {
                resources.push(Resource::profile(TENANT, "ada \"the\" countess"));
            }
            for resource in resources {
                let (request, store) = entities.query(&action, &principal, &resource, &["handle"]).unwrap();
                let parts = [request.principal(), request.action(), request.resource()]
                    .map(|part| part.unwrap().clone());
                let [principal, action, resource] = parts;
                let context = request.context().unwrap().clone();
                Request::new(principal, action, resource, context, Some(&schema)).unwrap();
                Store::from_entities(store.iter().cloned(), Some(&schema)).unwrap();
                asked += 1;
            }
        }
    }
    assert!(asked > OperationId::ALL.len());
}

const fn kind(principal: &Principal) -> &'static str {
    match principal {
        Principal::User(_) => "User",
        Principal::Service(_) => "Service",
    }
}

#[test]
fn the_shipped_files_are_all_there() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let texts = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "cedar"));
    let named: usize = texts.map(|path| std::fs::read_to_string(path).unwrap().matches("@id(").count()).sum();
    assert_eq!(Policies::load(None).unwrap().count(), PolicyCount { shipped: named, operator: 0 });
}
