//! The operations that are asked about: those of the document that need a credential, by their `operationId`.
//!
//! Tests compare them with the document and with the actions of the Cedar schema.

/// Declares the operations: an enum, its `ALL`, and each one's `operationId`.
macro_rules! operations {
    ($($Variant:ident = $id:literal,)+) => {
        /// An operation that needs a credential. Its action in Cedar is of the same name as its `operationId`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the words of the document, which describes them")]
        pub enum OperationId { $($Variant,)+ }

        impl OperationId {
            /// Every operation, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$Variant,)+];

            /// The `operationId`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $id,)+ }
            }
        }
    };
}

operations! {
    SessionLogout = "session_logout",
    SessionList = "session_list",
    SessionRevoke = "session_revoke",
    DataExport = "data_export",
    MeView = "me_view",
    MeUpdate = "me_update",
    MeDelete = "me_delete",
    UserProfileView = "user_profile_view",
    UserProfileUpsert = "user_profile_upsert",
    TenantProfileView = "tenant_profile_view",
    TenantProfileUpdate = "tenant_profile_update",
    CommunityProfileView = "community_profile_view",
    CommunityProfileUpdate = "community_profile_update",
    CommunityPublicProfileView = "community_public_profile_view",
    ReferralList = "referral_list",
    NotificationList = "notification_list",
    NotificationRead = "notification_read",
    TenantList = "tenant_list",
    TenantCreate = "tenant_create",
    TenantView = "tenant_view",
    TenantUpdate = "tenant_update",
    UserList = "user_list",
    UserCreate = "user_create",
    UserView = "user_view",
    UserBan = "user_ban",
    UserRestore = "user_restore",
    UserErase = "user_erase",
    ServiceTokenList = "service_token_list",
    ServiceTokenCreate = "service_token_create",
    ServiceTokenRevoke = "service_token_revoke",
    ContainerList = "container_list",
    ContainerCreate = "container_create",
    ContainerView = "container_view",
    ContainerUpdate = "container_update",
    ContainerDelete = "container_delete",
    ContainerMemberList = "container_member_list",
    ContainerMemberAdd = "container_member_add",
    ContainerMemberRemove = "container_member_remove",
    NotificationCreate = "notification_create",
    AuditEventList = "audit_event_list",
}

impl OperationId {
    /// Whether what it is about may not be there, as far as the caller knows: only then can a refusal conceal it.
    pub const fn may_miss(self) -> bool {
        match self {
            Self::SessionRevoke
            | Self::UserProfileView
            | Self::UserProfileUpsert
            | Self::CommunityProfileView
            | Self::CommunityProfileUpdate
            | Self::CommunityPublicProfileView
            | Self::ReferralList
            | Self::NotificationList
            | Self::NotificationRead
            | Self::TenantView
            | Self::TenantUpdate
            | Self::UserView
            | Self::UserBan
            | Self::UserRestore
            | Self::UserErase
            | Self::ServiceTokenRevoke
            | Self::ContainerView
            | Self::ContainerUpdate
            | Self::ContainerDelete
            | Self::ContainerMemberList
            | Self::ContainerMemberAdd
            | Self::ContainerMemberRemove => true,
            Self::SessionLogout
            | Self::SessionList
            | Self::DataExport
            | Self::MeView
            | Self::MeUpdate
            | Self::MeDelete
            | Self::TenantProfileView
            | Self::TenantProfileUpdate
            | Self::TenantList
            | Self::TenantCreate
            | Self::UserList
            | Self::UserCreate
            | Self::ServiceTokenList
            | Self::ServiceTokenCreate
            | Self::ContainerList
            | Self::ContainerCreate
            | Self::NotificationCreate
            | Self::AuditEventList => false,
        }
    }
}
