//! An HMAC that does not match: which key or which string would make it.

use std::borrow::Cow;

use credtool_crypto_engine::{Hash, HmacKey};

use super::search::{Found, Search};
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{
    Reading, hash_name, hash_of_length, no_hash_of_length, readings,
};
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
    let key = |mistake: Option<Mistake>, secret: &[u8]| Key {
        mistake,
        hmac: HmacKey::new(hash, secret),
    };
    let candidates = attempt.app.secrets().iter().take(MOST_SECRETS);
    let accepted: Vec<&[u8]> = candidates.map(|secret| secret.value().expose()).collect();
    let plain: Vec<Key> = accepted.iter().map(|secret| key(None, secret)).collect();
    let previous = Mistake::new(Cause::PreviousSecret, "a retired secret matches");
    let retired = attempt.retired.iter().take(MOST_SECRETS);
    let retired = retired.map(|secret| key(Some(previous.clone()), secret.expose()));
    let forms = accepted.iter().flat_map(|secret| secret_forms::of(secret));
    let forms = forms.map(|form| key(Some(form.mistake), &form.key));
    let changed: Vec<Key> = retired.chain(forms).collect();

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
fn nothing(search: Search<'_, '_>, declared: Hash, readings: &[Reading]) -> Explanation {
    let mut likely = readings.iter();
    let first = likely.find(|reading| hash_of_length(reading.bytes.len()).is_some());
    let Some(reading) = first.or(readings.first()) else {
        return search.conclude_with(Cause::Malformed, "the signature is not base64");
    };
    let len = reading.bytes.len();
    let other = hash_of_length(len).and_then(|hash| other_hash(hash, declared));
    if let Some(mistake) = reading.mistake.clone().or(other) {
        return search.conclude_with(mistake.cause, mistake.and_more());
    }
    if let Some(mistake) = no_hash_of_length(len, declared) {
        return search.conclude_with(mistake.cause, mistake.detail);
    }
    match search.theirs {
        None => search.conclude_with(Cause::WrongSecret, NOT_PROVEN),
        Some(theirs) if theirs == search.ours => {
            let detail = "both sides signed the same string, so the secrets differ";
            search.conclude_with(Cause::WrongSecret, detail)
        }
        Some(theirs) => strings_differ(search, declared, &reading.bytes, theirs),
    }
}

/// Names the difference of the strings, and says what that leaves of the secret.
fn strings_differ(
    mut search: Search<'_, '_>,
    declared: Hash,
    tag: &[u8],
    theirs: &[u8],
) -> Explanation {
    let mut secrets = search.attempt.app.secrets().iter();
    let proven = secrets.any(|secret| secret.value().hmac(declared).tag(theirs) == tag);
    let about_secret = if proven {
        "the secret is the right one, and the strings differ"
    } else {
        "the strings differ, and so may the secrets"
    };
    let mistake = search.likeness(theirs);
    let unknown = "none of the usual mistakes turns one into the other";
    let mistake = mistake.unwrap_or_else(|| Mistake::new(Cause::Unknown, unknown));
    let detail = format!("{about_secret}: {}", mistake.detail);
    search.conclude_with(mistake.cause, detail)
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
            hash_name(found),
            hash_name(declared)
        );
        Mistake::new(Cause::WrongHash, Cow::Owned(detail))
    })
}

const NOT_PROVEN: &str = "another secret signed this, or something was changed on the way that none of the tried mistakes \
    changes";

/// Secrets of one app that are looked at, and as many retired ones.
const MOST_SECRETS: usize = 8;
