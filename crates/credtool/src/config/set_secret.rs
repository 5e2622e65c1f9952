//! `config set-secret`: one secret in one file or several, in all of them or in none.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use credtool_secret_gen::mask;
use serde_json::{Value, json};

use super::new_secret::{NewSecret, Origin};
use super::plan::{Change, Place, Plan};
use crate::document;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::source;

/// Replace a secret in a configuration, or in several: in all or in none
///
/// Only the bytes of that string change: comments, order, indentation and line endings stay. PATH is A:B (.NET's, letters in
/// either case), a.b or /a/b (RFC 6901). After a kill the next run finishes or undoes what was begun.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
The secret of c-entron's WebService and Nexus in one step: refused while a service runs, new in both files or in none, then both \
are started again:
  $ credtool config set-secret WebService/appsettings.json SecretKey --also Nexus/appsettings.Production.json SecretKey \\
      --generate hex64 --require-stopped 'systemctl is-active -q webservice nexus' \\
      --then 'systemctl start webservice nexus'

A secret that somebody handed over, where the old one is known:
  $ credtool config set-secret app.yaml oauth.clientSecret --from prompt --expect-old env:OLD_SECRET

The order: --require-stopped, then --expect-old, then the question, then all files, then --copy, then --then. Commands are run by \
the shell, and variables that a SRC of this run named are not in their environment.

