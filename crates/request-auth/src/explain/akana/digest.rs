//! A digest that does not match: which secret, nonce, time or order would make it.

use std::borrow::Cow;

use credtool_crypto_engine::{Hash, HmacKey};
use zeroize::Zeroizing;

use super::mistakes::security::nonce_forms;
use super::search::{Found, Search};
use crate::akana::Token;
use crate::explain::explanation::first_difference;
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{hash_name, hash_of_length, no_hash_of_length, readings};
use crate::explain::unit::UNITS;
use crate::explain::{Cause, Explanation, secret_forms};

/// Returns the string that is hashed here, with asterisks in the place of the secret.
pub(super) fn ours(token: &Token<'_>) -> Option<Vec<u8>> {
    let (nonce, timestamp) = (token.nonce.as_ref()?, token.timestamp.as_ref()?);
    Some(
        [
            nonce.value.as_bytes(),
            timestamp.value.as_bytes(),
            b"********",
        ]
        .concat(),
    )
}

/// What may be hashed instead of nonce, timestamp and secret.
struct Message<'a> {
    mistake: Option<Mistake>,
    nonce: Cow<'a, [u8]>,
    timestamp: Cow<'a, [u8]>,
    /// What stands in which order: `n`, `t`, `s`, and everything else for itself.
    order: &'static [u8],
}

impl Message<'_> {
    fn write(&self, secret: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(Vec::new());
        for place in self.order {
            match place {
                b'n' => text.extend_from_slice(&self.nonce),
                b't' => text.extend_from_slice(&self.timestamp),
                b's' => text.extend_from_slice(secret),
                other => text.push(*other),
            }
        }
        text
    }
}

pub(super) fn explain(mut search: Search<'_, '_>, theirs: Option<&[u8]>) -> Option<Explanation> {
    let sent = search.token.secret_digest.as_ref()?.value.clone();
    let nonce = search.token.nonce.as_ref()?.value.as_bytes();
    let timestamp = &search.token.timestamp.as_ref()?.value;
    let messages = messages(nonce, timestamp);
    let readings = readings(&sent);
    for reading in &readings {
        let Some(hash) = hash_of_length(reading.bytes.len()) else {
            continue;
        };
        let mut mistakes: Vec<Mistake> = reading.mistake.iter().cloned().collect();
        mistakes.extend(other_hash(hash));
        if let Some(found) = matching(
            &mut search,
            hash,
            &reading.bytes,
            &messages,
            !mistakes.is_empty(),
        ) {
            mistakes.extend(found);
            return Some(search.conclude(Found {
                mistakes,
                theirs: None,
            }));
        }
    }
    let Some(first) = readings.first() else {
        return Some(search.conclude_with(Cause::Malformed, "the digest is not base64"));
    };
    let len = first.bytes.len();
    let other = hash_of_length(len).and_then(other_hash);
    if let Some(mistake) = first.mistake.clone().or(other) {
        return Some(search.conclude_with(mistake.cause, mistake.and_more()));
    }
    if let Some(mistake) = no_hash_of_length(len, Hash::Sha1) {
        return Some(search.conclude_with(mistake.cause, mistake.detail));
    }
    // Their string ends with a secret that may be nobody's business here: it is compared and not shown.
    let before_secret = [nonce, timestamp.as_bytes()].concat();
    let (cause, detail) = match theirs {
        Some(theirs) if !theirs.starts_with(&before_secret) => (Cause::Unknown, OTHER_STRING),
        Some(theirs) if Hash::Sha1.digest(theirs) == first.bytes => {
            (Cause::WrongSecret, OTHER_SECRET)
        }
        _ => (Cause::WrongSecret, NOT_PROVEN),
    };
    let mut explanation = search.conclude_with(cause, detail);
    explanation.differs_at = theirs.map(|theirs| first_difference(&before_secret, theirs));
    Some(explanation)
}

