//! Certificates and trust.

use std::time::{Duration, SystemTime};

use credtool_pki::{Certificate, CertificationRequest, Purpose, VerifiedChain};

use super::Outcome;
use crate::{AppId, Change, Refusal, Registry, Settings};

/// Who vouches for a certificate.
#[derive(Clone, Copy)]
pub(super) enum Vouched<'a> {
    /// One of those that the settings trust.
    Trusted,
    /// Our authority, which issued it for this request.
    Issued(&'a CertificationRequest),
    /// Our authority, which issued it earlier and has this certificate.
    Ours(&'a Certificate),
}

impl<'a> Vouched<'a> {
    fn request(self) -> Option<&'a CertificationRequest> {
        match self {
            Self::Issued(request) => Some(request),
            Self::Trusted | Self::Ours(_) => None,
        }
    }
}

impl Registry {
    pub(super) fn import(
        &self,
        id: &AppId,
        chain: &VerifiedChain,
        vouched: Vouched<'_>,
        now: SystemTime,
    ) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        match vouched {
            Vouched::Trusted => self.check_trusted(chain)?,
            Vouched::Issued(request) => self.check_issued(chain, request)?,
            Vouched::Ours(authority) => self.check_ours(chain, authority)?,
        }
        if chain.purpose() == Purpose::Server {
            return Err(Refusal::WrongPurpose);
        }
        if !is_now(chain, now) {
            return Err(Refusal::VerifiedAtAnotherTime);
        }
        let certificate = chain.leaf();
        let above = chain.certificates().get(1..).unwrap_or_default();
        let replaces = version.credential_sha256();
        if replaces.as_ref() == Some(&certificate.sha256()) {
            return Err(Refusal::AlreadySo(
                "the app has this certificate".to_owned(),
            ));
        }
        let ders = std::iter::once(certificate)
            .chain(above)
            .map(|one| one.der().len());
        let found =
            ders.sum::<usize>() + vouched.request().map_or(0, |request| request.der().len());
        if found > MAXIMUM_DER {
            return Err(Refusal::CredentialTooLarge {
                found,
                maximum: MAXIMUM_DER,
            });
        }
        let change = Change::CredentialImported {
            version: version.label.clone(),
            certificate: certificate.clone(),
            chain: above.to_vec(),
            request: vouched.request().cloned(),
            replaces,
        };
        Ok(Outcome::of(Some(app.key), change))
    }

    /// A certificate from outside leads to one of those that the settings trust.
    fn check_trusted(&self, chain: &VerifiedChain) -> Result<(), Refusal> {
        let trusted = self.settings.trusted();
        if trusted.is_empty() {
            return Err(Refusal::NoTrustConfigured);
        }
        let anchor = chain.anchor();
        match trusted.iter().any(|one| one.der() == anchor.der()) {
            true => Ok(()),
            false => Err(Refusal::UntrustedIssuer(anchor.subject().to_string())),
        }
    }

    /// A certificate that our own authority issued earlier leads to it.
    fn check_ours(&self, chain: &VerifiedChain, authority: &Certificate) -> Result<(), Refusal> {
        if self.settings.ca().is_none() {
            return Err(Refusal::NoCaConfigured);
        }
        let anchor = chain.anchor();
        match anchor.der() == authority.der() {
            true => Ok(()),
            false => Err(Refusal::UntrustedIssuer(anchor.subject().to_string())),
        }
    }

    /// A certificate of our own authority is for the key of the request.
    fn check_issued(
        &self,
        chain: &VerifiedChain,
        request: &CertificationRequest,
    ) -> Result<(), Refusal> {
        self.check_request(request)?;
        match chain.leaf().key_matches(request.spki_der()) {
            true => Ok(()),
            false => Err(Refusal::KeyDiffers),
        }
    }

    /// Checks a request before our authority issues for it, so that nothing is issued that is refused afterwards.
    ///
    /// # Errors
    /// [`Refusal::NoCaConfigured`], [`Refusal::ChallengePassword`], [`Refusal::NoProofOfPossession`].
    pub fn check_request(&self, request: &CertificationRequest) -> Result<(), Refusal> {
        if self.settings.ca().is_none() {
            return Err(Refusal::NoCaConfigured);
        }
        if request.has_challenge_password() {
            return Err(Refusal::ChallengePassword);
        }
        let proof = request.verify_proof_of_possession();
        proof.map_err(|_| Refusal::NoProofOfPossession)
    }

    pub(super) fn remove_credential(&self, id: &AppId) -> Result<Outcome, Refusal> {
        let (app, version) = self.find_living(id)?;
        let sha256 = version.credential_sha256();
        let change = Change::CredentialRemoved {
            version: version.label.clone(),
            sha256: sha256.ok_or_else(|| Refusal::NoCredential(id.clone()))?,
        };
        Ok(Outcome::of(Some(app.key), change))
    }

    pub(super) fn trust_add(&self, certificate: &Certificate) -> Result<Outcome, Refusal> {
        let trusted = self.settings.trusted();
        if trusted.iter().any(|one| one.der() == certificate.der()) {
            let subject = certificate.subject();
            return Err(Refusal::AlreadySo(format!("{subject} is trusted")));
        }
        if trusted.len() >= Settings::MAXIMUM_TRUSTED {
            return Err(Refusal::TooMany {
                what: "trusted certificates",
                maximum: Settings::MAXIMUM_TRUSTED,
            });
        }
        let found = certificate.der().len();
        if found > MAXIMUM_DER {
            return Err(Refusal::CredentialTooLarge {
                found,
                maximum: MAXIMUM_DER,
            });
        }
        let certificate = certificate.clone();
        Ok(Outcome::of(None, Change::TrustAdded { certificate }))
    }

    pub(super) fn trust_remove(&self, sha256: &str) -> Result<Outcome, Refusal> {
        let trusted = self.settings.trusted();
        match trusted.iter().any(|one| one.sha256() == sha256) {
            true => Ok(Outcome::of(
                None,
                Change::TrustRemoved {
                    sha256: sha256.to_owned(),
                },
            )),
            false => Err(Refusal::UnknownTrust(sha256.chars().take(64).collect())),
        }
    }
}

/// Says whether a chain was verified for about this time.
fn is_now(chain: &VerifiedChain, now: SystemTime) -> bool {
    let at = u64::try_from(chain.at().unix_seconds()).unwrap_or_default();
    let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(at));
    at.is_some_and(|at| {
        let apart = now.duration_since(at).or_else(|_| at.duration_since(now));
        apart.is_ok_and(|apart| apart <= super::CLOCK_TOLERANCE)
    })
}

/// In base64 this leaves room for all else in [`Event::MAXIMUM`](crate::Event::MAXIMUM).
const MAXIMUM_DER: usize = 512 << 10;
