//! The one file, with its folder, that touches the world: files, streams, the environment, the terminal, processes, the clock. The
//! store's own file SQLite opens and writes (`store/sqlite/file.rs`).
//!
//! Everything read is bounded and erased from memory after use; everything refused names the file and the reason.
#![expect(clippy::disallowed_methods, reason = "this is the one edge")]

mod actor; // who runs this
mod before; // what a verb asks before it begins
mod blocks; // streams of any length, block by block
mod carry_out; // a change is carried out: all of it or none
mod confirm; // yes or no
mod data_folder; // where the data of the user is
mod disk; // what is done to files, and flushed
mod edit; // a change of several files, as a verb sees it
mod folder; // new folders
mod journal; // the journal of a change, and the names of our files beside a target
mod lock; // locks on folders
mod owner; // whose a leftover is
mod playground; // a folder in which this program is run as a person would
mod pm2; // CONFIG_IMAGE of a running service
mod private_folder; // a folder for a tool that can only work on files
mod progress; // how far a long command is
mod read; // bounded reading
mod recover; // what a killed run left
mod replay; // the file of --replay
mod shell; // restart hooks and other tools
mod stream; // files of any length
mod terminal; // prompts, the clipboard
mod undo; // how a change that stopped half way ends
mod walk; // the files of a folder
mod write; // files that are written as a whole

use std::cell::RefCell;
use std::path::Path;
use std::time::{Instant, SystemTime};

use rand::SeedableRng as _;
use rand::rngs::{StdRng, SysRng};
use zeroize::Zeroizing;

pub(crate) use blocks::{Block, Cut, Flow};
pub(crate) use edit::Edit;
pub(crate) use folder::NewFolder;
pub(crate) use playground::Playground;
pub(crate) use private_folder::PrivateFolder;
pub(crate) use progress::Progress;
pub(crate) use read::{Input, Limit, plain};
pub(crate) use stream::unreadable;
pub(crate) use walk::Walk;
pub(crate) use write::{Check, Target, write_all};

use crate::failure::{Code, Failure};
use crate::output::Output;
use crate::replay::{Remembered, Sighting};

/// What a verb is handed: the two output streams, and every way in.
#[derive(Debug)]
pub(crate) struct Io {
    /// stdout and stderr.
    pub(crate) out: Output,
    no_input: bool,
    keep_newline: bool,
    at: Option<SystemTime>,
    stdin_claimed_for: Option<String>,
    /// Variables that gave a secret; commands that we run do not see them.
    secret_variables: RefCell<Vec<String>>,
}

impl Io {
    /// Starts with standard input unclaimed. `no_input` forbids prompts, as `CREDTOOL_NO_INPUT=1` does; `keep_newline` is
    /// `--raw`; `at` replaces the clock.
    pub(crate) fn new(
        json: bool,
        no_input: bool,
        keep_newline: bool,
        at: Option<SystemTime>,
    ) -> Self {
        let no_input = no_input
            || std::env::var_os("CREDTOOL_NO_INPUT")
                .is_some_and(|value| !value.is_empty() && value != "0");
        Self {
            out: Output::new(json),
            no_input,
            keep_newline,
            at,
            stdin_claimed_for: None,
            secret_variables: RefCell::default(),
        }
    }

    /// Returns the present moment: `--at` where it was given, else the clock's.
    pub(crate) fn now(&self) -> SystemTime {
        self.at.unwrap_or_else(SystemTime::now)
    }

    /// Returns the moment that `--at` put in the place of the clock.
    pub(crate) fn at(&self) -> Option<SystemTime> {
        self.at
    }

    /// Starts a measurement of time, which `--at` does not change.
    pub(crate) fn timer(&self) -> Instant {
        Instant::now()
    }

    /// Whether the newline at the end of a secret stays.
    pub(crate) fn keeps_newline(&self) -> bool {
        self.keep_newline
    }

    /// Reads a whole file, or standard input for `-`. No bytes at all is a refusal.
    pub(crate) fn read(&mut self, path: &Path, limit: Limit) -> Result<Input, Failure> {
        let input = self.read_maybe_empty(path, limit)?;
        if input.bytes.is_empty() {
            return Err(Failure::new(
                Code::EmptyFile,
                format!("could not read {} from {}", limit.what, input.name),
            )
            .because("it is empty"));
        }
        Ok(input)
    }

    /// Reads a whole file, or standard input for `-`, where no bytes at all are an answer too.
    pub(crate) fn read_maybe_empty(&mut self, path: &Path, limit: Limit) -> Result<Input, Failure> {
        if path.as_os_str() == "-" {
            self.read_stdin(limit)
        } else {
            read::file(path, limit)
        }
    }

    /// Reads standard input, once in the life of the process.
    pub(crate) fn read_stdin(&mut self, limit: Limit) -> Result<Input, Failure> {
        self.claim_stdin(limit.what)?;
        read::stdin(limit)
    }

