//! A client assertion (RFC 7523), and why it is refused.

use std::time::SystemTime;

use credtool_crypto_engine::explain::recover_digest;
use credtool_crypto_engine::{
    EcdsaEncoding, Error as EngineError, Hash, HmacKey, KeyAlgorithm, KeySizes, PublicKey,
    SignatureScheme,
};
use serde_json::{Map, Value};

use super::refused::{cause_of, far};
use super::{Cause, Explanation, secret_forms};
use crate::oauth2::{
    AssertionPolicy, CompactJws, Computation, JwsAlgorithm, object, verify_assertion,
};
use crate::refusal::Reason;
use crate::{AppCredentials, Candidate, Refusal, Replay, ReplayKey, SharedSecret};

/// Everything that one verification of an assertion consisted of, to be looked into when it was refused.
#[derive(Debug, Clone, Copy)]
pub struct AssertionAttempt<'a> {
    /// The assertion as it arrived.
    pub token: &'a str,
    /// What is known of the client.
    pub client: &'a AppCredentials,
    /// The policy it was verified under.
    pub policy: &'a AssertionPolicy,
    /// The time it was verified at.
    pub now: SystemTime,
    /// Earlier secrets of the client that are known and no longer accepted.
    pub retired: &'a [SharedSecret],
    /// What the replay guard answered, [`Replay::New`] where it was not asked.
    pub replay: Replay,
}

impl<'a> AssertionAttempt<'a> {
    /// Starts with what is always known: no retired secrets, and a `jti` that is new.
    #[must_use]
    pub fn new(
        token: &'a str,
        client: &'a AppCredentials,
        policy: &'a AssertionPolicy,
        now: SystemTime,
    ) -> Self {
        Self {
            token,
            client,
            policy,
            now,
            retired: &[],
            replay: Replay::New,
        }
    }

    /// Returns why the assertion is refused: the refusal's own reason where that says it all, else the usual mistake under
    /// which the signature would match. `None` when it is verified under the current secret or key.
    ///
    /// `wrong-key` is proven for RSASSA-PKCS1-v1_5, which opens with the right key only; otherwise it and `wrong-secret` stand
    /// for what is left. Some hundred strings are hashed at most.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        let find = |_: &str| Some(self.client);
        let guard = |_: &ReplayKey<'_>, _| self.replay;
        let refusal = match verify_assertion(self.token, find, self.policy, self.now, guard) {
            Err(refusal) => refusal,
            Ok(verified) => return Explanation::older(verified.matched()),
        };
        let jws = CompactJws::parse(self.token).ok();
        let claims = jws.as_ref().and_then(|jws| object(&jws.payload).ok());
        let claims = claims.unwrap_or_default();
        let found = match (&refusal.reason, &jws) {
            (Reason::BadSignature, Some(jws)) => self.mismatch(jws),
            (Reason::NoSecret | Reason::SchemeNotAccepted(_), Some(jws)) => {
                wrong_algorithm(jws.algorithm, self.client, &refusal)
            }
            _ => self.said(&refusal, &claims),
        };
        let secrets: Vec<&[u8]> = self.secrets().map(SharedSecret::expose).collect();
        let found = match &jws {
            Some(jws) => found.strings(jws.signing_input, None, &secrets),
            None => found,
        };
        Some(found.masked(&secrets))
    }

    /// Explains a refusal that says itself what is wrong.
    fn said(&self, refusal: &Refusal, claims: &Map<String, Value>) -> Explanation {
        let milliseconds = ["exp", "nbf", "iat"].into_iter().find(|name| {
            let number = claims.get(*name).and_then(Value::as_f64);
            number.is_some_and(|number| number > LATEST_SECONDS)
        });
        if let Some(name) = milliseconds {
            let detail = format!("{name} is far in the future, as when milliseconds are sent");
            let mut found = Explanation::new(Cause::TimestampUnit, detail);
            found.hint = "send whole seconds since 1970 in UTC, 10 digits today".to_owned();
            return found;
        }
        let instant = |name: &str| {
            let seconds = claims.get(name)?.as_u64()?;
            SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(seconds))
        };
        let time = match refusal.reason {
            Reason::Stale => instant("exp").map(|instant| ("exp", instant)),
            Reason::Future => ["nbf", "iat"]
                .into_iter()
                .filter_map(|name| Some((name, instant(name)?)))
                .max_by_key(|(_, instant)| *instant),
            _ => None,
        };
        let detail = match time {
            Some((name, time)) => {
                let far = far(time, self.now, self.policy.tolerance);
                far.replacen("the timestamp", name, 1)
            }
            None => refusal.to_string(),
        };
        let cause = cause_of(&refusal.reason).unwrap_or(Cause::Unknown);
        let mut found = Explanation::new(cause, detail);
        if let Some(hint) = hint(&refusal.reason) {
            found.hint = hint.to_owned();
        }
        found
    }

    /// Finds out why the signature does not match.
    fn mismatch(&self, jws: &CompactJws<'_>) -> Explanation {
        match jws.algorithm.computation() {
            Computation::Hmac(hash) => self.hmac(jws, hash),
            Computation::Signature(scheme) => {
                let keys = self.client.public_keys().iter().map(Candidate::value);
                let mut found = keys
                    .map(|key| asymmetric(jws, key, scheme))
                    .collect::<Vec<_>>();
                found.sort_by_key(|found| found.cause == Cause::WrongKey);
                let first = found.into_iter().next();
                first.unwrap_or_else(|| Explanation::new(Cause::WrongKey, OTHER_KEY))
            }
        }
    }

    fn hmac(&self, jws: &CompactJws<'_>, hash: Hash) -> Explanation {
        let holds = |hash: Hash, key: &[u8]| {
            let key = HmacKey::new(hash, key);
            key.verify(jws.signing_input, &jws.signature).is_ok()
        };
        let tried = vec![
            Cause::PreviousSecret,
            Cause::WrongHash,
            Cause::SecretWhiteSpace,
            Cause::SecretHexDecoded,
            Cause::SecretBase64Decoded,
        ];
        let with = |mut found: Explanation| {
            found.tried = tried.clone();
            found
        };
        if self.retired.iter().any(|old| holds(hash, old.expose())) {
            let detail = "an earlier secret of the client matches";
            return with(Explanation::new(Cause::PreviousSecret, detail));
        }
        for secret in self.secrets() {
            let others = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
            let other = others
                .into_iter()
                .find(|other| holds(*other, secret.expose()));
            if other.is_some() {
                let name = jws.algorithm.name();
                let detail = format!("the header says {name}, and another hash was taken");
                return with(Explanation::new(Cause::WrongHash, detail));
            }
            let forms = secret_forms::of(secret.expose());
            if let Some(form) = forms.iter().find(|form| holds(hash, &form.key)) {
                return with(Explanation::of(std::slice::from_ref(&form.mistake)));
            }
        }
        let detail =
            "no form of the secret that is known here signed this, or the token was changed";
        with(Explanation::new(Cause::WrongSecret, detail))
    }

    fn secrets(&self) -> impl Iterator<Item = &'a SharedSecret> {
        let accepted = self.client.secrets().iter().map(Candidate::value);
        accepted.chain(self.retired)
    }
}

