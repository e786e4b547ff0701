//! `selfsame admin`, by the program itself as an operator runs it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::fixture::{TENANT, count, owner, tables_with};
use crate::harness::{TestDatabase, database, json, service};

/// What came of a run.
struct Run {
    code: i32,
    out: String,
    error: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { code: output.status.code().unwrap(), out: text(&output.stdout), error: text(&output.stderr) }
    }

    /// The documents on the standard output, one a line.
    fn lines(&self) -> Vec<Value> {
        assert_eq!(self.code, 0, "{}", self.error);
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn one(&self) -> Value {
        let [one] = self.lines().try_into().unwrap();
        one
    }
}

/// Runs the program with these words and this input, which no setting of the surroundings reaches.
async fn run_with(database: &TestDatabase, words: &str, input: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selfsame"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SELFSAME_")) {
        command.env_remove(name);
    }
    command.arg("admin").args(words.split(' ').map(|word| word.replace('+', " ")));
    command.args(["--database-url", &database.service_url]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    Run::of(&ran.await.unwrap())
}

async fn run(database: &TestDatabase, words: &str) -> Run {
    run_with(database, &format!("{words} --format json"), "").await
}

async fn in_tenant(database: &TestDatabase, words: &str) -> Run {
    run(database, &format!("{words} --tenant {TENANT}")).await
}

#[tokio::test]
async fn everything_is_administered_without_a_server() {
    let database = database().await;
    let tenant = run(&database, &format!("tenant create --id {TENANT} --name Example+Ltd")).await.one();
    assert_eq!((&tenant["name"], &tenant["registration"]), (&"Example Ltd".into(), &"closed".into()));
    let opened = run(&database, &format!("tenant update {TENANT} --registration open")).await.one();
    assert_eq!(opened["registration"], "open");
    assert_eq!(run(&database, "tenant list").await.lines(), [opened]);

    let create = "user create --email ada@example.com --user-id ada --status active --given-name Ada --password-file -";
    let create = format!("{create} --tenant {TENANT} --format json");
    let ada = run_with(&database, &create, "correct-horse\n").await.one();
    assert_eq!(in_tenant(&database, "user view ada").await.one(), ada);
    for n in 0..2 {
        in_tenant(&database, &format!("user create --email u{n}@example.com")).await.one();
    }
    let listed = in_tenant(&database, "user list --sort -email --limit 2").await.lines();
    assert_eq!(
        listed.iter().map(|user| &user["email"]).collect::<Vec<_>>(),
        ["u1@example.com", "u0@example.com"]
    );
    assert_eq!(in_tenant(&database, "user list --search ada").await.lines(), [ada]);
    assert_eq!(in_tenant(&database, "user ban ada").await.one()["status"], "banned");
    assert_eq!(in_tenant(&database, "user restore ada").await.one()["status"], "active");

    in_tenant(&database, "container create demo --name Demo").await.one();
    assert_eq!(in_tenant(&database, "container member-add demo ada").await.code, 0);
    assert_eq!(in_tenant(&database, "container member-list demo").await.one()["userId"], "ada");
    let sent = in_tenant(&database, "notification create --container-id demo --type k --title t").await.one();
    assert_eq!(sent["created"], 1);
    assert_eq!(in_tenant(&database, "container update demo --name Other").await.one()["name"], "Other");
    assert_eq!(in_tenant(&database, "container view demo").await.one()["name"], "Other");
    assert_eq!(in_tenant(&database, "container member-remove demo ada").await.code, 0);
    assert_eq!(in_tenant(&database, "container delete demo").await.code, 0);
    assert_eq!(in_tenant(&database, "container list").await.lines(), Vec::<Value>::new());

    let token = in_tenant(&database, "service-token create --name crm --role admin").await.one();
    let owner = owner(&database).await;
    assert_eq!(tables_with(&owner, token["token"].as_str().unwrap()).await, Vec::<String>::new());
    let listed = in_tenant(&database, "service-token list").await.one();
    assert_eq!((&listed["id"], &listed["token"]), (&token["id"], &Value::Null));
    let revoke = format!("service-token revoke {}", token["id"].as_str().unwrap());
    assert_eq!(in_tenant(&database, &revoke).await.code, 0);

    assert_eq!(in_tenant(&database, "user erase ada").await.code, 0);
    let events = in_tenant(&database, "audit-event list").await.lines();
    assert!(events.iter().all(|event| event["actor"]["kind"] == "operator"), "{events:?}");
    let actions: Vec<_> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions.len(), 16, "{actions:?}");
    let banned = in_tenant(&database, "audit-event list --action user_ban").await.one();
    assert_eq!(banned["userId"], Value::Null, "ada is gone");
}

#[tokio::test]
async fn people_read_tables_and_are_told_what_to_mend() {
    let database = database().await;
    run(&database, &format!("tenant create --id {TENANT} --name Example")).await.one();
    let shown = run_with(&database, &format!("tenant view {TENANT}"), "").await;
    assert!(
        shown.out.starts_with(&format!("id            {TENANT}\nname          Example\n")),
        "{}",
        shown.out
    );
    let listed = run_with(&database, "tenant list", "").await;
    assert_eq!(listed.out.lines().next().unwrap().split_whitespace().count(), 4, "{}", listed.out);
    assert_eq!(listed.out.lines().count(), 2);

    for (words, told) in [
        (
            "user create --email ada --given-name x",
            "--email must be an e-mail address such as ada@example.com",
        ),
        ("user view nobody", "there is no such thing in this tenant"),
        ("container create a/b --name x", "--id must be made of letters"),
        (
            "notification create --container-id x --type k --title t",
            "--container-id there is no such container",
        ),
        ("user list --search a --sort email", "--sort cannot be combined"),
    ] {
        let refused = in_tenant(&database, words).await;
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{words}");
        assert!(refused.error.starts_with("selfsame: ") && refused.error.contains(told), "{}", refused.error);
    }
    let stray = run(&database, &format!("user list --tenant {}", uuid::Uuid::nil())).await;
    assert!(stray.error.contains("--tenant there is no such tenant"), "{}", stray.error);
    let wrong = in_tenant(&database, "user list --status gone").await;
    assert!(wrong.code == 2 && wrong.error.contains("pending, active, deleted"), "{}", wrong.error);
    let owner = owner(&database).await;
    assert_eq!(count(&owner, "SELECT count(*) FROM users").await, 0);
}

#[tokio::test]
async fn the_program_and_the_server_say_the_same() {
    let service = service().await;
    run(&service.database, &format!("tenant create --id {TENANT} --name Example")).await.one();
    let token = in_tenant(&service.database, "service-token create --name first --role admin").await.one();
    in_tenant(&service.database, "user create --email ada@example.com --user-id ada").await.one();
    for (words, path) in [
        ("user view ada", "users/ada"),
        ("audit-event list --limit 1", "audit-events?limit=1"),
        ("service-token list", "service-tokens"),
    ] {
        let request = service.request("GET", &format!("/manage/api/{path}"));
        let request = request.bearer_auth(token["token"].as_str().unwrap());
        let (_, mut answer) = json(request.send().await.unwrap()).await;
        if let Some(data) = answer.get_mut("data") {
            answer = data[0].take();
        }
        assert_eq!(in_tenant(&service.database, words).await.one(), answer, "{words}");
    }
}
