//! `app import-credential`: a request becomes a certificate at our CA, or a certificate is verified; then the app has it.

use std::path::{Path, PathBuf};

use credtool_app_registry::{AppId, Command, Refusal, Registry};
use credtool_pki::{Certificate, CertificateList, CertificationRequest, VerifiedChain};
use serde_json::{Value, json};

use super::allowed::AllowOption;
use super::change::{self, ChangeOptions};
use super::trusted::Trust;
use super::{describe, refused};
use crate::ca::OrderOptions;
use crate::cert;
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

    /// Lets the CA issue, and stores what it issued. The store is unlocked first, so that a wrong secret shows before anything is signed.
    fn order(
        &self,
        io: &mut Io,
        registry: &Registry,
        request: &CertificationRequest,
        name: &str,
    ) -> Result<Answer, Failure> {
        self.permit_for_request()?;
        let Some(folder) = registry.settings().ca().map(PathBuf::from) else {
            return refused::answer(io, &Refusal::NoCaConfigured, self.message());
        };
        let mut issued: Option<VerifiedChain> = None;
        let mut commands = |io: &mut Io, registry: &Registry| {
            if let Err(refusal) = change::usable(registry, &self.id) {
                return Err(refused::failure(&refusal, self.message()));
            }
            let chain = match &issued {
                Some(chain) => chain.clone(),
                None => issued
                    .insert(self.issue(io, registry, &folder, request, name)?)
                    .clone(),
            };
            Ok(vec![Command::ImportCertificate {
                app: self.id.clone(),
                chain,
                request: Some(request.clone()),
            }])
        };
        let stored = self.change.make_with(
            io,
            &self.message(),
            &self.id,
            &mut commands,
            |_, changed| self.shown(changed, true),
        );
        match (stored, issued) {
            (Ok(Answer::Yes), _) => Ok(Answer::Yes),
            (Ok(Answer::No), Some(chain)) => {
                io.out.warn(not_stored(&chain, &folder));
                Ok(Answer::No)
            }
            (Err(failure), Some(chain)) => {
                let next = not_stored(&chain, &folder);
                let hint = format!("{}; {next}", failure.hint);
                Err(failure.hint(hint))
            }
            (other, None) => other,
        }
    }

    /// Lets the CA issue, and verifies what it issued.
    fn issue(
        &self,
        io: &mut Io,
        registry: &Registry,
        folder: &Path,
        request: &CertificationRequest,
        name: &str,
    ) -> Result<VerifiedChain, Failure> {
        let delivered = self.order.issue(io, folder, request, name)?;
        let trust =
            Trust::of(io, registry.settings(), self.allow.allowed()).and(delivered.issuers.first());
        let certificate = &delivered.certificate;
        let verified = trust.verify(io, certificate, &delivered.issuers, &[]);
        verified.map_err(|verdict| {
            verdict.note(io);
            let serial = certificate.serial();
            Failure::new(
                Code::NotIssued,
                format!(
                    "the certificate {serial} does not pass our own check, so it is not stored"
                ),
            )
            .hint(format!(
                "credtool ca revoke --dir {} {serial} ends it",
                folder.display()
            ))
        })
    }

    /// Verifies a certificate, and stores it where it is trusted.
    fn verify(
        &self,
        io: &mut Io,
        registry: &Registry,
        certificates: Vec<Certificate>,
    ) -> Result<Answer, Failure> {
        if let Some(option) = self.order.first_given() {
            return Err(does_not_fit(
                option,
                "a certificate",
                "it is for a request (CSR)",
            ));
        }
        let Some((leaf, others)) = certificates.split_first() else {
            return Err(Failure::new(Code::Unrecognised, "there is no certificate"));
        };
        let mut intermediates = others.to_vec();
        for path in &self.intermediate {
            intermediates.extend(cert::read(io, path)?);
        }
        let mut crls: Vec<CertificateList> = Vec::new();
        for path in &self.crl {
            crls.extend(cert::read_crls(io, path)?);
        }
        let trust = Trust::of(io, registry.settings(), self.allow.allowed());
        let chain = match trust.verify(io, leaf, &intermediates, &crls) {
            Ok(chain) => chain,
            Err(mut verdict) => {
                verdict.shown["app_id"] = self.id.as_str().into();
                verdict.shown["changed"] = false.into();
                let first = &verdict.shown["reasons"][0];
                verdict.shown["reason"] = json!({
                    "code": first["code"],
                    "message": first["message"],
                    "hint": first["hint"],
                });
                return verdict.answer(io);
            }
        };
        for weakness in chain.legacy() {
            io.out.warn(format!("legacy: {weakness}"));
        }
        let app = self.id.clone();
        let command = match trust.authority(&chain) {
            Some(authority) => Command::ImportIssued {
                app,
                chain,
                authority: authority.clone(),
            },
            None => Command::ImportCertificate {
                app,
                chain,
                request: None,
            },
        };
        self.change
            .make(io, &self.message(), command, |_, changed| {
                self.shown(changed, false)
            })
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

    /// Refuses what is for a certificate.
    fn permit_for_request(&self) -> Result<(), Failure> {
        let given = [
            ("--intermediate", !self.intermediate.is_empty()),
            ("--crl", !self.crl.is_empty()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(does_not_fit(option, "a request", "it is for a certificate")),
            None => Ok(()),
        }
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

/// Says where a certificate is that was issued and not stored, and what can be done with it.
fn not_stored(chain: &VerifiedChain, folder: &Path) -> String {
    let serial = chain.leaf().serial();
    let folder = folder.display();
    format!(
        "the certificate {serial} was issued and is not stored: credtool ca show --dir {folder} {serial} prints it for app import-credential, credtool ca revoke ends it"
    )
}

fn does_not_fit(option: &str, what: &str, why: &str) -> Failure {
    Failure::new(Code::Usage, format!("{option} does not fit {what}")).hint(why)
}
