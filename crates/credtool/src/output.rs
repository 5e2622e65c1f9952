//! What goes where: the artefact and nothing else on stdout, everything for people on stderr.
//!
//! Voice: lower case, no full stop; `error:`, then `caused by:`, then `hint:`. With `--json` stdout is one JSON object
//! and an error is one JSON object, the last line on stderr.

use std::cell::Cell;
use std::io::{ErrorKind, IsTerminal as _, Write as _};

use serde_json::{Value, json};

use crate::failure::{Code, Failure};
use crate::io::plain;

/// The two streams, and whether the answer is wanted as JSON.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
    pipe_closed: Cell<bool>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self {
            json,
            pipe_closed: Cell::new(false),
        }
    }

    /// Prints the answer: `value` as JSON with `--json`, else `text` as it is.
    pub(crate) fn answer(&self, value: &Value, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        if self.json {
            self.artefact(format!("{value}\n"))
        } else {
            self.artefact(text)
        }
    }

    /// Writes a piece of a long artefact. Returns whether somebody still reads.
    pub(crate) fn piece(&self, bytes: &[u8]) -> Result<bool, Failure> {
        if !bytes.is_empty() {
            self.artefact(bytes)?;
        }
        Ok(!self.pipe_closed())
    }

    /// Answers no to a change: nothing was written. The verdict with its reason stands on stdout with `--json`; people read it on stderr.
    pub(crate) fn no(
        &self,
        code: &str,
        message: &str,
        hint: &str,
        mut verdict: Value,
    ) -> Result<(), Failure> {
        if verdict["changed"].is_null() {
            verdict["changed"] = false.into();
        }
        verdict["reason"] = json!({ "code": code, "message": message, "hint": hint });
        self.note(format!("no: {message}"));
        if !hint.is_empty() {
            self.note(format!("hint: {hint}"));
        }
        self.answer(&verdict, "")
    }

    /// Writes bytes to stdout, exactly. That nobody reads them any more is no failure.
    fn artefact(&self, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        match stdout
            .write_all(bytes.as_ref())
            .and_then(|()| stdout.flush())
        {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.pipe_closed.set(true);
                Ok(())
            }
            Err(error) => Err(Failure::new(
                Code::WriteFailed,
                "could not write to standard output",
            )
            .because(plain(&error))),
        }
    }

    /// Whether the reader of stdout has gone, which makes the status 0 whatever the answer.
    pub(crate) fn pipe_closed(&self) -> bool {
        self.pipe_closed.get()
    }

    /// Whether `--json` was given.
    pub(crate) fn wants_json(&self) -> bool {
        self.json
    }

    /// Whether a person looks at stdout.
    pub(crate) fn is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Tells people something they need not act on.
    pub(crate) fn note(&self, text: impl AsRef<str>) {
        note(text);
    }

    /// Tells people something they should act on.
    pub(crate) fn warn(&self, text: impl AsRef<str>) {
        warn(text);
    }

    /// Reports why the command stopped.
    pub(crate) fn fail(&self, failure: &Failure) {
        if self.json {
            let error = json!({ "code": failure.code.as_str(), "message": failure.sentence(), "hint": failure.hint });
            return say(&json!({ "error": error }).to_string());
        }
        let mut text = format!("error: {}", printable(&failure.message));
        for cause in &failure.causes {
            text.push_str(&format!("\ncaused by: {}", printable(cause)));
        }
        if !failure.hint.is_empty() {
            text.push_str(&format!("\nhint: {}", printable(&failure.hint)));
        }
        say(&text);
    }
}

/// Tells people something they need not act on.
pub(crate) fn note(text: impl AsRef<str>) {
    say(&printable(text.as_ref()));
}

/// Tells people something they should act on.
pub(crate) fn warn(text: impl AsRef<str>) {
    say(&format!("warning: {}", printable(text.as_ref())));
}

/// Returns text on one line, safe for a terminal: names in certificates, keystores and file systems are somebody else's
/// words, and control characters or a change of direction could make them say something else.
pub(crate) fn printable(text: &str) -> String {
    let mut printable = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            printable.extend(c.escape_default());
        } else {
            printable.push(c);
        }
    }
    printable
}

/// Writes one line or more to stderr; when even that fails there is nobody left to tell.
fn say(text: &str) {
    let _ = std::io::stderr()
        .lock()
        .write_all(format!("{text}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn nothing_moves_the_cursor() {
        assert_eq!(printable("CN=Zoë, 株式会社"), "CN=Zoë, 株式会社");
        assert_eq!(
            printable("a\x1b[2Jb\nc\u{202e}d"),
            "a\\u{1b}[2Jb\\nc\\u{202e}d"
        );
    }
}
