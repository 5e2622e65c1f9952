//! Whether the key of a request can be certified, and whether the requester holds it.

use credtool_crypto_engine::KeySizes;

use super::decision::Findings;
use super::{IssueReasonCode, Issuer};
use crate::key::identity::usual_encoding;
use crate::{CertificationRequest, Error, KeyType, PublicKey};

/// A key that can be certified.
pub(super) struct SubjectKey {
    /// The SubjectPublicKeyInfo, in its usual encoding.
    pub(super) spki: Vec<u8>,
    pub(super) key_type: KeyType,
}

/// Decides whether the request's key is certified; `None` where it is not.
pub(super) fn decide(
    request: &CertificationRequest,
    issuer: &Issuer,
    sizes: KeySizes,
    findings: &mut Findings,
) -> Option<SubjectKey> {
    let mut authorities = issuer.authorities();
    if let Some(authority) = authorities.find(|authority| authority.key_matches(request.spki_der()))
    {
        findings.refuse(
            IssueReasonCode::AuthorityKey,
            format!(
                "the request is for the key of the authority {}",
                authority.subject()
            ),
            "make the request with a key of its own",
        );
    }
    let key = check(request.spki_der(), sizes, findings)?;
    proof_of_possession(request, findings);
    let name = key.info().to_string();
    let spki = match (
        key.info().key_type == KeyType::RsaPss,
        usual_encoding(key.spki_der()),
    ) {
        (false, Ok(Some(usual))) => usual,
        _ => key.spki_der().to_vec(),
    };
    let small = key
        .info()
        .bits
        .is_some_and(|bits| bits < KeySizes::Current.minimum());
    let why = match (spki == key.spki_der(), is_rsa(&key) && small) {
        (_, true) => {
            "weak, and accepted because the terms allow keys of this size; the requester holds it"
        }
        (true, _) => "strong enough, and the requester has proved to hold it",
        (false, _) => {
            "strong enough and held by the requester; in the usual encoding, which all verifiers read"
        }
    };
    findings.decide("subjectPublicKeyInfo", Some(name.clone()), Some(name), why);
    Some(SubjectKey {
        spki,
        key_type: key.info().key_type.clone(),
    })
}

/// Returns the key where it is of a kind and size that can be certified.
pub(super) fn check(
    spki_der: &[u8],
    sizes: KeySizes,
    findings: &mut Findings,
) -> Option<PublicKey> {
    let code = IssueReasonCode::UnsupportedKey;
    let hint =
        "make the request with an RSA key of 2048 to 8192 bits, or one on P-256, P-384 or Ed25519";
    let key = match PublicKey::from_spki_der(spki_der) {
        Ok(key) => key,
        Err(error) => {
            findings.refuse(
                code,
                format!("the public key cannot be read: {error}"),
                hint,
            );
            return None;
        }
    };
    let name = key.info().to_string();
    match key.engine_key() {
        Err(Error::UnsupportedKeyType { .. }) => {
            findings.refuse(
                code,
                format!("{name}: nothing can be verified with keys of this kind"),
                hint,
            );
            return None;
        }
        Err(error) => {
            findings.refuse(code, format!("{name}: {error}"), hint);
            return None;
        }
        Ok(_) => {}
    }
    if let (true, Some(bits)) = (is_rsa(&key), key.info().bits) {
        // As everywhere: by the octets of the modulus, so 2047 bits count as 2048.
        let size = bits.div_ceil(8) * 8;
        if size < sizes.minimum() {
            let least = sizes.minimum();
            findings.refuse(
                IssueReasonCode::WeakKey,
                format!("{name}: below {least} bits, what is signed with it can be forged"),
                "make the request with a new key, RSA of 2048 bits or P-256",
            );
            return None;
        }
        if size > MOST_BITS {
            findings.refuse(
                code,
                format!("{name}: more than {MOST_BITS} bits are not verified"),
                hint,
            );
            return None;
        }
    }
    Some(key)
}

fn is_rsa(key: &PublicKey) -> bool {
    matches!(key.info().key_type, KeyType::Rsa | KeyType::RsaPss)
}

fn proof_of_possession(request: &CertificationRequest, findings: &mut Findings) {
    let Err(error) = request.verify_proof_of_possession() else {
        let algorithm = request.signature_algorithm().name();
        if algorithm.to_ascii_lowercase().contains("sha1") {
            let why = "weak, and good enough to prove who holds the key; the authority signs with its own algorithm";
            findings.decide("signatureAlgorithm", Some(algorithm.to_owned()), None, why);
        }
        return;
    };
    let message = match error {
        Error::SignatureInvalid => {
            "the request is not signed by the key that it is for, or was changed since".to_owned()
        }
        other => format!("the signature of the request proves nothing: {other}"),
    };
    findings.refuse(
        IssueReasonCode::ProofOfPossession,
        message,
        "make the request again with the private key, signed with SHA-256",
    );
}

/// What the engine computes with.
const MOST_BITS: usize = 8192;
