//! `credtool app`: apps with their IDs, secrets, certificates and history, in one store.

mod allowed; // weaknesses of certificates that are accepted all the same
mod backup; // app backup
mod change; // what every verb that changes something has in common
mod describe; // an app as JSON and as lines for people
mod export; // app export
mod history; // app history
mod import_credential; // app import-credential
mod import_list; // app import-list
mod inspect; // app inspect
mod list; // app list
mod refused; // what the registry refuses: a no, or a failure
mod register; // app register
mod registered; // secrets and certificate of an app, for request and install
mod remove_credential; // app remove-credential
mod rename_id; // app rename-id
mod retire; // app retire
mod reveal; // app reveal
mod rewrap; // app rewrap
mod secret; // app set-secret, regenerate-secret, promote-secret
mod set_oauth; // app set-oauth
mod settings; // app settings set, show
mod show; // app show
mod trust; // app trust add, list, remove
mod trusted; // whether a certificate is trusted by the registry
mod verify_history; // app verify-history
mod version; // app version add, list

pub(crate) use registered::{Registered, RegisteredOptions};

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Register(Box<register::Register>),
    ImportList(import_list::ImportList),
    List(list::List),
    Show(show::Show),
    /// The versions of an app, each with its own App ID and secret: add, list
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = version::AFTER_HELP)]
    Version(version::Verb),
    SetSecret(secret::Set),
    RegenerateSecret(secret::Regenerate),
    PromoteSecret(secret::Promote),
    Reveal(reveal::Reveal),
    ImportCredential(Box<import_credential::ImportCredential>),
    RemoveCredential(remove_credential::RemoveCredential),
    Export(export::Export),
    Inspect(inspect::Inspect),
    RenameId(rename_id::RenameId),
    SetOauth(set_oauth::SetOauth),
    /// The certificates that an uploaded certificate must lead to: add, list, remove
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = trust::AFTER_HELP)]
    Trust(trust::Verb),
    /// How secrets are shown, and which CA issues: set, show
    #[command(subcommand, subcommand_value_name = "VERB", subcommand_help_heading = "Verbs", arg_required_else_help = true, after_help = settings::AFTER_HELP)]
    Settings(settings::Verb),
    Retire(retire::Retire),
    History(history::History),
    VerifyHistory(verify_history::VerifyHistory),
    Backup(backup::Backup),
    Rewrap(rewrap::Rewrap),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Register(verb) => verb.run(io),
            Self::ImportList(verb) => verb.run(io),
            Self::List(verb) => verb.run(io),
            Self::Show(verb) => verb.run(io),
            Self::Version(verb) => verb.run(io),
            Self::SetSecret(verb) => verb.run(io),
            Self::RegenerateSecret(verb) => verb.run(io),
            Self::PromoteSecret(verb) => verb.run(io),
            Self::Reveal(verb) => verb.run(io),
            Self::ImportCredential(verb) => verb.run(io),
            Self::RemoveCredential(verb) => verb.run(io),
            Self::Export(verb) => verb.run(io),
            Self::Inspect(verb) => verb.run(io),
            Self::RenameId(verb) => verb.run(io),
            Self::SetOauth(verb) => verb.run(io),
            Self::Trust(verb) => verb.run(io),
            Self::Settings(verb) => verb.run(io),
            Self::Retire(verb) => verb.run(io),
            Self::History(verb) => verb.run(io),
            Self::VerifyHistory(verb) => verb.run(io),
            Self::Backup(verb) => verb.run(io),
            Self::Rewrap(verb) => verb.run(io),
        }
    }
}

/// What every help about an ID says.
const ID: &str = "An App ID of the app, in upper or lower case; it names that version";
