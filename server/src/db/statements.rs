//! Every statement that the service can run, by name.
//!
//! The reader and the writer take these names and no text, so nothing can reach the database that is not listed here,
//! and a test can prepare all of it against the migrated schema, each under its own role.

use crate::db::{
    accounts, audit, audit_records, avatars, community, containers, creation, erasure, export, managed_users,
    migrate, notifications, rate_limits, refresh, service_tokens, sessions, tenants, user_imports,
    user_lists, user_profiles, users,
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
        /// A part of all tenants.
        TenantPage = "tenant_page" => tenants::TENANT_PAGE,
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
        /// A named user of a tenant.
        NamedProfileView = "named_profile_view" => user_profiles::NAMED_PROFILE_VIEW,
        /// A live service token.
        ServiceTokenView = "service_token_view" => service_tokens::SERVICE_TOKEN_VIEW,
        /// Who presents a session token.
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
        /// Who presents a session token, before a change that is theirs.
        PrincipalView = "principal_view" => sessions::PRINCIPAL_VIEW,
        /// A new tenant.
        TenantInsert = "tenant_insert" => tenants::TENANT_INSERT,
        /// A tenant as it is administered. As all reads of the administration, it is made behind the wall.
        TenantRecord = "tenant_record" => tenants::TENANT_RECORD,
        /// A tenant as it is administered, locked.
        TenantLock = "tenant_lock" => tenants::TENANT_LOCK,
        /// New values of a tenant.
        TenantUpdate = "tenant_update" => tenants::TENANT_UPDATE,
        /// The first request with a key.
        IdempotencyClaim = "idempotency_claim" => creation::IDEMPOTENCY_CLAIM,
        /// What a request with a key was answered.
        IdempotencyView = "idempotency_view" => creation::IDEMPOTENCY_VIEW,
        /// The answer to a request with a key.
        IdempotencyKeep = "idempotency_keep" => creation::IDEMPOTENCY_KEEP,
        /// The removal of answers that have had their time.
        IdempotencyPurge = "idempotency_purge" => creation::IDEMPOTENCY_PURGE,
        /// A new user.
        UserInsert = "user_insert" => accounts::USER_INSERT,
        /// A new user, as administrators see them.
        UserCreate = "user_create" => accounts::USER_CREATE,
        /// A user as administrators see them.
        ManagedUserView = "managed_user_view" => managed_users::MANAGED_USER_VIEW,
        /// A user as administrators see them, locked.
        ManagedUserLock = "managed_user_lock" => managed_users::MANAGED_USER_LOCK,
        /// The ban of a user.
        UserBan = "user_ban" => managed_users::USER_BAN,
        /// A part of the users, oldest first.
        UserListOldest = "user_list_oldest" => user_lists::USER_LIST_OLDEST,
        /// A part of the users, newest first.
        UserListNewest = "user_list_newest" => user_lists::USER_LIST_NEWEST,
        /// A part of the users by their addresses.
        UserListByEmail = "user_list_by_email" => user_lists::USER_LIST_BY_EMAIL,
        /// A part of the users by their addresses, the last first.
        UserListByEmailDown = "user_list_by_email_down" => user_lists::USER_LIST_BY_EMAIL_DOWN,
        /// A part of the users of whom something begins with a text.
        UserSearch = "user_search" => user_lists::USER_SEARCH,
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
        /// A named user of a tenant, locked.
        NamedProfileLock = "named_profile_lock" => user_profiles::NAMED_PROFILE_LOCK,
        /// A new time zone and new attributes.
        UserProfileUpdate = "user_profile_update" => user_profiles::USER_PROFILE_UPDATE,
        /// A part of a tenant's service tokens.
        ServiceTokenList = "service_token_list" => service_tokens::SERVICE_TOKEN_LIST,
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
        /// Undoes a ban or a deletion.
        UserRestore = "user_restore" => managed_users::USER_RESTORE,
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
        /// The end of a session by its user.
        SessionDelete = "session_delete" => sessions::SESSION_DELETE,
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
        /// A part of a tenant's containers.
        ContainerList = "container_list" => containers::CONTAINER_LIST,
        /// A container.
        ContainerView = "container_view" => containers::CONTAINER_VIEW,
        /// A container, locked.
        ContainerLock = "container_lock" => containers::CONTAINER_LOCK,
        /// New values of a container.
        ContainerUpdate = "container_update" => containers::CONTAINER_UPDATE,
        /// The end of a container with all that is in it.
        ContainerDelete = "container_delete" => containers::CONTAINER_DELETE,
        /// A part of a container's members.
        MemberList = "member_list" => containers::MEMBER_LIST,
        /// A new container.
        ContainerInsert = "container_insert" => containers::CONTAINER_INSERT,
        /// A new member of a container.
        MemberInsert = "member_insert" => containers::MEMBER_INSERT,
        /// The end of a membership.
        MemberDelete = "member_delete" => containers::MEMBER_DELETE,
        /// A new notification for each of some users.
        NotificationInsert = "notification_insert" => notifications::NOTIFICATION_INSERT,
        /// A new notification for all members of a container.
        NotificationInsertAll = "notification_insert_all" => notifications::NOTIFICATION_INSERT_ALL,
        /// The reading of all notifications of a session token's user.
        NotificationRead = "notification_read" => notifications::NOTIFICATION_READ,
        /// A line of the audit log.
        AuditInsert = "audit_insert" => audit::AUDIT_INSERT,
        /// The newest lines of the audit log. A read, behind the wall like all of the administration.
        AuditList = "audit_list" => audit_records::AUDIT_LIST,
        /// The newest lines of the audit log with one action.
        AuditListOfAction = "audit_list_of_action" => audit_records::AUDIT_LIST_OF_ACTION,
        /// The newest lines of the audit log about one user.
        AuditListOfUser = "audit_list_of_user" => audit_records::AUDIT_LIST_OF_USER,
        /// A line of the audit log for each of some users.
        AuditInsertMany = "audit_insert_many" => user_imports::AUDIT_INSERT_MANY,
        /// A new import, unless there is one of its source.
        UserImportInsert = "user_import_insert" => user_imports::USER_IMPORT_INSERT,
        /// An import by its source.
        UserImportView = "user_import_view" => user_imports::USER_IMPORT_VIEW,
        /// The end of an import by its source.
        UserImportDelete = "user_import_delete" => user_imports::USER_IMPORT_DELETE,
        /// An import, locked.
        UserImportLock = "user_import_lock" => user_imports::USER_IMPORT_LOCK,
        /// A new place of an import.
        UserImportAdvance = "user_import_advance" => user_imports::USER_IMPORT_ADVANCE,
        /// The removal of imports that nobody will go on with.
        UserImportsPurge = "user_imports_purge" => user_imports::USER_IMPORTS_PURGE,
        /// New users, all or none.
        UsersInsert = "users_insert" => user_imports::USERS_INSERT,
        /// New users that nothing stands in the way of.
        UsersInsertFree = "users_insert_free" => user_imports::USERS_INSERT_FREE,
        /// Which values users have already.
        UserKeysTaken = "user_keys_taken" => user_imports::USER_KEYS_TAKEN,
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
