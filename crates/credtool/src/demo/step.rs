//! A step of the demo, as data: why, the command as a person types it, and what must come out.

/// A few steps that belong together.
#[derive(Debug)]
pub(super) struct Chapter {
    pub(super) title: &'static str,
    pub(super) steps: Vec<Step>,
}

/// One command. `{name}` in its texts stands for what an earlier step has kept, `{file:NAME}` for what is in a file.
#[derive(Debug)]
pub(super) struct Step {
    /// One sentence for a newcomer.
    pub(super) why: &'static str,
    /// The command as it is typed: what is printed is what runs.
    pub(super) typed: &'static str,
    /// The exit status that is right here.
    pub(super) status: i32,
    pub(super) expected: Vec<Expected>,
    /// The name under which what it prints is kept for later steps.
    pub(super) kept: Option<&'static str>,
}

/// What must hold after a command.
#[derive(Debug)]
pub(super) enum Expected {
    /// One of its two streams says this.
    Says(&'static str),
    /// Its stdout is this and nothing else.
    Prints(&'static str),
    /// This file holds this text.
    Holds(&'static str, &'static str),
    /// This file does not hold this text anywhere.
    Hides(&'static str, &'static str),
}

/// Starts a step that must end with status 0.
pub(super) fn step(why: &'static str, typed: &'static str) -> Step {
    Step {
        why,
        typed,
        status: 0,
        expected: Vec::new(),
        kept: None,
    }
}

impl Step {
    /// The answer must be no: status 1.
    pub(super) fn no(mut self) -> Self {
        self.status = 1;
        self
    }

    /// It must say this.
    pub(super) fn says(mut self, text: &'static str) -> Self {
        self.expected.push(Expected::Says(text));
        self
    }

    /// It must print this and nothing else.
    pub(super) fn prints(mut self, text: &'static str) -> Self {
        self.expected.push(Expected::Prints(text));
        self
    }

    /// The file must hold this text afterwards.
    pub(super) fn leaves(mut self, file: &'static str, text: &'static str) -> Self {
        self.expected.push(Expected::Holds(file, text));
        self
    }

    /// The file must not hold this text afterwards.
    pub(super) fn hides(mut self, file: &'static str, text: &'static str) -> Self {
        self.expected.push(Expected::Hides(file, text));
        self
    }

    /// What it prints is kept for later steps.
    pub(super) fn keeps(mut self, name: &'static str) -> Self {
        self.kept = Some(name);
        self
    }
}
