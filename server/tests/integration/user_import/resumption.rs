//! Runs that were broken off, and the ones that go on: nothing is lost and nothing is done twice.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::{Run, Setting, lines, report, setting};

/// A hundred batches of ten entries, of which the third and the seventh are refused.
fn input() -> String {
    (1..=1000)
        .map(|n| match n % 10 {
            3 => format!("{{\"email\":\"{n}\"}}\n"),
            7 => format!("{{\"email\":\"u{}@example.com\"}}\n", n - 1),
            _ => format!("{{\"userId\":\"u{n}\",\"email\":\"u{n}@example.com\"}}\n"),
        })
        .collect()
}

async fn done(setting: &Setting) -> i64 {
    setting.count("SELECT coalesce(max(done_lines), 0)::bigint FROM user_imports").await
}

/// Waits until the import has come past a line, or its process has ended.
async fn past(setting: &Setting, line: i64, child: &mut std::process::Child) {
    let wait = async {
        while done(setting).await <= line && child.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.expect("the import goes on");
}

async fn everything_is_there_once(setting: &Setting, refused: &Path) {
    assert_eq!(setting.count("SELECT count(*) FROM users").await, 800);
    assert_eq!(setting.count("SELECT count(DISTINCT email) FROM users").await, 800);
    let events = "SELECT count(DISTINCT user_id) FROM audit_events WHERE action = 'user_import'";
    assert_eq!(setting.count(events).await, 800);
    assert_eq!(setting.count("SELECT count(*) FROM audit_events WHERE action = 'user_import'").await, 800);
    let told: Vec<_> = report(refused).into_iter().map(|(line, ..)| line).collect();
    let expected: Vec<u64> = (1..=1000).filter(|n| [3, 7].contains(&(n % 10))).collect();
    assert_eq!(told, expected, "each refusal once, in order");
}

#[tokio::test]
async fn killed_at_any_time_it_goes_on_where_it_was() {
    let setting = setting().await;
    let (input, refused) = (setting.file("users.ndjson", input()), setting.path("refused"));
    let arguments = ["--batch", "10", "--report", refused.to_str().unwrap()];
    let mut kills = 0;
    loop {
        let before = done(&setting).await;
        let mut child = setting.command(&input, &arguments).spawn().unwrap();
        past(&setting, before + 90, &mut child).await;
        // Wherever it is: between two batches, or in the middle of one.
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.code().is_some() {
            break;
        }
        kills += 1;
        let lines = done(&setting).await;
        let stored = setting.count("SELECT count(*) FROM users").await;
        assert_eq!((lines % 10, stored), (0, lines * 8 / 10), "whole batches alone");
    }
    assert!(kills >= 3, "{kills}");
    let run = setting.run(&input, &arguments).await;
    assert_eq!((run.code, run.counts(), &run.summary["resumedAfterLine"]), (1, (800, 200), &1000.into()));
    everything_is_there_once(&setting, &refused).await;
}

#[tokio::test]
async fn a_report_that_is_ahead_or_torn_is_brought_back() {
    let setting = setting().await;
    let (whole, refused) = (input(), setting.path("refused"));
    let begin: String = whole.lines().take(500).map(|line| format!("{line}\n")).collect();
    let input = setting.file("users.ndjson", begin);
    let arguments = ["--batch", "10", "--report", refused.to_str().unwrap()];
    assert_eq!(setting.run(&input, &arguments).await.counts(), (400, 100));
    // As if the program had ended after the report of the next batch, and before its commit.
    let mut file = std::fs::OpenOptions::new().append(true).open(&refused).unwrap();
    file.write_all(b"{\"line\":503,\"code\":\"invalid\",\"field\":\"email\"}\n{\"line\":50").unwrap();
    std::fs::write(&input, whole).unwrap();
    let run = setting.run(&input, &arguments).await;
    assert_eq!((run.counts(), &run.summary["resumedAfterLine"]), ((800, 200), &500.into()), "{run:?}");
    everything_is_there_once(&setting, &refused).await;

    std::fs::write(&refused, "notes of mine\n").unwrap();
    let run = setting.run(&input, &arguments).await;
    assert_eq!(run.code, 2);
    assert!(run.error.contains("is not the report of the run that broke off"), "{run:?}");
    assert_eq!(std::fs::read_to_string(&refused).unwrap(), "notes of mine\n");
}

/// Runs an import of what is written to its standard input.
async fn piped(setting: &Setting, arguments: &[&str], text: String) -> Run {
    let mut command = setting.command(Path::new("-"), arguments);
    command.stdin(Stdio::piped()).args(["--input-format", "ndjson"]);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = tokio::task::spawn_blocking(move || {
        // It need not read all of it.
        drop(stdin.write_all(text.as_bytes()));
        drop(stdin);
        child.wait_with_output().unwrap()
    });
    Run::of(&output.await.unwrap())
}

#[tokio::test]
async fn a_pipe_is_gone_on_with_where_it_brings_the_same() {
    let setting = setting().await;
    let refused = setting.path("refused");
    let arguments = ["--batch", "10", "--report", refused.to_str().unwrap()];
    let mut command = setting.command(Path::new("-"), &arguments);
    command.stdin(Stdio::piped()).args(["--input-format", "ndjson"]);
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let begin: String = input().lines().take(437).map(|line| format!("{line}\n")).collect();
    stdin.write_all(begin.as_bytes()).unwrap();
    past(&setting, 429, &mut child).await;
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "it was still waiting for more");
    assert_eq!(done(&setting).await, 430);

    let run = piped(&setting, &arguments, input().replace("u5@", "v5@")).await;
    assert_eq!(run.code, 2);
    assert!(run.error.contains("say --restart"), "{run:?}");
    let run = piped(&setting, &arguments, input()).await;
    assert_eq!(
        (run.code, run.counts(), &run.summary["resumedAfterLine"]),
        (1, (800, 200), &430.into()),
        "{run:?}"
    );
    everything_is_there_once(&setting, &refused).await;
}

#[tokio::test]
async fn what_was_added_to_a_file_is_imported_and_a_changed_file_is_judged_anew() {
    let setting = setting().await;
    for (name, head) in [("users.ndjson", ""), ("users.csv", "userId,email\r\n")] {
        setting.owner.batch_execute("DELETE FROM users").await.unwrap();
        let text = |first, last| match head {
            "" => lines(first, last),
            _ => (first..=last).map(|n| format!("u{n},u{n}@example.com\r\n")).collect(),
        };
        let input = setting.file(name, format!("{head}{}", text(1, 20)));
        assert_eq!(setting.run(&input, &["--batch", "7"]).await.counts(), (20, 0));
        std::fs::write(&input, format!("{head}{}", text(1, 50))).unwrap();
        let run = setting.run(&input, &["--batch", "13"]).await;
        assert_eq!((run.code, run.counts()), (0, (50, 0)), "{name}: {run:?}");
        assert_eq!(run.summary["resumedAfterLine"], 20 + head.lines().count(), "{name}");
        assert_eq!(setting.run(&input, &[]).await.counts(), (50, 0), "{name}: nothing is left to do");

        // A line in the middle is another one.
        let changed = format!("{head}{}{}{}", text(1, 9), text(60, 60), text(11, 50));
        std::fs::write(&input, changed).unwrap();
        let run = setting.run(&input, &[]).await;
        assert_eq!((run.counts(), &run.summary["resumedAfterLine"]), ((1, 49), &0.into()), "{name}: {run:?}");
        assert_eq!(setting.count("SELECT count(*) FROM users").await, 51);
    }
}
