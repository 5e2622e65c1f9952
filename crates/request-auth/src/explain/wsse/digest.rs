//! A digest that does not match: which secret, nonce, time or order would make it.

use std::borrow::Cow;
use std::time::UNIX_EPOCH;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use credtool_crypto_engine::{Hash, HmacKey};
use zeroize::Zeroizing;

use super::{Attempt, Read};
use crate::explain::akana::nonce_forms;
use crate::explain::effort::Effort;
use crate::explain::explanation::first_difference;
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{hash_name, hash_of_length, no_hash_of_length, readings};
use crate::explain::secret_forms::{self, SecretForm, lower_hex};
use crate::explain::{Cause, Explanation};
use crate::wsse::{Created, Form};

/// What may be hashed instead of nonce, created and password.
struct Message<'a> {
    mistake: Option<Mistake>,
    nonce: Cow<'a, [u8]>,
    created: Cow<'a, str>,
    /// What stands in which order: `n`, `c`, `p`, and everything else for itself.
    order: &'static [u8],
}

impl Message<'_> {
    fn write(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(Vec::new());
        for place in self.order {
            match place {
                b'n' => text.extend_from_slice(&self.nonce),
                b'c' => text.extend_from_slice(self.created.as_bytes()),
                b'p' => text.extend_from_slice(password),
                other => text.push(*other),
            }
        }
        text
    }
}

pub(super) fn explain(
    attempt: &Attempt<'_, crate::wsse::Policy>,
    read: &Read,
) -> Option<Explanation> {
    let mut effort = Effort::new();
    let mut explanation = search(attempt, read, &mut effort)?;
    if let Some(theirs) = attempt.their_base {
        let before_password = [&read.nonce()?, read.created().as_bytes()].concat();
        explanation.differs_at = Some(first_difference(&before_password, theirs));
    }
    explanation.tried = effort.into_tried();
    Some(explanation)
}

fn search(
    attempt: &Attempt<'_, crate::wsse::Policy>,
    read: &Read,
    effort: &mut Effort,
) -> Option<Explanation> {
    let nonce = read.nonce()?;
    let messages = messages(read, &nonce);
    let readings = readings(read.digest()?);
    for reading in &readings {
        let Some(hash) = hash_of_length(reading.bytes.len()) else {
            continue;
        };
        let mut mistakes: Vec<Mistake> = reading.mistake.iter().cloned().collect();
        mistakes.extend(other_hash(hash));
        let plain_may_match = !mistakes.is_empty();
        if let Some(found) = matching(
            attempt,
            effort,
            hash,
            &reading.bytes,
            &messages,
            plain_may_match,
        ) {
            mistakes.extend(found);
            return Some(Explanation::of(&mistakes));
        }
    }
    let Some(first) = readings.first() else {
        return Some(Explanation::new(
            Cause::Malformed,
            "the digest is not base64",
        ));
    };
    let len = first.bytes.len();
    let other = hash_of_length(len).and_then(other_hash);
    if let Some(mistake) = first.mistake.clone().or(other) {
        return Some(Explanation::new(mistake.cause, mistake.and_more()));
    }
    if let Some(mistake) = no_hash_of_length(len, Hash::Sha1) {
        return Some(Explanation::of(&[mistake]));
    }
    let before_password = [&nonce, read.created().as_bytes()].concat();
    let (cause, detail) = match attempt.their_base {
        Some(theirs) if !theirs.starts_with(&before_password) => (Cause::Unknown, OTHER_STRING),
        Some(theirs) if Hash::Sha1.digest(theirs) == first.bytes => {
            (Cause::WrongSecret, OTHER_PASSWORD)
        }
        _ => (Cause::WrongSecret, NOT_PROVEN),
    };
    Some(Explanation::new(cause, detail))
}

