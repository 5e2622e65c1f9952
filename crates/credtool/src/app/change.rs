//! What every verb that changes something has in common: why, who, where, and what came of it.

use credtool_app_registry::{
    Actor, App, AppId, Circumstances, Command, Comment, Error, Refusal, Registry, SharedSecret,
    Version,
};
use serde_json::{Value, json};

use super::refused;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::source;
use crate::store::{self, Changed, Commands, StoreOptions, UnlockOptions};

/// Why something changes, and who says so.
#[derive(clap::Args)]
pub(super) struct Why {
    /// Why: it stands in the history for ever, so no secret belongs into it
    #[arg(long, value_name = "TEXT", help_heading = "For the history")]
    pub(super) comment: Comment,
    /// Who says so [default: the name of the user]
    #[arg(long, value_name = "NAME", help_heading = "For the history")]
    actor: Option<Actor>,
}

/// The options of every verb that changes something.
#[derive(clap::Args)]
pub(super) struct ChangeOptions {
    #[command(flatten)]
    pub(super) why: Why,
    #[command(flatten)]
    pub(super) store: StoreOptions,
    #[command(flatten)]
    pub(super) unlock: UnlockOptions,
}

/// A question, asked when the answer would otherwise be yes.
pub(super) struct Ask {
    pub(super) question: String,
    pub(super) yes: bool,
}

/// What is printed of a change: members of the JSON object, and the text for people.
type Shown = Result<(Value, String), Failure>;

impl Why {
    /// Returns who it is: as the option says, or the name of the user.
    fn by(&self, io: &Io) -> Result<Circumstances, Failure> {
        let actor = match &self.actor {
            Some(actor) => actor.clone(),
            None => io.actor().parse().map_err(|error: Error| {
                Failure::new(
                    Code::Usage,
                    "the name of the user cannot stand in the history",
                )
                .because(error)
                .hint("say who it is with --actor NAME")
            })?,
        };
        Ok(Circumstances {
            now: io.now(),
            actor,
            comment: self.comment.clone(),
        })
    }
}

impl ChangeOptions {
    /// Makes one change and prints what came of it; `what` says what could not be done where it is refused.
    pub(super) fn make(
        &self,
        io: &mut Io,
        what: &str,
        command: Command,
        shown: impl FnOnce(&Io, &Changed) -> Shown,
    ) -> Result<Answer, Failure> {
        self.make_all(io, what, &[command], shown)
    }

    /// Makes several changes, all or none.
    pub(super) fn make_all(
        &self,
        io: &mut Io,
        what: &str,
        commands: &[Command],
        shown: impl FnOnce(&Io, &Changed) -> Shown,
    ) -> Result<Answer, Failure> {
        let by = self.why.by(io)?;
        let changed = store::change(io, &self.store, &self.unlock, commands, &by)?;
        answer(io, what, changed, shown)
    }

    /// Makes the change that is made of what the store holds of an app, once it is unlocked.
    pub(super) fn make_with(
        &self,
        io: &mut Io,
        what: &str,
        id: &AppId,
        commands: Commands<'_>,
        shown: impl FnOnce(&Io, &Changed) -> Shown,
    ) -> Result<Answer, Failure> {
        let (by, ids) = (self.why.by(io)?, std::slice::from_ref(id));
        let changed = store::change_with(io, &self.store, &self.unlock, ids, &by, commands)?;
        answer(io, what, changed, shown)
    }

    /// Makes one change that is asked about; what would be refused anyhow is refused before the question.
    pub(super) fn ask_and_make(
        &self,
        io: &mut Io,
        what: &str,
        ask: &Ask,
        command: Command,
        shown: impl FnOnce(&Io, &Changed) -> Shown,
    ) -> Result<Answer, Failure> {
        let by = self.why.by(io)?;
        let registry = store::look(io, &self.store)?.registry_of(&command.app_ids())?;
        if let Err(refusal) = registry.decide(&command, &by, &mut io.rng()?) {
            return refused::answer(io, &refusal, what);
        }
        if !io.confirm(&ask.question, ask.yes, "--yes")? {
            io.out
                .no("not-confirmed", "you did not agree", "", json!({}))?;
            return Ok(Answer::No);
        }
        self.make(io, what, command, shown)
    }
}

/// Prints what came of a change, or why the rules say no.
fn answer(
    io: &Io,
    what: &str,
    changed: Result<Changed, Refusal>,
    shown: impl FnOnce(&Io, &Changed) -> Shown,
) -> Result<Answer, Failure> {
    let changed = match changed {
        Ok(changed) => changed,
        Err(refusal) => return refused::answer(io, &refusal, what),
    };
    let (mut members, text) = shown(io, &changed)?;
    members["changed"] = true.into();
    io.out.answer(&members, text)?;
    Ok(Answer::Yes)
}

/// Returns an app and the version that an App ID names.
pub(super) fn find<'a>(
    registry: &'a Registry,
    id: &AppId,
) -> Result<(&'a App, &'a Version), Refusal> {
    registry.app(id).ok_or_else(|| match once(registry, id) {
        Ok(now) => Refusal::FormerAppId {
            id: id.clone(),
            now,
        },
        Err(refusal) => refusal,
    })
}

/// Returns the App ID that a version has now which has this one, or had it last.
pub(super) fn once(registry: &Registry, id: &AppId) -> Result<AppId, Refusal> {
    let version = registry.app_once(id).and_then(|app| app.version_of(id));
    let now = version.map(|version| version.app_id().clone());
    now.ok_or_else(|| Refusal::UnknownApp(id.clone()))
}

/// Returns the App ID as the registry writes it, after a change of it.
pub(super) fn written(changed: &Changed, id: &AppId) -> String {
    let found = changed.registry.app(id);
    found
        .map_or(id, |(_, version)| version.app_id())
        .to_string()
}

/// The same for an app that is to do something: one that is retired is refused.
pub(super) fn usable<'a>(
    registry: &'a Registry,
    id: &AppId,
) -> Result<(&'a App, &'a Version), Refusal> {
    let (app, version) = find(registry, id)?;
    match version.retired_at() {
        Some(_) => Err(Refusal::Retired(id.clone())),
        None => Ok((app, version)),
    }
}

/// Reads a shared secret from where an option says.
pub(super) fn given_secret(io: &mut Io, text: &str) -> Result<SharedSecret, Failure> {
    let input = source::read(io, text, "--secret")?;
    SharedSecret::new(&input.bytes).map_err(|error| {
        let code = match error {
            Error::Empty { .. } => Code::EmptySecret,
            _ => Code::TooLarge,
        };
        Failure::new(code, format!("could not use the secret of {}", input.name)).because(&error)
    })
}
