//! `key public`: the half of a key that may be shown.

use std::path::PathBuf;

use credtool_pki::PublicKey;

use crate::destination::Destination;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::open::{self, KeyOptions};
use crate::{key, refusal};

/// Print the public half of a key: SubjectPublicKeyInfo PEM
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool key public app.pem -o app.pub.pem

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Public {
    /// The key, certificate, request or keystore, - for stdin
    file: PathBuf,
    #[command(flatten)]
    options: KeyOptions,
    #[command(flatten)]
    destination: Destination,
}

impl Public {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        self.destination.permit()?;
        let public = open::public_key(io, &self.file, &self.options)?;
        let pem = public.to_pem();
        let mut shown = key::facts(public.info());
        shown["pem"] = pem.as_str().into();
        let check = |bytes: &[u8]| {
            PublicKey::parse(bytes)
                .map(|_| ())
                .map_err(|error| refusal::of(&error, "the public key cannot be read back"))
        };
        self.destination
            .deliver(io, shown, &[], pem.as_bytes(), &check)?;
        Ok(Answer::Yes)
    }
}
