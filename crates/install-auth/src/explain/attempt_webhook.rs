//! A webhook and why it is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::Hash;

use super::trial::{Algorithm, Message, Trial};
use super::{Cause, Explanation, body, secret_forms};
use crate::webhook::net_ascii;
use crate::{ApplicationSecret, Reason, Refusal};

/// Everything that one verification of a webhook consisted of.
#[derive(Debug, Clone, Copy)]
pub struct WebhookAttempt<'a> {
    /// The value of the header.
    pub signature: &'a str,
    /// The secrets that are accepted.
    pub secrets: &'a [ApplicationSecret],
    /// Earlier secrets that are known and no longer accepted.
    pub retired: &'a [ApplicationSecret],
    /// The body as it was verified.
    pub body: &'a [u8],
}

impl WebhookAttempt<'_> {
    /// Returns why the webhook was refused: the usual mistake under which the signature would match, tried one at a time.
    #[must_use]
    pub fn explain(&self, refusal: &Refusal) -> Explanation {
        let (theirs, spelling) = self.theirs();
        for secret in self.secrets {
            let ours = message(self.body, secret.expose());
            if hmac(Cause::Malformed, "", ours.clone()).matches(&theirs) {
                let detail = format!(
                    "the signature is the right one, {}",
                    spelling.unwrap_or("written otherwise")
                );
                let found =
                    Explanation::new(Cause::Malformed, detail).base_string(Some(ours.masked()));
                return found.hint("compare the 64 hex digits alone");
            }
            if let Some(trial) = self
                .trials(secret)
                .iter()
                .find(|trial| trial.matches(&theirs))
            {
                let found = trial.explain(&ours);
                return if found.cause == Cause::WrongHash {
                    found.hint(WRONG_HASH)
                } else {
                    found
                };
            }
        }
        let retired = |secret: &&ApplicationSecret| {
            hmac(
                Cause::PreviousSecret,
                "",
                message(self.body, secret.expose()),
            )
            .matches(&theirs)
        };
        let base_string = self
            .secrets
            .first()
            .map(|secret| message(self.body, secret.expose()).masked());
        if self.retired.iter().any(|secret| retired(&secret)) {
            let detail = "a secret that is no longer accepted gives this signature";
            return Explanation::new(Cause::PreviousSecret, detail).base_string(base_string);
        }
        self.nothing(refusal).base_string(base_string)
    }

    /// Returns that an earlier secret matched, where `matched` says so.
    #[must_use]
    pub fn explain_match(&self, matched: usize) -> Option<Explanation> {
        let detail = format!(
            "secret {} matched, and the first one is the current one",
            matched + 1
        );
        (matched > 0).then(|| Explanation::new(Cause::PreviousSecret, detail))
    }

    fn nothing(&self, refusal: &Refusal) -> Explanation {
        let digits = self.signature.len();
        let is_hex = self.signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        match &refusal.reason {
            Reason::Malformed { .. } => match Algorithm::of_hex_len(digits).filter(|_| is_hex) {
                Some(name) => {
                    let detail = format!(
                        "the signature has {digits} hex digits, as {name} has; the platform's is HMAC-SHA256, with 64"
                    );
                    Explanation::new(Cause::WrongHash, detail).hint(WRONG_HASH)
                }
                None => Explanation::new(Cause::Malformed, refusal.to_string())
                    .hint(refusal.reason.next_step()),
            },
            Reason::BadSignature { .. } => {
                let detail = "no usual mistake gives this signature: it was made with another secret, or over another body";
                let hint = "compare the secret with the webhook's, and take the body's bytes as they arrive";
                Explanation {
                    tried: TRIED,
                    ..Explanation::new(Cause::WrongSecret, detail).hint(hint)
                }
            }
            _ => Explanation::new(Cause::Unknown, refusal.to_string())
                .hint(refusal.reason.next_step()),
        }
    }

    fn trials(&self, secret: &ApplicationSecret) -> Vec<Trial> {
        let ours = message(self.body, secret.expose());
        let mut trials = Vec::new();
        for form in secret_forms::of(secret.expose()) {
            trials.push(hmac(
                form.cause,
                form.detail,
                message(self.body, &form.secret),
            ));
        }
        if !self.body.is_ascii() {
            let detail =
                "the raw UTF-8 of the body was signed, where .NET puts ? for what is not ASCII";
            trials.push(hmac(
                Cause::BodyChanged,
                detail,
                keyed(self.body.to_vec(), secret.expose()),
            ));
        }
        for (detail, form) in body::forms(self.body) {
            trials.push(hmac(
                Cause::BodyChanged,
                detail,
                message(&form, secret.expose()),
            ));
        }
        trials.extend(other_hashes(&ours));
        trials
    }

    /// Returns the bytes of the signature, and what is wrong with its spelling if that is not plain hex.
    fn theirs(&self) -> (Vec<u8>, Option<&'static str>) {
        let signature = self.signature.trim();
        if let Ok(bytes) = base16ct::mixed::decode_vec(signature) {
            return (bytes, Some("with white space around it"));
        }
        let bare = signature
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("sha256"));
        match bare.and_then(|(_, hex)| base16ct::mixed::decode_vec(hex).ok()) {
            Some(bytes) => (bytes, Some("with sha256= before it")),
            None => (
                STANDARD.decode(signature).unwrap_or_default(),
                Some("written in base64"),
            ),
        }
    }
}

