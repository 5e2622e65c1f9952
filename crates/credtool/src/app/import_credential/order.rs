//! From a request: our CA issues, and what it issued is stored.

use std::path::{Path, PathBuf};

use credtool_app_registry::{Command, Refusal, Registry};
use credtool_pki::{CertificationRequest, VerifiedChain};

use super::{ImportCredential, does_not_fit};
use crate::app::trusted::Trust;
use crate::app::{change, refused};
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

impl ImportCredential {
    /// Lets the CA issue, and stores what it issued. The store is unlocked first, so that a wrong secret shows before anything is signed.
    pub(super) fn order(
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
        // What the authority would issue for, and the registry not take.
        if let Err(refusal @ Refusal::ChallengePassword) = registry.check_request(request) {
            return refused::answer(io, &refusal, self.message());
        }
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
        let mut allowed = self.allow.allowed();
        allowed.rsa_1024 |= self.order.takes_small_keys();
        let trust = Trust::of(io, registry.settings(), allowed).and(delivered.issuers.first());
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

/// Says where a certificate is that was issued and not stored, and what can be done with it.
fn not_stored(chain: &VerifiedChain, folder: &Path) -> String {
    let serial = chain.leaf().serial();
    let folder = folder.display();
    format!(
        "the certificate {serial} was issued and is not stored: credtool ca show --dir {folder} {serial} prints it for app import-credential, credtool ca revoke ends it"
    )
}
