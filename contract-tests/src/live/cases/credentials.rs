//! The anchor with no credential, and with credentials that nobody was given. It must not know which are good.

use super::case::{Case, Intent};
use super::parameters::base;
use super::plan::{FIRST, Ground, SECOND};
use crate::api::{Location, SecurityKind, SecurityScheme};
use crate::live::exchange::Sent;
use crate::wire::encode::component;

/// What no server ever gave out.
const FORGED: &str = "contract-tests-forged-credential";

/// Identities beside the anchor's own as which it is sent.
const OTHERS_MAX: usize = 3;

/// A page that nobody serves.
const FOREIGN: &str = "https://foreign.example";

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let api = ground.fitting.api;
    let operation = &api.operations[ground.anchor.draft.operation];
    let optional =
        operation.security.is_empty() || operation.security.iter().any(|one| one.schemes.is_empty());
    let sent = || base(ground).sent(api, ground.prefix);
    let Some(anonymous) = sent().filter(|_| !optional) else { return Vec::new() };
    let unproven = Case::judged(FIRST, None, anonymous);
    let mut cases = vec![Case { intent: Intent::Unproven, ..unproven }];
    cases.extend(others(ground));
    cases.extend(foreign(ground));
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in operation.security.iter().flat_map(|one| &one.schemes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let known = |name: &str| api.security_schemes.iter().find(|scheme| scheme.name == name);
    for scheme in names.into_iter().filter_map(known) {
        for (at, (told, forge)) in forgeries(scheme).into_iter().enumerate() {
            let stage = if at == 0 { FIRST } else { SECOND };
            cases.extend(sent().map(forge).map(|sent| Case {
                sent,
                identity: None,
                intent: Intent::Forged(told),
                stage,
            }));
        }
    }
    cases
}

/// The anchor as everybody else: what an answer to them may be, the document says.
fn others(ground: &Ground<'_>) -> Vec<Case> {
    let others = (0..ground.identities.len()).filter(|other| Some(*other) != ground.anchor.identity);
    let sent = |other: usize| {
        let sent = base(ground).sent(ground.fitting.api, ground.prefix)?;
        Some(Case::judged(FIRST, Some(other), sent))
    };
    others.take(OTHERS_MAX).filter_map(sent).collect()
}

/// The token of the identity in the cookie that the document names, on a request that a foreign page made: servers
/// refuse it, or do not take the token there.
fn foreign(ground: &Ground<'_>) -> Option<Case> {
    let api = ground.fitting.api;
    let operation = &api.operations[ground.anchor.draft.operation];
    let named = |name: &str| {
        api.security_schemes.iter().find_map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { location: Location::Cookie, name: cookie } if scheme.name == name => {
                Some(cookie)
            }
            SecurityKind::ApiKey { .. }
            | SecurityKind::Http { .. }
            | SecurityKind::OAuth2 { .. }
            | SecurityKind::OpenIdConnect { .. } => None,
        })
    };
    let alone = operation.security.iter().filter(|one| one.schemes.len() == 1);
    let cookie = alone.filter_map(|one| named(&one.schemes[0].0)).next()?;
    let identity = ground.identities.get(ground.anchor.identity?)?;
    let authorization =
        identity.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Authorization"))?;
    let token = std::str::from_utf8(&authorization.1).ok()?.split_once(' ')?.1;
    let sent = base(ground).sent(api, ground.prefix)?;
    let sent = sent.header("Cookie", format!("{cookie}={token}")).header("Origin", FOREIGN);
    Some(Case::judged(SECOND, None, sent.header("Sec-Fetch-Site", "cross-site")))
}

type Forgery = (&'static str, Box<dyn Fn(Sent) -> Sent>);

/// Ways to forge a credential of a scheme, the most telling first.
fn forgeries(scheme: &SecurityScheme) -> Vec<Forgery> {
    let authorization = |told: &'static str, value: String| -> Forgery {
        (told, Box::new(move |sent: Sent| sent.header("Authorization", value.as_str())))
    };
    match &scheme.kind {
        SecurityKind::Http { scheme } if scheme == "basic" => vec![
            authorization("made up", "Basic Y29udHJhY3Q6dGVzdHM=".to_owned()),
            authorization("malformed", "Basic %%%".to_owned()),
            authorization("empty", "Basic ".trim_end().to_owned()),
        ],
        SecurityKind::Http { scheme } => vec![
            authorization("made up", format!("{} {FORGED}", capitalised(scheme))),
            authorization("of another scheme", format!("Basic {FORGED}")),
            authorization("without a scheme", FORGED.to_owned()),
            authorization("empty", capitalised(scheme)),
        ],
        SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => vec![
            authorization("made up", format!("Bearer {FORGED}")),
            authorization("of another scheme", format!("Basic {FORGED}")),
            authorization("without a scheme", FORGED.to_owned()),
            authorization("empty", "Bearer".to_owned()),
        ],
        SecurityKind::ApiKey { location: Location::Query, name } => {
            let pair = format!("{}={FORGED}", component(name));
            vec![(
                "made up",
                Box::new(move |mut sent: Sent| {
                    sent.target.push(if sent.query().is_some() { '&' } else { '?' });
                    sent.target.push_str(&pair);
                    sent
                }),
            )]
        }
        SecurityKind::ApiKey { location: Location::Cookie, name } => {
            let pair = format!("{name}={FORGED}");
            vec![("made up", Box::new(move |sent: Sent| sent.header("Cookie", pair.as_str())))]
        }
        SecurityKind::ApiKey { location: Location::Header | Location::Path, name } => {
            let (name, other) = (name.clone(), name.clone());
            vec![
                ("made up", Box::new(move |sent: Sent| sent.header(&name, FORGED))),
                ("empty", Box::new(move |sent: Sent| sent.header(&other, ""))),
            ]
        }
    }
}

/// `bearer` as servers are used to see it.
fn capitalised(scheme: &str) -> String {
    let mut letters = scheme.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
