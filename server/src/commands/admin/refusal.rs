//! Why a use case was refused, in the words of a command line: flags rather than members of a body.

use crate::domain::{Error, Violation};
use std::borrow::Cow;

/// What was wrong and where, for the operator, who may also see the cause of a failure.
pub(crate) fn refusal(error: &Error) -> String {
    match error {
        Error::InvalidField { violations } => violations.iter().map(worded).collect::<Vec<_>>().join("; "),
        Error::NotFound => {
            "there is no such thing in this tenant; list what there is with the verb `list`".to_owned()
        }
        Error::Unavailable { context, .. } | Error::Internal { context } => format!("{error}: {context}"),
        Error::Unauthenticated(_)
        | Error::TenantMismatch
        | Error::Managed { .. }
        | Error::Forbidden
        | Error::Conflict { .. }
        | Error::PreconditionFailed
        | Error::KeyReused
        | Error::TooManyRequests { .. } => error.to_string(),
    }
}

fn worded(violation: &Violation) -> String {
    let Violation { pointer, reason } = violation;
    let member = pointer.split('/').nth(2).unwrap_or_default();
    format!("--{} {reason}", flag(member))
}

/// `givenName` as `given-name`; two flags have names of their own.
fn flag(member: &str) -> Cow<'_, str> {
    match member {
        "password" => return Cow::Borrowed("password-file"),
        "userIds" => return Cow::Borrowed("user-id"),
        "tenantId" => return Cow::Borrowed("tenant"),
        _ => {}
    }
    if member.chars().all(|c| !c.is_ascii_uppercase()) {
        return Cow::Borrowed(member);
    }
    let mut flag = String::with_capacity(member.len() + 2);
    for c in member.chars() {
        if c.is_ascii_uppercase() {
            flag.push('-');
        }
        flag.push(c.to_ascii_lowercase());
    }
    Cow::Owned(flag)
}

#[cfg(test)]
mod tests {
    use super::refusal;
    use crate::domain::{Error, Violation};

    #[test]
    fn a_violation_names_its_flag() {
        let at = |pointer: &str| Violation { pointer: pointer.to_owned(), reason: "is taken".to_owned() };
        let violations = vec![at("/body/userId"), at("/body/email")];
        assert_eq!(refusal(&Error::InvalidField { violations }), "--user-id is taken; --email is taken");
        assert_eq!(refusal(&Error::internal("why")), "internal error: why");
    }
}
