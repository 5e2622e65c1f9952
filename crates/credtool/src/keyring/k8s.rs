//! `credtool keyring k8s`: the Kubernetes Secret that holds the keys of a ThingWorx Flow release.

mod import; // keyring k8s import
pub(super) mod manifest; // the Secret in a manifest
#[allow(unreachable_pub, reason = "fuzzing takes the file as it is")]
mod place; // where in a manifest it stands
mod rotate; // keyring k8s rotate
mod show; // keyring k8s show

use clap::Subcommand;

use crate::failure::{Answer, Failure};
use crate::io::Io;

#[derive(Subcommand)]
pub(crate) enum Verb {
    Rotate(rotate::Rotate),
    Show(show::Show),
    Import(import::Import),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Rotate(verb) => verb.run(io),
            Self::Show(verb) => verb.run(io),
            Self::Import(verb) => verb.run(io),
        }
    }
}