    /// Takes standard input, which is there once.
    fn claim_stdin(&mut self, what: &str) -> Result<(), Failure> {
        if let Some(owner) = &self.stdin_claimed_for {
            return Err(Failure::new(
                Code::StdinClaimed,
                format!("standard input is wanted twice, for {owner} and for {what}"),
            ));
        }
        self.stdin_claimed_for = Some(what.to_owned());
        if terminal::stdin_is_terminal() {
            if self.no_input {
                let failure =
                    Failure::new(Code::InputNeeded, format!("{what} would have to be typed"));
                return Err(
                    failure.hint("give it through a pipe or a file, or leave --no-input away")
                );
            }
            self.out.note(format!(
                "type or paste {what}, then press ctrl-d on a line of its own"
            ));
        }
        Ok(())
    }

    /// Lists the files of a folder and of the folders in it.
    pub(crate) fn walk(&self, folder: &Path) -> Result<Walk, Failure> {
        walk::walk(folder)
    }

    /// Returns on how many processors this can run.
    pub(crate) fn processors(&self) -> usize {
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    /// Whether something stands at the path.
    pub(crate) fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    /// Whether it is worth several workers to read it: a large file, or anything of unknown length.
    pub(crate) fn is_large(&self, path: &Path) -> bool {
        std::fs::metadata(path).map_or(true, |file| !file.is_file() || file.len() >= LARGE)
    }

    /// Whether a folder stands at the path.
    pub(crate) fn is_directory(&self, path: &Path) -> bool {
        path.is_dir()
    }

    /// Reads a file that holds a secret; no bytes at all is a secret too. Warns when every user of the machine can read it.
    pub(crate) fn read_secret_file(&self, path: &Path, limit: Limit) -> Result<Input, Failure> {
        let input = read::file(path, limit)?;
        self.warn_if_readable(&input);
        Ok(input)
    }

    /// Warns when every user of the machine can read a file that a secret was written to: it kept the mode it had.
    pub(crate) fn warn_if_written_readable(&self, path: &Path) {
        if std::fs::metadata(path).is_ok_and(|metadata| read::readable_by_all(&metadata)) {
            self.out.warn(format!(
                "every user of this machine can read {}; chmod 600 it",
                path.display()
            ));
        }
    }

    /// Warns when every user of the machine can read what is secret.
    pub(crate) fn warn_if_readable(&self, input: &Input) {
        if input.readable_by_all {
            self.out.warn(format!(
                "every user of this machine can read {}; chmod 600 it",
                input.name
            ));
        }
    }

    /// Refuses a file for `--replay` that is not ours, before any work is done.
    pub(crate) fn replay_permit(&self, path: &Path) -> Result<(), Failure> {
        replay::permit(path)
    }

    /// Returns whether the sighting is new at the moment `now`, and remembers it, in one step among all processes.
    pub(crate) fn replay_check_and_insert(
        &self,
        path: &Path,
        sighting: &Sighting,
        now: SystemTime,
    ) -> Result<Remembered, Failure> {
        replay::check_and_insert(path, sighting, now)
    }

    /// Returns a generator that is seeded from the operating system.
    pub(crate) fn rng(&self) -> Result<StdRng, Failure> {
        Self::new_rng()
    }

    /// Returns a generator of its own for each thread, seeded from the operating system.
    pub(crate) fn new_rng() -> Result<StdRng, Failure> {
        StdRng::try_from_rng(&mut SysRng).map_err(|error| {
            Failure::new(Code::NoRandomness, "could not draw random bytes").because(error)
        })
    }

    /// Returns the secret in an environment variable, `None` when it is not set. Commands that we run later do not see the variable.
    pub(crate) fn env(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.secret_variables.borrow_mut().push(name.to_owned());
        std::env::var_os(name).map(|value| Zeroizing::new(value.into_encoded_bytes()))
    }

    /// Returns the CONFIG_IMAGE of a running pm2 service.
    pub(crate) fn pm2(&self, service: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
        pm2::config_image(service)
    }

    /// Whether a question can be put to a person.
    pub(crate) fn may_ask(&self) -> bool {
        !self.no_input && terminal::stderr_is_terminal()
    }

    /// Asks for a secret on the terminal, without echo; `flag` is what answers instead where asking is not possible.
    pub(crate) fn ask_password(
        &self,
        what: &str,
        flag: Option<&str>,
    ) -> Result<Zeroizing<String>, Failure> {
        if self.may_ask() {
            return terminal::ask(what);
        }
        let place = "env:NAME, file:PATH, fd:N, - (stdin) or pm2:SERVICE";
        let failure = Failure::new(
            Code::InputNeeded,
            format!("{what} would have to be asked for"),
        );
        Err(failure.hint(match flag {
            Some(flag) => format!("give it with {flag} SRC, where SRC is {place}"),
            None => format!("in the place of prompt give {place}"),
        }))
    }

    /// Refuses where [`Io::copy`] could not work, before any work is done.
    pub(crate) fn terminal_for_copy(&self) -> Result<(), Failure> {
        terminal::for_copy()
    }

    /// Puts text on the clipboard of the terminal (OSC 52), which works through ssh and leaves nothing on the screen.
    pub(crate) fn copy(&self, text: &str) -> Result<(), Failure> {
        terminal::copy(text)
    }
}

/// Some blocks of a stream.
const LARGE: u64 = 4 << 20;