Exit status: 0 done, or the secret stands there already (then --then is not run); 1 no: a service still runs, or the old secret \
is another, and nothing was written; 2 could not be done and nothing was written, or a command of --then or --copy failed after \
the change, which the message says.")]
pub(crate) struct SetSecret {
    /// The configuration, JSON or YAML
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which member
    #[arg(value_name = "PATH")]
    path: String,
    /// Another place for the same secret; repeat it for several
    #[arg(long, value_names = ["FILE", "PATH"], num_args = 2, action = clap::ArgAction::Append)]
    also: Vec<OsString>,
    #[command(flatten)]
    origin: Origin,
    /// Insert the member where it is missing
    #[arg(long)]
    create: bool,
    /// Put the new secret on the terminal's clipboard (OSC 52) when all is done
    #[arg(long)]
    copy: bool,
    #[arg(long, value_name = "SRC", help = format!("Change nothing unless this is the secret that stands in every place: {}", source::GRAMMAR))]
    expect_old: Option<String>,
    /// Ask this command by the shell whether a service still runs: status 0 means yes, and nothing is written; repeatable
    #[arg(long, value_name = "CMD")]
    require_stopped: Vec<String>,
    /// Run this by the shell after all is changed; repeat it for several
    #[arg(long, value_name = "CMD")]
    then: Vec<String>,
    /// Keep the bytes of each file from before as FILE.bak, of mode 0600
    #[arg(long)]
    backup: bool,
    /// Say what would change, with secrets masked, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl SetSecret {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let places = self.places()?;
        let planned = self.origin.plan(io)?;
        if self.copy && !self.dry_run {
            io.terminal_for_copy()?;
        }
        for command in &self.require_stopped {
            if io.still_runs(command)? {
                let message = format!("a service still runs: {command:?} ended with status 0");
                return no(io, "still-running", &message, "stop it first");
            }
        }
        let expected = self.expect_old.as_deref();
        let expected = expected.map(|source| source::read_text(io, source, "--expect-old"));
        let expected = expected.transpose()?;
        let files: Vec<&Path> = places.iter().map(|place| place.file.as_path()).collect();
        let mut edit = io.edit(&files)?;
        let plan = Plan::read(io, &mut edit, &places, self.create)?;
        if let Some((file, path)) = expected.and_then(|expected| plan.other_than(&expected)) {
            let message = format!(
                "another secret, or none, stands at {path} in {}",
                file.display()
            );
            return no(
                io,
                "old-differs",
                &message,
                "look at it with credtool config get",
            );
        }
        let secret = planned.obtain(io)?;
        let changes = plan.write(&mut edit, secret.expose())?;
        let (unchanged, changed): (Vec<_>, Vec<_>) =
            changes.iter().partition(|change| change.unchanged);
        for change in &unchanged {
            io.out.note(format!("{}: unchanged", name(change)));
        }
        let mut shown = json!({ "changed": objects(&changed), "unchanged": objects(&unchanged), "dry_run": self.dry_run });
        let (style, bits) = secret.style.clone().unzip();
        (shown["style"], shown["entropy_bits"]) = (style.into(), bits.into());
        if self.dry_run {
            edit.rehearse()?;
            for change in &changed {
                io.out.note(self.planned(change, &secret));
            }
            io.out
                .note("nothing was written: this is what would change");
            io.out.answer(&shown, "")?;
            return Ok(Answer::Yes);
        }
        if !changed.is_empty() {
            if !io.confirm(&question(&changed), self.yes, "--yes")? {
                return no(io, "not-confirmed", "you did not agree", "");
            }
            let done = edit.commit(self.backup)?;
            let kept = done.backups.iter();
            shown["backups"] = kept.map(|(_, copy)| copy.display().to_string()).collect();
            for change in &changed {
                io.out.note(format!("{}: changed", name(change)));
            }
            plan.files()
                .for_each(|file| io.warn_if_written_readable(file));
        }
        self.afterwards(io, &secret, shown, !changed.is_empty())
    }

    /// What comes when the files hold the secret: the clipboard, the answer, the commands of `--then`. The services need their restart
    /// even if the clipboard fails.
    fn afterwards(
        &self,
        io: &Io,
        secret: &NewSecret,
        mut shown: Value,
        changed: bool,
    ) -> Result<Answer, Failure> {
        let copied = if self.copy {
            let copied = io.copy(secret.expose());
            shown["copied"] = copied.is_ok().into();
            copied
        } else {
            Ok(())
        };
        io.out.answer(&shown, "")?;
        if changed {
            io.run_after(&self.then)?;
        } else if !self.then.is_empty() {
            io.out.note("the commands of --then were not run");
        }
        copied.map_err(|failure| failure.because("the change itself is done"))?;
        Ok(Answer::Yes)
    }

    fn places(&self) -> Result<Vec<Place>, Failure> {
        let mut places = vec![Place {
            file: self.file.clone(),
            path: document::path(&self.path)?,
        }];
        for pair in self.also.chunks_exact(2) {
            let path = pair[1].to_str().ok_or_else(|| {
                Failure::new(Code::Usage, "could not understand the path of --also")
                    .because("it is not UTF-8")
            })?;
            places.push(Place {
                file: PathBuf::from(&pair[0]),
                path: document::path(path)?,
            });
        }
        if places.iter().any(|place| place.file.as_os_str() == "-") {
            let failure = Failure::new(Code::Usage, "could not change a secret on standard input");
            return Err(failure.hint("name the file: it is changed in place"));
        }
        Ok(places)
    }

    /// Says what a real run would do in one place. A generated secret is not shown: the real run would make another.
    fn planned(&self, change: &Change<'_>, secret: &NewSecret) -> String {
        let old = change.old.map_or("(nothing)".to_owned(), mask);
        let new = match &secret.style {
            Some((style, bits)) => format!("a new one ({style}, {bits:.0} bits)"),
            None => mask(secret.expose()),
        };
        format!("{}: {old} → {new}", name(change))
    }
}

/// Answers no: nothing was written.
fn no(io: &Io, code: &str, message: &str, hint: &str) -> Result<Answer, Failure> {
    io.out.no(code, message, hint, json!({ "changed": [] }))?;
    Ok(Answer::No)
}

fn name(change: &Change<'_>) -> String {
    let Change {
        file, path, line, ..
    } = change;
    format!("{}, line {line}, {path}", file.display())
}

fn question(changed: &[&Change<'_>]) -> String {
    let place = |change: &&Change<'_>| format!("{} in {}", change.path, change.file.display());
    let places: Vec<String> = changed.iter().map(place).collect();
    format!("replace the secret at {}?", places.join(", "))
}

fn objects(changes: &[&Change<'_>]) -> Value {
    let object = |change: &&Change<'_>| json!({ "file": change.file.display().to_string(), "path": change.path.to_string(), "line": change.line });
    changes.iter().map(object).collect()
}
