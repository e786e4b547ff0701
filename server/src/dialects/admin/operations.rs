//! The operations of the tag `admin`, each in the file of its resource.

use super::{audit_events, containers, error, notifications, service_tokens, tenants, users};
use crate::server::Server;
use selfsame_spec::generated::admin::{
    AdminApi, AuditEventListAnswer, AuditEventListInput, ContainerCreateAnswer, ContainerCreateInput,
    ContainerDeleteAnswer, ContainerDeleteInput, ContainerListAnswer, ContainerListInput,
    ContainerMemberAddAnswer, ContainerMemberAddInput, ContainerMemberListAnswer, ContainerMemberListInput,
    ContainerMemberRemoveAnswer, ContainerMemberRemoveInput, ContainerUpdateAnswer, ContainerUpdateInput,
    ContainerViewAnswer, ContainerViewInput, NotificationCreateAnswer, NotificationCreateInput,
    ServiceTokenCreateAnswer, ServiceTokenCreateInput, ServiceTokenListAnswer, ServiceTokenListInput,
    ServiceTokenRevokeAnswer, ServiceTokenRevokeInput, TenantCreateAnswer, TenantCreateInput,
    TenantListAnswer, TenantListInput, TenantUpdateAnswer, TenantUpdateInput, TenantViewAnswer,
    TenantViewInput, UserBanAnswer, UserBanInput, UserCreateAnswer, UserCreateInput, UserEraseAnswer,
    UserEraseInput, UserListAnswer, UserListInput, UserRestoreAnswer, UserRestoreInput, UserViewAnswer,
    UserViewInput,
};
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused};

impl AdminApi for Server {
    async fn refuse(
        &self,
        context: &CallContext<'_>,
        refusal: Refusal,
        credential: Option<&Credential>,
    ) -> Refused<Problem> {
        error::refused(self, context, refusal, credential).await
    }

    async fn tenant_list(&self, context: &CallContext<'_>, input: TenantListInput) -> TenantListAnswer {
        tenants::list(self, context, input).await
    }

    async fn tenant_create(&self, context: &CallContext<'_>, input: TenantCreateInput) -> TenantCreateAnswer {
        tenants::create(self, context, input).await
    }

    async fn tenant_view(&self, context: &CallContext<'_>, input: TenantViewInput) -> TenantViewAnswer {
        tenants::view(self, context, input).await
    }

    async fn tenant_update(&self, context: &CallContext<'_>, input: TenantUpdateInput) -> TenantUpdateAnswer {
        tenants::update(self, context, input).await
    }

    async fn user_list(&self, context: &CallContext<'_>, input: UserListInput) -> UserListAnswer {
        users::list(self, context, input).await
    }

    async fn user_create(&self, context: &CallContext<'_>, input: UserCreateInput) -> UserCreateAnswer {
        users::create(self, context, input).await
    }

    async fn user_view(&self, context: &CallContext<'_>, input: UserViewInput) -> UserViewAnswer {
        users::view(self, context, input).await
    }

    async fn user_erase(&self, context: &CallContext<'_>, input: UserEraseInput) -> UserEraseAnswer {
        users::erase(self, context, input).await
    }

    async fn user_ban(&self, context: &CallContext<'_>, input: UserBanInput) -> UserBanAnswer {
        users::ban(self, context, input).await
    }

    async fn user_restore(&self, context: &CallContext<'_>, input: UserRestoreInput) -> UserRestoreAnswer {
        users::restore(self, context, input).await
    }

    async fn service_token_list(
        &self,
        context: &CallContext<'_>,
        input: ServiceTokenListInput,
    ) -> ServiceTokenListAnswer {
        service_tokens::list(self, context, input).await
    }

    async fn service_token_create(
        &self,
        context: &CallContext<'_>,
        input: ServiceTokenCreateInput,
    ) -> ServiceTokenCreateAnswer {
        service_tokens::create(self, context, input).await
    }

    async fn service_token_revoke(
        &self,
        context: &CallContext<'_>,
        input: ServiceTokenRevokeInput,
    ) -> ServiceTokenRevokeAnswer {
        service_tokens::revoke(self, context, input).await
    }

    async fn container_list(
        &self,
        context: &CallContext<'_>,
        input: ContainerListInput,
    ) -> ContainerListAnswer {
        containers::list(self, context, input).await
    }

    async fn container_create(
        &self,
        context: &CallContext<'_>,
        input: ContainerCreateInput,
    ) -> ContainerCreateAnswer {
        containers::create(self, context, input).await
    }

    async fn container_view(
        &self,
        context: &CallContext<'_>,
        input: ContainerViewInput,
    ) -> ContainerViewAnswer {
        containers::view(self, context, input).await
    }

    async fn container_update(
        &self,
        context: &CallContext<'_>,
        input: ContainerUpdateInput,
    ) -> ContainerUpdateAnswer {
        containers::update(self, context, input).await
    }

    async fn container_delete(
        &self,
        context: &CallContext<'_>,
        input: ContainerDeleteInput,
    ) -> ContainerDeleteAnswer {
        containers::delete(self, context, input).await
    }

    async fn container_member_list(
        &self,
        context: &CallContext<'_>,
        input: ContainerMemberListInput,
    ) -> ContainerMemberListAnswer {
        containers::member_list(self, context, input).await
    }

    async fn container_member_add(
        &self,
        context: &CallContext<'_>,
        input: ContainerMemberAddInput,
    ) -> ContainerMemberAddAnswer {
        containers::member_add(self, context, input).await
    }

    async fn container_member_remove(
        &self,
        context: &CallContext<'_>,
        input: ContainerMemberRemoveInput,
    ) -> ContainerMemberRemoveAnswer {
        containers::member_remove(self, context, input).await
    }

    async fn notification_create(
        &self,
        context: &CallContext<'_>,
        input: NotificationCreateInput,
    ) -> NotificationCreateAnswer {
        notifications::create(self, context, input).await
    }

    async fn audit_event_list(
        &self,
        context: &CallContext<'_>,
        input: AuditEventListInput,
    ) -> AuditEventListAnswer {
        audit_events::list(self, context, input).await
    }
}
