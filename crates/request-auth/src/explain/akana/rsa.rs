//! An RSA signature that does not match: opened with the public key, it says which hash and which digest were signed.

use credtool_crypto_engine::explain::{DigestAlgorithm, RecoveredDigest, recover_digest};
use credtool_crypto_engine::{Error, Hash, KeySizes, PublicKey, SignatureScheme};

use super::search::{Found, Search};
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{Reading, hash_name, hash_of_length, readings};
use crate::explain::{Cause, Explanation};

pub(super) fn explain(mut search: Search<'_, '_>, declared: Hash) -> Option<Explanation> {
    let text = search.token.signature.as_ref()?.value.clone();
    let readings = readings(&text);
    let candidates = search.attempt.app.public_keys();
    let keys: Vec<&PublicKey> = candidates
        .iter()
        .map(|key| key.value())
        .take(MOST_KEYS)
        .collect();
    let mut unopened = None;
    for reading in &readings {
        for key in &keys {
            match recover_digest(key, &reading.bytes) {
                Ok(recovered) => return Some(opened(search, declared, reading, &recovered)),
                Err(error) => {
                    let better = unopened
                        .as_ref()
                        .is_none_or(|before| matches!(before, Error::SignatureLength { .. }));
                    if better {
                        unopened = Some(error);
                    }
                }
            }
        }
    }
    if let Some(detail) = pss(&search, &keys, &readings) {
        return Some(search.conclude_with(Cause::WrongHash, detail));
    }
    search.effort.note(Cause::WrongKey);
    let (cause, detail) = match unopened {
        None => (Cause::Malformed, "the signature is not base64".to_owned()),
        Some(Error::DigestInfo) => (
            Cause::WrongHash,
            "the signature was made with this app's key, over something else than a digest".to_owned(),
        ),
        Some(Error::SignaturePadding) => (
            Cause::WrongKey,
            "the signature does not open with the public key known here: another private key made it, or it was changed"
                .to_owned(),
        ),
        Some(other) => (Cause::WrongKey, other.to_string()),
    };
    Some(search.conclude_with(cause, detail))
}

/// Goes on with a signature that this app's key made: only hash and string can be others.
fn opened(
    mut search: Search<'_, '_>,
    declared: Hash,
    reading: &Reading,
    recovered: &RecoveredDigest,
) -> Explanation {
    let mut mistakes: Vec<Mistake> = reading.mistake.iter().cloned().collect();
    let hash = match &recovered.algorithm {
        DigestAlgorithm::Hash(hash) => Some(*hash),
        DigestAlgorithm::Other(_) => None,
        DigestAlgorithm::Unnamed => hash_of_length(recovered.digest.len()),
    };
    if recovered.algorithm != DigestAlgorithm::Hash(declared) {
        let detail = format!(
            "the key signed a digest of {}, and the request names {}",
            recovered.algorithm,
            hash_name(declared)
        );
        mistakes.push(Mistake::new(Cause::WrongHash, detail));
    }
    let fits = |text: &[u8]| hash.is_some_and(|hash| hash.digest(text) == recovered.digest);
    let ours = search.ours;
    if !mistakes.is_empty() && fits(ours) {
        return search.conclude(Found {
            mistakes,
            theirs: None,
        });
    }
    if let Some(found) = search.string(1, fits) {
        mistakes.extend(found.mistakes);
        return search.conclude(Found { mistakes, ..found });
    }
    if let Some(first) = mistakes.first() {
        return search.conclude_with(first.cause, first.and_more());
    }
    let made = "the signature was made with this app's key, over another string than ours";
    match search.theirs {
        None => search.conclude_with(
            Cause::Unknown,
            format!("{made}, which none of the usual mistakes gives"),
        ),
        Some(theirs) => {
            let given = if fits(theirs) {
                "the given one"
            } else {
                "and not over the given one"
            };
            match search.likeness(theirs) {
                Some(mistake) => search.conclude_with(
                    mistake.cause,
                    format!("{made}, {given}: {}", mistake.detail),
                ),
                None => search.conclude_with(Cause::Unknown, format!("{made}, {given}")),
            }
        }
    }
}

/// Says whether the signature holds over our string with the other padding.
fn pss(search: &Search<'_, '_>, keys: &[&PublicKey], readings: &[Reading]) -> Option<String> {
    for reading in readings {
        for key in keys {
            for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha512] {
                let longest = (key.bits().max(1) - 1)
                    .div_ceil(8)
                    .saturating_sub(hash.output_len() + 2);
                for salt_len in [hash.output_len(), longest, 0] {
                    let scheme = SignatureScheme::RsaPss { hash, salt_len };
                    if key
                        .verify(scheme, KeySizes::Legacy, search.ours, &reading.bytes)
                        .is_ok()
                    {
                        return Some(format!(
                            "the signature was made as RSASSA-PSS with {}, and the scheme is RSASSA-PKCS1-v1_5",
                            hash_name(hash)
                        ));
                    }
                }
            }
        }
    }
    None
}

/// Keys of one app that are looked at.
const MOST_KEYS: usize = 8;
