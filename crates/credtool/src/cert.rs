//! `credtool cert`: certificates.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use credtool_pki::Certificate;
use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::{describe, refusal};

#[derive(Subcommand)]
pub(crate) enum Verb {
    Inspect(Inspect),
    Fingerprint(Fingerprint),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Inspect(verb) => verb.run(io),
            Self::Fingerprint(verb) => verb.run(io),
        }
    }
}

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
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
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
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
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

/// Reads the certificates of a file, one at least.
pub(crate) fn read(io: &mut Io, path: &Path) -> Result<Vec<Certificate>, Failure> {
    let input = io.read(path, Limit::credential("the certificate"))?;
    Certificate::parse_all(&input.bytes).map_err(|error| {
        refusal::of(
            &error,
            format!("could not read a certificate from {}", input.name),
        )
    })
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
    "sha256",
    "sha1",
    "spki_sha256",
    "defects",
];
