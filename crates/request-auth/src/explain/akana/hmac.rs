//! An HMAC that does not match: which key or which string would make it.

use std::borrow::Cow;

use credtool_crypto_engine::{Hash, HmacKey};

use super::search::{Found, Search};
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{Reading, readings};
use crate::explain::{Cause, Explanation, secret_forms};

/// A key that the other side may have used.
struct Key {
    mistake: Option<Mistake>,
    hmac: HmacKey,
}

pub(super) fn explain(mut search: Search<'_, '_>, declared: Hash) -> Option<Explanation> {
    let text = search.token.signature.as_ref()?.value.clone();
    let readings = readings(&text);
    for reading in &readings {
        let Some(hash) = hash_of_length(reading.bytes.len()) else {
            continue;
        };
        let first = reading
            .mistake
            .clone()
            .into_iter()
            .chain(other_hash(hash, declared));
        let mut mistakes: Vec<Mistake> = first.collect();
        if let Some(found) = matching(&mut search, hash, &reading.bytes, !mistakes.is_empty()) {
            mistakes.extend(found.mistakes);
            return Some(search.conclude(Found { mistakes, ..found }));
        }
    }
    Some(nothing(search, declared, &readings))
}

/// Returns the mistakes that make the tag match. Single ones first, then one of the key with one of the string.
fn matching(
    search: &mut Search<'_, '_>,
    hash: Hash,
    tag: &[u8],
    ours_may_match: bool,
) -> Option<Found> {
    let attempt = search.attempt;
    let as_it_is = |mistake: Option<Mistake>, secret: &[u8]| Key {
        mistake,
        hmac: HmacKey::new(hash, secret),
    };
    let accepted: Vec<&[u8]> = attempt
        .app
        .secrets()
        .iter()
        .map(|secret| secret.value().expose())
        .take(MOST_SECRETS)
        .collect();
    let plain: Vec<Key> = accepted
        .iter()
        .map(|secret| as_it_is(None, secret))
        .collect();
    let retired = attempt.retired.iter().take(MOST_SECRETS).map(|secret| {
        let detail = "a retired secret matches";
        as_it_is(
            Some(Mistake::new(Cause::PreviousSecret, detail)),
            secret.expose(),
        )
    });
    let forms = accepted.iter().flat_map(|secret| secret_forms::of(secret));
    let changed: Vec<Key> = retired
        .chain(forms.map(|form| as_it_is(Some(form.mistake), &form.key)))
        .collect();

    let ours = search.ours;
    let fits = |key: &Key, text: &[u8]| key.hmac.tag(text) == tag;
    if ours_may_match && plain.iter().any(|key| fits(key, ours)) {
        return Some(Found {
            mistakes: Vec::new(),
            theirs: None,
        });
    }
    for key in &changed {
        search.effort.note(key.mistake.as_ref()?.cause);
        if search.effort.allows(ours.len(), 1) && fits(key, ours) {
            return Some(Found {
                mistakes: key.mistake.iter().cloned().collect(),
                theirs: None,
            });
        }
    }
    if let Some(found) = search.string(plain.len(), |text| plain.iter().any(|key| fits(key, text)))
    {
        return Some(found);
    }
    for secret in &accepted {
        for (detail, computed) in unkeyed(hash, secret, ours) {
            search.effort.note(Cause::WrongHash);
            if computed == tag {
                return Some(Found {
                    mistakes: vec![Mistake::new(Cause::WrongHash, detail)],
                    theirs: None,
                });
            }
        }
    }
    let mut with = None;
    let found = search.string(changed.len(), |text| {
        with = changed.iter().find(|key| fits(key, text));
        with.is_some()
    });
    let mut found = found?;
    found
        .mistakes
        .splice(0..0, with.and_then(|key| key.mistake.clone()));
    Some(found)
}

/// Returns what is known when nothing made the tag match.
fn nothing(mut search: Search<'_, '_>, declared: Hash, readings: &[Reading]) -> Explanation {
    let first = readings
        .iter()
        .find(|reading| hash_of_length(reading.bytes.len()).is_some());
    let Some(reading) = first.or(readings.first()) else {
        return search.conclude_with(Cause::Malformed, "the signature is not base64");
    };
    let beside = "; corrected it does not match either";
    if let Some(mistake) = &reading.mistake {
        return search.conclude_with(mistake.cause, format!("{}{beside}", mistake.detail));
    }
    let found = reading.bytes.len();
    match hash_of_length(found) {
        Some(hash) => {
            if let Some(mistake) = other_hash(hash, declared) {
                return search.conclude_with(mistake.cause, format!("{}{beside}", mistake.detail));
            }
        }
        None if found == 16 => {
            let detail = format!(
                "the signature has 16 bytes, as MD5, and {} has {}",
                name(declared),
                declared.output_len()
            );
            return search.conclude_with(Cause::WrongHash, detail);
        }
        None => {
            let detail = format!(
                "the signature has {found} bytes, and {} has {}",
                name(declared),
                declared.output_len()
            );
            return search.conclude_with(Cause::Malformed, detail);
        }
    }
    match search.theirs {
        None => search.conclude_with(
            Cause::WrongSecret,
            "another secret signed this, or something was changed on the way that none of the usual mistakes changes",
        ),
        Some(theirs) if theirs == search.ours => search.conclude_with(
            Cause::WrongSecret,
            "both sides signed the same string, so the secrets differ",
        ),
        Some(theirs) => {
            let secrets = search.attempt.app.secrets().iter();
            let proven = secrets.into_iter().any(|secret| {
                secret.value().hmac(declared).tag(theirs) == reading.bytes
            });
            let about_secret = if proven {
                "the secret is the right one, and the strings differ"
            } else {
                "the strings differ, and so may the secrets"
            };
            let mistake = search.likeness(theirs);
            let mistake = mistake.unwrap_or_else(|| Mistake::new(Cause::Unknown, "none of the usual mistakes turns one into the other"));
            search.conclude_with(mistake.cause, format!("{about_secret}: {}", mistake.detail))
        }
    }
}

/// Returns what is computed where HMAC is not understood.
fn unkeyed(hash: Hash, secret: &[u8], text: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let joined = |parts: [&[u8]; 2]| hash.digest(&zeroize::Zeroizing::new(parts.concat()));
    [
        (
            "the signature is a bare hash of the string with the secret behind it, and not an HMAC",
            joined([text, secret]),
        ),
        (
            "the signature is a bare hash of the string with the secret before it, and not an HMAC",
            joined([secret, text]),
        ),
        (
            "key and message of the HMAC are exchanged",
            HmacKey::new(hash, text).tag(secret),
        ),
    ]
}

fn other_hash(found: Hash, declared: Hash) -> Option<Mistake> {
    (found != declared).then(|| {
        let detail = format!(
            "the signature was made with {}, and the request names {}",
            name(found),
            name(declared)
        );
        Mistake::new(Cause::WrongHash, Cow::Owned(detail))
    })
}

fn hash_of_length(len: usize) -> Option<Hash> {
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    hashes.into_iter().find(|hash| hash.output_len() == len)
}

pub(super) fn name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "SHA-1",
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

/// Secrets of one app that are looked at, and as many retired ones.
const MOST_SECRETS: usize = 8;
