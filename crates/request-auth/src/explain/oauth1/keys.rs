//! Keys that the other side may have used: mangled secrets, and secrets joined in another way.

use zeroize::Zeroizing;

use super::Attempt;
use crate::explain::mistake::Mistake;
use crate::explain::{Cause, secret_forms};
use crate::oauth1;

/// A key, and the mistake that it takes.
pub(super) struct Key {
    pub(super) mistake: Option<Mistake>,
    pub(super) text: Zeroizing<Vec<u8>>,
}

/// Returns the keys, the right ones first.
pub(super) fn all(attempt: &Attempt<'_, oauth1::Policy>) -> Vec<Key> {
    let token_secret = attempt.policy.token_secret();
    let mut keys = Keys { list: Vec::new() };
    let secrets = attempt.app.secrets().iter();
    let secrets: Vec<&[u8]> = secrets
        .map(|secret| secret.value().expose())
        .take(MOST_SECRETS)
        .collect();
    for secret in &secrets {
        keys.add(None, joined(secret, token_secret));
    }
    for secret in attempt.retired.iter().take(MOST_SECRETS) {
        let mistake = Mistake::new(
            Cause::PreviousSecret,
            "the other side used a retired secret",
        );
        keys.add(Some(mistake), joined(secret.expose(), token_secret));
    }
    for secret in &secrets {
        keys.other_joints(secret, token_secret);
        for form in secret_forms::of(secret) {
            // A stray & of the secret is encoded; what is meant by key-suffix here is the one between the secrets.
            if form.mistake.cause != Cause::KeySuffix {
                keys.add(Some(form.mistake), joined(&form.key, token_secret));
            }
        }
        for form in secret_forms::of(token_secret) {
            if token_secret.is_empty() || form.mistake.cause == Cause::KeySuffix {
                continue;
            }
            let detail = format!("of the secret of the token: {}", form.mistake.detail);
            let mistake = Mistake::new(form.mistake.cause, detail);
            keys.add(Some(mistake), joined(secret, &form.key));
        }
    }
    keys.list
}

struct Keys {
    list: Vec<Key>,
}

impl Keys {
    fn add(&mut self, mistake: Option<Mistake>, text: Zeroizing<Vec<u8>>) {
        let is_new = self.list.iter().all(|known| known.text != text);
        if is_new {
            self.list.push(Key { mistake, text });
        }
    }

    fn other_joints(&mut self, secret: &[u8], token_secret: &[u8]) {
        let mut add = |cause, detail: &'static str, text: Vec<u8>| {
            self.add(Some(Mistake::new(cause, detail)), Zeroizing::new(text));
        };
        let encoded = |text: &[u8]| oauth1::encode(text).to_string().into_bytes();
        let suffix = Cause::KeySuffix;
        add(
            suffix,
            "the other side left the & behind the secret out of the key",
            encoded(secret),
        );
        add(
            suffix,
            "the other side took the bare secret as the key",
            secret.to_vec(),
        );
        add(
            suffix,
            "the other side left the secret of the token out of the key",
            [&encoded(secret)[..], b"&"].concat(),
        );
        add(
            suffix,
            "the other side joined the secrets without the & between them",
            [encoded(secret), encoded(token_secret)].concat(),
        );
        add(
            suffix,
            "the other side put the secret of the token first in the key",
            [&encoded(token_secret)[..], b"&", &encoded(secret)].concat(),
        );
        add(
            Cause::PercentEncoding,
            "the other side did not percent-encode the secrets in the key",
            [secret, b"&", token_secret].concat(),
        );
        add(
            Cause::PercentEncoding,
            "the other side percent-encoded the secrets in the key twice",
            [
                &encoded(&encoded(secret))[..],
                b"&",
                &encoded(&encoded(token_secret)),
            ]
            .concat(),
        );
    }
}

fn joined(secret: &[u8], token_secret: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(oauth1::key(secret, token_secret).as_bytes().to_vec())
}

/// Secrets of one client that are looked at.
const MOST_SECRETS: usize = 8;
