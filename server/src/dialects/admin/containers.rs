//! Containers and who is in them.

use super::convert::{self, is_matched, page, replayed, represented, requester, window};
use super::error::done;
use crate::app::{NewContainer, Precondition};
use crate::dialects::conditional;
use crate::domain::Container;
use crate::server::Server;
use selfsame_spec::generated::admin::{
    ContainerCreateAnswer, ContainerCreateInput, ContainerDeleteAnswer, ContainerDeleteInput,
    ContainerListAnswer, ContainerListInput, ContainerMemberAddAnswer, ContainerMemberAddInput,
    ContainerMemberListAnswer, ContainerMemberListInput, ContainerMemberRemoveAnswer,
    ContainerMemberRemoveInput, ContainerUpdateAnswer, ContainerUpdateInput, ContainerViewAnswer,
    ContainerViewInput,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn list(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerListInput,
) -> ContainerListAnswer {
    let window = window(input.limit, input.cursor.as_deref());
    let listed = server.app.container_list(requester(context, &input.credential), window).await;
    let listed = done!(server, context, ContainerListAnswer[], listed);
    let (data, next_cursor) = page(listed, convert::container);
    ContainerListAnswer::Ok { body: types::ContainerPage { data, next_cursor }.into() }
}

pub(super) async fn create(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerCreateInput,
) -> ContainerCreateAnswer {
    let new = NewContainer { id: &input.body.id, name: &input.body.name };
    let key = input.idempotency_key.as_deref();
    let created = server.app.container_create(requester(context, &input.credential), new, key).await;
    let created = done!(server, context, ContainerCreateAnswer[Conflict, UnprocessableContent], created);
    ContainerCreateAnswer::Created {
        // An id has no character that a path would write otherwise.
        location: format!("/manage/api/containers/{}", created.value.id),
        idempotency_replayed: replayed(created.is_replayed),
        body: convert::container(created.value).into(),
    }
}

pub(super) async fn view(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerViewInput,
) -> ContainerViewAnswer {
    let viewed = server.app.container_view(requester(context, &input.credential), &input.container_id).await;
    let container = done!(server, context, ContainerViewAnswer[NotFound], viewed);
    let (etag, body) = represented(&convert::container(container));
    match input.if_none_match {
        Some(tags) if conditional::if_none_match(&tags, &etag) => ContainerViewAnswer::NotModified { etag },
        Some(_) | None => ContainerViewAnswer::Ok { etag, body },
    }
}

pub(super) async fn update(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerUpdateInput,
) -> ContainerUpdateAnswer {
    let ContainerUpdateInput { credential, container_id, if_match, body } = input;
    let matches =
        |container: &Container| is_matched(if_match.as_deref(), &convert::container(container.clone()));
    let precondition: Precondition<'_, Container> = if_match.is_some().then_some(&matches);
    let (by, name) = (requester(context, &credential), body.name.as_deref());
    let updated = server.app.container_update(by, &container_id, name, precondition).await;
    let container = done!(server, context, ContainerUpdateAnswer[NotFound, PreconditionFailed], updated);
    let (etag, body) = represented(&convert::container(container));
    ContainerUpdateAnswer::Ok { etag, body }
}

pub(super) async fn delete(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerDeleteInput,
) -> ContainerDeleteAnswer {
    let by = requester(context, &input.credential);
    let deleted = server.app.container_delete(by, &input.container_id).await;
    done!(server, context, ContainerDeleteAnswer[NotFound], deleted);
    ContainerDeleteAnswer::NoContent
}

pub(super) async fn member_list(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerMemberListInput,
) -> ContainerMemberListAnswer {
    let window = window(input.limit, input.cursor.as_deref());
    let by = requester(context, &input.credential);
    let listed = server.app.container_member_list(by, &input.container_id, window).await;
    let listed = done!(server, context, ContainerMemberListAnswer[NotFound], listed);
    let (data, next_cursor) = page(listed, convert::member);
    ContainerMemberListAnswer::Ok { body: types::ContainerMemberPage { data, next_cursor }.into() }
}

pub(super) async fn member_add(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerMemberAddInput,
) -> ContainerMemberAddAnswer {
    let by = requester(context, &input.credential);
    let added = server.app.container_member_add(by, &input.container_id, &input.user_id).await;
    done!(server, context, ContainerMemberAddAnswer[NotFound], added);
    ContainerMemberAddAnswer::NoContent
}

pub(super) async fn member_remove(
    server: &Server,
    context: &CallContext<'_>,
    input: ContainerMemberRemoveInput,
) -> ContainerMemberRemoveAnswer {
    let by = requester(context, &input.credential);
    let removed = server.app.container_member_remove(by, &input.container_id, &input.user_id).await;
    done!(server, context, ContainerMemberRemoveAnswer[NotFound], removed);
    ContainerMemberRemoveAnswer::NoContent
}
