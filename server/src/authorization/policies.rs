//! The policies: those that are part of the program, and those of an operator, parsed and judged by the schema.
//!
//! Each file is a space of names of its own, so that no two files can be in each other's way.

use std::collections::HashSet;
use std::path::Path;

use cedar_policy::{
    Effect, Entities, EntityId, EntityTypeName, EntityUid, ParseErrors, Policy, PolicyId, PolicySet, Schema,
    ValidationError, ValidationMode, Validator,
};

use crate::authorization::directory::{self, PolicyFile};
use crate::authorization::entities::Action;
use crate::authorization::{Fault, OperationId, PolicyCount, PolicyError};

/// What policies can speak of.
pub(super) const SCHEMA: &str = include_str!("../../policies/schema.cedarschema");

/// The shipped files, by name.
const SHIPPED: [(&str, &str); 7] = [
    ("tenancy.cedar", include_str!("../../policies/tenancy.cedar")),
    ("auth.cedar", include_str!("../../policies/auth.cedar")),
    ("me.cedar", include_str!("../../policies/me.cedar")),
    ("manage.cedar", include_str!("../../policies/manage.cedar")),
    ("tenant.cedar", include_str!("../../policies/tenant.cedar")),
    ("community.cedar", include_str!("../../policies/community.cedar")),
    ("admin.cedar", include_str!("../../policies/admin.cedar")),
];

/// The schema and the shipped policies, as they are written.
#[must_use]
pub fn shipped_text() -> String {
    let files = [("schema.cedarschema", SCHEMA)].into_iter().chain(SHIPPED);
    files.map(|(name, text)| format!("// ══ {name}\n\n{text}\n")).collect()
}

/// How many policies an operator may have.
const OPERATOR_POLICIES_MAX: usize = 1_000;
/// How many characters a notice may have.
const NOTICE_MAX: usize = 500;
/// Attributes of the principal and of the resource can be asked for, and those of what these name cannot: no other
/// entity is there when a decision is made.
const LEVEL: u32 = 1;

/// All policies in force, in the order of their files.
pub(super) struct Policies {
    actions: Entities,
    action_type: EntityTypeName,
    all: Vec<Policy>,
    shipped: usize,
}

impl Policies {
    /// Reads and judges them.
    ///
    /// # Errors
    /// The directory cannot be read, or a policy is not valid.
    pub(super) fn load(directory: Option<&Path>) -> Result<Self, PolicyError> {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(|e| unusable(&e))?;
        let actions = schema.action_entities().map_err(|e| unusable(&e))?;
        let action_type: EntityTypeName = "Action".parse().map_err(|e: ParseErrors| unusable(&e))?;
        let validator = Validator::new(schema);
        let shipped = SHIPPED.map(|(name, text)| PolicyFile {
            path: format!("shipped/{name}"),
            name: format!("shipped/{name}"),
            text: text.to_owned(),
        });
        let mut all = judged(&shipped, &validator)?;
        let shipped = all.len();
        if let Some(directory) = directory {
            all.extend(judged(&directory::read(directory)?, &validator)?);
            if all.len() - shipped > OPERATOR_POLICIES_MAX {
                let reason =
                    format!("has more than {OPERATOR_POLICIES_MAX} policies; leave out or join some");
                let faults = vec![Fault::of_file(&directory.display().to_string(), reason)];
                return Err(PolicyError::Invalid { faults });
            }
        }
        Ok(Self { actions, action_type, all, shipped })
    }

    /// Every policy.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Policy> {
        self.all.iter()
    }

    /// How many there are.
    pub(super) const fn count(&self) -> PolicyCount {
        PolicyCount { shipped: self.shipped, operator: self.all.len() - self.shipped }
    }

    /// The action of an operation.
    ///
    /// # Errors
    /// The schema lacks it.
    pub(super) fn action(&self, operation: OperationId) -> Result<Action, PolicyError> {
        let id = EntityId::new(operation.as_str());
        let uid = EntityUid::from_type_name_and_id(self.action_type.clone(), id);
        let action = self.actions.get(&uid).cloned().ok_or_else(|| PolicyError::Shipped {
            reason: format!("the schema lacks the action {}", operation.as_str()),
        })?;
        let known = Entities::from_entities([action], None).map_err(|e| unusable(&e))?;
        Ok(Action { uid, known })
    }

    /// The groups that an action is in.
    pub(super) fn groups(&self, action: &EntityUid) -> HashSet<EntityUid> {
        self.actions.ancestors(action).map(|groups| groups.cloned().collect()).unwrap_or_default()
    }
}

/// What a policy has to say about the answers that it determines.
pub(super) fn notice(policy: &Policy) -> Option<&str> {
    policy.annotation("notice")
}

/// Whether who is refused by a policy is told nothing, not even that there is something.
pub(super) fn conceals(policy: &Policy) -> bool {
    policy.annotation("conceal").is_some()
}

