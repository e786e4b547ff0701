//! Every statement that the service can run, by name.
//!
//! The reader and the writer take these names and no text, so nothing can reach the database that is not listed here,
//! and a test can prepare all of it against the migrated schema, each under its own role.

use crate::db::{
    accounts, audit, avatars, community, containers, erasure, export, migrate, notifications, rate_limits,
    refresh, service_tokens, sessions, tenants, user_profiles, users,
};

/// The database role under which a connection works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads any row of the tables it may see, writes none.
    Reader,
    /// Reads and writes the rows of the transaction's tenant.
    Writer,
}

impl Role {
    /// The role's name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "selfsame_reader",
            Self::Writer => "selfsame_writer",
        }
    }
}

/// Declares the statements of a role: an enum, its `ALL`, and each one's name and text.
macro_rules! statements {
    ($(#[$doc:meta])* $Kind:ident { $($(#[$variant_doc:meta])* $Variant:ident = $name:literal => $sql:path,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Kind { $($(#[$variant_doc])* $Variant,)+ }

        impl $Kind {
            /// Every statement, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$Variant,)+];

            /// The name, for logs and tests.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Variant => $name,)+ }
            }

            /// The text.
            pub const fn sql(self) -> &'static str {
                match self { $(Self::$Variant => $sql,)+ }
            }
        }
    };
}

statements! {
    /// Single statements of the reader.
    Read {
        /// The newest migration that the database has.
        SchemaVersion = "schema_version" => migrate::SCHEMA_VERSION,
        /// A tenant by its id.
        TenantView = "tenant_view" => tenants::TENANT_VIEW,
        /// The tenant where there is one alone.
        TenantSole = "tenant_sole" => tenants::TENANT_SOLE,
        /// Every tenant's id.
        TenantList = "tenant_list" => tenants::TENANT_LIST,
        /// The tenants that have somebody to erase.
        ErasureTenants = "erasure_tenants" => erasure::ERASURE_TENANTS,
        /// What a login is checked against.
        CredentialsView = "credentials_view" => accounts::CREDENTIALS_VIEW,
        /// The user of a session token.
        MeView = "me_view" => users::ME_VIEW,
        /// The user of a session token with their picture.
        TenantProfileView = "tenant_profile_view" => users::TENANT_PROFILE_VIEW,
        /// An uploaded picture.
        AvatarView = "avatar_view" => avatars::AVATAR_VIEW,
        /// The user of a session token, if they are the one who is named.
        OwnProfileView = "own_profile_view" => user_profiles::OWN_PROFILE_VIEW,
        /// A named user of a service token's tenant.
        TenantsProfileView = "tenants_profile_view" => user_profiles::TENANTS_PROFILE_VIEW,
        /// A live service token.
        ServiceTokenView = "service_token_view" => service_tokens::SERVICE_TOKEN_VIEW,
        /// A tenant's service tokens.
        ServiceTokenList = "service_token_list" => service_tokens::SERVICE_TOKEN_LIST,
        /// The ids behind a session token.
        PrincipalView = "principal_view" => sessions::PRINCIPAL_VIEW,
        /// The sessions of a session token's user.
        SessionList = "session_list" => sessions::SESSION_LIST,
        /// Chosen fields of a session token's user.
        ProfileSelect = "profile_select" => community::PROFILE_SELECT,
        /// What one member of a container sees of another.
        PublicProfileView = "public_profile_view" => community::PUBLIC_PROFILE_VIEW,
        /// Whom a session token's user referred.
        ReferralList = "referral_list" => community::REFERRAL_LIST,
        /// The user of a referral code.
        ReferrerView = "referrer_view" => community::REFERRER_VIEW,
        /// A page of a session token's user's notifications.
        NotificationList = "notification_list" => notifications::NOTIFICATION_LIST,
    }
}