fn matching(
    attempt: &Attempt<'_, crate::wsse::Policy>,
    effort: &mut Effort,
    hash: Hash,
    digest: &[u8],
    messages: &[Message<'_>],
    plain_may_match: bool,
) -> Option<Vec<Mistake>> {
    let known = attempt.app.secrets().iter().take(MOST_SECRETS);
    let known: Vec<&[u8]> = known.map(|secret| secret.value().expose()).collect();
    let forms: Vec<SecretForm> = known.iter().flat_map(|secret| forms_of(secret)).collect();
    let retired = attempt.retired.iter().take(MOST_SECRETS);
    let previous = Mistake::new(Cause::PreviousSecret, "a retired secret matches");
    let plain = known.iter().map(|secret| (None, *secret));
    let retired = retired.map(|secret| (Some(&previous), secret.expose()));
    let changed = forms.iter().map(|form| (Some(&form.mistake), &**form.key));
    let keys: Vec<(Option<&Mistake>, &[u8])> = plain.chain(retired).chain(changed).collect();

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
        if (count == 0 && !plain_may_match) || !effort.allows(text.len(), 1) {
            continue;
        }
        let both = mistake.into_iter().chain(&message.mistake);
        both.clone().for_each(|mistake| effort.note(mistake.cause));
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

/// Returns the usual forms of a secret, and what servers store in its place and some clients hash too.
fn forms_of(secret: &[u8]) -> Vec<SecretForm> {
    let mut forms = secret_forms::of(secret);
    let sha1 = Zeroizing::new(Hash::Sha1.digest(secret));
    for (key, detail) in [
        (
            sha1.to_vec(),
            "the other side used the SHA-1 of the password in its place",
        ),
        (
            lower_hex(&sha1),
            "the other side used the hex digits of the password's SHA-1 in its place",
        ),
        (
            BASE64_STANDARD.encode(&*sha1).into_bytes(),
            "the other side used the base64 of the password's SHA-1 in its place",
        ),
    ] {
        forms.push(SecretForm {
            mistake: Mistake::new(Cause::WrongSecret, detail),
            key: Zeroizing::new(key),
        });
    }
    forms
}

fn messages<'a>(read: &'a Read, nonce: &'a [u8]) -> Vec<Message<'a>> {
    let created = read.created();
    let plain = |mistake, order| Message {
        mistake,
        nonce: Cow::Borrowed(nonce),
        created: Cow::Borrowed(created),
        order,
    };
    let mut list = vec![plain(None, b"ncp")];
    let mut add_nonce = |detail, nonce: Vec<u8>| {
        list.push(Message {
            nonce: Cow::Owned(nonce),
            ..plain(Some(Mistake::new(Cause::NonceDecoded, detail)), b"ncp")
        });
    };
    if let (Form::Xml, Some(text)) = (read.form, &read.token.nonce) {
        add_nonce(NONCE_AS_TEXT, text.as_bytes().to_vec());
    }
    for (detail, form) in nonce_forms(nonce) {
        add_nonce(detail, form);
    }
    for (detail, text) in spellings(created) {
        list.push(Message {
            created: Cow::Owned(text),
            ..plain(Some(Mistake::new(Cause::TimestampUnit, detail)), b"ncp")
        });
    }
    for (cause, order, detail) in ORDERS {
        list.push(plain(Some(Mistake::new(cause, detail)), order));
    }
    list
}

/// Returns what clients hash in the place of `Created`, other than its text.
fn spellings(text: &str) -> Vec<(&'static str, String)> {
    let Ok(created) = text.parse::<Created>() else {
        return Vec::new();
    };
    let mut list = Vec::new();
    let mut add = |detail, form: String| {
        if form != text {
            list.push((detail, form));
        }
    };
    let since = created.instant().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default();
    add(
        "Created is hashed as seconds since 1970",
        since.as_secs().to_string(),
    );
    add(
        "Created is hashed as milliseconds since 1970",
        since.as_millis().to_string(),
    );
    let whole = &text[..text.len().min("2003-12-15T14:43:07".len())];
    let zone = text[whole.len()..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let fraction = &text[whole.len()..text.len() - zone.len()];
    let cut = |digits: usize| fraction.get(..=digits).unwrap_or(fraction);
    for form in [
        format!("{whole}{zone}"),
        format!("{whole}{}{zone}", cut(3)),
        format!("{whole}.000{zone}"),
    ] {
        add(
            "Created is hashed with other digits behind the seconds than are sent",
            form,
        );
    }
    for other in ["Z", "", "+00:00", "+0000"] {
        add(
            "Created is hashed with another zone than is sent",
            format!("{whole}{fraction}{other}"),
        );
    }
    let utc = Created::at(created.instant()).map(|utc| utc.text().to_owned());
    add(
        "Created is hashed in UTC and sent in another zone",
        utc.unwrap_or_default(),
    );
    add(
        "Created is hashed with a space in the place of its T",
        text.replacen('T', " ", 1),
    );
    add(
        "Created is hashed with a line break behind it",
        format!("{text}\n"),
    );
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
    "the other side hashed another nonce or Created than the request has, or in another order";
const OTHER_PASSWORD: &str = "both sides hashed the same nonce and Created, so the secrets differ";
const NOT_PROVEN: &str = "another secret made this, or nonce or Created were changed on the way as none of the tried mistakes \
    changes them";

const NONCE_AS_TEXT: &str =
    "the nonce is hashed as the text of its base64 and not as the octets behind it";
const KEYED: &str = "the digest is an HMAC of nonce and Created, and not a hash with the secret";
const OTHER_ORDER: &str = "nonce, Created and password are hashed in another order";

const ORDERS: [(Cause, &[u8], &str); 12] = [
    (
        Cause::PlusOrSpace,
        b"n+c+p",
        "the + signs are hashed that the profile prints between the values",
    ),
    (Cause::MissingParameter, b"cp", "the nonce is not hashed"),
    (Cause::MissingParameter, b"np", "Created is not hashed"),
    (
        Cause::MissingParameter,
        b"p",
        "neither nonce nor Created is hashed",
    ),
    (Cause::Md5OfToken, b"nc", "the secret is not hashed"),
    (Cause::ParameterOrder, b"cnp", OTHER_ORDER),
    (Cause::ParameterOrder, b"npc", OTHER_ORDER),
    (Cause::ParameterOrder, b"pnc", OTHER_ORDER),
    (Cause::ParameterOrder, b"pcn", OTHER_ORDER),
    (Cause::ParameterOrder, b"cpn", OTHER_ORDER),
    (
        Cause::KeySuffix,
        b"n&c&p",
        "there are & signs between the values",
    ),
    (
        Cause::KeySuffix,
        b"n:c:p",
        "there are colons between the values",
    ),
];

const MOST_SECRETS: usize = 8;
