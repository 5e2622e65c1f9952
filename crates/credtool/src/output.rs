//! What goes where: the artefact and nothing else on stdout, everything for people on stderr.
//!
//! Voice: lower case, no full stop; `error:`, then `caused by:`, then `hint:`. With `--json` stdout is one JSON object
//! and an error is one JSON object, the last line on stderr.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use serde_json::{Value, json};

use crate::failure::{Code, Failure};

/// The two streams, and whether the answer is wanted as JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the answer: `value` as JSON with `--json`, else `text` as it is.
    pub(crate) fn answer(self, value: &Value, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        if self.json {
            self.artefact(format!("{value}\n"))
        } else {
            self.artefact(text)
        }
    }

    /// Writes bytes to stdout, exactly.
    pub(crate) fn artefact(self, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        stdout
            .write_all(bytes.as_ref())
            .and_then(|()| stdout.flush())
            .map_err(|error| match error.kind() {
                ErrorKind::BrokenPipe => {
                    Failure::new(Code::ClosedPipe, "the reader of standard output has gone")
                }
                _ => Failure::new(Code::WriteFailed, "could not write to standard output")
                    .because(error),
            })
    }

    /// Whether `--json` was given.
    pub(crate) fn wants_json(self) -> bool {
        self.json
    }

    /// Whether a person looks at stdout.
    pub(crate) fn is_terminal(self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Tells people something they need not act on.
    pub(crate) fn note(self, text: impl AsRef<str>) {
        say(text.as_ref());
    }

    /// Tells people something they should act on.
    pub(crate) fn warn(self, text: impl AsRef<str>) {
        say(&format!("warning: {}", text.as_ref()));
    }

    /// Reports why the command stopped.
    pub(crate) fn fail(self, failure: &Failure) {
        if self.json {
            let error = json!({ "code": failure.code.as_str(), "message": failure.sentence(), "hint": failure.hint });
            return say(&json!({ "error": error }).to_string());
        }
        let mut text = format!("error: {}", failure.message);
        for cause in &failure.causes {
            text.push_str(&format!("\ncaused by: {cause}"));
        }
        if !failure.hint.is_empty() {
            text.push_str(&format!("\nhint: {}", failure.hint));
        }
        say(&text);
    }
}

/// Writes one line or more to stderr; when even that fails there is nobody left to tell.
fn say(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "{text}").and_then(|()| stderr.flush());
}