fn matching(
    search: &mut Search<'_, '_>,
    hash: Hash,
    digest: &[u8],
    messages: &[Message<'_>],
    plain_may_match: bool,
) -> Option<Vec<Mistake>> {
    let secrets = search.attempt.app.secrets().iter().take(MOST_SECRETS);
    let secrets: Vec<&[u8]> = secrets.map(|secret| secret.value().expose()).collect();
    let forms: Vec<_> = secrets
        .iter()
        .flat_map(|secret| secret_forms::of(secret))
        .collect();
    let retired = search.attempt.retired.iter().take(MOST_SECRETS);
    let plain = secrets.iter().map(|secret| (None, *secret));
    let previous = Mistake::new(Cause::PreviousSecret, "a retired secret matches");
    let changed = retired.map(|secret| (Some(&previous), secret.expose()));
    let changed = changed.chain(forms.iter().map(|form| (Some(&form.mistake), &**form.key)));
    let keys: Vec<(Option<&Mistake>, &[u8])> = plain.chain(changed).collect();

    let mut pairs: Vec<(usize, &Message<'_>, Option<&Mistake>, &[u8])> = Vec::new();
    for message in messages {
        for (mistake, secret) in &keys {
            let count = usize::from(message.mistake.is_some()) + usize::from(mistake.is_some());
            pairs.push((count, message, *mistake, secret));
        }
    }
    // Single mistakes first, those of the secret before the others; stable, so the usual ones stay in front.
    pairs.sort_by_key(|(count, message, ..)| (*count, message.mistake.is_some()));
    for (count, message, mistake, secret) in pairs {
        let text = message.write(secret);
        if (count == 0 && !plain_may_match) || !search.effort.allows(text.len(), 1) {
            continue;
        }
        let both = mistake.into_iter().chain(&message.mistake);
        both.clone()
            .for_each(|mistake| search.effort.note(mistake.cause));
        if hash.digest(&text) == digest {
            return Some(both.cloned().collect());
        }
    }
    let text = messages.first()?.write(b"");
    for (mistake, secret) in keys {
        if HmacKey::new(hash, secret).tag(&text) == digest {
            let keyed = Mistake::new(Cause::WrongHash, KEYED);
            return Some(std::iter::once(keyed).chain(mistake.cloned()).collect());
        }
    }
    None
}

fn messages<'a>(nonce: &'a [u8], timestamp: &'a str) -> Vec<Message<'a>> {
    let plain = |mistake, order| Message {
        mistake,
        nonce: Cow::Borrowed(nonce),
        timestamp: Cow::Borrowed(timestamp.as_bytes()),
        order,
    };
    let mut list = vec![plain(None, b"nts")];
    for (detail, nonce) in nonce_forms(nonce) {
        list.push(Message {
            nonce: Cow::Owned(nonce),
            ..plain(Some(Mistake::new(Cause::NonceDecoded, detail)), b"nts")
        });
    }
    for unit in &UNITS {
        for signed in [
            unit.of_milliseconds(timestamp),
            unit.milliseconds_of(timestamp),
        ] {
            let detail = format!(
                "the request has the timestamp in another unit than the digest: one of them in {}",
                unit.name
            );
            list.extend(signed.map(|signed| Message {
                timestamp: Cow::Owned(signed.into_bytes()),
                ..plain(Some(Mistake::new(Cause::TimestampUnit, detail)), b"nts")
            }));
        }
    }
    for (cause, order, detail) in ORDERS {
        list.push(plain(Some(Mistake::new(cause, detail)), order));
    }
    list
}

fn other_hash(hash: Hash) -> Option<Mistake> {
    (hash != Hash::Sha1).then(|| {
        Mistake::new(
            Cause::WrongHash,
            format!(
                "the digest was made with {}, and it is SHA-1 here",
                hash_name(hash)
            ),
        )
    })
}

const OTHER_STRING: &str =
    "the other side hashed another nonce or timestamp than the request has, or in another order";
const OTHER_SECRET: &str = "both sides hashed the same nonce and timestamp, so the secrets differ";
const NOT_PROVEN: &str = "another secret made this, or nonce or timestamp were changed on the way as none of the tried \
    mistakes changes them";

const KEYED: &str = "the digest is an HMAC of nonce and timestamp, and not a hash with the secret";
const OTHER_ORDER: &str = "nonce, timestamp and secret are hashed in another order";
const PRINTED_PLUS: &str =
    "the + signs are hashed that the platform's page prints between the values";

const ORDERS: [(Cause, &[u8], &str); 12] = [
    (Cause::PlusOrSpace, b"n+t+s", PRINTED_PLUS),
    (Cause::ParameterOrder, b"tns", OTHER_ORDER),
    (Cause::ParameterOrder, b"nst", OTHER_ORDER),
    (Cause::ParameterOrder, b"snt", OTHER_ORDER),
    (Cause::ParameterOrder, b"stn", OTHER_ORDER),
    (Cause::ParameterOrder, b"tsn", OTHER_ORDER),
    (Cause::MissingParameter, b"ts", "the nonce is not hashed"),
    (
        Cause::MissingParameter,
        b"ns",
        "the timestamp is not hashed",
    ),
    (
        Cause::MissingParameter,
        b"s",
        "neither nonce nor timestamp is hashed",
    ),
    (
        Cause::KeySuffix,
        b"n&t&s",
        "there are & signs between the values",
    ),
    (
        Cause::KeySuffix,
        b"n t s",
        "there are spaces between the values",
    ),
    (
        Cause::KeySuffix,
        b"n:t:s",
        "there are colons between the values",
    ),
];

const MOST_SECRETS: usize = 8;
