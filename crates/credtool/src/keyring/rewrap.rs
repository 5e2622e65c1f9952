//! `keyring rewrap`: tokens anywhere in text, JSON lines or files go under the active key.

mod outcome; // what was done, for people and programs
mod run; // one stream through the workers

use std::path::{Path, PathBuf};

use credtool_keyring::{FieldPath, Report, Rewrapper};

use self::outcome::Outcome;
use self::run::Run;
use super::options::KeyringOptions;
use super::{census, open, tokens};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

/// Put tokens under the active key, wherever they stand in text, JSON or files; every other byte stays
///
/// Bindings to a context are carried over. What cannot be rewrapped stays as it is, is listed with its place and the reason, and never
/// stops the rest. It can be interrupted and begun again at any time: tokens under the active key stay as they are.
#[derive(clap::Args)]
#[command(after_help = "\
Input of any length goes through in constant memory. A token has at most 1 MiB, a line of --field
at most 8 MiB; what is longer is listed and left. In folders symbolic links are not followed, and
the folders of version control systems are passed over. In place, a file without a token to change
is not written at all.

Example:
  $ credtool keyring rewrap --in-place dump.jsonl backups/
  rewrapped 852, unchanged 0, failed 0, in 3 files

Exit status: 0 done; 1 done, and some items are left as they were; 2 could not be done.")]
pub(crate) struct Rewrap {
    /// Files, folders (with --in-place), or - for stdin
    #[arg(value_name = "FILE|DIR|-", default_value = "-")]
    paths: Vec<PathBuf>,
    /// Take the input as lines of JSON, and change this member only; PATH is a.b or /a/b; may be repeated
    #[arg(long = "field", value_name = "PATH", value_parser = field)]
    fields: Vec<FieldPath>,
    /// Replace the files, each atomically, when the new bytes were read back and decrypted
    #[arg(long, conflicts_with = "output")]
    in_place: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write to a new file of mode 0600 instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file of --output if it exists, atomically
    #[arg(long, requires = "output")]
    force: bool,
    /// On how many processors to work, instead of all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    options: KeyringOptions,
}

impl Rewrap {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.permit(io)?;
        let keys = tokens::keys(io, &self.options)?;
        Rewrapper::new(&keys, &[]).map_err(|error| tokens::failure(&error, "could not rewrap"))?;
        let mut run = Run::new(&keys, &self.fields, self.threads.map(usize::from), io);
        let mut outcome = Outcome::default();
        if self.dry_run {
            for path in census::files(io, &self.paths)? {
                let report = run.discard(io, &path)?;
                outcome.add(&path, report, false);
            }
        } else if self.in_place {
            for path in census::files(io, &self.paths)? {
                match in_place(io, &mut run, &path) {
                    Ok((report, written)) => outcome.add(&path, report, written),
                    Err(failure) => outcome.refuse(io, failure),
                }
            }
        } else {
            self.to_one(io, &mut run, &mut outcome)?;
        }
        drop(run);
        outcome.tell(io, self.in_place || self.dry_run || self.output.is_some())
    }

    /// Refuses what cannot be meant, before anything is read.
    fn permit(&self, io: &mut Io) -> Result<(), Failure> {
        let usage = |message: &str| Failure::new(Code::Usage, message);
        let to_stdout = !self.in_place && !self.dry_run && self.output.is_none();
        if to_stdout && io.out.wants_json() {
            let failure = usage("--json would print its summary where the rewrapped bytes go");
            return Err(failure.hint("name -o FILE, --in-place or --dry-run"));
        }
        if let Some(output) = self.output.as_ref().filter(|_| self.force) {
            open::keep_keyring_file(io, output)?;
        }
        for path in &self.paths {
            let stdin = path.as_os_str() == "-";
            if stdin && self.in_place {
                return Err(usage("standard input cannot be changed in place")
                    .hint("name files or folders"));
            }
            if !stdin && io.is_directory(path) && !self.in_place && !self.dry_run {
                return Err(usage(&format!("{} is a folder", path.display()))
                    .hint("folders are rewrapped with --in-place, or looked at with --dry-run"));
            }
            if !stdin && !io.exists(path) {
                return Err(Failure::new(
                    Code::FileNotFound,
                    format!("could not read {}", path.display()),
                )
                .because("there is no such file"));
            }
        }
        Ok(())
    }

    /// All inputs, one behind the other, to stdout or one file.
    fn to_one(&self, io: &mut Io, run: &mut Run<'_>, outcome: &mut Outcome) -> Result<(), Failure> {
        let named = self.output.as_ref().filter(|path| path.as_os_str() != "-");
        let Some(file) = named else {
            for path in &self.paths {
                let mut reader = io.stream(path, "what is rewrapped")?;
                let report =
                    run.through(&mut reader, path, &mut |block, _| io.out.piece(&block.out))?;
                outcome.add(path, report, false);
            }
            return Ok(());
        };
        let mut new = io.create_by_stream(file, self.force)?;
        let mut all = Report::default();
        for path in &self.paths {
            let report = run.stream(io, path, &mut |block, _| {
                new.write(&block.out)?;
                Ok(true)
            })?;
            outcome.add(path, report.clone(), true);
            // Two inputs are two streams; put together they are one, in which no token lies across the border.
            all.append(report);
        }
        let single = self.paths.len() == 1;
        new.commit(|reader| match single {
            true => run.check(reader, file, &all),
            false => Ok(()),
        })
    }
}

/// Replaces one file, if there is a token to change in it. Returns whether it was.
fn in_place(io: &mut Io, run: &mut Run<'_>, path: &Path) -> Result<(Report, bool), Failure> {
    let mut new = io.replace_by_stream(path)?;
    let mut reader = new.old()?;
    let mut same = 0;
    let report = run.through(&mut reader, path, &mut |block, report| {
        if !new.is_begun() {
            if report.rewrapped == 0 {
                same += block.out.len() as u64;
                return Ok(true);
            }
            new.begin_with_old(same)?;
        }
        new.write(&block.out)?;
        Ok(true)
    })?;
    drop(reader); // not every file system puts a name over a file that somebody has open
    let written = new.is_begun();
    if written {
        new.commit(|reader| run.check(reader, path, &report))?;
    }
    Ok((report, written))
}

fn field(text: &str) -> Result<FieldPath, &'static str> {
    FieldPath::parse(text).ok_or("a path is a.b or /a/b, and no part of it is empty")
}
