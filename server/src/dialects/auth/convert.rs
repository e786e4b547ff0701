//! Between this surface's wire and the domain's sessions.

use crate::domain::{Login, Session};
use selfsame_spec::generated::types;

/// The tokens of a login.
pub(super) fn login(login: Login) -> types::Login {
    types::Login {
        session_token: login.session_token,
        refresh_token: login.refresh_token,
        expires_at: login.expires_at,
        refresh_expires_at: login.refresh_expires_at,
    }
}

/// The sessions of a user.
pub(super) fn sessions(sessions: Vec<Session>) -> types::SessionList {
    let session = |session: Session| types::Session {
        id: session.id,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
        current: session.current,
        user_agent: session.user_agent,
        address: session.address.map(|address| address.to_string()),
    };
    types::SessionList { data: sessions.into_iter().map(session).collect() }
}
