//! A signature that no public key of the app verifies: which algorithm or which base would do.

use credtool_crypto_engine::explain::{DigestAlgorithm, recover_digest};
use credtool_crypto_engine::{
    EcdsaEncoding, Error, Hash, KeyAlgorithm, KeySizes, PublicKey, SignatureScheme,
};

use super::search::Search;
use crate::explain::result_text::hash_name;
use crate::explain::{Cause, Explanation};
use crate::http_signature::Algorithm;

pub(super) fn explain(mut search: Search<'_, '_>, algorithm: Algorithm) -> Explanation {
    let candidates = search.attempt.app.public_keys().iter().take(MOST_KEYS);
    let keys: Vec<&PublicKey> = candidates.map(|key| key.value()).collect();
    search.effort.note(Cause::WrongHash);
    for key in &keys {
        for (name, scheme) in schemes(key) {
            if algorithm.signature_scheme() != Some(scheme)
                && holds(key, scheme, search.ours, search.signature)
            {
                let expected = algorithm.registered_name();
                let detail =
                    format!("the signature was made as {name}, and {expected} is expected");
                return search.conclude_with(Cause::WrongHash, detail);
            }
        }
    }
    let fitting: Vec<&PublicKey> = keys
        .into_iter()
        .filter(|key| algorithm.fits(key.algorithm()))
        .collect();
    match algorithm {
        Algorithm::RsaV15Sha256 => rsa_v15(search, &fitting),
        _ => by_trial(search, &fitting, algorithm),
    }
}

/// Tries every base under every key.
fn by_trial(mut search: Search<'_, '_>, keys: &[&PublicKey], algorithm: Algorithm) -> Explanation {
    let signature = search.signature;
    let Some(scheme) = algorithm.signature_scheme() else {
        return search.conclude_with(Cause::Unknown, NOT_PROVEN);
    };
    let fits = |text: &[u8]| keys.iter().any(|key| holds(key, scheme, text, signature));
    // A verification costs as much as hashing some kilobytes.
    if let Some(found) = search.base(keys.len() * 4, fits) {
        return search.conclude(found);
    }
    search.effort.note(Cause::WrongKey);
    match search.theirs {
        None => search.conclude_with(Cause::WrongKey, NOT_PROVEN),
        Some(theirs) if theirs == search.ours => {
            let detail = "both sides signed the same base, so another private key made the signature, or it was changed";
            search.conclude_with(Cause::WrongKey, detail)
        }
        Some(theirs) if fits(theirs) => {
            search.bases_differ(theirs, "the key is the right one, and the bases differ")
        }
        Some(theirs) => search.bases_differ(theirs, "the bases differ, and so may the keys"),
    }
}

/// Opens the signature: which key made it is certain then, and over which digest.
fn rsa_v15(mut search: Search<'_, '_>, keys: &[&PublicKey]) -> Explanation {
    let mut unopened = None;
    for key in keys {
        match recover_digest(key, search.signature) {
            Ok(recovered) => {
                let made = "the signature was made with this app's key";
                if recovered.algorithm != DigestAlgorithm::Hash(Hash::Sha256) {
                    let detail = format!(
                        "{made}, over a digest of {}, and SHA-256 is expected",
                        recovered.algorithm
                    );
                    return search.conclude_with(Cause::WrongHash, detail);
                }
                let fits = |text: &[u8]| Hash::Sha256.digest(text) == recovered.digest;
                if let Some(found) = search.base(1, fits) {
                    return search.conclude(found);
                }
                return match search.theirs {
                    None => search.conclude_with(
                        Cause::Unknown,
                        format!("{made}, over another base than ours, which none of the usual mistakes gives"),
                    ),
                    Some(theirs) if fits(theirs) => search.bases_differ(theirs, &format!("{made}, over the given base")),
                    Some(theirs) => search.bases_differ(theirs, &format!("{made}, and not over the given base")),
                };
            }
            Err(error) => unopened = Some(error),
        }
    }
    search.effort.note(Cause::WrongKey);
    match unopened {
        Some(Error::DigestInfo) => search.conclude_with(
            Cause::WrongHash,
            "the signature was made with this app's key, over something else than a digest",
        ),
        None | Some(Error::SignaturePadding) => search.conclude_with(
            Cause::WrongKey,
            "the signature does not open with the public key known here: another private key made it, or it was changed",
        ),
        Some(other) => search.conclude_with(Cause::WrongKey, other.to_string()),
    }
}

fn holds(key: &PublicKey, scheme: SignatureScheme, text: &[u8], signature: &[u8]) -> bool {
    key.verify(scheme, KeySizes::Legacy, text, signature)
        .is_ok()
}

/// Returns what clients sign with in the place of the algorithm, by the type of their key.
fn schemes(key: &PublicKey) -> Vec<(String, SignatureScheme)> {
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    let mut all = Vec::new();
    match key.algorithm() {
        KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
            let octets = (key.bits().max(1) - 1).div_ceil(8);
            for hash in hashes {
                let name = hash_name(hash);
                all.push((
                    format!("RSASSA-PKCS1-v1_5 with {name}"),
                    SignatureScheme::RsaPkcs1v15(hash),
                ));
                let longest = octets.saturating_sub(hash.output_len() + 2);
                for salt_len in [hash.output_len(), longest, 0] {
                    let name = format!("RSASSA-PSS with {name} and a salt of {salt_len} bytes");
                    all.push((name, SignatureScheme::RsaPss { hash, salt_len }));
                }
            }
        }
        KeyAlgorithm::EcP256 | KeyAlgorithm::EcP384 => {
            for hash in hashes {
                for (encoding, written) in [
                    (EcdsaEncoding::Fixed, "r and s"),
                    (EcdsaEncoding::Der, "ASN.1"),
                ] {
                    let name = format!("ECDSA with {}, written as {written}", hash_name(hash));
                    all.push((name, SignatureScheme::Ecdsa { hash, encoding }));
                }
            }
        }
        KeyAlgorithm::Ed25519 => all.push(("Ed25519".to_owned(), SignatureScheme::Ed25519)),
        _ => {}
    }
    all
}

const NOT_PROVEN: &str = "another private key made the signature, or something was changed on the way that none of the \
    tried mistakes changes";

/// Keys of one app that are looked at.
const MOST_KEYS: usize = 8;
