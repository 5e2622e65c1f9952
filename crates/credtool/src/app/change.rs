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
use crate::store::{self, Changed, Found, Outcome, StoreOptions, UnlockOptions, Wish};

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

/// Why the commands of a change are not made.
pub(super) enum Stop {
    /// The rules say no.
    Refused(Refusal),
    /// It could not be done.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Why {
    /// Returns who it is: as the option says, or the name of the user.
    fn actor(&self, io: &Io) -> Result<Actor, Failure> {
        match &self.actor {
            Some(actor) => Ok(actor.clone()),
            None => io.actor().parse().map_err(|error| {
                Failure::new(Code::Usage, "the name of the user cannot stand in the history")
                    .because(error)
                    .hint("say who it is with --actor NAME")
            }),
        }
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
        let app_ids = commands.iter().flat_map(Command::app_ids).collect();
        let begins = commands.iter().all(begins);
        self.decide_and_make(io, what, app_ids, begins, &mut |_, _| Ok(commands.to_vec()), shown)
    }

    /// Makes the changes that are decided on what the store holds, all or none. `decide` is asked again when somebody else changed the
    /// store meanwhile. Where there is no store, one `begins` if that is said.
    pub(super) fn decide_and_make(
        &self,
        io: &mut Io,
        what: &str,
        app_ids: Vec<AppId>,
        begins: bool,
        decide: &mut dyn FnMut(&mut Io, &Found<'_>) -> Result<Vec<Command>, Stop>,
        shown: impl FnOnce(&Io, &Changed) -> Shown,
    ) -> Result<Answer, Failure> {
        let wish = Wish {
            app_ids,
            actor: self.why.actor(io)?,
            comment: self.why.comment.clone(),
            creates: begins,
        };
        let mut refused = None;
        let outcome = store::change(io, &self.store, &self.unlock, &wish, &mut |io, found| {
            decide(io, found).map_err(|stop| match stop {
                Stop::Failed(failure) => failure,
                Stop::Refused(refusal) => {
                    let failure = refused::failure(&refusal, what);
                    refused = Some(refusal);
                    failure
                }
            })
        });
        let refusal = match (outcome, refused) {
            (Ok(Outcome::Done(changed)), _) => {
                let (mut members, text) = shown(io, &changed)?;
                members["changed"] = true.into();
                io.out.answer(&members, text)?;
                return Ok(Answer::Yes);
            }
            (Ok(Outcome::Refused(refusal)), _) | (Err(_), Some(refusal)) => refusal,
            (Err(failure), None) => return Err(failure),
        };
        refused::answer(io, &refusal, what)
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
        let by = Circumstances {
            now: io.now(),
            actor: self.why.actor(io)?,
            comment: self.why.comment.clone(),
        };
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

/// Whether a store may begin with this.
fn begins(command: &Command) -> bool {
    matches!(
        command,
        Command::Register { .. }
            | Command::AddVersion { .. }
            | Command::TrustAdd { .. }
            | Command::SetReveal(_)
            | Command::SetCa { .. }
    )
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
