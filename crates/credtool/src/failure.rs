//! Why a command stopped: a stable code, one sentence, its causes, and the next step.

use std::fmt::Display;

pub(crate) use crate::codes::Code;

/// A refusal, as people and programs read it. It never carries a secret.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    /// What could not be done, with the file or flag; lower case, no full stop.
    pub(crate) message: String,
    /// Why, outermost first.
    pub(crate) causes: Vec<String>,
    /// What to try next.
    pub(crate) hint: String,
}

impl Failure {
    /// Starts from a code, whose usual next step is the hint until [`Failure::hint`] says otherwise.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            causes: Vec::new(),
            hint: code.next_step().to_owned(),
        }
    }

    /// Adds a cause under the ones already there.
    pub(crate) fn because(mut self, cause: impl Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Replaces the next step.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Returns the message and its causes on one line.
    pub(crate) fn sentence(&self) -> String {
        let mut sentence = self.message.clone();
        for cause in &self.causes {
            sentence.push_str(": ");
            sentence.push_str(cause);
        }
        sentence
    }
}

/// What a command that could be carried out answers; the exit status follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done, or yes: status 0.
    Yes,
    /// No: status 1.
    No,
}
