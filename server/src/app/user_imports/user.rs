//! One user of an import: from plain text to a row.

use std::borrow::Cow;

use chrono::Utc;
use serde_json::Value;
use uuid::Uuid;

use crate::app::NewUser;
use crate::app::accounts::parsed;
use crate::app::passwords;
use crate::app::provisioning::Checked;
use crate::db::UserImportRow;
use crate::domain::{
    Attributes, AuthProvider, CreationTime, DateOfBirth, Error, Handle, Invalid, Locale, UserStatus,
    Violation,
};

/// A user as an input gives them, value by value; nothing of it has been judged.
#[derive(Clone, Default)]
pub struct ImportedUser<'a> {
    /// The tenant's own name for the user; the id in text where none is given.
    pub user_id: Option<Cow<'a, str>>,
    /// An e-mail address that no user of the tenant has.
    pub email: Option<Cow<'a, str>>,
    /// What the account may do, in a word.
    pub status: Option<Cow<'a, str>>,
    /// Who vouches for the user, in a word.
    pub provider: Option<Cow<'a, str>>,
    /// The hash of a password, as a PHC string.
    pub password_hash: Option<Cow<'a, str>>,
    /// What the person wants to be called.
    pub display_name: Option<Cow<'a, str>>,
    /// Given name.
    pub first_name: Option<Cow<'a, str>>,
    /// Family name.
    pub last_name: Option<Cow<'a, str>>,
    /// What the person says of themself.
    pub bio: Option<Cow<'a, str>>,
    /// Where a picture is.
    pub avatar_url: Option<Cow<'a, str>>,
    /// E.164.
    pub phone_number: Option<Cow<'a, str>>,
    /// A name of the IANA time zone database.
    pub timezone: Option<Cow<'a, str>>,
    /// A BCP 47 tag.
    pub locale: Option<Cow<'a, str>>,
    /// A name in communities that no user of the tenant has, and none looks like.
    pub handle: Option<Cow<'a, str>>,
    /// When the person was born.
    pub date_of_birth: Option<Cow<'a, str>>,
    /// When the user was created elsewhere.
    pub created_at: Option<Cow<'a, str>>,
    /// Free-form data.
    pub attributes: Option<Value>,
}

impl ImportedUser<'_> {
    /// Judges a user by the rules of one who is provisioned alone, and those of what only an import has.
    ///
    /// # Errors
    /// Every refused value, with a pointer such as `/body/email`.
    pub fn judge(mut self) -> Result<UserImportRow, Vec<Violation>> {
        let now = Utc::now();
        let mut violations = Vec::new();
        let status = parsed!(violations, "/body/status", word(self.status.as_deref(), status));
        let provider = parsed!(violations, "/body/provider", word(self.provider.as_deref(), provider));
        let hash = parsed!(violations, "/body/passwordHash", password_hash(&self, provider));
        let attributes = parsed!(violations, "/body/attributes", attributes(self.attributes.take()));
        let born = self.date_of_birth.as_deref().map(|text| DateOfBirth::parse(text, now.date_naive()));
        let born = parsed!(violations, "/body/dateOfBirth", born.transpose());
        let created = self.created_at.as_deref().map(|text| CreationTime::parse(text, now));
        let created = parsed!(violations, "/body/createdAt", created.transpose());
        let new = provisioned(&self, status.unwrap_or_default(), provider.unwrap_or_default());
        let checked = match Checked::new(new) {
            Ok(checked) => Some(checked),
            Err(Error::InvalidField { violations: more }) => {
                violations.extend(more);
                None
            }
            Err(error) => {
                violations.push(Invalid::new(error.to_string()).at("/body"));
                None
            }
        };
        match (checked, status, provider, hash, attributes, born, created) {
            (
                Some(checked),
                Some(status),
                Some(provider),
                Some(()),
                Some(attributes),
                Some(born),
                Some(created),
            ) if violations.is_empty() => {
                let id = Uuid::now_v7();
                Ok(UserImportRow {
                    id,
                    user_id: self.user_id.map_or_else(|| id.to_string(), Cow::into_owned),
                    email: self.email.map(Cow::into_owned).unwrap_or_default(),
                    email_key: checked.email_key,
                    status,
                    provider,
                    password_hash: self.password_hash.map(Cow::into_owned),
                    display_name: self.display_name.map(Cow::into_owned),
                    first_name: self.first_name.map(Cow::into_owned),
                    last_name: self.last_name.map(Cow::into_owned),
                    bio: self.bio.map(Cow::into_owned),
                    avatar_url: self.avatar_url.map(Cow::into_owned),
                    phone_number: self.phone_number.map(Cow::into_owned),
                    timezone: self.timezone.map(Cow::into_owned),
                    locale: checked.locale.map(Locale::into_string),
                    handle: checked.handle.map(Handle::into_parts),
                    date_of_birth: born.map(DateOfBirth::date),
                    attributes,
                    created_at: created.map(CreationTime::time),
                })
            }
            _ => Err(violations),
        }
    }
}

