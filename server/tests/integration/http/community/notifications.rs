//! Notifications: pages that keep their order, and a mark of what was read.

use super::{Person, Scene, person, places, read, scene};
use crate::fixture::{OTHER_TENANT, TENANT, container, count, member, notified, owner, tenant, user};
use selfsame_server::app::NewContainer;
use selfsame_server::domain::Error;
use serde_json::{Value, json as value};

const DEMO: &str = "/v1/user/notifications?containerId=demo";

async fn notify(scene: &Scene, container: &str, title: &str, users: &[&Person]) -> Result<(), Error> {
    let users: Vec<_> = users.iter().map(|person| person.id).collect();
    notified(&scene.service.app, container, (title, "b"), &users).await.map(drop)
}

fn titles(page: &Value) -> Vec<&str> {
    page["data"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_page_has_the_newest_first() {
    let scene = scene().await;
    let (status, empty) = read(&scene.service, &scene.ada, DEMO).await;
    let expected = value!({ "data": [], "page": 1, "limit": 20, "total": 0, "unread": 0 });
    assert_eq!((status, empty), (200, expected));
    notify(&scene, "demo", "first", &[&scene.ada, &scene.grace]).await.unwrap();
    notify(&scene, "demo", "second", &[&scene.ada]).await.unwrap();
    let (_, page) = read(&scene.service, &scene.ada, DEMO).await;
    assert_eq!(titles(&page), ["second", "first"]);
    assert_eq!([&page["total"], &page["unread"]], [2, 2]);
    let item = &page["data"][0];
    let expected = value!({ "id": item["id"], "type": "mention", "title": "second", "body": "b",
        "containerId": "demo", "createdAt": item["createdAt"], "read": false, "readAt": null });
    assert_eq!(item, &expected);
    assert_eq!(titles(&read(&scene.service, &scene.grace, DEMO).await.1), ["first"]);
}

#[tokio::test]
async fn pages_cover_the_list_once_while_more_arrive() {
    let scene = scene().await;
    for number in 0..7 {
        notify(&scene, "demo", &format!("n{number}"), &[&scene.ada]).await.unwrap();
    }
    let (_, first) = read(&scene.service, &scene.ada, &format!("{DEMO}&limit=3")).await;
    assert_eq!(titles(&first), ["n6", "n5", "n4"]);
    let until = first["data"][0]["createdAt"].as_str().unwrap();
    notify(&scene, "demo", "late", &[&scene.ada]).await.unwrap();
    let mut seen = Vec::new();
    for page in 1..=4 {
        let path = format!("{DEMO}&limit=3&page={page}&until={until}");
        let (status, answer) = read(&scene.service, &scene.ada, &path).await;
        assert_eq!((status, &answer["total"], &answer["unread"]), (200, &value!(7), &value!(7)));
        assert_eq!([&answer["page"], &answer["limit"]], [page, 3]);
        seen.extend(titles(&answer).into_iter().map(str::to_owned));
    }
    assert_eq!(seen, ["n6", "n5", "n4", "n3", "n2", "n1", "n0"]);
    let (_, now) = read(&scene.service, &scene.ada, &format!("{DEMO}&limit=3&page=2")).await;
    assert_eq!((titles(&now), &now["total"]), (vec!["n4", "n3", "n2"], &value!(8)), "moved by one place");

    // Those that arrived in one moment keep their order too.
    let owner = owner(&scene.service.database).await;
    owner.batch_execute("UPDATE notifications SET created_at = now()").await.unwrap();
    let mut seen = Vec::new();
    for page in 1..=8 {
        let (_, answer) = read(&scene.service, &scene.ada, &format!("{DEMO}&limit=1&page={page}")).await;
        seen.extend(titles(&answer).into_iter().map(str::to_owned));
    }
    let (_, all) = read(&scene.service, &scene.ada, DEMO).await;
    assert_eq!(seen, titles(&all));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[tokio::test]
async fn bounds_are_kept() {
    let scene = scene().await;
    for (query, place) in [
        ("&page=0", "/query/page"),
        ("&page=-1", "/query/page"),
        ("&page=1.5", "/query/page"),
        ("&page=two", "/query/page"),
        ("&page=1000001", "/query/page"),
        ("&limit=0", "/query/limit"),
        ("&limit=101", "/query/limit"),
        ("&limit=1&limit=2", "/query/limit"),
        ("&until=yesterday", "/query/until"),
        ("&sort=asc", "/query/sort"),
    ] {
        let (status, error) = read(&scene.service, &scene.ada, &format!("{DEMO}{query}")).await;
        assert_eq!((status, &error["code"], places(&error)), (400, &value!(10002), vec![place]), "{query}");
    }
    for query in ["&page=1000000", "&limit=100", "&limit=1"] {
        assert_eq!(read(&scene.service, &scene.ada, &format!("{DEMO}{query}")).await.0, 200, "{query}");
    }
    let (status, error) = read(&scene.service, &scene.ada, "/v1/user/notifications").await;
    assert_eq!((status, places(&error)), (400, vec!["/query/containerId"]));
}

#[tokio::test]
async fn a_container_of_others_is_not_found() {
    let scene = scene().await;
    let app = &scene.service.app;
    container(app, TENANT, "other").await;
    member(app, TENANT, "other", scene.grace.id).await;
    tenant(app, OTHER_TENANT).await;
    container(app, OTHER_TENANT, "elsewhere").await;
    for container in ["other", "nowhere", "elsewhere"] {
        let path = format!("/v1/user/notifications?containerId={container}");
        let (status, error) = read(&scene.service, &scene.ada, &path).await;
        assert_eq!((status, error), (404, value!({ "code": 10007, "message": "generic_not_found" })));
    }
    notify(&scene, "demo", "n", &[&scene.ada]).await.unwrap();
    app.container_member_remove(TENANT, "demo", &scene.ada.id.to_string()).await.unwrap();
    assert_eq!(read(&scene.service, &scene.ada, DEMO).await.0, 404);
}

#[tokio::test]
async fn reading_marks_what_has_arrived_and_nothing_later() {
    let scene = scene().await;
    let app = &scene.service.app;
    container(app, TENANT, "other").await;
    member(app, TENANT, "other", scene.ada.id).await;
    notify(&scene, "demo", "a", &[&scene.ada, &scene.grace]).await.unwrap();
    notify(&scene, "other", "b", &[&scene.ada]).await.unwrap();
    let owner = owner(&scene.service.database).await;
    // One that was begun before the reading, and is there after it.
    let late = crate::fixture::connect(&scene.service.database.owner_url).await;
    late.batch_execute("BEGIN").await.unwrap();
    let insert = "INSERT INTO notifications (tenant_id, id, user_id, container_id, kind, title, body)
        VALUES ($1, gen_random_uuid(), $2, 'demo', 'k', 'c', '')";
    late.execute(insert, &[&TENANT, &scene.ada.id]).await.unwrap();
    // One whose time has not come.
    let future =
        insert.replace("body)", "body, created_at)").replace("'')", "'', now() + interval '1 hour')");
    owner.execute(&future, &[&TENANT, &scene.ada.id]).await.unwrap();

    let mark = || scene.service.request("POST", "/v1/user/notifications/read").bearer_auth(&scene.ada.token);
    let response = mark().send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers().get("content-type"), None);
    assert_eq!(response.text().await.unwrap(), "");
    late.batch_execute("COMMIT").await.unwrap();

    let (_, page) = read(&scene.service, &scene.ada, DEMO).await;
    assert_eq!([&page["total"], &page["unread"]], [3, 2]);
    let items = page["data"].as_array().unwrap();
    let read_ones: Vec<&Value> = items.iter().filter(|item| item["read"] == true).collect();
    assert_eq!(read_ones.len(), 1);
    assert_eq!(read_ones[0]["title"], "a");
    let read_at = read_ones[0]["readAt"].clone();
    assert!(read_at.as_str() >= read_ones[0]["createdAt"].as_str());
    let (_, other) = read(&scene.service, &scene.ada, "/v1/user/notifications?containerId=other").await;
    assert_eq!(other["unread"], 0, "all containers");
    assert_eq!(read(&scene.service, &scene.grace, DEMO).await.1["unread"], 1, "and nobody else's");

    assert_eq!(mark().send().await.unwrap().status(), 201);
    let (_, page) = read(&scene.service, &scene.ada, DEMO).await;
    assert_eq!(page["unread"], 1, "the one whose time has not come");
    let kept = page["data"].as_array().unwrap().iter().find(|item| item["title"] == "a").unwrap();
    assert_eq!(kept["readAt"], read_at, "it was read when it was read first");
}

#[tokio::test]
async fn many_readers_of_one_user_do_not_stand_in_each_others_way() {
    let scene = scene().await;
    for number in 0..50 {
        notify(&scene, "demo", &number.to_string(), &[&scene.ada]).await.unwrap();
    }
    let marks = (0..8).map(|_| {
        scene.service.request("POST", "/v1/user/notifications/read").bearer_auth(&scene.ada.token).send()
    });
    for response in futures_util::future::join_all(marks).await {
        assert_eq!(response.unwrap().status(), 201);
    }
    assert_eq!(read(&scene.service, &scene.ada, DEMO).await.1["unread"], 0);
}

#[tokio::test]
async fn all_recipients_are_written_to_or_none() {
    let scene = scene().await;
    let stranger = person(&scene.service, "stranger").await;
    scene.service.app.container_member_remove(TENANT, "demo", &stranger.id.to_string()).await.unwrap();
    let everybody = [&scene.ada, &stranger, &scene.ada, &stranger];
    let Err(Error::InvalidField { violations }) = notify(&scene, "demo", "x", &everybody).await else {
        panic!("accepted")
    };
    let pointers: Vec<_> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
    assert_eq!(pointers, ["/body/userIds/1", "/body/userIds/3"]);
    let Err(Error::InvalidField { violations }) = notify(&scene, "nowhere", "x", &[&scene.ada]).await else {
        panic!("accepted")
    };
    assert_eq!(violations[0].pointer, "/body/containerId");
    assert!(matches!(notify(&scene, "demo", " ", &[&scene.ada]).await, Err(Error::InvalidField { .. })));
    let owner = owner(&scene.service.database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM notifications").await, 0);
    notify(&scene, "demo", "x", &[&scene.ada, &scene.ada]).await.unwrap();
    assert_eq!(count(&owner, "SELECT count(*) FROM notifications").await, 1, "each user once");
    let events = "SELECT count(*) FROM audit_events WHERE action = 'notification_create'";
    assert_eq!(count(&owner, events).await, 1);
}

#[tokio::test]
async fn containers_and_members_must_be_there() {
    let scene = scene().await;
    let app = &scene.service.app;
    assert!(matches!(
        app.container_create(TENANT, NewContainer { id: "demo", name: "x" }, None).await,
        Err(Error::Conflict { .. })
    ));
    assert!(
        matches!(app.container_create(TENANT, NewContainer { id: "", name: "" }, None).await, Err(Error::InvalidField { violations }) if violations.len() == 2)
    );
    assert_eq!(app.container_member_add(TENANT, "demo", &scene.ada.id.to_string()).await, Ok(()), "again");
    assert_eq!(
        app.container_member_add(TENANT, "nowhere", &scene.ada.id.to_string()).await,
        Err(Error::NotFound)
    );
    assert_eq!(app.container_member_add(TENANT, "demo", &TENANT.to_string()).await, Err(Error::NotFound));
    tenant(app, OTHER_TENANT).await;
    let (stranger, _) = user(app, OTHER_TENANT, "mallory").await;
    assert_eq!(app.container_member_add(TENANT, "demo", &stranger.to_string()).await, Err(Error::NotFound));
    assert_eq!(app.container_member_remove(TENANT, "demo", &scene.ada.id.to_string()).await, Ok(()));
    assert_eq!(
        app.container_member_remove(TENANT, "demo", &scene.ada.id.to_string()).await,
        Err(Error::NotFound)
    );
}
