//! The program as an operator meets it.

use crate::harness::{clean, program, start};
use selfsame_client::reqwest;
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn mistakes_are_said_in_one_line() {
    let run = |arguments: &[&str]| {
        let output = clean(program()).args(arguments).output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    for (arguments, words) in [
        (&["serve", "--database-url-file", "/nowhere"][..], "cannot read the database URL from /nowhere"),
        (&["serve", "--database-url", "nonsense://"], "database URL"),
        (&["dev", "--session-ttl", "10"], "write a whole number and a unit"),
        (&["serve", "--database-url", "postgres://x", "--faults"], "unexpected argument '--faults'"),
        (&["migrate", "--database-url", "postgres://nobody@127.0.0.1:1/x"], "Connection refused"),
        (&["dev", "--ephemeral", "--database-url", "postgres://x"], "cannot be used with"),
    ] {
        let (success, error) = run(arguments);
        assert!(!success && error.contains(words), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[tokio::test]
async fn a_stop_signal_ends_the_server_and_its_database() {
    let mut running = start();
    assert_eq!(reqwest::get(format!("{}/readyz", running.url)).await.unwrap().status(), 200);
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = running.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(reqwest::get(format!("{}/livez", running.url)).await.is_err());
}

#[test]
fn logs_are_json_where_asked() {
    let mut child = clean(program())
        .args(["dev", "--ephemeral", "--listen", "127.0.0.1:0", "--log-format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0];
    child.stdout.take().unwrap().read_exact(&mut ready).unwrap();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("listening"), "{text}");
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}
