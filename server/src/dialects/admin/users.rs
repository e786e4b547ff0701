//! Users.

use super::convert::{self, page, replayed, represented, requester, window};
use super::error::done;
use crate::app::{NewUser, UserQuery};
use crate::dialects::conditional;
use crate::domain::{UserFilter, UserSort};
use crate::server::Server;
use selfsame_spec::generated::admin::{
    UserBanAnswer, UserBanInput, UserCreateAnswer, UserCreateInput, UserEraseAnswer, UserEraseInput,
    UserListAnswer, UserListInput, UserRestoreAnswer, UserRestoreInput, UserViewAnswer, UserViewInput,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{Answer, CallContext};

pub(super) async fn list(server: &Server, context: &CallContext<'_>, input: UserListInput) -> UserListAnswer {
    let query = UserQuery {
        filter: UserFilter {
            status: input.status.map(convert::status),
            provider: input.provider.map(convert::provider),
        },
        search: input.search.as_deref(),
        sort: input.sort.as_deref().and_then(UserSort::from_word),
    };
    let window = window(input.limit, input.cursor.as_deref());
    let listed = server.app.user_list(requester(context, &input.credential), query, window).await;
    let (data, next_cursor) = page(done!(server, context, UserListAnswer[], listed), convert::user);
    UserListAnswer::Ok { body: types::ManagedUserPage { data, next_cursor }.into() }
}

pub(super) async fn create(
    server: &Server,
    context: &CallContext<'_>,
    input: UserCreateInput,
) -> UserCreateAnswer {
    let body = &input.body;
    let new = NewUser {
        user_id: body.user_id.as_deref(),
        email: &body.email,
        status: body.status.map(convert::new_status).unwrap_or_default(),
        provider: body.provider.map(convert::provider).unwrap_or_default(),
        password: body.password.as_deref(),
        display_name: body.name.as_deref(),
        first_name: body.given_name.as_deref(),
        last_name: body.family_name.as_deref(),
        handle: body.handle.as_deref(),
        phone_number: body.phone_number.as_deref(),
        timezone: body.timezone.as_deref(),
        locale: body.locale.as_deref(),
        ..NewUser::default()
    };
    let key = input.idempotency_key.as_deref();
    let created = server.app.user_create(requester(context, &input.credential), new, key).await;
    let created = done!(server, context, UserCreateAnswer[Conflict, UnprocessableContent], created);
    UserCreateAnswer::Created {
        // A name has no character that a path would write otherwise.
        location: format!("/manage/api/users/{}", created.value.user_id),
        idempotency_replayed: replayed(created.is_replayed),
        body: convert::user(created.value).into(),
    }
}

pub(super) async fn view(server: &Server, context: &CallContext<'_>, input: UserViewInput) -> UserViewAnswer {
    let viewed = server.app.user_view(requester(context, &input.credential), &input.user_id).await;
    let (etag, body) = represented(&convert::user(done!(server, context, UserViewAnswer[NotFound], viewed)));
    match input.if_none_match {
        Some(tags) if conditional::if_none_match(&tags, &etag) => UserViewAnswer::NotModified { etag },
        Some(_) | None => UserViewAnswer::Ok { etag, body },
    }
}

pub(super) async fn erase(
    server: &Server,
    context: &CallContext<'_>,
    input: UserEraseInput,
) -> UserEraseAnswer {
    let erased = server.app.user_erase(requester(context, &input.credential), &input.user_id).await;
    done!(server, context, UserEraseAnswer[NotFound], erased);
    UserEraseAnswer::NoContent
}

pub(super) async fn ban(server: &Server, context: &CallContext<'_>, input: UserBanInput) -> UserBanAnswer {
    let banned = server.app.user_ban(requester(context, &input.credential), &input.user_id).await;
    let user = done!(server, context, UserBanAnswer[NotFound, Conflict], banned);
    let (etag, body) = represented(&convert::user(user));
    UserBanAnswer::Ok { etag, body }
}

pub(super) async fn restore(
    server: &Server,
    context: &CallContext<'_>,
    input: UserRestoreInput,
) -> UserRestoreAnswer {
    let restored = server.app.user_restore(requester(context, &input.credential), &input.user_id).await;
    let user = done!(server, context, UserRestoreAnswer[NotFound, Conflict], restored);
    let (etag, body) = represented(&convert::user(user));
    UserRestoreAnswer::Ok { etag, body }
}
