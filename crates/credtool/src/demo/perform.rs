//! One step is run, as a process of its own, and what came out is compared with what is right.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::SystemTime;

use super::step::{Expected, Step};
use super::typed::{self, Typed, Word};
use crate::clock;
use crate::failure::Failure;
use crate::io::Playground;

/// Where the steps are run, and what earlier ones have kept.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    folder: &'a Playground,
    at: Option<SystemTime>,
    kept: BTreeMap<&'static str, String>,
}

/// What a step did.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// The command that ran, to the letter.
    pub(super) command: String,
    /// Its exit status, where it had one.
    pub(super) status: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// The file that took its stdout, and what is in it.
    pub(super) into: Option<(String, String)>,
    /// What was expected and did not come; empty when the step held.
    pub(super) wrong: Vec<String>,
}

impl<'a> Stage<'a> {
    /// Starts with nothing kept. Every command gets the time of `at` where it was given.
    pub(super) fn new(folder: &'a Playground, at: Option<SystemTime>) -> Self {
        Self {
            folder,
            at,
            kept: BTreeMap::new(),
        }
    }

    /// Runs a step and checks it. A step that cannot run because an earlier one failed has not held either.
    pub(super) fn perform(&mut self, step: &Step) -> Result<Done, Failure> {
        let mut done = Done::default();
        match self.try_to(step, &mut done) {
            Ok(()) => Ok(done),
            Err(Trouble::Step(wrong)) => {
                done.wrong.push(wrong);
                Ok(done)
            }
            Err(Trouble::World(failure)) => Err(failure),
        }
    }

    fn try_to(&mut self, step: &Step, done: &mut Done) -> Result<(), Trouble> {
        done.command = step.typed.to_owned();
        done.command = self.filled(step.typed)?;
        if let Some(at) = self.at {
            let at = format!("credtool --at {} ", clock::rfc3339(at));
            done.command = done.command.replacen("credtool ", &at, 1);
        }
        let typed = typed::parse(&done.command)?;
        let arguments = self.arguments(&typed)?;
        if let Some(file) = &typed.stdin {
            self.folder.read(file)?;
        }
        let ran = self
            .folder
            .run(&arguments, typed.stdin.as_deref(), typed.stdout.as_deref())?;
        done.status = ran.status;
        done.stdout = String::from_utf8_lossy(&ran.stdout).into_owned();
        done.stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
        if ran.status != Some(step.status) {
            let found = ran.status.map_or("none".to_owned(), |s| s.to_string());
            done.wrong
                .push(format!("exit status {}, and it was {found}", step.status));
        }
        let mut stdout = done.stdout.clone();
        if let Some(file) = typed.stdout {
            stdout = self.folder.read(&file)?;
            done.into = Some((file, stdout.clone()));
        }
        if let Some(name) = step.kept
            && done.wrong.is_empty()
        {
            self.kept.insert(name, stdout.trim_end().to_owned());
        }
        for expected in &step.expected {
            if let Err(wrong) = self.check(expected, &stdout, &done.stderr) {
                done.wrong.push(wrong);
            }
        }
        Ok(())
    }

    /// Returns the arguments, with what is in the files that they are taken from.
    fn arguments(&self, typed: &Typed) -> Result<Vec<OsString>, Trouble> {
        let one = |word: &Word| match word {
            Word::Text(text) => Ok(text.into()),
            Word::ContentOf(file) => Ok(self.folder.read(file)?.trim_end_matches('\n').into()),
        };
        typed.words.iter().map(one).collect()
    }

    /// Compares what came out with what is right; the error says what was expected.
    fn check(&self, expected: &Expected, stdout: &str, stderr: &str) -> Result<(), String> {
        let (holds, wrong) = match *expected {
            Expected::Says(text) => {
                let text = self.filled(text)?;
                // Paths are written as the platform does.
                let plain = |said: &str| match std::path::MAIN_SEPARATOR {
                    '/' => said.to_owned(),
                    other => said.replace(other, "/"),
                };
                let holds = plain(stdout).contains(&text) || plain(stderr).contains(&text);
                (holds, format!("the words {text:?}"))
            }
            Expected::Prints(text) => {
                let text = self.filled(text)?;
                let holds = stdout.trim_end() == text.trim_end();
                (holds, format!("{text:?} on stdout, and nothing else"))
            }
            Expected::Holds(file, text) => {
                let text = self.filled(text)?;
                let holds = self.folder.read(file)?.contains(&text);
                (holds, format!("{text:?} in {file}"))
            }
            Expected::Hides(file, text) => {
                let text = self.filled(text)?;
                let holds = !text.is_empty() && !self.folder.read(file)?.contains(&text);
                (holds, format!("no {text:?} in {file}"))
            }
        };
        if holds { Ok(()) } else { Err(wrong) }
    }

    /// Puts in what earlier steps have kept (`{name}`) and what files hold (`{file:NAME}`).
    fn filled(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').ok_or("a brace is missing")?;
            match name.strip_prefix("file:") {
                Some(file) => filled.push_str(self.folder.read(file)?.trim_end()),
                None => filled.push_str(self.kept.get(name).ok_or_else(|| {
                    format!("an earlier step to say what {name} is, and it did not")
                })?),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// Why a step went no further.
enum Trouble {
    /// It is the step's own, or that of one before it.
    Step(String),
    /// This program cannot be started at all.
    World(Failure),
}

impl From<String> for Trouble {
    fn from(wrong: String) -> Self {
        Self::Step(wrong)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}
