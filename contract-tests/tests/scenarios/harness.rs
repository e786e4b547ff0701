//! The processes of the scenarios: `selfsame dev --ephemeral`, and `selfsame serve` beside it on the same database.
//! Nothing here knows an operation.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// A running server with demo data. It and its Postgres end with this.
pub(crate) struct Running {
    pub(crate) url: String,
    pub(crate) tenant: String,
    pub(crate) ada: String,
    pub(crate) grace: String,
    /// A service token of an operator.
    pub(crate) service: String,
    pub(crate) child: Child,
    database_url: String,
}

/// A server without demo data on the database of another. It ends with this.
pub(crate) struct Beside {
    pub(crate) url: String,
    child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The private Postgres notices by itself that its owner is gone.
        end(&mut self.child);
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn end(child: &mut Child) {
    child.kill().ok();
    child.wait().ok();
}

/// A server of one's own.
pub(crate) fn start() -> Running {
    start_with(&[])
}

/// A server for scenarios that neither need nor leave anything on it that others of them would notice, such as another
/// tenant, after which every login must name its own. It ends with the last who holds it.
pub(crate) fn shared() -> Arc<Running> {
    static SHARED: Mutex<Weak<Running>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let running = Arc::new(start());
        *shared = Arc::downgrade(&running);
        running
    })
}

/// A server of one's own, with more flags.
pub(crate) fn start_with(flags: &[&str]) -> Running {
    let mut child = clean(program())
        .args(["dev", "--ephemeral", "--listen", "127.0.0.1:0"])
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a ready line: {line}"));
    let text = |pointer: &str| ready.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    Running {
        url: text("/url"),
        tenant: text("/tenantId"),
        ada: text("/tokens/ada"),
        grace: text("/tokens/grace"),
        service: text("/tokens/service"),
        child,
        database_url: text("/databaseUrl"),
    }
}

impl Running {
    /// `selfsame serve` on the same database, as the role that owns nothing.
    pub(crate) fn beside(&self, flags: &[&str]) -> Beside {
        let database_url = self.database_url.replacen("//postgres@", "//selfsame_service@", 1);
        let mut child = clean(program())
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(flags)
            .env("SELFSAME_DATABASE_URL", database_url)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut address = None;
        let mut line = String::new();
        while address.is_none() && log.read_line(&mut line).unwrap() > 0 {
            let record: Value = serde_json::from_str(&line).unwrap_or_default();
            let listening = record["message"] == "listening";
            address = listening.then(|| record["address"].as_str().unwrap().to_owned());
            if address.is_none() && record["level"] != "INFO" {
                panic!("{flags:?}: {line}");
            }
            line.clear();
        }
        // Nobody reads the rest, and the server must not wait for a reader.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Beside { url: format!("http://{}", address.unwrap()), child }
    }

    /// Takes the database away, as a crash of its machine would, and waits until nothing of it is left.
    pub(crate) fn take_database(&self) {
        let host = self.database_url.split(['?', '&']).find_map(|part| part.strip_prefix("host=")).unwrap();
        let folder = percent_encoding::percent_decode_str(host).decode_utf8().unwrap();
        // Its first line is the process of the server that the socket is of.
        let path = Path::new(&*folder).join(".s.PGSQL.5432.lock");
        let lock = std::fs::read_to_string(&path).unwrap();
        let process = lock.lines().next().unwrap();
        assert!(Command::new("kill").args(["-QUIT", process]).status().unwrap().success());
        // It takes its lock away when the last of its processes has ended.
        while path.exists() {
            std::thread::yield_now();
        }
    }
}

/// A command that no setting of the surroundings reaches.
pub(crate) fn clean(program: PathBuf) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SELFSAME_")) {
        command.env_remove(name);
    }
    command
}

/// Where the programs of a build of the whole workspace are, when that is what runs these tests.
const BUILT: &str = "SELFSAME_BUILT_PROGRAMS";

/// Builds a program of the workspace, which is nothing where it is built already, and says where it is.
fn built(package: &str, kind: &str, name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(BUILT).map(PathBuf::from) {
        return if kind == "--example" { folder.join("examples").join(name) } else { folder.join(name) };
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--package", package, kind, name, "--message-format", "json"]);
    let output = build.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{name} does not build");
    let messages = String::from_utf8(output.stdout).unwrap();
    let mut paths = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == name).then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    paths.next_back().unwrap()
}

/// The server.
pub(crate) fn program() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| built("selfsame-server", "--bin", "selfsame")).clone()
}

/// The client's example.
pub(crate) fn example() -> PathBuf {
    built("selfsame-client", "--example", "profile")
}
