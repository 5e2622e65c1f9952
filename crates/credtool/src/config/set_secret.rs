//! `config set-secret`: a new secret in one configuration or in several, all or none.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::places::Places;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::secret::style;
use crate::source;

/// Replace a secret in a JSON or YAML configuration, or in several, all or none
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool config set-secret appsettings.Production.json SecretKey --generate hex64 --require-stopped 'systemctl is-active --quiet nexus' --then 'systemctl start nexus'
  $ credtool config set-secret webservice/appsettings.Production.json SecretKey --also nexus/appsettings.Production.json SecretKey --generate hex64 --yes
  $ credtool config set-secret app.yaml service.secret --from prompt --expect-old file:old-secret

Only the bytes of the string change: comments, trailing commas, line endings, mode and owner stay. The secret is shown nowhere.

Exit status: 0 done; 1 no: the service still runs, or the old secret is another; 2 could not be done, or a command of --then
failed after the change.")]
pub(crate) struct SetSecret {
    /// The configuration
    file: PathBuf,
    /// The member: A:B (letters in either case, as .NET), a.b or /a/b
    path: String,
    /// Another place that gets the same secret; repeat it for several
    #[arg(long, num_args = 2, value_names = ["FILE", "PATH"])]
    also: Vec<String>,
    #[arg(long, value_name = "SRC", required_unless_present = "generate", conflicts_with = "generate", help = FROM)]
    from: Option<String>,
    /// Make the secret in this style, of those that credtool secret generate knows
    #[arg(long, value_name = "STYLE")]
    generate: Option<String>,
    /// Insert the member where it is missing
    #[arg(long)]
    create: bool,
    /// Put the secret on the terminal's clipboard (OSC 52) once it is written
    #[arg(long)]
    copy: bool,
    #[arg(long, value_name = "SRC", help = EXPECT_OLD)]
    expect_old: Option<String>,
    /// Run this by the shell first: status 0 means that the service still runs, and nothing is written
    #[arg(long, value_name = "CMD")]
    require_stopped: Option<String>,
    /// Run this by the shell once all is written; repeat it for several
    #[arg(long, value_name = "CMD")]
    then: Vec<String>,
    /// Keep the bytes of each file from before as FILE.bak, of mode 0600
    #[arg(long)]
    backup: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl SetSecret {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let named = self.also.chunks(2).filter_map(|pair| match pair {
            [file, path] => Some((Path::new(file), path.as_str())),
            _ => None,
        });
        let first = (self.file.as_path(), self.path.as_str());
        let mut places = Places::new([first].into_iter().chain(named))?;
        if self.copy && !self.dry_run {
            io.terminal_for_copy()?;
        }
        if let Some(command) = &self.require_stopped
            && io.still_runs(command)?
        {
            return no(
                io,
                "still-running",
                &format!("the service still runs: {command:?} ended with status 0"),
                "stop it first",
            );
        }
        let mut edit = io.edit(&places.files())?;
        places.read(&mut edit, self.create)?;
        if let Some(answer) = self.refuse_other_old(io, &places)? {
            return Ok(answer);
        }
        let (secret, entropy) = self.secret(io)?;
        places.plan(&mut edit, &secret, self.create)?;
        let changed = places
            .all()
            .filter(|(_, member)| member.old() != Some(secret.as_str()));
        let changed: Vec<Value> = changed
            .map(|(file, member)| {
                let (file, path, line) = (file.display().to_string(), member.path(), member.line());
                json!({ "file": file, "path": path, "line": line, "created": member.old().is_none() })
            })
            .collect();
        let shown = json!({ "changed": changed, "style": self.generate, "entropy_bits": entropy, "dry_run": self.dry_run });
        if changed.is_empty() {
            io.out
                .note("nothing to do: the secret stands there already");
            io.out.answer(&shown, "")?;
            return Ok(Answer::Yes);
        }
        if self.dry_run {
            edit.rehearse()?;
        } else {
            let question = format!("replace the secret in {}?", counted(&changed));
            if !io.confirm(&question, self.yes, "--yes")? {
                return no(io, "not-confirmed", "you did not agree", "");
            }
            edit.commit(self.backup)?;
        }
        let verb = if self.dry_run {
            "would change"
        } else {
            "changed"
        };
        for change in &changed {
            let line = change["line"].as_u64().map(|line| format!(", line {line}"));
            let (file, path) = (change["file"].as_str(), change["path"].as_str());
            io.out.note(format!(
                "{verb} {} in {}{}",
                path.unwrap_or_default(),
                file.unwrap_or_default(),
                line.unwrap_or_default()
            ));
        }
        if self.copy && !self.dry_run {
            io.copy(&secret)?;
            io.out.note("the secret is on the terminal's clipboard");
        }
        io.out.answer(&shown, "")?;
        if !self.dry_run {
            io.run_after(&self.then)?;
        }
        Ok(Answer::Yes)
    }

    /// Answers no where `--expect-old` is not what stands at every place.
    fn refuse_other_old(&self, io: &mut Io, places: &Places) -> Result<Option<Answer>, Failure> {
        let Some(source) = &self.expect_old else {
            return Ok(None);
        };
        let expected = source::read_text(io, source, "--expect-old")?;
        let other = places
            .all()
            .find(|(_, member)| member.old() != Some(expected.as_str()));
        let Some((file, member)) = other else {
            return Ok(None);
        };
        let found = if member.old().is_some() {
            "another secret"
        } else {
            "nothing"
        };
        let message = format!("{found} stands at {} in {}", member.path(), file.display());
        no(
            io,
            "old-differs",
            &message,
            "look at it with credtool config get",
        )
        .map(Some)
    }

    /// Returns the new secret, and its entropy in bits where it was made here.
    fn secret(&self, io: &mut Io) -> Result<(Zeroizing<String>, Option<f64>), Failure> {
        let (secret, entropy) = match (&self.from, &self.generate) {
            (Some(source), _) => (source::read_text(io, source, "--from")?, None),
            (None, text) => {
                let style = style::parse(io, text.as_deref().unwrap_or("hex40"))?;
                let secret = style.generate(&mut io.rng()?);
                (
                    Zeroizing::new(secret.expose().to_owned()),
                    Some(style.entropy_bits()),
                )
            }
        };
        if secret.is_empty() {
            return Err(Failure::new(
                Code::EmptySecret,
                "could not use the new secret",
            ));
        }
        if secret.trim() != secret.as_str() || secret.chars().any(char::is_control) {
            io.out.warn("the new secret has white space at an end or control characters in it; it is written exactly so");
        }
        Ok((secret, entropy))
    }
}

fn counted(changed: &[Value]) -> String {
    match changed {
        [one] => one["file"].as_str().unwrap_or_default().to_owned(),
        _ => format!("{} places", changed.len()),
    }
}

/// Answers no: nothing was written.
fn no(io: &Io, code: &str, message: &str, hint: &str) -> Result<Answer, Failure> {
    io.out.no(code, message, hint, json!({ "changed": [] }))?;
    Ok(Answer::No)
}

const FROM: &str = "Take the secret from here: SRC is env:NAME, file:PATH, fd:N, - (stdin, claimed once), prompt or pm2:SERVICE; a literal is refused";

const EXPECT_OLD: &str = "Write only where this secret stands now: SRC as for --from";
