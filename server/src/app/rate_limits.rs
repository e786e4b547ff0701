//! Who may try how often: an account by its e-mail address or session, and everybody by network address.

use std::net::IpAddr;

use uuid::Uuid;

use crate::app::{App, RateLimit};
use crate::db::{Budget, Verdict};
use crate::domain::Error;

/// What is limited on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Login,
    Register,
    Refresh,
}

impl Purpose {
    /// The names under which the account's and the address's budgets are kept.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Login => ("login account", "login address"),
            Self::Register => ("register account", "register address"),
            Self::Refresh => ("refresh account", "refresh address"),
        }
    }
}

impl App {
    /// Charges one try to an address and an account of an existing tenant.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`].
    pub(super) async fn rate_limit(
        &self,
        purpose: Purpose,
        tenant: Uuid,
        address: IpAddr,
        account: &[u8],
    ) -> Result<(), Error> {
        let (address, account) = self.budgets(purpose, address, account);
        admitted(self.database().rate_limit_take(tenant, address, account).await?)
    }

    /// The budgets of an address and an account, in this order.
    pub(super) fn budgets(&self, purpose: Purpose, address: IpAddr, account: &[u8]) -> (Budget, Budget) {
        let limits = &self.settings().rate_limits;
        let (of_account, of_address) = match purpose {
            Purpose::Login => (limits.login_account, limits.login_address),
            Purpose::Register => (limits.register_account, limits.register_address),
            Purpose::Refresh => (limits.refresh_account, limits.refresh_address),
        };
        let budget = |name, what: &[u8], limit: RateLimit| Budget::new(name, what, limit.burst, limit.period);
        let (account_name, address_name) = purpose.names();
        (budget(address_name, &network(address), of_address), budget(account_name, account, of_account))
    }
}

/// Passes an admitted try.
pub(super) fn admitted(verdict: Verdict) -> Result<(), Error> {
    match verdict {
        Verdict::Admitted => Ok(()),
        Verdict::Refused(retry_after) => Err(Error::TooManyRequests { retry_after }),
    }
}

/// What one caller can be held to have: an IPv4 address, or the /64 network that an IPv6 subscriber gets whole.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
