//! Whether a revocation list was signed by a key of the issuer that may sign lists (RFC 5280 §6.3.3 (f), (g)).

use std::collections::{BTreeMap, HashMap};

use super::Problem;
use crate::trust::Allowed;
use crate::{Certificate, CertificateList, Error, ExtensionValue, KeyUsage, Time};

/// The certificates that may have signed lists.
#[derive(Debug)]
pub(super) struct Signers<'a> {
    others: [&'a [Certificate]; 2],
    /// Those that may sign lists, by their canonical name; made when no certificate of the path has signed.
    by_name: Option<HashMap<Vec<u8>, Vec<&'a Certificate>>>,
    at: Time,
    allowed: Allowed,
    /// What was verified: the index of the list, the key.
    verified: BTreeMap<(usize, Vec<u8>), Result<(), Error>>,
    /// How many signatures may still be verified, and how many octets of lists hashed for them.
    signatures: usize,
    octets: usize,
}

impl<'a> Signers<'a> {
    pub(super) fn new(
        crls: &[CertificateList],
        others: [&'a [Certificate]; 2],
        at: Time,
        allowed: Allowed,
    ) -> Self {
        let octets: usize = crls.iter().map(|crl| crl.tbs_der().len()).sum();
        Self {
            others,
            by_name: None,
            at,
            allowed,
            verified: BTreeMap::new(),
            signatures: MAX_SIGNATURES + crls.len(),
            octets: octets.saturating_mul(MAX_READINGS),
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
        for signer in issuers {
            if signer.subject().matches(crl.issuer()) {
                match self.signed_by(index, crl, signer) {
                    Ok(()) => return Ok(()),
                    Err(found) => problem = problem.or(Some(found)),
                }
            }
        }
        if let Some(issuer) = issuers.first() {
            for signer in self.of_name(crl) {
                if self.is_certified(signer, issuer) {
                    match self.signed_by(index, crl, signer) {
                        Ok(()) => return Ok(()),
                        Err(found) => problem = problem.or(Some(found)),
                    }
                }
            }
        }
        Err(problem.unwrap_or_else(|| Problem {
            message: format!(
                "the certificate under which the revocation list of {} was signed is not there",
                crl.issuer()
            ),
            hint: "give it among the intermediates".to_owned(),
        }))
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
        if let Some(weakness) = self.allowed.weakness(crl.signature_algorithm(), signer) {
            return Err(Problem {
                message: format!("the revocation list of {issuer} is {weakness}"),
                hint: "have the list signed with a stronger algorithm, or allow this one"
                    .to_owned(),
            });
        }
        let key = (index, signer.spki_der().to_vec());
        let verified = match self.verified.get(&key) {
            Some(verified) => verified.clone(),
            None => {
                self.spend(crl.tbs_der().len())?;
                let verified = crl.verify_signature(signer.spki_der());
                self.verified.insert(key, verified.clone());
                verified
            }
        };
        verified.map_err(|error| Problem {
            message: match error {
                Error::SignatureInvalid => format!(
                    "the revocation list was not signed by the key of {issuer}, or was altered"
                ),
                other => format!(
                    "the signature of the revocation list of {issuer} cannot be checked: {other}"
                ),
            },
            hint: "fetch the list of this issuer again".to_owned(),
        })
    }

    /// Returns certificates with the name of a list's issuer that may have signed it: few, and the same ones whatever the
    /// order in which they were given.
    fn of_name(&mut self, crl: &CertificateList) -> Vec<&'a Certificate> {
        let others = self.others;
        let by_name = self.by_name.get_or_insert_with(|| {
            let mut index: HashMap<Vec<u8>, Vec<&'a Certificate>> = HashMap::new();
            for other in others
                .into_iter()
                .flatten()
                .filter(|other| may_sign_lists(other))
            {
                index
                    .entry(other.subject().canonical())
                    .or_default()
                    .push(other);
            }
            index
        });
        let named = by_name.get(&crl.issuer().canonical());
        let mut found: Vec<_> = named
            .into_iter()
            .flatten()
            .copied()
            .filter(|signer| may_be(crl, signer))
            .collect();
        found.sort_by_key(|signer| signer.der());
        found.dedup_by_key(|signer| signer.der());
        found.truncate(MAX_SIGNERS);
        found
    }

    /// Whether a certificate that stands nowhere in the path may speak for the issuer: the issuer's key signed it, and it
    /// is valid. Whether it was withdrawn is not looked at.
    fn is_certified(&mut self, other: &Certificate, issuer: &Certificate) -> bool {
        let algorithm = other.signature_algorithm();
        other.not_before() <= self.at
            && self.at <= other.not_after()
            && algorithm == other.tbs_signature_algorithm()
            && self.allowed.weakness(algorithm, issuer).is_none()
            && self.spend(0).is_ok()
            && algorithm
                .verify(issuer.spki_der(), other.tbs_der(), other.signature())
                .is_ok()
    }

    #[cfg(test)]
    pub(super) fn signatures_left(&self) -> usize {
        self.signatures
    }

    fn spend(&mut self, octets: usize) -> Result<(), Problem> {
        match (
            self.signatures.checked_sub(1),
            self.octets.checked_sub(octets),
        ) {
            (Some(signatures), Some(octets)) => {
                self.signatures = signatures;
                self.octets = octets;
                Ok(())
            }
            _ => Err(Problem {
                message: "the revocation lists take more signatures to check than are granted"
                    .to_owned(),
                hint: "give only the lists and certificates that belong to this certificate"
                    .to_owned(),
            }),
        }
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

const KEY_USAGE: &str = "2.5.29.15";
/// Signers that are tried for one list, besides the certificates of the path.
const MAX_SIGNERS: usize = 8;
/// Signatures that are verified in one validation, beside one for each list.
const MAX_SIGNATURES: usize = 500;
/// How often all lists together are read for their signatures: with several keys under one name, more than once.
const MAX_READINGS: usize = 4;
