//! The service under measurement: a release binary with a database of its own, gone when this process is.
//!
//! Must not know what is asked of it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// Setting up a database takes seconds; fetching one first may take minutes.
const START_TIMEOUT: Duration = Duration::from_secs(300);
/// Longer than the service gives itself to finish what it has begun.
const STOP_TIMEOUT: Duration = Duration::from_secs(20);
const STOP_POLL: Duration = Duration::from_millis(20);
/// Lines of the log that an error quotes.
const LOG_LINES: usize = 8;

/// Becomes the service, and leaves a watcher that ends it when standard input does: whatever way this process goes, the
/// kernel closes its end. Descriptor 3, because a background job of a POSIX shell has no standard input.
const WATCHED: &str = r#"
exec 3<&0 </dev/null
(read -r _ <&3; kill -TERM $$) >/dev/null 2>&1 &
exec 3<&-
exec "$@"
"#;

/// A running service.
pub(super) struct Target {
    child: Child,
    liveness: Option<ChildStdin>,
    address: String,
    database_url: String,
    tenant: String,
    log: PathBuf,
}

impl Target {
    /// Starts the service on a free port with an empty database and its log in a file.
    ///
    /// # Errors
    /// It does not start, or does not say how to reach it.
    pub(super) fn start(binary: &Path, log: &Path) -> anyhow::Result<Self> {
        let file = File::create(log).with_context(|| format!("cannot create {}", log.display()))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", WATCHED, "sh"]).arg(binary);
        command.args(["dev", "--listen", "127.0.0.1:0", "--ephemeral", "--log-format", "json"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(file);
        // A database that somebody works with must not be filled with our users.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SELFSAME_") || name == "DATABASE_URL" {
                command.env_remove(name);
            }
        }
        let mut child = command.spawn().with_context(|| format!("cannot run {}", binary.display()))?;
        let (liveness, stdout) = (child.stdin.take(), child.stdout.take());
        let mut target = Self {
            child,
            liveness,
            address: String::new(),
            database_url: String::new(),
            tenant: String::new(),
            log: log.to_owned(),
        };
        let line = first_line(stdout.context("the service has no standard output")?);
        let ready = line.and_then(|line| target.read_ready(&line));
        ready.with_context(|| {
            format!("the service does not start; its log ends with\n{}", target.log_end())
        })?;
        Ok(target)
    }

    fn read_ready(&mut self, line: &str) -> anyhow::Result<()> {
        let ready: serde_json::Value =
            serde_json::from_str(line).with_context(|| format!("it printed no JSON but {line:?}"))?;
        let text = |name: &str| {
            let text = ready.get(name).and_then(serde_json::Value::as_str);
            text.with_context(|| format!("what it printed has no `{name}`"))
        };
        let url = text("url")?;
        let address = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        address.with_context(|| format!("{url} is no http address"))?.clone_into(&mut self.address);
        text("databaseUrl")?.clone_into(&mut self.database_url);
        text("tenantId")?.clone_into(&mut self.tenant);
        Ok(())
    }

    /// `host:port`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The database, as its owner.
    pub(super) fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The tenant that the service has.
    pub(super) fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The service's process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends the service, removes its log and tells how many lines it had.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(super) fn stop(mut self) -> anyhow::Result<u64> {
        self.end();
        let doing = || format!("cannot read {}", self.log.display());
        let mut log = BufReader::new(File::open(&self.log).with_context(doing)?);
        let mut lines = 0;
        loop {
            let bytes = log.fill_buf().with_context(doing)?;
            if bytes.is_empty() {
                break;
            }
            lines += bytes.iter().filter(|byte| **byte == b'\n').count();
            let read = bytes.len();
            log.consume(read);
        }
        fs::remove_file(&self.log).with_context(|| format!("cannot remove {}", self.log.display()))?;
        Ok(u64::try_from(lines)?)
    }

    /// Asks the service to end, and insists where it does not.
    fn end(&mut self) {
        drop(self.liveness.take());
        let patience = Instant::now() + STOP_TIMEOUT;
        while Instant::now() < patience {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(STOP_POLL),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        // Its database has a supervisor of its own that notices.
        drop(self.child.kill());
        drop(self.child.wait());
    }

    fn log_end(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.end();
    }
}

/// The first line that the service prints; whatever follows is read and dropped, so that it is never held up.
fn first_line(stdout: ChildStdout) -> anyhow::Result<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let Ok(line) = line else { return };
            // Nobody waits for more than one.
            drop(sender.send(line));
        }
    });
    match receiver.recv_timeout(START_TIMEOUT) {
        Ok(line) => Ok(line),
        Err(mpsc::RecvTimeoutError::Disconnected) => bail!("it ended"),
        Err(mpsc::RecvTimeoutError::Timeout) => bail!("nothing in {} s", START_TIMEOUT.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A program in the place of the service.
    fn service(folder: &Path, script: &str) -> (PathBuf, PathBuf) {
        let binary = folder.join("service");
        fs::write(&binary, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        (binary, folder.join("log"))
    }

    #[test]
    fn a_target_is_read_and_ended() {
        let ready = r#"{"url":"http://127.0.0.1:1/","databaseUrl":"postgres://x","tenantId":"t"}"#;
        let script = format!("echo one >&2; echo two >&2; echo '{ready}'; exec sleep 1000");
        let folder = tempfile::tempdir().unwrap();
        let (binary, log) = service(folder.path(), &script);
        let target = Target::start(&binary, &log).unwrap();
        assert_eq!(
            (target.address(), target.database_url(), target.tenant()),
            ("127.0.0.1:1", "postgres://x", "t")
        );
        let pid = target.pid();
        assert!(Path::new(&format!("/proc/{pid}")).exists());
        assert_eq!(target.stop().unwrap(), 2);
        assert!(!Path::new(&format!("/proc/{pid}")).exists());
        assert!(!log.exists());
    }

    #[test]
    fn a_target_that_ends_is_an_error_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let (binary, log) = service(folder.path(), "echo no database >&2; exit 1");
        let error = format!("{:#}", Target::start(&binary, &log).err().unwrap());
        assert!(error.contains("no database") && error.contains("it ended"), "{error}");
    }
}