statements! {
    /// Statements of the writer's transactions.
    Write {
        /// Names the tenant of the transaction.
        TenantSet = "tenant_set" => tenants::TENANT_SET,
        /// A new tenant.
        TenantInsert = "tenant_insert" => tenants::TENANT_INSERT,
        /// A new user.
        UserInsert = "user_insert" => accounts::USER_INSERT,
        /// The user of a session token, locked.
        UserLock = "user_lock" => users::USER_LOCK,
        /// The user of a session token with their picture, locked.
        TenantProfileLock = "tenant_profile_lock" => users::TENANT_PROFILE_LOCK,
        /// The picture of a locked user.
        AvatarLocked = "avatar_locked" => avatars::AVATAR_LOCKED,
        /// A new picture.
        AvatarInsert = "avatar_insert" => avatars::AVATAR_INSERT,
        /// The end of a user's pictures but one.
        AvatarsDelete = "avatars_delete" => avatars::AVATARS_DELETE,
        /// New values of a profile.
        ProfileUpdate = "profile_update" => users::PROFILE_UPDATE,
        /// The user of a session token, if they are the one who is named, locked.
        OwnProfileLock = "own_profile_lock" => user_profiles::OWN_PROFILE_LOCK,
        /// A named user of a service token's tenant, locked.
        TenantsProfileLock = "tenants_profile_lock" => user_profiles::TENANTS_PROFILE_LOCK,
        /// A new time zone and new attributes.
        UserProfileUpdate = "user_profile_update" => user_profiles::USER_PROFILE_UPDATE,
        /// A new service token.
        ServiceTokenInsert = "service_token_insert" => service_tokens::SERVICE_TOKEN_INSERT,
        /// The end of a service token.
        ServiceTokenDelete = "service_token_delete" => service_tokens::SERVICE_TOKEN_DELETE,
        /// A password hash with newer parameters.
        PasswordUpdate = "password_update" => accounts::PASSWORD_UPDATE,
        /// The begin of a user's grace period.
        UserDelete = "user_delete" => users::USER_DELETE,
        /// Everything that is held about a session token's user. A read, but too large for a shared connection.
        DataExport = "data_export" => export::DATA_EXPORT,
        /// Undoes a deletion.
        UserRestore = "user_restore" => users::USER_RESTORE,
        /// A new session and its first tokens.
        SessionInsert = "session_insert" => sessions::SESSION_INSERT,
        /// The end of the sessions beyond the number that a user may have.
        SessionsTrim = "sessions_trim" => sessions::SESSIONS_TRIM,
        /// A refresh token and its session, locked.
        RefreshLock = "refresh_lock" => refresh::REFRESH_LOCK,
        /// The next pair of a session's tokens.
        SessionRefresh = "session_refresh" => refresh::SESSION_REFRESH,
        /// The first use of a refresh token.
        RefreshUsed = "refresh_used" => refresh::REFRESH_USED,
        /// The early end of the session tokens that a refresh replaced.
        TokensCut = "tokens_cut" => refresh::TOKENS_CUT,
        /// The removal of a session's tokens that nobody needs any more.
        TokensSweep = "tokens_sweep" => refresh::TOKENS_SWEEP,
        /// The end of the session of a token.
        SessionLogout = "session_logout" => sessions::SESSION_LOGOUT,
        /// The end of a session by its user.
        SessionRevoke = "session_revoke" => sessions::SESSION_REVOKE,
        /// The end of a session by its id.
        SessionEnd = "session_end" => refresh::SESSION_END,
        /// The end of all sessions of a user.
        SessionsEnd = "sessions_end" => sessions::SESSIONS_END,
        /// The removal of sessions that are long over.
        SessionsPurge = "sessions_purge" => sessions::SESSIONS_PURGE,
        /// One try against two budgets.
        RateLimitTake = "rate_limit_take" => rate_limits::RATE_LIMIT_TAKE,
        /// The removal of budgets that are full again.
        RateLimitsPurge = "rate_limits_purge" => rate_limits::RATE_LIMITS_PURGE,
        /// A new container.
        ContainerInsert = "container_insert" => containers::CONTAINER_INSERT,
        /// A new member of a container.
        MemberInsert = "member_insert" => containers::MEMBER_INSERT,
        /// The end of a membership.
        MemberDelete = "member_delete" => containers::MEMBER_DELETE,
        /// A new notification for each of some users.
        NotificationInsert = "notification_insert" => notifications::NOTIFICATION_INSERT,
        /// The reading of all notifications of a session token's user.
        NotificationRead = "notification_read" => notifications::NOTIFICATION_READ,
        /// A line of the audit log.
        AuditInsert = "audit_insert" => audit::AUDIT_INSERT,
        /// The users whose grace period is over, locked.
        ErasureLock = "erasure_lock" => erasure::ERASURE_LOCK,
        /// The end of users with all that is theirs.
        UsersErase = "users_erase" => erasure::USERS_ERASE,
        /// The audit log without the erased users.
        AuditAnonymise = "audit_anonymise" => erasure::AUDIT_ANONYMISE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order() {
        assert!(Read::ALL.iter().enumerate().all(|(number, read)| *read as usize == number));
    }

    #[test]
    fn every_write_names_its_tenant() {
        for write in Write::ALL {
            assert!(write.sql().contains("$1"), "{}", write.name());
        }
    }
}
