//! `app import-credential`: a request becomes a certificate at our CA, or a certificate is verified; then the app has it.

mod order; // from a request
mod verify; // from a certificate

use std::path::PathBuf;

use credtool_app_registry::AppId;
use credtool_pki::{Certificate, CertificationRequest};
use serde_json::{Value, json};

use super::allowed::AllowOption;
use super::change::{self, ChangeOptions};
use super::{describe, refused};
use crate::ca::OrderOptions;
use crate::failure::{Answer, Code, Failure};
use crate::io::{Input, Io, Limit};
use crate::refusal;
use crate::store::{self, Changed};

/// Give an app a certificate: from a request (CSR), which the CA of the settings issues for, or one that is trusted
///
/// What FILE is, is recognised by its content. A request's decisions stand on stderr before anything is signed, and the new certificate
/// goes to stdout. A certificate is verified against the trusted ones of the settings and the CA that issues. What the app had before is
/// replaced, and the history says so.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool app settings set ca /srv/ca --comment 'our own CA'
  $ credtool app import-credential hermosa-7kkCMrRcgpdh app.csr --password prompt --comment 'first key' > app.crt
  $ credtool app trust add partner-ca.crt --comment 'contract 1734'
  $ credtool app import-credential hermosa-7kkCMrRcgpdh partner-app.crt --comment 'their own CA'

Exit status: 0 done; 1 no: not trusted, with every reason, or no CA is set, or the app is retired; 2 could not be done.")]
pub(crate) struct ImportCredential {
    #[arg(value_name = "ID", help = super::ID)]
    id: AppId,
    /// The request or the certificate, PEM or DER, - for stdin; certificates that follow the first may stand in between
    file: PathBuf,
    /// Certificates that may stand in between; may be repeated, in any order
    #[arg(long, value_name = "FILE")]
    intermediate: Vec<PathBuf>,
    /// Revocation lists (CRLs); may be repeated. With any, one of the certificate's issuer has to be there
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    #[command(flatten)]
    allow: AllowOption,
    #[command(flatten)]
    order: OrderOptions,
    #[command(flatten)]
    change: ChangeOptions,
}

/// What a file holds.
enum Credential {
    Request(Box<CertificationRequest>),
    Certificates(Vec<Certificate>),
}

impl ImportCredential {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let input = io.read(&self.file, Limit::credential("the request or certificate"))?;
        let credential = recognise(&input)?;
        let registry =
            store::look(io, &self.change.store)?.registry_of(std::slice::from_ref(&self.id))?;
        if let Err(refusal) = change::usable(&registry, &self.id) {
            return refused::answer(io, &refusal, self.message());
        }
        match credential {
            Credential::Request(request) => self.order(io, &registry, &request, &input.name),
            Credential::Certificates(certificates) => self.verify(io, &registry, certificates),
        }
    }

    /// Shows the certificate that the app has now: where it was issued here, it is the artefact.
    fn shown(&self, changed: &Changed, issued: bool) -> Result<(Value, String), Failure> {
        let found = change::find(&changed.registry, &self.id).ok();
        let credential = found.and_then(|(_, version)| version.credential());
        let Some(credential) = credential else {
            return Err(Failure::new(Code::StoreDamaged, self.message()));
        };
        let leaf = credential.certificate();
        let mut shown = json!({
            "app_id": self.id.as_str(),
            "source": if issued { "request" } else { "certificate" },
            "certificate": describe::certificate(leaf),
            "chain": credential.chain().iter().map(describe::certificate).collect::<Vec<_>>(),
        });
        if issued {
            let pem = leaf.to_pem();
            shown["pem"] = pem.as_str().into();
            return Ok((shown, pem));
        }
        let line = describe::certificate_line(leaf);
        Ok((
            shown,
            format!("{}: {line}, serial {}\n", self.id, leaf.serial()),
        ))
    }

    fn message(&self) -> String {
        format!("could not give {} a certificate", self.id)
    }
}

/// Tells a request from a certificate, in PEM and in DER.
fn recognise(input: &Input) -> Result<Credential, Failure> {
    let request = CertificationRequest::parse(&input.bytes);
    let problem = match request {
        Ok(request) => return Ok(Credential::Request(Box::new(request))),
        Err(problem) => problem,
    };
    match Certificate::parse_all(&input.bytes) {
        Ok(certificates) => Ok(Credential::Certificates(certificates)),
        Err(error) => {
            // What names itself a request and is damaged is still a request.
            let named = input.bytes.windows(7).any(|word| word == b"REQUEST");
            let error = if named { problem } else { error };
            let message = format!("{} is neither a request nor a certificate", input.name);
            Err(refusal::of(&error, message))
        }
    }
}

fn does_not_fit(option: &str, what: &str, why: &str) -> Failure {
    Failure::new(Code::Usage, format!("{option} does not fit {what}")).hint(why)
}
