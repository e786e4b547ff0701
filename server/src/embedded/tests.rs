//! The embedded server end to end: real servers, real kills, a real driver.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use tokio_postgres::{Client, NoTls};

use super::{Binaries, Cluster, Error, Options, Shared, binaries, ephemeral_root};

fn found() -> Binaries {
    binaries(&|line| println!("{line}")).unwrap()
}

fn options(root: PathBuf, remove_on_stop: bool) -> Options {
    Options { root, durable: false, settings: Vec::new(), remove_on_stop }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn count(url: &str) -> i64 {
    connect(url).await.query_one("select count(*) from kept", &[]).await.unwrap().get(0)
}

async fn create(url: &str) {
    connect(url).await.batch_execute("create table kept as select 1").await.unwrap();
}

/// Opens the server's lock; locking it blocks until no process of the server remains, its shell included.
fn server_lock(root: &Path) -> File {
    File::open(root.join("lock")).unwrap()
}

/// The process that owns a server in the tests that kill it: this test binary again.
struct Owner {
    process: Child,
    url: String,
}

impl Owner {
    fn command(kind: &str, root: &Path) -> Command {
        let module = module_path!();
        let test = format!("{}::owner", module.split_once("::").unwrap().1);
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .args([&test, "--exact", "--ignored", "--nocapture"])
            .env("SELFSAME_TEST_OWNER", kind)
            .env("SELFSAME_TEST_ROOT", root)
            .stdout(Stdio::piped());
        command
    }

    fn spawn(kind: &str, root: &Path) -> Self {
        let mut process = Self::command(kind, root).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.map(Result::unwrap).find_map(|line| Some(line.split_once("ready ")?.1.to_owned()));
        Self { process, url: url.expect("the owner has a server") }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
#[ignore = "started as a process by the tests that kill it"]
fn owner() {
    let (Ok(kind), Some(root)) = (env::var("SELFSAME_TEST_OWNER"), env::var_os("SELFSAME_TEST_ROOT")) else {
        return;
    };
    let (binaries, options) = (found(), options(root.into(), kind == "ephemeral"));
    let (_cluster, _shared);
    if kind == "shared" {
        let shared = Shared::get(&binaries, &options).unwrap();
        println!("ready {}", shared.url("postgres", "postgres"));
        _shared = shared;
    } else {
        let cluster = Cluster::start(&binaries, &options).unwrap();
        println!("ready {}", cluster.url("postgres", "postgres"));
        _cluster = cluster;
    }
    loop {
        thread::park();
    }
}

#[tokio::test]
async fn data_survives_a_stop_and_connections_do_not() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let mut options = options(root.clone(), false);
    options.settings.push(("application_name".to_owned(), "it's = ours".to_owned()));
    let cluster = Cluster::start(&binaries, &options).unwrap();
    assert_eq!(fs::metadata(cluster.socket_dir()).unwrap().permissions().mode() & 0o777, 0o700);
    let url = cluster.url("postgres", "postgres");
    let client = connect(&url).await;
    let shown: String = client.query_one("show application_name", &[]).await.unwrap().get(0);
    assert_eq!(shown, "it's = ours");
    create(&url).await;
    assert!(matches!(Cluster::start(&binaries, &options), Err(Error::InUse { .. })));
    cluster.stop();
    assert!(client.query_one("select 1", &[]).await.is_err());
    assert!(tokio_postgres::connect(&url, NoTls).await.is_err());
    let cluster = Cluster::start(&binaries, &options).unwrap();
    assert_eq!(count(&cluster.url("postgres", "postgres")).await, 1);
    drop(cluster);
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn an_ephemeral_root_is_gone_after_the_stop() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let cluster = Cluster::start(&binaries, &options(root.clone(), true)).unwrap();
    assert!(root.exists());
    drop(cluster);
    assert!(!root.exists());
}

#[test]
fn a_failed_start_tells_the_log_and_leaves_nothing() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let mut options = options(root.clone(), true);
    options.settings.push(("no_such_setting".to_owned(), "1".to_owned()));
    let failed = Cluster::start(&binaries, &options).unwrap_err();
    assert!(failed.to_string().contains("no_such_setting"), "{failed}");
    assert!(!root.exists());
}

#[test]
fn a_killed_owner_leaves_no_server_and_no_litter() {
    let root = ephemeral_root().unwrap();
    let owner = Owner::spawn("ephemeral", &root);
    let lock = server_lock(&root);
    assert!(lock.try_lock().is_err(), "the server holds its lock");
    owner.kill();
    lock.lock().unwrap();
    assert!(!root.exists());
}

#[test]
fn an_owner_killed_in_the_middle_of_initdb_leaves_nothing() {
    let root = ephemeral_root().unwrap();
    let unfinished = root.join(format!("data-{}.new", found().major));
    let mut owner = Owner::command("ephemeral", &root).spawn().unwrap();
    while !unfinished.exists() {
        assert!(owner.try_wait().unwrap().is_none(), "the owner ended");
        thread::yield_now();
    }
    let lock = server_lock(&root);
    owner.kill().unwrap();
    owner.wait().unwrap();
    lock.lock().unwrap();
    assert!(!root.exists());
}

#[tokio::test]
async fn a_new_owner_follows_a_killed_one_at_once() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let owner = Owner::spawn("cluster", &root);
    create(&owner.url).await;
    owner.kill();
    let cluster = Cluster::start(&binaries, &options(root.clone(), true)).unwrap();
    assert_eq!(count(&cluster.url("postgres", "postgres")).await, 1);
    drop(cluster);
    assert!(!root.exists());
}

