//! `cert inspect`: everything that certificates say.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::read;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Show every certificate in a file: PEM, DER, PKCS#7, one or a bundle
///
/// Nothing is verified: not the signature, not the dates, not who issued it.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool cert inspect hermosa.crt
  $ credtool cert inspect --json bundle.pem | jq -r '.certificates[].subject'

Exit status: 0 done; 2 could not be done.")]
pub(crate) struct Inspect {
    /// The certificates, - for stdin
    file: PathBuf,
}

impl Inspect {
    pub(super) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let certificates: Vec<Value> = read(io, &self.file)?
            .iter()
            .map(describe::certificate)
            .collect();
        let text: Vec<_> = certificates
            .iter()
            .map(|shown| describe::lines(shown, MEMBERS))
            .collect();
        io.out
            .answer(&json!({ "certificates": certificates }), text.join("\n"))?;
        Ok(Answer::Yes)
    }
}

const MEMBERS: &[&str] = &[
    "subject",
    "issuer",
    "serial",
    "not_before",
    "not_after",
    "key",
    "signature_algorithm",
    "is_ca",
    "path_len",
    "sans",
    "key_usage",
    "extended_key_usage",
    "permitted_names",
    "excluded_names",
    "policies",
    "revocation_lists",
    "sha256",
    "sha1",
    "spki_sha256",
    "defects",
];
