//! `keyring promote`, `retire`, `purge` and `undo`: a key goes one step on in its life, or back.

use std::path::PathBuf;

use credtool_keyring::{Keyring, Plan, PurgeWait, Refusal};
use serde_json::{Value, json};

use super::open::{Editing, How};
use super::options::KeyringOptions;
use super::{census, refused, via};
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// How a change is made.
#[derive(clap::Args)]
pub(super) struct ChangeOptions {
    /// Say what would change, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Keep the bytes of the file from before as FILE.bak, of mode 0600
    #[arg(long)]
    pub(super) backup: bool,
    #[arg(long, value_name = "COMMAND", help = via::HELP)]
    pub(super) via: Option<String>,
}

impl ChangeOptions {
    pub(super) fn how(&self) -> How {
        if self.dry_run {
            How::Rehearse
        } else {
            How::Write {
                backup: self.backup,
            }
        }
    }
}

/// Make a key the active one; the one before becomes decrypt-only and still decrypts what it encrypted
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring promote newkey
  mykey: active → decrypt-only
  newkey: pending → active

Exit status: 0 done; 1 the rules of rotation say no (it is active, retired or purged); 2 could not be done.")]
pub(crate) struct Promote {
    /// The key
    name: String,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Promote {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let now = io.now();
        let what = format!("promote the key {:?}", self.name);
        change(io, &self.options, &self.change, None, &what, |keyring| {
            keyring.plan_promote(&self.name, now)
        })
    }
}

/// Retire a key that nothing should need any more; it decrypts until it is purged
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring retire mykey --evidence dump.jsonl backups/ --yes
  mykey: decrypt-only → retired

The evidence is everything that could hold tokens: while one of this key is found there, the answer is no.

Exit status: 0 done; 1 no: it is active, was retired before, or the evidence has tokens of it; 2 could not be done.")]
pub(crate) struct Retire {
    /// The key
    name: String,
    /// Look for tokens of the key in these files and folders first
    #[arg(long, value_name = "FILE|DIR", num_args = 1..)]
    evidence: Vec<PathBuf>,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Retire {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let now = io.now();
        // Counted before the keyring is locked: that can take long.
        if !self.evidence.is_empty() {
            let counts = census::count(io, &self.evidence)?;
            let remaining = counts.of(&self.name);
            if remaining > 0 {
                let message = format!("{remaining} tokens of the key {:?} remain", self.name);
                let verdict = json!({ "remaining": remaining });
                return refused::no(
                    io,
                    "key-in-use",
                    &message,
                    "credtool keyring rewrap moves them to the active key",
                    verdict,
                );
            }
            if counts.malformed > 0 {
                io.out.warn(format!(
                    "{} tokens are cut or damaged, and their key was not looked at",
                    counts.malformed
                ));
            }
        } else {
            io.out.warn("whether anything still needs the key is not checked: --evidence FILE|DIR would look");
        }
        let what = format!("retire the key {:?}", self.name);
        let question = format!("retire the key {}?", self.name);
        let ask = Ask::new(&question, self.yes);
        change(io, &self.options, &self.change, ask, &what, |keyring| {
            keyring.plan_retire(&self.name, now)
        })
    }
}

/// Remove the secret of a retired key for ever; its name stays taken
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring purge mykey --yes
  mykey: retired → purged

Exit status: 0 done; 1 no: it is not retired, or not for seven days yet; 2 could not be done.")]
pub(crate) struct Purge {
    /// The key
    name: String,
    /// Do not wait for the end of the seven days after retiring
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Purge {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let now = io.now();
        let wait = if self.now {
            PurgeWait::Waived
        } else {
            PurgeWait::SevenDays
        };
        let what = format!("purge the key {:?}", self.name);
        let question = format!(
            "remove the secret of {} for ever? what it encrypted can never be read again",
            self.name
        );
        let ask = Ask::new(&question, self.yes);
        change(io, &self.options, &self.change, ask, &what, |keyring| {
            keyring.plan_purge(&self.name, wait, now)
        })
    }
}

/// Take the last change back: a promotion, a retirement or an addition
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring undo
  mykey: decrypt-only → active
  newkey: active → pending

Nothing that was encrypted meanwhile is lost: every key still decrypts. A key whose addition is undone becomes retired.
An undo is a change too: a second one goes a step further back where that can be told.

Exit status: 0 done; 1 no: there is nothing to undo, or the last change was a purge; 2 could not be done.")]
pub(crate) struct Undo {
    #[command(flatten)]
    options: KeyringOptions,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Undo {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let now = io.now();
        change(io, &self.options, &self.change, None, "undo", |keyring| {
            keyring.plan_undo(now)
        })
    }
}

/// A question, asked when the answer would otherwise be yes.
struct Ask<'a> {
    question: &'a str,
    yes: bool,
}

impl<'a> Ask<'a> {
    fn new(question: &'a str, yes: bool) -> Option<Self> {
        Some(Self { question, yes })
    }
}

fn change(
    io: &mut Io,
    options: &KeyringOptions,
    how: &ChangeOptions,
    ask: Option<Ask<'_>>,
    what: &str,
    plan: impl FnOnce(&Keyring) -> Result<Plan, Refusal>,
) -> Result<Answer, Failure> {
    let editing = Editing::begin(io, options, how.via.as_deref())?;
    let plan = match plan(&editing.keyring) {
        Ok(plan) => plan,
        Err(refusal) => return refused::answer(io, &refusal, format!("could not {what}")),
    };
    if let Some(ask) = ask.filter(|_| !how.dry_run)
        && !io.confirm(ask.question, ask.yes, "--yes")?
    {
        return refused::no(io, "not-confirmed", "you did not agree", "", json!({}));
    }
    carry_out(io, editing, plan, how)
}

/// Makes the change of a plan, or with `--dry-run` only shows it.
pub(super) fn carry_out(
    io: &Io,
    editing: Editing<'_>,
    plan: Plan,
    how: &ChangeOptions,
) -> Result<Answer, Failure> {
    if plan.is_empty() {
        io.out.note("nothing to do");
        let shown = json!({ "changed": false, "dry_run": how.dry_run, "steps": [] });
        io.out.answer(&shown, "")?;
        return Ok(Answer::Yes);
    }
    let (steps, lines) = (plan.to_json(), format!("{plan}\n"));
    editing.carry_out(io, plan, how.how())?;
    answer(io, steps, lines, how)
}

/// Shows what was done, or would be.
pub(super) fn answer(
    io: &Io,
    steps: Value,
    lines: String,
    how: &ChangeOptions,
) -> Result<Answer, Failure> {
    let shown = json!({ "changed": !how.dry_run, "dry_run": how.dry_run, "steps": steps });
    if how.dry_run {
        io.out
            .note("nothing was written: this is what would change");
    }
    io.out.answer(&shown, lines)?;
    Ok(Answer::Yes)
}
