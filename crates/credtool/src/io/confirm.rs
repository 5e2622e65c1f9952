//! The one yes-or-no question.

use super::{Io, terminal};
use crate::failure::{Code, Failure};

impl Io {
    /// Returns whether the user agrees: `yes` is the answer of `--yes`, else the terminal is asked, where only y and yes agree.
    /// Where asking is not possible, the error names `flag`, which is `--yes`.
    pub(crate) fn confirm(&self, question: &str, yes: bool, flag: &str) -> Result<bool, Failure> {
        if yes {
            return Ok(true);
        }
        if !self.may_ask() {
            let failure = Failure::new(
                Code::InputNeeded,
                format!("it would have to be asked: {question}"),
            );
            return Err(failure.hint(format!(
                "answer with {flag}, or run it in a terminal without --no-input"
            )));
        }
        terminal::confirm(question)
    }
}
