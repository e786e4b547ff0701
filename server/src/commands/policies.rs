//! `selfsame policies`: whether `serve` would start with these policies, without serving; and what a decision costs.

use super::Error;
use crate::authorization::{Authorizer, Decision, OperationId, PolicyCount, Resource, shipped_text};
use crate::config::{Policies, Service};
use crate::domain::{AuthProvider, Principal, ServicePrincipal, ServiceRole, UserPrincipal, UserStatus};
use serde_json::{Value, json};
use slog::{Logger, info};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long each kind of decision is repeated.
const MEASURED: Duration = Duration::from_millis(500);
/// How many are measured at once.
const BATCH: u32 = 50;

pub(super) fn run(arguments: &Policies, out: &mut dyn Write) -> Result<(), Error> {
    let authorizer = Authorizer::load(arguments.policies_dir.as_deref())?;
    let text = if arguments.show {
        shipped_text()
    } else if arguments.measure {
        measurement(&authorizer).to_string()
    } else {
        let PolicyCount { shipped, operator } = authorizer.count();
        format!("{shipped} shipped policies and {operator} of the operator are valid")
    };
    writeln!(out, "{text}").map_err(|error| Error::Io { what: "cannot write to stdout", error })
}

/// The policies by which a service is to decide.
pub(super) fn in_force(service: &Service, log: &Logger) -> Result<Authorizer, Error> {
    let authorizer = Authorizer::load(service.policies_dir.as_deref())?;
    let PolicyCount { shipped, operator } = authorizer.count();
    info!(log, "policies are in force"; "shipped" => shipped, "operator" => operator);
    Ok(authorizer)
}

/// One kind of decision.
struct Sample {
    name: &'static str,
    principal: Principal,
    operation: OperationId,
    resource: Resource<'static>,
    changes: &'static [&'static str],
}

/// Nanoseconds per decision, by kind.
fn measurement(authorizer: &Authorizer) -> Value {
    let samples = samples();
    let rows = samples.iter().map(|sample| {
        let decide = || {
            let Sample { name: _, principal, operation, resource, changes } = black_box(sample);
            authorizer.decide(principal, *operation, resource, changes)
        };
        let decision = match decide() {
            Decision::Allowed(_) => "allowed",
            Decision::Denied(_) => "denied",
            Decision::Concealed => "concealed",
            Decision::Failed { .. } => "failed",
        };
        json!({
            "name": sample.name,
            "operation": sample.operation.as_str(),
            "decision": decision,
            "nanoseconds": (median(decide) / BATCH).subsec_nanos(),
        })
    });
    Value::Array(rows.collect())
}

/// How long a batch takes, half of the time: what else the machine does falls on few of them.
fn median(decide: impl Fn() -> Decision) -> Duration {
    let (started, mut batches) = (Instant::now(), Vec::new());
    while started.elapsed() < MEASURED {
        let begun = Instant::now();
        for _ in 0..BATCH {
            black_box(decide());
        }
        batches.push(begun.elapsed());
    }
    batches.sort_unstable();
    batches.get(batches.len() / 2).copied().unwrap_or_default()
}

fn samples() -> [Sample; 4] {
    let tenant = Uuid::from_u128(1);
    let user = UserPrincipal {
        tenant,
        user: Uuid::from_u128(2),
        session: Uuid::from_u128(3),
        status: UserStatus::Active,
        provider: AuthProvider::Local,
    };
    let service = ServicePrincipal { tenant, token: Uuid::from_u128(4), role: ServiceRole::Profiles };
    let (user_asks, service_asks) = (Principal::User(user), Principal::Service(service));
    let sample = |name, principal, operation, resource, changes| Sample {
        name,
        principal,
        operation,
        resource,
        changes,
    };
    let (own, other) = (Resource::own_profile(user), Resource::profile(tenant, "user_123"));
    [
        sample("a user's own read", user_asks, OperationId::MeView, own, &[]),
        sample("a user's own write", user_asks, OperationId::TenantProfileUpdate, own, &["display_name"]),
        sample("a system's read", service_asks, OperationId::UserProfileView, other, &[]),
        sample("a stranger's read", user_asks, OperationId::UserProfileView, other, &[]),
    ]
}
