//! A webhook and why it is refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::trial::Algorithm;
use super::webhook_mistakes::{self, message, signed};
use super::{Cause, Explanation};
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
            if signed(ours.clone()).matches(&theirs) {
                let detail = format!(
                    "the signature is the right one, {}",
                    spelling.unwrap_or("written otherwise")
                );
                let found =
                    Explanation::new(Cause::Malformed, detail).base_string(Some(ours.masked()));
                return found.hint("compare the 64 hex digits alone");
            }
            let mut trials = webhook_mistakes::all(self.body, secret);
            if let Some(trial) = trials.find(|trial| trial.matches(&theirs)) {
                let found = trial.explain(&ours);
                return if found.cause == Cause::WrongHash {
                    found.hint(WRONG_HASH)
                } else {
                    found
                };
            }
        }
        let mut messages = self
            .retired
            .iter()
            .map(|secret| message(self.body, secret.expose()));
        let base_string = self
            .secrets
            .first()
            .map(|secret| message(self.body, secret.expose()).masked());
        if messages.any(|message| signed(message).matches(&theirs)) {
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
                    tried: webhook_mistakes::TRIED,
                    ..Explanation::new(Cause::WrongSecret, detail).hint(hint)
                }
            }
            _ => Explanation::new(Cause::Unknown, refusal.to_string())
                .hint(refusal.reason.next_step()),
        }
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

const WRONG_HASH: &str = "take HMAC-SHA256 of the body, keyed with the secret, in 64 hex digits";
