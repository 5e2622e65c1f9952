//! Weak algorithms and weak keys, by a stated policy (NIST SP 800-131A, RFC 6151, RFC 6194).

use credtool_crypto_engine::{Hash, SignatureScheme};

use super::{Allowed, Reason, ReasonCode, soundness};
use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{single, tag};
use crate::key::key_type::{Curve, KeyType};
use crate::key::private_key_info::whole_octets;
use crate::key::rsa_numbers::RsaNumbers;
use crate::{Certificate, Error, PublicKey, SignatureAlgorithm};

/// How far an algorithm or a key can be relied on.
pub(super) enum Strength {
    /// As far as any.
    Good,
    /// Only where it is allowed by name: what it is.
    Legacy(String),
    /// Not at all: what is wrong with it.
    Refused(String),
    /// It cannot be told, because the structure is not what it must be.
    Malformed(String),
}

impl Allowed {
    /// Says what is wrong with the algorithm that a certificate is signed with.
    pub(super) fn check_algorithm(self, certificate: &Certificate, reasons: &mut Vec<Reason>) {
        let hint = match algorithm_strength(certificate.signature_algorithm()) {
            Strength::Good => return,
            Strength::Legacy(_) if self.sha1 => return,
            Strength::Legacy(what) => (
                ReasonCode::WeakAlgorithm,
                format!("signed with {what}, which can be forged with effort"),
                "have it issued anew with SHA-256; where that is not possible, allow sha1",
            ),
            Strength::Refused(what) => (
                ReasonCode::WeakAlgorithm,
                format!("signed with {what}"),
                "have it issued anew with RSA, ECDSA (P-256, P-384) or Ed25519, and SHA-256 or larger",
            ),
            Strength::Malformed(what) => (
                ReasonCode::Malformed,
                format!("its signature algorithm cannot be read: {what}"),
                "get an undamaged copy, or have it issued anew",
            ),
        };
        let (code, message, hint) = hint;
        reasons.push(Reason::new(code, message, hint.to_owned()).about(certificate));
    }

    /// Says what is wrong with the key of a certificate; an issuer's has to verify signatures as well.
    pub(super) fn check_key(self, certificate: &Certificate, reasons: &mut Vec<Reason>) {
        let (code, message, hint) = match key_strength(certificate.spki_der()) {
            Strength::Good => return,
            Strength::Legacy(_) if self.rsa_1024 => return,
            Strength::Legacy(what) => (
                ReasonCode::WeakKey,
                format!("its key is {what}; 2048 bits are needed"),
                "have a certificate issued for a key of 2048 bits or more; where that is not possible, allow rsa-1024",
            ),
            Strength::Refused(what) => (
                ReasonCode::WeakKey,
                format!("its key is {what}"),
                "have a certificate issued for an RSA key of 2048 bits or more, P-256, P-384 or Ed25519",
            ),
            Strength::Malformed(what) => (
                ReasonCode::Malformed,
                format!("its public key cannot be read: {what}"),
                "get an undamaged copy, or have it issued anew",
            ),
        };
        reasons.push(Reason::new(code, message, hint.to_owned()).about(certificate));
    }

    /// Returns what is weak about a certificate and allowed.
    pub(super) fn legacy_of(self, certificate: &Certificate, signed: bool) -> Vec<String> {
        let mut found = Vec::new();
        let subject = certificate.subject();
        if self.rsa_1024
            && let Strength::Legacy(what) = key_strength(certificate.spki_der())
        {
            found.push(format!("the key of {subject} is {what}"));
        }
        if self.sha1
            && signed
            && let Strength::Legacy(what) = algorithm_strength(certificate.signature_algorithm())
        {
            found.push(format!("{subject} is signed with {what}"));
        }
        if self.nonconforming {
            soundness::each_formality(certificate, !signed, |what| {
                found.push(format!("{subject}: {what}"));
            });
        }
        found
    }

    /// Returns why a signature by the key of a certificate is not to be relied on, in a few words.
    pub(crate) fn weakness(
        self,
        algorithm: &SignatureAlgorithm,
        signer: &Certificate,
    ) -> Option<String> {
        match algorithm_strength(algorithm) {
            Strength::Good => {}
            Strength::Legacy(_) if self.sha1 => {}
            Strength::Legacy(what) | Strength::Refused(what) | Strength::Malformed(what) => {
                return Some(format!("signed with {what}"));
            }
        }
        match key_strength(signer.spki_der()) {
            Strength::Good => None,
            Strength::Legacy(_) if self.rsa_1024 => None,
            Strength::Legacy(what) | Strength::Refused(what) | Strength::Malformed(what) => {
                Some(format!("signed by {what}"))
            }
        }
    }
}

fn algorithm_strength(algorithm: &SignatureAlgorithm) -> Strength {
    match algorithm.scheme() {
        Ok(
            SignatureScheme::RsaPkcs1v15(Hash::Sha1)
            | SignatureScheme::RsaPss {
                hash: Hash::Sha1, ..
            }
            | SignatureScheme::Ecdsa {
                hash: Hash::Sha1, ..
            },
        ) => Strength::Legacy(format!("{} (SHA-1)", algorithm.name())),
        Ok(_) => Strength::Good,
        Err(Error::Malformed { .. }) => Strength::Malformed(algorithm.name().to_owned()),
        Err(Error::BrokenAlgorithm { algorithm }) => {
            Strength::Refused(format!("{algorithm}, which anybody can forge"))
        }
        Err(_) => Strength::Refused(format!(
            "{}, which is not among the accepted algorithms",
            algorithm.name()
        )),
    }
}

fn key_strength(spki: &[u8]) -> Strength {
    read_key(spki).unwrap_or_else(|error| Strength::Malformed(error.to_string()))
}

fn read_key(spki: &[u8]) -> Result<Strength, Error> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut fields = single(spki, tag::SEQUENCE, WHAT)?.reader();
    let algorithm = AlgorithmIdentifier::read(&mut fields, WHAT)?;
    let key = fields.expect(tag::BIT_STRING, WHAT)?;
    Ok(match KeyType::of(&algorithm.oid) {
        KeyType::Rsa | KeyType::RsaPss => {
            let bits = RsaNumbers::from_public(whole_octets(&key)?)?.bits();
            // By octets of the modulus: a key of 2047 bits was made as one of 2048.
            match bits.div_ceil(8) * 8 {
                2048.. => Strength::Good,
                1024.. => Strength::Legacy(format!("RSA with {bits} bits")),
                _ => Strength::Refused(format!(
                    "RSA with {bits} bits, which can be factored at a desk"
                )),
            }
        }
        KeyType::Ec => {
            let curve = Curve::from_algorithm(&algorithm)?;
            curve.check_point(whole_octets(&key)?)?;
            match (curve.name, curve.field_bits) {
                (None, _) => Strength::Malformed(
                    "the curve is described by its numbers, and not by its name (RFC 5480 §2.1.1)"
                        .to_owned(),
                ),
                (Some(name), None) => {
                    Strength::Refused(format!("on the elliptic curve {name}, which is not known"))
                }
                (Some(_), Some(224..)) => Strength::Good,
                (Some(name), Some(bits)) => {
                    Strength::Refused(format!("on the elliptic curve {name}, of {bits} bits only"))
                }
            }
        }
        KeyType::Dsa => match PublicKey::from_spki_der(spki)?.info().bits {
            Some(bits) if bits < 2048 => Strength::Refused(format!("DSA with {bits} bits")),
            _ => Strength::Good,
        },
        _ => Strength::Good,
    })
}