/// The policies of the files, if all of them are valid.
fn judged(files: &[PolicyFile], validator: &Validator) -> Result<Vec<Policy>, PolicyError> {
    let (mut policies, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match parsed(file).and_then(|found| validated(file, found, validator)) {
            Ok(found) => policies.extend(found),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(policies) } else { Err(PolicyError::Invalid { faults }) }
}

/// A policy, and where in its file it begins.
type Placed = (usize, Policy);

/// The policies of a file, in its order, each named after the file and its own `@id`, or else its number.
fn parsed(file: &PolicyFile) -> Result<Vec<Placed>, Vec<Fault>> {
    let PolicyFile { path, name, text } = file;
    let set: PolicySet = text.parse().map_err(|errors: ParseErrors| {
        errors.iter().map(|error| Fault::of_cedar(path, text, 0, error)).collect::<Vec<_>>()
    })?;
    let templates = set.templates().map(|template| {
        let reason =
            "has ?principal or ?resource, and nothing fills them in here; write out who and what is meant";
        Fault::at(path, text, text.find(&template.to_string()).unwrap_or(0), reason)
    });
    let mut faults: Vec<Fault> = templates.collect();
    let mut names = HashSet::new();
    let mut renamed = Vec::new();
    for (number, (offset, policy)) in placed(text, &set).into_iter().enumerate() {
        let own = policy.annotation("id").map_or_else(|| (number + 1).to_string(), str::to_owned);
        if let Err(reason) = check_annotations(policy) {
            faults.push(Fault::at(path, text, offset, reason));
        }
        if !names.insert(own.clone()) {
            faults.push(Fault::at(path, text, offset, format!("is the second policy with the @id {own:?}")));
        }
        renamed.push((offset, policy.new_id(PolicyId::new(format!("{name}#{own}")))));
    }
    if faults.is_empty() { Ok(renamed) } else { Err(faults) }
}

/// The policies as they follow each other. Cedar numbers them so, and gives each back as it is written.
fn placed<'a>(text: &str, set: &'a PolicySet) -> Vec<(usize, &'a Policy)> {
    let number = |policy: &Policy| policy.id().to_string().trim_start_matches("policy").parse::<usize>().ok();
    let mut policies: Vec<&Policy> = set.policies().collect();
    policies.sort_by_key(|policy| number(policy));
    let mut end = 0;
    let placed = policies.into_iter().map(|policy| {
        let written = policy.to_string();
        let place = text.get(end..).and_then(|rest| rest.find(&written));
        let begin = place.map_or(end, |place| end + place);
        end = begin + written.len();
        (begin, policy)
    });
    placed.collect()
}

fn check_annotations(policy: &Policy) -> Result<(), String> {
    if conceals(policy) && policy.effect() == Effect::Permit {
        return Err("has @conceal and permits; only a forbid can conceal what it refuses".to_owned());
    }
    let Some(notice) = notice(policy) else { return Ok(()) };
    if notice.trim().is_empty() {
        return Err("has a @notice without a text; write what callers are to be told".to_owned());
    }
    if notice.chars().count() > NOTICE_MAX {
        return Err(format!("has a @notice of more than {NOTICE_MAX} characters"));
    }
    Ok(())
}

/// The policies, if they keep to the schema. What can never apply is a mistake too: a forbid would go unnoticed.
fn validated(
    file: &PolicyFile,
    placed: Vec<Placed>,
    validator: &Validator,
) -> Result<Vec<Policy>, Vec<Fault>> {
    let PolicyFile { path, text, .. } = file;
    let set = PolicySet::from_policies(placed.iter().map(|(_, policy)| policy.clone()));
    let set = set.map_err(|error| vec![Fault::of_file(path, error.to_string())])?;
    let result = validator.validate_with_level(&set, ValidationMode::Strict, LEVEL);
    let start = |id: &PolicyId| placed.iter().find(|(_, policy)| policy.id() == id).map_or(0, |(at, _)| *at);
    let mut faults: Vec<Fault> = result
        .validation_errors()
        .map(|error| {
            let mut fault = Fault::of_cedar(path, text, start(error.policy_id()), error);
            if matches!(error, ValidationError::EntityDerefLevelViolation(_)) {
                fault.reason.push_str("; ask for what `principal` and `resource` themselves have");
            }
            fault
        })
        .collect();
    if faults.is_empty() {
        let warnings = result.validation_warnings();
        faults = warnings.map(|w| Fault::of_cedar(path, text, start(w.policy_id()), w)).collect();
    }
    if faults.is_empty() {
        return Ok(placed.into_iter().map(|(_, policy)| policy).collect());
    }
    faults.sort_by_key(|fault| fault.place);
    Err(faults)
}

fn unusable(error: &impl ToString) -> PolicyError {
    PolicyError::Shipped { reason: error.to_string() }
}