/// What the user has of a user who is provisioned alone.
fn provisioned<'a>(user: &'a ImportedUser<'_>, status: UserStatus, provider: AuthProvider) -> NewUser<'a> {
    NewUser {
        user_id: user.user_id.as_deref(),
        email: user.email.as_deref().unwrap_or_default(),
        status,
        provider,
        display_name: user.display_name.as_deref(),
        first_name: user.first_name.as_deref(),
        last_name: user.last_name.as_deref(),
        bio: user.bio.as_deref(),
        avatar_url: user.avatar_url.as_deref(),
        phone_number: user.phone_number.as_deref(),
        timezone: user.timezone.as_deref(),
        locale: user.locale.as_deref(),
        handle: user.handle.as_deref(),
        ..NewUser::default()
    }
}

/// The value of a word, or the usual one where there is no word.
fn word<T: Default>(word: Option<&str>, parse: fn(&str) -> Result<T, Invalid>) -> Result<T, Invalid> {
    word.map_or_else(|| Ok(T::default()), parse)
}

fn status(word: &str) -> Result<UserStatus, Invalid> {
    UserStatus::from_word(word).ok_or_else(|| {
        Invalid::new(format!("must be one of {}", listed(&UserStatus::ALL.map(UserStatus::as_str))))
    })
}

fn provider(word: &str) -> Result<AuthProvider, Invalid> {
    AuthProvider::from_word(word).ok_or_else(|| {
        Invalid::new(format!("must be one of {}", listed(&AuthProvider::ALL.map(AuthProvider::as_str))))
    })
}

fn listed(words: &[&str]) -> String {
    words.join(", ")
}

fn password_hash(user: &ImportedUser<'_>, provider: Option<AuthProvider>) -> Result<(), Invalid> {
    let Some(hash) = user.password_hash.as_deref() else { return Ok(()) };
    match provider {
        Some(AuthProvider::Oidc | AuthProvider::Saml) => {
            Err(Invalid::new("must not be given for a user whom an identity provider vouches for"))
        }
        Some(AuthProvider::Local) | None => passwords::check_hash(hash),
    }
}

/// The text that is stored; none for what is stored anyway.
fn attributes(value: Option<Value>) -> Result<Option<String>, Invalid> {
    match value {
        None => Ok(None),
        Some(value) => {
            Attributes::parse(Some(value)).map(|attributes| Some(attributes.as_json().to_string()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const HASH: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c2Vsc2FtZS1kdW1teQ$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";

    fn places(user: ImportedUser<'_>) -> Vec<String> {
        let violations = user.judge().err().expect("accepted");
        let mut places: Vec<_> = violations.into_iter().map(|violation| violation.pointer).collect();
        places.sort_unstable();
        places
    }

    fn some(text: &str) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(text))
    }

    #[test]
    fn an_address_is_enough() {
        let row =
            ImportedUser { email: some("Ada@Example.com"), ..ImportedUser::default() }.judge().ok().unwrap();
        assert_eq!((row.email.as_str(), row.email_key.as_str()), ("Ada@Example.com", "ada@example.com"));
        assert_eq!(
            (row.user_id, row.status, row.provider),
            (row.id.to_string(), UserStatus::Pending, AuthProvider::Local)
        );
        assert_eq!((row.attributes, row.created_at, row.handle), (None, None, None));
        assert_eq!(places(ImportedUser::default()), ["/body/email"]);
    }

    #[test]
    fn values_become_canonical() {
        let user = ImportedUser {
            email: some("ada@example.com"),
            locale: some("EN-gb"),
            handle: some("ADA"),
            attributes: Some(json!({"a": 1})),
            created_at: some("2019-10-12T09:20:50+02:00"),
            password_hash: some(HASH),
            ..ImportedUser::default()
        };
        let row = user.judge().ok().unwrap();
        assert_eq!(row.locale.as_deref(), Some("en-GB"));
        assert_eq!(row.handle, Some(("ada".to_owned(), "ada".to_owned())));
        assert_eq!(row.attributes.as_deref(), Some(r#"{"a":1}"#));
        assert_eq!(row.created_at.unwrap().to_rfc3339(), "2019-10-12T07:20:50+00:00");
        assert_eq!(row.password_hash.as_deref(), Some(HASH));
    }

    #[test]
    fn every_violation_is_told_with_its_place() {
        let user = ImportedUser {
            email: some("ada"),
            status: some("deleted"),
            provider: some("ldap"),
            timezone: some("Mars/Olympus"),
            password_hash: some("$2b$12$x"),
            date_of_birth: some("1815-12-10"),
            created_at: some("2999-01-01T00:00:00Z"),
            attributes: Some(json!("\0")),
            ..ImportedUser::default()
        };
        let expected = [
            "/body/attributes",
            "/body/createdAt",
            "/body/dateOfBirth",
            "/body/email",
            "/body/passwordHash",
            "/body/provider",
            "/body/status",
            "/body/timezone",
        ];
        assert_eq!(places(user), expected);
    }

    #[test]
    fn a_provider_s_user_has_no_password() {
        for provider in ["oidc", "saml"] {
            let user = ImportedUser {
                email: some("ada@example.com"),
                provider: some(provider),
                password_hash: some(HASH),
                ..ImportedUser::default()
            };
            assert_eq!(places(user), ["/body/passwordHash"]);
        }
    }
}