/// Another HMAC, or a plain hash of the body with the secret behind it, before it, or left away.
fn other_hashes(ours: &Message) -> Vec<Trial> {
    let behind = Message {
        is_key: false,
        ..ours.clone()
    };
    let before = Message {
        before: Vec::new(),
        after: ours.before.clone(),
        ..behind.clone()
    };
    let hmacs = [
        Algorithm::Hmac(Hash::Sha1),
        Algorithm::Hmac(Hash::Sha512),
        Algorithm::HmacMd5,
    ];
    let hashes = [
        Algorithm::Sha(Hash::Sha256),
        Algorithm::Sha(Hash::Sha1),
        Algorithm::Md5,
    ];
    let all = [
        (&hmacs, ours, ", and the platform's is HMAC-SHA256"),
        (
            &hashes,
            &behind,
            " of the body and the secret in one text, and no HMAC",
        ),
        (
            &hashes,
            &before,
            " of the secret and the body in one text, and no HMAC",
        ),
        (
            &hashes,
            ours,
            " of the body without the secret, which anybody can make",
        ),
    ];
    let trial = |algorithm: Algorithm, message: &Message, rest: &str| Trial {
        cause: Cause::WrongHash,
        detail: format!("the signature is {}{rest}", algorithm.name()),
        message: message.clone(),
        algorithm,
    };
    let trials = all.iter().flat_map(|(algorithms, message, rest)| {
        algorithms.map(|algorithm| trial(algorithm, message, rest))
    });
    trials.collect()
}

/// Body and secret as .NET's `ASCIIEncoding` takes them.
fn message(body: &[u8], secret: &[u8]) -> Message {
    keyed(net_ascii(body).into_owned(), secret)
}

fn keyed(body: Vec<u8>, secret: &[u8]) -> Message {
    Message::keyed(body, &net_ascii(secret))
}

fn hmac(cause: Cause, detail: &str, message: Message) -> Trial {
    Trial {
        cause,
        detail: detail.to_owned(),
        message,
        algorithm: Algorithm::Hmac(Hash::Sha256),
    }
}

const TRIED: &[&str] = &[
    "white space in the secret",
    "a secret decoded from hex, base64 or percent-encoding",
    "line breaks, byte order mark and JSON white space in the body",
    "raw UTF-8",
    "other hashes, with and without HMAC",
];

const WRONG_HASH: &str = "take HMAC-SHA256 of the body, keyed with the secret, in 64 hex digits";
