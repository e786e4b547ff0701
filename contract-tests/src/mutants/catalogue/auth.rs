//! Requests that are let in, or let through, as somebody else. It must not know what they ask for.

use futures_util::future::{BoxFuture, FutureExt};

use super::places::{
    ANSWERS_401, SECURED, SECURED_READ, SECURED_WRITE, SHARED_DELETE, SHARED_LIST, SHARED_READ, SHARED_UPDATE,
};
use crate::api::{Location, Method, SecurityKind};
use crate::live::exchange::{Outcome, Received, Sent};
use crate::live::identity::Identity;
use crate::mutants::json::{change_field, edit, remove_field};
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::Passage;

type Request = fn(&Passage<'_>, &mut Sent) -> bool;

const fn request(name: &'static str, what: &'static str, place: Place, change: Request) -> Mutant {
    mutant(Class::Auth, name, what, place, Damage::Request(change))
}

const fn course(
    name: &'static str,
    what: &'static str,
    place: Place,
    course: for<'p> fn(&'p Passage<'p>) -> BoxFuture<'p, Outcome>,
) -> Mutant {
    mutant(Class::Auth, name, what, place, Damage::Course(course))
}

pub(super) const MUTANTS: &[Mutant] = &[
    request(
        "nobody_as_main",
        "a request without a credential is that of the main identity",
        SECURED,
        |passage, sent| is_secured(passage) && !has_credential(passage) && become_main(passage, sent),
    ),
    request(
        "nobody_reads_as_main",
        "a GET without a credential is that of the main identity",
        SECURED_READ,
        |passage, sent| {
            passage.is(Method::Get)
                && is_secured(passage)
                && !has_credential(passage)
                && become_main(passage, sent)
        },
    ),
    request(
        "nobody_writes_as_main",
        "a write without a credential is that of the main identity",
        SECURED_WRITE,
        |passage, sent| {
            let write = passage.operation.is_some_and(|operation| !operation.method.is_safe());
            write && is_secured(passage) && !has_credential(passage) && become_main(passage, sent)
        },
    ),
    request(
        "stranger_as_main",
        "any credential that was never given out is that of the main identity",
        SECURED,
        |passage, sent| is_stranger(passage) && become_main(passage, sent),
    ),
    request(
        "stranger_reads_as_main",
        "any credential that was never given out reads",
        SECURED_READ,
        |passage, sent| passage.is(Method::Get) && is_stranger(passage) && become_main(passage, sent),
    ),
    request("everybody_as_main", "each identity is taken for the main one", SHARED_READ, |passage, sent| {
        is_other(passage) && become_main(passage, sent)
    }),
    course("foreign_read", "what is another's is read all the same", SHARED_READ, |passage| {
        retried(passage, passage.reads_one()).boxed()
    }),
    course("foreign_update", "what is another's is updated all the same", SHARED_UPDATE, |passage| {
        retried(passage, passage.is_update()).boxed()
    }),
    course("foreign_delete", "what is another's is deleted all the same", SHARED_DELETE, |passage| {
        retried(passage, passage.is(Method::Delete)).boxed()
    }),
    course(
        "foreign_listed",
        "items of the main identity are in the lists of others",
        SHARED_LIST,
        |passage| mixed(passage).boxed(),
    ),
    mutant(
        Class::Auth,
        "challenge_malformed",
        "the WWW-Authenticate of 401 is empty",
        ANSWERS_401,
        Damage::Answer(|_, answer| {
            answer.status == 401 && change_field(&mut answer.headers, "WWW-Authenticate", |_| String::new())
        }),
    ),
];

fn is_secured(passage: &Passage<'_>) -> bool {
    let operation = passage.operation;
    operation.is_some_and(|operation| {
        !operation.security.is_empty() && operation.security.iter().all(|one| !one.schemes.is_empty())
    })
}

/// Whether the request has anything where credentials stand.
fn has_credential(passage: &Passage<'_>) -> bool {
    let sent = &passage.sent;
    let of_scheme = passage.surroundings.api.security_schemes.iter().any(|scheme| match &scheme.kind {
        SecurityKind::ApiKey { location: Location::Header, name } => sent.header_value(name).is_some(),
        SecurityKind::ApiKey { location: Location::Query, name } => {
            sent.query().is_some_and(|query| query.contains(&format!("{name}=")))
        }
        SecurityKind::ApiKey { location: Location::Cookie | Location::Path, name } => {
            let cookies = sent.header_value("Cookie").unwrap_or_default();
            String::from_utf8_lossy(cookies).contains(&format!("{name}="))
        }
        SecurityKind::Http { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
            sent.header_value("Authorization").is_some()
        }
    });
    of_scheme || passage.surroundings.identity(sent).is_some()
}

fn is_stranger(passage: &Passage<'_>) -> bool {
    is_secured(passage) && has_credential(passage) && passage.surroundings.identity(&passage.sent).is_none()
}

fn is_other(passage: &Passage<'_>) -> bool {
    passage.surroundings.identity(&passage.sent).is_some_and(|at| at > 0)
}

/// Puts the main identity's credentials in the place of those that are there.
fn become_main(passage: &Passage<'_>, sent: &mut Sent) -> bool {
    let Some(main) = passage.surroundings.identities.first() else { return false };
    become_one(passage, sent, main);
    true
}

/// Puts the credentials of that identity in the place of those that are there.
fn become_one(passage: &Passage<'_>, sent: &mut Sent, one: &Identity) {
    for identity in &passage.surroundings.identities {
        for (name, _) in &identity.headers {
            remove_field(&mut sent.headers, name);
        }
    }
    remove_field(&mut sent.headers, "Authorization");
    sent.headers.extend(one.headers.iter().cloned());
}

/// What one identity is refused is asked for again as the others, until it is granted.
async fn retried(passage: &Passage<'_>, concerned: bool) -> Outcome {
    let outcome = passage.pass().await;
    let refused = outcome.as_ref().is_ok_and(|received| matches!(received.status, 403 | 404));
    let Some(asker) = passage.surroundings.identity(&passage.sent).filter(|_| concerned && refused) else {
        return outcome;
    };
    for (at, other) in passage.surroundings.identities.iter().enumerate() {
        if at == asker {
            continue;
        }
        let mut sent = passage.sent.clone();
        become_one(passage, &mut sent, other);
        if let Ok(received) = passage.ask(&sent).await
            && received.is_success()
        {
            passage.damage();
            return Ok(received);
        }
    }
    outcome
}

/// The main identity's list is put before that of another identity.
async fn mixed(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    let Some(list) = passage.listing().filter(|_| is_other(passage)) else { return outcome };
    let Ok(mut received) = outcome else { return outcome };
    let mut sent = passage.sent.clone();
    become_main(passage, &mut sent);
    let theirs = passage.ask(&sent).await.ok().filter(Received::is_success).and_then(|answer| answer.json());
    let Some(theirs) = theirs.as_ref().and_then(|body| list.items(body)) else { return Ok(received) };
    let mixed = edit(&mut received, |value| {
        let items = list.items_at.iter().try_fold(value, |value, name| value.get_mut(name));
        let Some(items) = items.and_then(serde_json::Value::as_array_mut) else { return false };
        let foreign: Vec<_> = theirs.iter().filter(|item| !items.contains(item)).cloned().collect();
        let any = !foreign.is_empty();
        items.splice(0..0, foreign);
        any
    });
    if mixed {
        passage.damage();
    }
    Ok(received)
}
