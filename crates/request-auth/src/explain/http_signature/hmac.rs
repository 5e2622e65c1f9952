//! An HMAC that does not match: which key or which base would make it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

pub(super) fn explain(mut search: Search<'_, '_>) -> Option<Explanation> {
    let readings = readings(&STANDARD.encode(search.signature));
    for reading in &readings {
        let Some(hash) = hash_of_length(reading.bytes.len()) else {
            continue;
        };
        let first = reading.mistake.clone().into_iter().chain(other_hash(hash));
        let mut mistakes: Vec<Mistake> = first.collect();
        if let Some(found) = matching(&mut search, hash, &reading.bytes, !mistakes.is_empty()) {
            mistakes.extend(found.mistakes);
            return Some(search.conclude(Found { mistakes, ..found }));
        }
    }
    Some(nothing(search, &readings))
}

/// Returns the mistakes that make the tag match. Single ones first, then one of the key with one of the base.
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
    if let Some(found) = search.base(plain.len(), |text| plain.iter().any(|key| fits(key, text))) {
        return Some(found);
    }
    let mut with = None;
    let found = search.base(changed.len(), |text| {
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
fn nothing(mut search: Search<'_, '_>, readings: &[Reading]) -> Explanation {
    let mut likely = readings.iter();
    let first = likely.find(|reading| hash_of_length(reading.bytes.len()).is_some());
    let Some(reading) = first.or(readings.first()) else {
        return search.conclude_with(Cause::Malformed, "the signature is empty");
    };
    let len = reading.bytes.len();
    let other = hash_of_length(len).and_then(other_hash);
    if let Some(mistake) = reading.mistake.clone().or(other) {
        return search.conclude_with(mistake.cause, mistake.and_more());
    }
    if let Some(mistake) = no_hash_of_length(len, Hash::Sha256) {
        return search.conclude_with(mistake.cause, mistake.detail);
    }
    search.effort.note(Cause::WrongSecret);
    match search.theirs {
        None => search.conclude_with(Cause::WrongSecret, NOT_PROVEN),
        Some(theirs) if theirs == search.ours => {
            let detail = "both sides signed the same base, so the secrets differ";
            search.conclude_with(Cause::WrongSecret, detail)
        }
        Some(theirs) => {
            let mut secrets = search.attempt.app.secrets().iter();
            let proven = secrets
                .any(|secret| secret.value().hmac(Hash::Sha256).tag(theirs) == reading.bytes);
            let about_key = match proven {
                true => "the secret is the right one, and the bases differ",
                false => "the bases differ, and so may the secrets",
            };
            search.bases_differ(theirs, about_key)
        }
    }
}

fn other_hash(found: Hash) -> Option<Mistake> {
    (found != Hash::Sha256).then(|| {
        let name = hash_name(found);
        let detail = format!("the signature was made with {name}, and hmac-sha256 is expected");
        Mistake::new(Cause::WrongHash, detail)
    })
}

const NOT_PROVEN: &str = "another secret signed this, or something was changed on the way that none of the tried mistakes \
    changes";

/// Secrets of one app that are looked at, and as many retired ones.
const MOST_SECRETS: usize = 8;
