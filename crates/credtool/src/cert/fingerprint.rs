//! `cert fingerprint`: what to compare with what a portal shows.

use std::path::PathBuf;

use credtool_pki::Certificate;
use serde_json::{Value, json};

use super::read;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Show the fingerprints and the serial number, to compare with what a portal shows
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool cert fingerprint hermosa.crt

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Fingerprint {
    /// The certificates, - for stdin
    file: PathBuf,
}

impl Fingerprint {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let one = |certificate: &Certificate| {
            json!({
                "subject": certificate.subject().to_string(),
                "serial": certificate.serial(),
                "sha256": certificate.sha256(),
                "sha1": certificate.sha1(),
                "spki_sha256": certificate.spki_sha256(),
            })
        };
        let certificates: Vec<Value> = read(io, &self.file)?.iter().map(one).collect();
        let members = ["subject", "serial", "sha256", "sha1", "spki_sha256"];
        let text: Vec<_> = certificates
            .iter()
            .map(|shown| describe::lines(shown, &members))
            .collect();
        io.out
            .answer(&json!({ "certificates": certificates }), text.join("\n"))?;
        Ok(Answer::Yes)
    }
}