/// The algorithm is none of those that the client's secrets and keys have.
fn wrong_algorithm(
    algorithm: JwsAlgorithm,
    client: &AppCredentials,
    refusal: &Refusal,
) -> Explanation {
    let detail = if algorithm.takes_secret() && client.secrets().is_empty() {
        let name = algorithm.name();
        format!(
            "{name} is made with a secret, and a public key is known here: it must never be taken for one"
        )
    } else {
        refusal.to_string()
    };
    let mut found = Explanation::new(Cause::WrongHash, detail);
    found.hint = "sign with an algorithm of the key's type that the server accepts".to_owned();
    found
}

/// Finds out why a key does not verify the signature.
fn asymmetric(jws: &CompactJws<'_>, key: &PublicKey, expected: SignatureScheme) -> Explanation {
    let holds = |scheme: SignatureScheme, signature: &[u8]| {
        key.verify(scheme, KeySizes::Legacy, jws.signing_input, signature)
            .is_ok()
    };
    let name = jws.algorithm.name();
    if let SignatureScheme::Ecdsa { hash, .. } = expected {
        let encoding = EcdsaEncoding::Der;
        if holds(SignatureScheme::Ecdsa { hash, encoding }, &jws.signature) {
            let detail = "the signature is ASN.1, as OpenSSL and Java write it, and r and s side by side are expected";
            let mut found = Explanation::new(Cause::Malformed, detail);
            found.hint = "write r and s, each as long as the curve's order (RFC 7518 section 3.4)"
                .to_owned();
            return found;
        }
    }
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
    let schemes = hashes.into_iter().flat_map(|hash| match key.algorithm() {
        KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => {
            let largest = key
                .modulus_len()
                .unwrap_or(0)
                .saturating_sub(hash.output_len() + 2);
            let pss = |salt_len| SignatureScheme::RsaPss { hash, salt_len };
            vec![
                SignatureScheme::RsaPkcs1v15(hash),
                pss(hash.output_len()),
                pss(largest),
                pss(0),
            ]
        }
        KeyAlgorithm::EcP256 | KeyAlgorithm::EcP384 => vec![SignatureScheme::Ecdsa {
            hash,
            encoding: EcdsaEncoding::Fixed,
        }],
        _ => Vec::new(),
    });
    let other = schemes
        .filter(|scheme| *scheme != expected)
        .find(|scheme| holds(*scheme, &jws.signature));
    if other.is_some() {
        let detail = format!(
            "the client's key made the signature, with another hash, padding or salt than {name} has"
        );
        return Explanation::new(Cause::WrongHash, detail);
    }
    match (expected, recover_digest(key, &jws.signature)) {
        (SignatureScheme::RsaPkcs1v15(_), Ok(_)) => {
            let detail = "the client's key signed another header or other claims than these";
            Explanation::new(Cause::BodyChanged, detail)
        }
        (SignatureScheme::RsaPkcs1v15(_), Err(EngineError::SignaturePadding)) => Explanation::new(
            Cause::WrongKey,
            "the signature does not open with the public key known here: another private key made it, or it was changed",
        ),
        _ => Explanation::new(Cause::WrongKey, OTHER_KEY),
    }
}

fn hint(reason: &Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::OtherApp => "iss and sub must both be the client as it is known here",
        Reason::OtherAudience => "put the server's token URL into aud, to the letter",
        Reason::Stale | Reason::Future => {
            "compare the clocks, and make a new assertion for every request"
        }
        Reason::Replayed => "draw a new jti and sign again before every request, a retry too",
        Reason::UnsupportedAlgorithm(_) => "sign with an algorithm of the key's type",
        Reason::MissingParameter(_) => "iss, sub, aud and exp must be there (RFC 7523 section 3)",
        _ => return None,
    })
}

const OTHER_KEY: &str = "another private key made the signature, or the token was changed";

/// Seconds of the year 5138; what is later counts milliseconds.
const LATEST_SECONDS: f64 = 1e11;
