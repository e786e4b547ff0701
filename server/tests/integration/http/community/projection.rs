//! What is not asked for is not read: a long text that lies apart from its row stays there.

use super::scene;
use crate::fixture::{owner, role};
use selfsame_server::db::{Read, Role};
use selfsame_server::domain::{Token, TokenKind};

#[tokio::test]
async fn a_text_that_is_not_asked_for_is_not_fetched() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    // Random, so that it cannot be compressed into the row.
    owner
        .execute(
            "UPDATE users SET bio = (SELECT string_agg(gen_random_uuid()::text, '') FROM generate_series(1, 220))
             WHERE id = $1",
            &[&scene.ada.id],
        )
        .await
        .unwrap();
    let token = Token::parse_kind(&scene.ada.token, TokenKind::Session).unwrap();
    let (tenant, hash) = (token.tenant(), token.hash());
    let blocks = async |fields: &[&str]| {
        // A session counts what it did itself, and tells it when it ends or is asked to.
        let reader = role(&scene.service.database, Role::Reader).await;
        let touched = "SELECT coalesce(toast_blks_hit, 0) + coalesce(toast_blks_read, 0)
            FROM pg_statio_all_tables WHERE relid = 'users'::regclass";
        let before: i64 = owner.query_one(touched, &[]).await.unwrap().get(0);
        let row =
            reader.query_one(Read::ProfileSelect.sql(), &[&tenant, &hash.as_slice(), &fields]).await.unwrap();
        assert_eq!(row.get::<_, Option<String>>(10).is_some(), fields.contains(&"bio"));
        reader.batch_execute("SELECT pg_stat_force_next_flush()").await.unwrap();
        let after: i64 = owner.query_one(touched, &[]).await.unwrap().get(0);
        after - before
    };
    assert_eq!(blocks(&["handle", "display_name", "email"]).await, 0);
    assert!(blocks(&["handle", "bio"]).await > 0);
}