#[tokio::test]
async fn what_a_killed_server_left_does_not_look_like_a_ready_one() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let options = options(root.clone(), true);
    let state = root.join(format!("data-{}", binaries.major)).join("postmaster.pid");
    let mut kept = options.clone();
    kept.remove_on_stop = false;
    let cluster = Cluster::start(&binaries, &kept).unwrap();
    create(&cluster.url("postgres", "postgres")).await;
    let left = fs::read_to_string(&state).unwrap();
    let pid = left.lines().next().unwrap();
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
    drop(cluster);
    assert_eq!(fs::read_to_string(&state).unwrap(), left, "the killed server removed nothing");
    // Process ids repeat: the same file, naming a living process that is not a server.
    let living = left.replacen(pid, &std::process::id().to_string(), 1);
    for content in [left, living] {
        fs::write(&state, content).unwrap();
        let cluster = Cluster::start(&binaries, &kept).unwrap();
        assert_eq!(count(&cluster.url("postgres", "postgres")).await, 1);
        drop(cluster);
    }
    drop(Cluster::start(&binaries, &options).unwrap());
    assert!(!root.exists());
}

#[tokio::test]
async fn users_share_one_server_and_the_last_one_ends_it() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let options = options(root.clone(), false);
    let first = Shared::get(&binaries, &options).unwrap();
    let lock = server_lock(&root);
    let second = Shared::get(&binaries, &options).unwrap();
    assert!(!first.adopted && second.adopted);
    create(&first.url("postgres", "postgres")).await;
    let other = Owner::spawn("shared", &root);
    drop(first);
    assert_eq!(count(&second.url("postgres", "postgres")).await, 1);
    drop(second);
    assert_eq!(count(&other.url).await, 1);
    other.kill();
    lock.lock().unwrap();
    assert!(!root.join("alive").exists());
    drop(lock);
    let again = Shared::get(&binaries, &options).unwrap();
    assert!(!again.adopted);
    assert_eq!(count(&again.url("postgres", "postgres")).await, 1);
    drop(again);
    server_lock(&root).lock().unwrap();
    fs::remove_dir_all(root).unwrap();
}

#[test]
fn whoever_comes_while_a_shared_server_stops_gets_a_living_one() {
    let (binaries, root) = (found(), ephemeral_root().unwrap());
    let options = options(root.clone(), true);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let shared = Shared::get(&binaries, &options).unwrap();
                    runtime.block_on(async {
                        connect(&shared.url("postgres", "postgres"))
                            .await
                            .query_one("select 1", &[])
                            .await
                            .unwrap();
                    });
                }
            });
        }
    });
    server_lock(&root).lock().unwrap();
    assert!(!root.join(format!("data-{}", binaries.major)).exists());
    fs::remove_dir_all(root).unwrap();
}
