//! What a rewrap did, for people and programs.

use std::path::Path;

use credtool_keyring::Report;
use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// What became of every input.
#[derive(Default)]
pub(super) struct Outcome {
    rewrapped: u64,
    unchanged: u64,
    failed: u64,
    foreign: u64,
    written: u64,
    files: Vec<Value>,
    failures: Vec<Value>,
    listed: Vec<String>,
    refused: Option<Failure>,
}

impl Outcome {
    /// Adds one input.
    pub(super) fn add(&mut self, path: &Path, report: Report, written: bool) {
        self.rewrapped += report.rewrapped;
        self.unchanged += report.unchanged;
        self.failed += report.failed;
        self.foreign += report.foreign;
        self.written += u64::from(written);
        let file = match path.as_os_str() == "-" {
            true => "standard input".to_owned(),
            false => path.display().to_string(),
        };
        for failed in report.failures {
            if self.failures.len() == MOST_SHOWN {
                break;
            }
            if self.listed.len() < MOST_LISTED {
                let place = format!(
                    "{}:{}: {}",
                    printable(&file),
                    failed.line,
                    printable(&failed.reason.to_string())
                );
                self.listed
                    .push(format!("{place} (byte {})", failed.offset));
            }
            self.failures.push(json!({
                "file": file,
                "line": failed.line,
                "offset": failed.offset,
                "code": failed.reason.code(),
                "message": failed.reason.to_string(),
            }));
        }
        if self.files.len() < MOST_SHOWN {
            self.files.push(json!({
                "file": file,
                "rewrapped": report.rewrapped,
                "unchanged": report.unchanged,
                "failed": report.failed,
                "written": written,
            }));
        }
    }

    /// Takes note of a file that could not be read or written; the others go on.
    pub(super) fn refuse(&mut self, io: &Io, failure: Failure) {
        match &self.refused {
            None => self.refused = Some(failure),
            Some(_) => io.out.warn(failure.sentence()),
        }
    }

    /// Says what was done. `answer` is whether stdout is free for it.
    pub(super) fn tell(self, io: &Io, answer: bool) -> Result<Answer, Failure> {
        for line in &self.listed {
            io.out.warn(line);
        }
        let more = self.failed.saturating_sub(self.listed.len() as u64);
        if more > 0 && self.failed > 0 {
            io.out
                .warn(format!("and {more} more are left as they were"));
        }
        let foreign = match self.foreign {
            0 => String::new(),
            n => format!(", {n} of other programs"),
        };
        io.out.note(format!(
            "rewrapped {}, unchanged {}, failed {}{foreign}, in {} {}",
            self.rewrapped,
            self.unchanged,
            self.failed,
            self.files.len(),
            if self.files.len() == 1 {
                "input"
            } else {
                "inputs"
            }
        ));
        if answer {
            let shown = json!({
                "rewrapped": self.rewrapped,
                "unchanged": self.unchanged,
                "failed": self.failures,
                "failed_count": self.failed,
                "foreign": self.foreign,
                "files": self.files,
                "written": self.written,
            });
            io.out.answer(&shown, "")?;
        }
        match self.refused {
            Some(failure) => Err(failure),
            None if self.failed > 0 => Ok(Answer::No),
            None => Ok(Answer::Yes),
        }
    }
}

/// The most failures that are listed for people.
const MOST_LISTED: usize = 20;

/// The most failures and files in the JSON.
const MOST_SHOWN: usize = 10_000;
