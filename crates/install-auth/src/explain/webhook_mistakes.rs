//! Everything that is tried on the signature of a webhook, one mistake at a time, the most usual first.

use credtool_crypto_engine::Hash;

use super::trial::{Algorithm, Message, Trial};
use super::{Cause, body, secret_forms};
use crate::ApplicationSecret;
use crate::webhook::net_ascii;

/// Returns every mistake with one secret, each made when it is asked for: a body may be large.
pub(super) fn all<'a>(
    body: &'a [u8],
    secret: &'a ApplicationSecret,
) -> impl Iterator<Item = Trial> + 'a {
    let secrets = secret_forms::of(secret.expose()).into_iter();
    let secrets = secrets.map(|form| hmac(form.cause, form.detail, message(body, &form.secret)));
    let bodies = body::forms(body);
    let bodies = bodies
        .map(|(detail, form)| hmac(Cause::BodyChanged, detail, message(&form, secret.expose())));
    secrets
        .chain(raw_utf8(body, secret))
        .chain(bodies)
        .chain(other_hashes(body, secret))
}

/// Returns body and secret as .NET's `ASCIIEncoding` takes them.
pub(super) fn message(body: &[u8], secret: &[u8]) -> Message {
    Message::keyed(net_ascii(body), &net_ascii(secret))
}

/// Returns the text as it should have been signed.
pub(super) fn signed(message: Message) -> Trial {
    hmac(Cause::Unknown, "", message)
}

fn raw_utf8(body: &[u8], secret: &ApplicationSecret) -> Option<Trial> {
    let detail = "the raw UTF-8 of the body was signed, where .NET puts ? for what is not ASCII";
    let message = || Message::keyed(body, &net_ascii(secret.expose()));
    (!body.is_ascii()).then(|| hmac(Cause::BodyChanged, detail, message()))
}

/// Another HMAC, or a plain hash of the body with the secret behind it, before it, or left away.
fn other_hashes<'a>(
    body: &'a [u8],
    secret: &'a ApplicationSecret,
) -> impl Iterator<Item = Trial> + 'a {
    let forms = HMACS.map(|algorithm| (algorithm, Place::Key)).into_iter();
    let places = [Place::Behind, Place::Before, Place::Nowhere].into_iter();
    let plain = places.flat_map(|place| HASHES.map(|algorithm| (algorithm, place)));
    forms.chain(plain).map(|(algorithm, place)| {
        let keyed = message(body, secret.expose());
        let (message, rest) = match place {
            Place::Key => (keyed, ", and the platform's is HMAC-SHA256"),
            Place::Behind => (
                Message {
                    is_key: false,
                    ..keyed
                },
                " of the body and the secret in one text, and no HMAC",
            ),
            Place::Before => {
                let swapped = Message {
                    before: Vec::new(),
                    after: keyed.before,
                    secret: keyed.secret,
                    is_key: false,
                };
                (
                    swapped,
                    " of the secret and the body in one text, and no HMAC",
                )
            }
            Place::Nowhere => (
                keyed,
                " of the body without the secret, which anybody can make",
            ),
        };
        let detail = format!("the signature is {}{rest}", algorithm.name());
        Trial {
            cause: Cause::WrongHash,
            detail,
            message,
            algorithm,
        }
    })
}

/// Where the secret is.
#[derive(Clone, Copy)]
enum Place {
    Key,
    Behind,
    Before,
    Nowhere,
}

fn hmac(cause: Cause, detail: &str, message: Message) -> Trial {
    Trial {
        cause,
        detail: detail.to_owned(),
        message,
        algorithm: Algorithm::Hmac(Hash::Sha256),
    }
}

const HMACS: [Algorithm; 3] = [
    Algorithm::Hmac(Hash::Sha1),
    Algorithm::Hmac(Hash::Sha512),
    Algorithm::HmacMd5,
];
const HASHES: [Algorithm; 3] = [
    Algorithm::Sha(Hash::Sha256),
    Algorithm::Sha(Hash::Sha1),
    Algorithm::Md5,
];

/// What [`all`] tries, in words.
pub(super) const TRIED: &[&str] = &[
    "white space in the secret",
    "a secret decoded from hex, base64 or percent-encoding",
    "line breaks, byte order mark and JSON white space in the body",
    "raw UTF-8",
    "other hashes, with and without HMAC",
];
