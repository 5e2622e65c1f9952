//! Whether a revocation list was signed by a key of the issuer that may sign lists (RFC 5280 §6.3.3 (f), (g)).

use std::collections::BTreeMap;

use super::Problem;
use crate::{
    Certificate, CertificateList, Error, ExtensionValue, KeyUsage, SignatureAlgorithm, Time,
};

/// The certificates that may have signed lists.
pub(super) struct Signers<'a> {
    others: &'a [Certificate],
    at: Time,
    weakness: &'a dyn Fn(&SignatureAlgorithm, &Certificate) -> Option<String>,
    /// What was verified: the index of the list, the key.
    verified: BTreeMap<(usize, Vec<u8>), Result<(), Error>>,
}

impl<'a> Signers<'a> {
    pub(super) fn new(
        others: &'a [Certificate],
        at: Time,
        weakness: &'a dyn Fn(&SignatureAlgorithm, &Certificate) -> Option<String>,
    ) -> Self {
        Self {
            others,
            at,
            weakness,
            verified: BTreeMap::new(),
        }
    }

    /// Errs unless the list was signed by the issuer of the certificate or under its name: by one of those above the
    /// certificate, or by one that the issuer's own key certified for it.
    pub(super) fn verify(
        &mut self,
        index: usize,
        crl: &CertificateList,
        issuers: &[&Certificate],
    ) -> Result<(), Problem> {
        let mut problem = None;
        let above = issuers
            .iter()
            .copied()
            .filter(|issuer| issuer.subject().matches(crl.issuer()));
        for signer in above {
            match self.signed_by(index, crl, signer) {
                Ok(()) => return Ok(()),
                Err(found) => problem = problem.or(Some(found)),
            }
        }
        let Some(issuer) = issuers.first() else {
            return Err(no_signer(crl));
        };
        let others = self.others;
        let certified = others
            .iter()
            .filter(|other| other.subject().matches(crl.issuer()))
            .filter(|other| may_be(crl, other) && self.is_certified(other, issuer))
            .take(MAX_SIGNERS);
        let certified: Vec<_> = certified.collect();
        for signer in certified {
            match self.signed_by(index, crl, signer) {
                Ok(()) => return Ok(()),
                Err(found) => problem = problem.or(Some(found)),
            }
        }
        Err(problem.unwrap_or_else(|| no_signer(crl)))
    }

    fn signed_by(
        &mut self,
        index: usize,
        crl: &CertificateList,
        signer: &Certificate,
    ) -> Result<(), Problem> {
        let issuer = crl.issuer();
        if !may_sign_lists(signer) {
            return Err(Problem {
                message: format!(
                    "the key of {issuer} may not sign revocation lists (keyUsage without cRLSign)"
                ),
                hint:
                    "give the certificate under which the list was signed among the intermediates"
                        .to_owned(),
            });
        }
        if let Some(weakness) = (self.weakness)(crl.signature_algorithm(), signer) {
            return Err(Problem {
                message: format!(
                    "the signature of the revocation list of {issuer} is not believed: {weakness}"
                ),
                hint: "have the list signed with a stronger algorithm, or allow this one"
                    .to_owned(),
            });
        }
        let key = (index, signer.spki_der().to_vec());
        let verified = self
            .verified
            .entry(key)
            .or_insert_with(|| crl.verify_signature(signer.spki_der()));
        verified.clone().map_err(|error| Problem {
            message: match error {
                Error::SignatureInvalid => {
                    format!(
                        "the revocation list was not signed by the key of {issuer}, or was altered"
                    )
                }
                other => format!(
                    "the signature of the revocation list of {issuer} cannot be checked: {other}"
                ),
            },
            hint: "fetch the list of this issuer again".to_owned(),
        })
    }

    /// Whether a certificate that stands nowhere in the path may speak for the issuer: the issuer's key signed it, and it
    /// is valid.
    fn is_certified(&self, other: &Certificate, issuer: &Certificate) -> bool {
        let algorithm = other.signature_algorithm();
        other.not_before() <= self.at
            && self.at <= other.not_after()
            && may_sign_lists(other)
            && algorithm == other.tbs_signature_algorithm()
            && (self.weakness)(algorithm, issuer).is_none()
            && algorithm
                .verify(issuer.spki_der(), other.tbs_der(), other.signature())
                .is_ok()
    }
}

/// Whether the identifiers of keys leave open that this one signed the list.
fn may_be(crl: &CertificateList, signer: &Certificate) -> bool {
    let wanted = crl.extensions().authority_key_identifier();
    let wanted = wanted.and_then(|identifier| identifier.key_id.as_deref());
    match (wanted, signer.extensions().subject_key_identifier()) {
        (Some(wanted), Some(found)) => wanted == found,
        _ => true,
    }
}

fn may_sign_lists(signer: &Certificate) -> bool {
    let malformed = signer.extensions().iter().any(|extension| {
        extension.oid() == KEY_USAGE && matches!(extension.value(), ExtensionValue::Malformed(_))
    });
    !malformed
        && signer
            .extensions()
            .key_usage()
            .is_none_or(|usage| usage.contains(KeyUsage::CRL_SIGN))
}

fn no_signer(crl: &CertificateList) -> Problem {
    Problem {
        message: format!(
            "the certificate under which the revocation list of {} was signed is not there",
            crl.issuer()
        ),
        hint: "give it among the intermediates".to_owned(),
    }
}

const KEY_USAGE: &str = "2.5.29.15";
/// Signatures that are tried for one list, besides those of the path.
const MAX_SIGNERS: usize = 8;
