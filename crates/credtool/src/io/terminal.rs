//! The terminal: prompts without echo, and the clipboard.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::read::plain;
use crate::failure::{Code, Failure};
use crate::output::printable;

pub(super) fn stdin_is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

pub(super) fn stderr_is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Asks on the controlling terminal, whatever standard input is.
pub(super) fn ask(what: &str) -> Result<Zeroizing<String>, Failure> {
    let answer = rpassword::prompt_password(format!("{what}: "));
    answer.map(Zeroizing::new).map_err(|error| {
        Failure::new(Code::InputNeeded, format!("{what} was not given")).because(plain(&error))
    })
}

/// Refuses where there is no terminal whose clipboard could be reached.
pub(super) fn for_copy() -> Result<(), Failure> {
    let terminal = OpenOptions::new().write(true).open(TERMINAL);
    terminal
        .map(drop)
        .map_err(|error| unreachable_clipboard(&error))
}

fn unreachable_clipboard(error: &std::io::Error) -> Failure {
    Failure::new(Code::NoTerminal, "could not reach the terminal's clipboard").because(plain(error))
}

/// Writes the OSC 52 sequence that sets the clipboard; most terminals and tmux honour it, none answers.
pub(super) fn copy(text: &str) -> Result<(), Failure> {
    let sequence = Zeroizing::new(format!("\x1b]52;c;{}\x07", STANDARD.encode(text)));
    let terminal = OpenOptions::new().write(true).open(TERMINAL);
    let written = terminal.and_then(|mut terminal| terminal.write_all(sequence.as_bytes()));
    written.map_err(|error| unreachable_clipboard(&error))
}

/// Puts a question on the controlling terminal. A bare return is a no.
pub(super) fn confirm(question: &str) -> Result<bool, Failure> {
    let asked = OpenOptions::new().read(true).write(true).open(TERMINAL);
    let answer = asked.and_then(|terminal| {
        (&terminal).write_all(format!("{} [y/N] ", printable(question)).as_bytes())?;
        let mut answer = String::new();
        BufReader::new(terminal.take(LONGEST_ANSWER)).read_line(&mut answer)?;
        Ok(answer)
    });
    match answer {
        Ok(answer) => Ok(matches!(
            answer.trim().to_ascii_lowercase().as_str(),
            "y" | "yes"
        )),
        Err(error) => Err(
            Failure::new(Code::InputNeeded, "the question could not be asked")
                .because(plain(&error)),
        ),
    }
}

/// More is no answer to a yes-or-no question.
const LONGEST_ANSWER: u64 = 1 << 10;

#[cfg(unix)]
const TERMINAL: &str = "/dev/tty";
#[cfg(not(unix))]
const TERMINAL: &str = "CONOUT$";
