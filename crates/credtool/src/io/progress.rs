//! How far a long command is, on a terminal only.

use std::io::Write as _;
use std::time::{Duration, Instant};

use super::terminal;

/// A line on stderr that is written over again and again, from the first second on.
pub(crate) struct Progress {
    next: Option<Instant>,
    shown: bool,
    bytes: u64,
    start: Instant,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let start = Instant::now();
        let next = terminal::stderr_is_terminal().then(|| start + Duration::from_secs(1));
        Self {
            next,
            shown: false,
            bytes: 0,
            start,
        }
    }

    /// Counts bytes, and shows how many there were so far.
    pub(crate) fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        let Some(next) = self.next else { return };
        let now = Instant::now();
        if now < next {
            return;
        }
        self.next = Some(now + Duration::from_millis(200));
        self.shown = true;
        let seconds = (now - self.start).as_secs_f64();
        let mebibytes = self.bytes as f64 / f64::from(1 << 20);
        let speed = mebibytes / seconds;
        let line = format!("\r{mebibytes:.0} MiB, {speed:.0} MiB/s\x1b[K");
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = std::io::stderr().lock().write_all(b"\r\x1b[K");
        }
    }
}
