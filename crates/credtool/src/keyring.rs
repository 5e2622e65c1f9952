//! `credtool keyring`: named encryption keys, one active, rotated without losing what the old ones encrypted.

mod activate; // keyring activate
mod add; // keyring add
mod census; // keyring census
mod change; // keyring promote, retire, purge, undo
mod create; // keyring create
mod decrypt; // keyring decrypt
mod decrypt_file; // keyring decrypt-file
mod encrypt; // keyring encrypt
mod encrypt_file; // keyring encrypt-file
mod export; // keyring export
mod flow_home; // an installation of ThingWorx Flow
mod inspect; // keyring inspect
pub(crate) mod k8s; // keyring k8s rotate, show, import
mod lines; // --lines
mod list; // keyring list
mod new_key; // the secret of a new key: --from, --generate
pub(crate) mod of_store; // the keyring as the store of apps uses it
mod open; // the keyring, opened to read or to change
mod options; // --keys, --keyfile, --unlock, --flow-home
mod refused; // what the library finds wrong, as a failure or a no
mod rewrap; // keyring rewrap
mod status; // keyring status
mod tokens; // what the verbs for tokens share
mod via; // a keys.enc of another tool's format

use clap::Subcommand;

pub(crate) use options::KeyringOptions;
pub(crate) use tokens::failure as token_failure;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Create(create::Create),
    Add(add::Add),
    Promote(change::Promote),
    Retire(change::Retire),
    Purge(change::Purge),
    Undo(change::Undo),
    List(list::List),
    Status(status::Status),
    DecryptFile(decrypt_file::DecryptFile),
    EncryptFile(encrypt_file::EncryptFile),
    Activate(activate::Activate),
    Export(export::Export),
    Encrypt(encrypt::Encrypt),
    Decrypt(decrypt::Decrypt),
    Inspect(inspect::Inspect),
    Rewrap(rewrap::Rewrap),
    Census(census::CensusVerb),
    /// The Kubernetes Secret of a ThingWorx Flow release: rotate, show, import
    #[command(
        name = "k8s",
        subcommand,
        subcommand_value_name = "VERB",
        subcommand_help_heading = "Verbs",
        arg_required_else_help = true,
        after_help = "\
Example:
  $ credtool keyring k8s rotate newkey --in-place flow-keys.yaml

Exit status: 0 done; 2 could not be done."
    )]
    K8s(k8s::Verb),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Create(verb) => verb.run(io),
            Self::Add(verb) => verb.run(io),
            Self::Promote(verb) => verb.run(io),
            Self::Retire(verb) => verb.run(io),
            Self::Purge(verb) => verb.run(io),
            Self::Undo(verb) => verb.run(io),
            Self::List(verb) => verb.run(io),
            Self::Status(verb) => verb.run(io),
            Self::K8s(verb) => verb.run(io),
            Self::DecryptFile(verb) => verb.run(io),
            Self::EncryptFile(verb) => verb.run(io),
            Self::Activate(verb) => verb.run(io),
            Self::Export(verb) => verb.run(io),
            Self::Encrypt(verb) => verb.run(io),
            Self::Decrypt(verb) => verb.run(io),
            Self::Inspect(verb) => verb.run(io),
            Self::Rewrap(verb) => verb.run(io),
            Self::Census(verb) => verb.run(io),
        }
    }
}
