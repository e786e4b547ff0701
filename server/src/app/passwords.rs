//! Password hashing: argon2id at OWASP's parameters, off the threads that serve requests, and bounded in number.

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::app::workers::Workers;
use crate::domain::{Error, Invalid, Password};

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What the first login with a hash from elsewhere may cost; it leaves one of today's parameters behind.
const IMPORTED_MEMORY_KIB_MAX: u32 = 131_072;
const IMPORTED_PASSES_MAX: u32 = 10;
const IMPORTED_LANES_MAX: u32 = 16;

/// Less than this cannot be argon2's own, or can be guessed.
const SALT_BYTES_MIN: usize = 8;
const OUTPUT_BYTES_MIN: usize = 16;

/// Verified where there is no hash to verify, so that the answer takes as long. No known password has it.
const DUMMY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2Vsc2FtZS1kdW1teQ$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";

/// Hashes passwords.
pub(super) struct Passwords(Workers);

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verified {
    /// Another password, or no hash to compare with.
    No,
    /// The password.
    Yes,
    /// The password, whose hash has older parameters than today's; here is one that has not.
    Rehashed(String),
}

impl Passwords {
    /// At most `hashes_max` at once, and `queue_max` waiting.
    pub(super) fn new(hashes_max: usize, queue_max: usize) -> Self {
        Self(Workers::new("password hashing", hashes_max, queue_max))
    }

    /// The hash of a password, as a PHC string.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many are waiting.
    pub(super) async fn hash(&self, password: &Password) -> Result<String, Error> {
        let password = password.expose().to_owned();
        self.0.run(move || hash(&password)).await?
    }

    /// Compares a password with a hash; without a hash it takes as long and finds it wrong.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many are waiting; [`Error::Internal`] when the hash is not a PHC string.
    pub(super) async fn verify(&self, password: &str, hash: Option<String>) -> Result<Verified, Error> {
        let password = password.to_owned();
        let work = move || match hash {
            Some(hash) => verify(&password, &hash),
            None => verify(&password, DUMMY).map(|_| Verified::No),
        };
        self.0.run(work).await?
    }
}

/// Refuses a hash that was made elsewhere and that this service could not verify, or only at too great a cost.
///
/// # Errors
/// It is not the PHC string of an argon2id hash, or its parameters are beyond what a login may cost.
pub(super) fn check_hash(hash: &str) -> Result<(), Invalid> {
    let invalid = || Invalid::new("must be an argon2id hash such as $argon2id$v=19$m=19456,t=2,p=1$…$…");
    let stored = phc::PasswordHash::new(hash).map_err(|_| invalid())?;
    let is_argon2id = stored.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && stored.version == Some(Version::V0x13.into())
        && stored.params.iter().all(|(name, _)| matches!(name.as_str(), "m" | "t" | "p"));
    let is_whole = stored.salt.is_some_and(|salt| salt.len() >= SALT_BYTES_MIN)
        && stored.hash.is_some_and(|output| output.len() >= OUTPUT_BYTES_MIN);
    if !(is_argon2id && is_whole) {
        return Err(invalid());
    }
    let params = Params::try_from(&stored).map_err(|_| invalid())?;
    if params.m_cost() > IMPORTED_MEMORY_KIB_MAX
        || params.t_cost() > IMPORTED_PASSES_MAX
        || params.p_cost() > IMPORTED_LANES_MAX
    {
        return Err(Invalid::new(format!(
            "must have parameters of at most m={IMPORTED_MEMORY_KIB_MAX},t={IMPORTED_PASSES_MAX},p={IMPORTED_LANES_MAX}"
        )));
    }
    Ok(())
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| Error::internal(format!("argon2 parameters: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, Error> {
    let hash: phc::PasswordHash = argon2()?
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(format!("password hashing: {error}")))?;
    Ok(hash.to_string())
}

fn verify(password: &str, hash_text: &str) -> Result<Verified, Error> {
    let stored = phc::PasswordHash::new(hash_text)
        .map_err(|error| Error::internal(format!("a stored password hash cannot be read: {error}")))?;
    match argon2()?.verify_password(password.as_bytes(), &stored) {
        Ok(()) if is_current(&stored) => Ok(Verified::Yes),
        Ok(()) => Ok(Verified::Rehashed(hash(password)?)),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verified::No),
        Err(error) => Err(Error::internal(format!("a stored password hash cannot be verified: {error}"))),
    }
}

fn is_current(stored: &phc::PasswordHash) -> bool {
    stored.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && Params::try_from(stored)
            .is_ok_and(|p| (p.m_cost(), p.t_cost(), p.p_cost()) == (MEMORY_KIB, PASSES, LANES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(1, 8)
    }

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[test]
    fn the_dummy_costs_what_a_hash_costs() {
        assert!(is_current(&phc::PasswordHash::new(DUMMY).unwrap()));
        assert_eq!(verify("selfsame", DUMMY), Ok(Verified::No));
    }

    #[tokio::test]
    async fn a_hash_verifies_its_password_alone() {
        let hash = passwords().hash(&password("correct-horse")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords().verify("correct-horse", Some(hash.clone())).await, Ok(Verified::Yes));
        assert_eq!(passwords().verify("correct-horsf", Some(hash)).await, Ok(Verified::No));
        assert_eq!(passwords().verify("correct-horse", None).await, Ok(Verified::No));
    }

    #[test]
    fn hashes_from_elsewhere_are_argon2id_and_cheap_enough() {
        let rest = "$c2Vsc2FtZS1kdW1teQ$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY";
        for good in ["v=19$m=19456,t=2,p=1", "v=19$m=65536,t=3,p=4", "v=19$m=131072,t=10,p=16"] {
            assert_eq!(check_hash(&format!("$argon2id${good}{rest}")), Ok(()), "{good}");
        }
        for bad in [
            String::new(),
            "secret".to_owned(),
            format!("$argon2i$v=19$m=19456,t=2,p=1{rest}"),
            format!("$argon2id$m=19456,t=2,p=1{rest}"),
            format!("$argon2id$v=16$m=19456,t=2,p=1{rest}"),
            format!("$argon2id$v=19$m=131073,t=2,p=1{rest}"),
            format!("$argon2id$v=19$m=19456,t=11,p=1{rest}"),
            format!("$argon2id$v=19$m=19456,t=2,p=17{rest}"),
            format!("$argon2id$v=19$m=1,t=2,p=1{rest}"),
            format!("$argon2id$v=19$m=19456,t=2,p=1,keyid=Zm9v{rest}"),
            "$argon2id$v=19$m=19456,t=2,p=1$c2Vsc2FtZS1kdW1teQ".to_owned(),
            "$argon2id$v=19$m=19456,t=2,p=1".to_owned(),
            "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned(),
        ] {
            assert!(check_hash(&bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn old_parameters_are_replaced() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let hash: phc::PasswordHash = weak.hash_password(b"correct-horse").unwrap();
        let Verified::Rehashed(new) =
            passwords().verify("correct-horse", Some(hash.to_string())).await.unwrap()
        else {
            panic!("not rehashed")
        };
        assert_eq!(passwords().verify("correct-horse", Some(new)).await, Ok(Verified::Yes));
        assert_eq!(passwords().verify("wrong-horse", Some(hash.to_string())).await, Ok(Verified::No));
    }
}
