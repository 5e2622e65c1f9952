//! `credtool csr`: certificate signing requests.

mod create; // csr create
mod inspect; // csr inspect
mod verify; // csr verify

use std::path::Path;

use clap::Subcommand;
use credtool_pki::{CertificationRequest, Error};
use serde_json::{Value, json};

pub(crate) use create::subject;

use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::{describe, refusal};

#[derive(Subcommand)]
pub(crate) enum Verb {
    Create(Box<create::Create>),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
}

impl Verb {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        match self {
            Self::Create(verb) => verb.run(io),
            Self::Inspect(verb) => verb.run(io),
            Self::Verify(verb) => verb.run(io),
        }
    }
}

/// Reads a request.
pub(crate) fn read(io: &mut Io, path: &Path) -> Result<CertificationRequest, Failure> {
    let input = io.read(path, Limit::credential("the request"))?;
    CertificationRequest::parse(&input.bytes).map_err(|error| {
        refusal::of(
            &error,
            format!("could not read a request from {}", input.name),
        )
    })
}

/// Returns everything that is shown of a request, and why its proof of possession does not hold.
fn facts(request: &CertificationRequest) -> (Value, Option<Error>) {
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
    (shown, problem)
}
