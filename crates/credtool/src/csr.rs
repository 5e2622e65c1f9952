//! `credtool csr`: certificate signing requests.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use credtool_pki::{CertificationRequest, Error};
use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::{describe, refusal};

#[derive(Subcommand)]
pub(crate) enum Verb {
    Inspect(Inspect),
    Verify(Verify),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Inspect(verb) => verb.run(io),
            Self::Verify(verb) => verb.run(io),
        }
    }
}

/// Show what a request asks for: PEM (both header spellings) or DER
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool csr inspect app.csr

Exit status: 0 done, whether or not its signature holds; 2 could not be done.")]
pub(crate) struct Inspect {
    /// The request, - for stdin
    file: PathBuf,
}

impl Inspect {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (shown, _) = read(io, &self.file)?;
        io.out.answer(&shown, describe::lines(&shown, MEMBERS))?;
        Ok(Answer::Yes)
    }
}

/// Say whether the requester holds the private key: the request is signed by the key in it
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool csr verify app.csr
  signature valid

Exit status: 0 the signature holds; 1 it does not; 2 could not be done.")]
pub(crate) struct Verify {
    /// The request, - for stdin
    file: PathBuf,
}

impl Verify {
    fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let (shown, problem) = read(io, &self.file)?;
        let Some(problem) = problem else {
            io.out.answer(&shown, "signature valid\n")?;
            return Ok(Answer::Yes);
        };
        io.out
            .answer(&shown, format!("signature not valid: {problem}\n"))?;
        Ok(Answer::No)
    }
}

/// Reads a request, and why its proof of possession does not hold.
fn read(io: &mut Io, path: &Path) -> Result<(Value, Option<Error>), Failure> {
    let input = io.read(path, Limit::credential("the request"))?;
    let request = CertificationRequest::parse(&input.bytes).map_err(|error| {
        refusal::of(
            &error,
            format!("could not read a request from {}", input.name),
        )
    })?;
    let problem = request.verify_proof_of_possession().err();
    let mut shown = json!({
        "subject": request.subject().to_string(),
        "key": describe::key(request.spki_der()),
        "spki_sha256": request.spki_sha256(),
        "der_sha256": request.sha256(),
        "signature_algorithm": request.signature_algorithm().name(),
        "signature_valid": problem.is_none(),
        "sans": describe::sans(request.requested_extensions()),
        "requested_extensions": describe::extensions(request.requested_extensions()),
        "challenge_password": request.has_challenge_password(),
    });
    if let Some(problem) = &problem {
        shown["reason"] = problem.to_string().into();
    }
    Ok((shown, problem))
}

const MEMBERS: &[&str] = &[
    "subject",
    "key",
    "signature_algorithm",
    "signature_valid",
    "reason",
    "sans",
    "requested_extensions",
    "challenge_password",
    "der_sha256",
];
