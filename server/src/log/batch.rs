//! Lines gathered and written together: a busy service makes one system call for many records, and no record wakes a
//! thread but an urgent one.

use super::json::Lines;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a line that is not urgent may wait.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long the end of the program waits for what is left to be written.
const LAST_PATIENCE: Duration = Duration::from_secs(2);
/// How many bytes may wait. A reader of the log that is slower than this loses lines and does not stop the service.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// From here on lines are written without waiting for more.
const BYTES_ENOUGH: usize = 64 * 1024;

/// Where lines are gathered. Clones are the same place.
#[derive(Clone)]
pub(super) struct Batch(Arc<Shared>);

/// Writes what is gathered; the rest when it is dropped.
pub(super) struct Writer {
    shared: Arc<Shared>,
}

struct Shared {
    gathered: Mutex<Gathered>,
    wake: Condvar,
}

#[derive(Default)]
struct Gathered {
    bytes: Vec<u8>,
    lost: u64,
    urgent: bool,
    closed: bool,
    finished: bool,
}

impl Batch {
    /// Starts to write what is gathered.
    pub(super) fn start(out: impl Write + Send + 'static) -> (Batch, Writer) {
        let shared = Arc::new(Shared { gathered: Mutex::default(), wake: Condvar::new() });
        let writer = Arc::clone(&shared);
        thread::spawn(move || writer.write_all(out));
        (Batch(Arc::clone(&shared)), Writer { shared })
    }
}

impl Lines for Batch {
    fn take(&self, line: &[u8], urgent: bool) {
        let mut gathered = self.0.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        if gathered.bytes.len() + line.len() > BYTES_MAX {
            gathered.lost += 1;
            return;
        }
        gathered.bytes.extend_from_slice(line);
        let wake = (urgent || gathered.bytes.len() > BYTES_ENOUGH) && !gathered.urgent;
        if wake {
            gathered.urgent = true;
            drop(gathered);
            self.0.wake.notify_one();
        }
    }
}

impl Shared {
    fn write_all(&self, mut out: impl Write) {
        let mut batch = Vec::new();
        loop {
            let gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
            let ready = |gathered: &mut Gathered| !gathered.urgent && !gathered.closed;
            let (mut gathered, _) = self
                .wake
                .wait_timeout_while(gathered, PATIENCE, ready)
                .unwrap_or_else(PoisonError::into_inner);
            batch.clear();
            std::mem::swap(&mut batch, &mut gathered.bytes);
            let (lost, closed) = (std::mem::take(&mut gathered.lost), gathered.closed);
            gathered.urgent = false;
            drop(gathered);
            // A log that cannot be written cannot say so either.
            let _ = out.write_all(&batch);
            if lost > 0 {
                let _ = writeln!(out, r#"{{"level":"WARN","message":"log lines were lost","lines":{lost}}}"#);
            }
            if closed {
                let _ = out.flush();
                self.gathered.lock().unwrap_or_else(PoisonError::into_inner).finished = true;
                self.wake.notify_all();
                return;
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let mut gathered = self.shared.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.closed = true;
        self.shared.wake.notify_all();
        // Not without end: whoever reads the log may have stopped.
        let unfinished = |gathered: &mut Gathered| !gathered.finished;
        let _ = self.shared.wake.wait_timeout_while(gathered, LAST_PATIENCE, unfinished);
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES_MAX, Batch};
    use crate::log::json::Lines;
    use std::io::{self, Write};
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Says when it is asked to write, and writes when it is let.
    struct Gate {
        asked: Sender<()>,
        let_through: Receiver<()>,
        written: Sender<Vec<u8>>,
    }

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            // Nobody listens any more once the test is content.
            let _ = self.asked.send(());
            let _ = self.let_through.recv();
            self.written.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_too_much_is_counted_and_the_rest_is_written_in_order() {
        let ((asked, is_asked), (open, let_through), (written, receive)) = (channel(), channel(), channel());
        let (batch, writer) = Batch::start(Gate { asked, let_through, written });
        batch.take(b"first\n", true);
        is_asked.recv().unwrap();
        // The writer stands at its gate with the first line, so the rest can only gather.
        let half = vec![b'x'; BYTES_MAX / 2 + 1];
        for line in [half.as_slice(), half.as_slice(), half.as_slice(), b"last\n"] {
            batch.take(line, false);
        }
        drop(open);
        drop(writer);
        let text: Vec<u8> = receive.iter().flatten().collect();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("first\nxxx"));
        assert!(text.contains("last\n"));
        assert!(text.contains(r#""message":"log lines were lost","lines":2}"#), "{}", text.len());
    }
}
