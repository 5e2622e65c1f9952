//! Which mistake makes the signature that the request carries.

use credtool_crypto_engine::explain::{DigestAlgorithm, recover_digest};
use credtool_crypto_engine::{Error, Hash, HmacKey};

use super::Attempt;
use super::keys::{self, Key};
use super::recipe::Recipe;
use super::variants::{self, Variant};
use crate::explain::effort::Effort;
use crate::explain::explanation::first_difference;
use crate::explain::mistake::Mistake;
use crate::explain::result_text::{
    Reading, hash_name, hash_of_length, no_hash_of_length, readings,
};
use crate::explain::{Cause, Explanation};
use crate::oauth1::{Algorithm, Carried, SignatureMethod, method_of, string_to_sign};
use crate::{AppCredentials, SignedUrl};

/// What is known when a signature does not match.
pub(super) struct Search<'s, 'a> {
    attempt: &'s Attempt<'a, crate::oauth1::Policy>,
    method: SignatureMethod,
    signature: &'s str,
    ours: Vec<u8>,
    variants: Vec<Variant<'a>>,
    effort: Effort,
}

/// What the other side did.
struct Found {
    mistakes: Vec<Mistake>,
    theirs: Option<Vec<u8>>,
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(
        attempt: &'s Attempt<'a, crate::oauth1::Policy>,
        url: &SignedUrl<'a>,
        carried: &'s Carried<'a>,
    ) -> Option<Self> {
        let right = Recipe::of(attempt.request, url, carried);
        Some(Self {
            attempt,
            method: method_of(carried, attempt.policy).ok()?,
            signature: carried.required("oauth_signature").ok()?,
            ours: string_to_sign(attempt.request, url, carried),
            variants: variants::all(attempt.request, url, &right),
            effort: Effort::new(),
        })
    }

    pub(super) fn explain(self) -> Option<Explanation> {
        Some(match self.method.algorithm() {
            None => self.plaintext(),
            Some(Algorithm::Hmac(hash)) => self.hmac(hash),
            Some(Algorithm::Rsa(hash)) => self.rsa(hash),
        })
    }

    /// Compares the text with what other joints of the secrets give.
    fn plaintext(mut self) -> Explanation {
        let decoded: Vec<u8> = percent_encoding::percent_decode_str(self.signature).collect();
        for key in keys::all(self.attempt) {
            let Some(mistake) = key.mistake else {
                if *decoded == **key.text {
                    let detail = "the signature is percent-encoded twice";
                    return Explanation::new(Cause::PercentEncoding, detail);
                }
                continue;
            };
            self.effort.note(mistake.cause);
            if self.signature.as_bytes() == &**key.text {
                return Explanation::of(&[mistake]);
            }
        }
        let detail = "the signature holds other secrets than those known here";
        self.tried(Explanation::new(Cause::WrongSecret, detail))
    }

    fn hmac(mut self, declared: Hash) -> Explanation {
        let keys = keys::all(self.attempt);
        let readings = readings(self.signature);
        for reading in &readings {
            let Some(hash) = hash_of_length(reading.bytes.len()) else {
                continue;
            };
            let mut mistakes = first_mistakes(reading, hash, declared);
            if let Some(found) = self.tag(hash, &reading.bytes, &keys, !mistakes.is_empty()) {
                mistakes.extend(found.mistakes);
                return self.conclude(Found { mistakes, ..found });
            }
        }
        let odd = readings.first().map(|reading| {
            let length = no_hash_of_length(reading.bytes.len(), declared);
            length.or_else(|| {
                first_mistakes(reading, hash_of_length(reading.bytes.len())?, declared).pop()
            })
        });
        match odd {
            None => self.conclude_with(Cause::Malformed, "the signature is not base64".to_owned()),
            Some(Some(mistake)) => self.conclude_with(mistake.cause, mistake.and_more()),
            Some(None) => self.no_key_fits(),
        }
    }

    /// Returns the mistakes that make the tag: of the key, of the string, then of both.
    fn tag(&mut self, hash: Hash, tag: &[u8], keys: &[Key], mistaken: bool) -> Option<Found> {
        let prepared: Vec<(&Key, HmacKey)> = keys
            .iter()
            .map(|key| (key, HmacKey::new(hash, &key.text)))
            .collect();
        let right = prepared
            .iter()
            .filter(|(key, _)| key.mistake.is_none())
            .count();
        if !self.effort.allows(self.ours.len(), prepared.len()) {
            return None;
        }
        for (key, hmac) in &prepared {
            if let Some(mistake) = &key.mistake {
                self.effort.note(mistake.cause);
            }
            let is_mistake = mistaken || key.mistake.is_some();
            if is_mistake && hmac.verify(&self.ours, tag).is_ok() {
                let mistakes = key.mistake.iter().cloned().collect();
                return Some(Found {
                    mistakes,
                    theirs: None,
                });
            }
        }
        for keys in [&prepared[..right], &prepared[right..]] {
            for (mistake, recipe) in &self.variants {
                let text = recipe.write();
                if !self.effort.allows(text.len(), keys.len()) {
                    return None;
                }
                self.effort.note(mistake.cause);
                if let Some((key, _)) = keys
                    .iter()
                    .find(|(_, hmac)| hmac.verify(&text, tag).is_ok())
                {
                    let mistakes = key.mistake.iter().cloned().chain([mistake.clone()]);
                    return Some(Found {
                        mistakes: mistakes.collect(),
                        theirs: Some(text),
                    });
                }
            }
        }
        None
    }

    /// Opens the signature with the public keys: only hash and string can then be others.
    fn rsa(mut self, declared: Hash) -> Explanation {
        let readings = readings(self.signature);
        let app: &AppCredentials = self.attempt.app;
        let mut unopened = None;
        for reading in &readings {
            for key in app.public_keys().iter().take(MOST_KEYS) {
                let recovered = match recover_digest(key.value(), &reading.bytes) {
                    Ok(recovered) => recovered,
                    Err(error) => {
                        unopened = Some(error);
                        continue;
                    }
                };
                let hash = match &recovered.algorithm {
                    DigestAlgorithm::Hash(hash) => Some(*hash),
                    DigestAlgorithm::Other(_) => None,
                    DigestAlgorithm::Unnamed => hash_of_length(recovered.digest.len()),
                };
                let mut mistakes: Vec<Mistake> = reading.mistake.iter().cloned().collect();
                if recovered.algorithm != DigestAlgorithm::Hash(declared) {
                    let (found, named) = (&recovered.algorithm, hash_name(declared));
                    let detail = format!(
                        "the key signed a digest of {found}, and the request names {named}"
                    );
                    mistakes.push(Mistake::new(Cause::WrongHash, detail));
                }
                let fits =
                    |text: &[u8]| hash.is_some_and(|hash| hash.digest(text) == recovered.digest);
                return self.opened(mistakes, fits);
            }
        }
        self.effort.note(Cause::WrongKey);
        match unopened {
            None => self.conclude_with(Cause::Malformed, "the signature is not base64".to_owned()),
            Some(Error::SignaturePadding) => self.conclude_with(
                Cause::WrongKey,
                "the signature does not open with the public key known here: another private key made it, or it was changed"
                    .to_owned(),
            ),
            Some(other) => self.conclude_with(Cause::WrongKey, other.to_string()),
        }
    }

    fn opened(mut self, mut mistakes: Vec<Mistake>, fits: impl Fn(&[u8]) -> bool) -> Explanation {
        if !mistakes.is_empty() && fits(&self.ours) {
            return self.conclude(Found {
                mistakes,
                theirs: None,
            });
        }
        for (mistake, recipe) in &self.variants {
            let text = recipe.write();
            if !self.effort.allows(text.len(), 1) {
                break;
            }
            self.effort.note(mistake.cause);
            if fits(&text) {
                mistakes.push(mistake.clone());
                return self.conclude(Found {
                    mistakes,
                    theirs: Some(text),
                });
            }
        }
        if let Some(first) = mistakes.first() {
            return self.conclude_with(first.cause, first.and_more());
        }
        match self.likeness() {
            Some(mistake) => self.conclude_with(mistake.cause, mistake.detail.into_owned()),
            None => self.conclude_with(
                Cause::Unknown,
                "the signature was made with this client's key, over another string than ours, which none of the usual mistakes gives"
                    .to_owned(),
            ),
        }
    }

    /// Says what is left when no key and no string fits.
    fn no_key_fits(self) -> Explanation {
        let (cause, detail) = match (self.attempt.their_base, self.likeness()) {
            (_, Some(mistake)) => (mistake.cause, mistake.detail.into_owned()),
            (Some(theirs), None) if theirs == self.ours => (
                Cause::WrongSecret,
                "both sides sign the same string, so a secret is another".to_owned(),
            ),
            (Some(theirs), None) => (
                Cause::Unknown,
                format!(
                    "the strings differ from byte {} on, in none of the usual ways",
                    first_difference(&self.ours, theirs)
                ),
            ),
            (None, None) => (
                Cause::WrongSecret,
                "no secret known here makes this signature, in none of the usual forms, over our string or a usual variant"
                    .to_owned(),
            ),
        };
        self.conclude_with(cause, detail)
    }

    /// Returns the mistake that makes the string that the other side gave.
    fn likeness(&self) -> Option<Mistake> {
        let theirs = self
            .attempt
            .their_base
            .filter(|theirs| *theirs != self.ours)?;
        let mut variants = self.variants.iter();
        let found = variants.find(|(_, recipe)| recipe.write() == theirs);
        found.map(|(mistake, _)| mistake.clone())
    }

    fn conclude(self, found: Found) -> Explanation {
        let theirs = found.theirs.as_deref().or(self.attempt.their_base);
        let secrets = self.attempt.all_secrets();
        let explanation = Explanation::of(&found.mistakes).strings(&self.ours, theirs, &secrets);
        self.tried(explanation)
    }

    fn conclude_with(self, cause: Cause, detail: String) -> Explanation {
        let (theirs, secrets) = (self.attempt.their_base, self.attempt.all_secrets());
        let explanation = Explanation::new(cause, detail).strings(&self.ours, theirs, &secrets);
        self.tried(explanation)
    }

    fn tried(self, mut explanation: Explanation) -> Explanation {
        explanation.tried = self.effort.into_tried();
        explanation
    }
}

/// Returns what is wrong with the signature's text and length alone.
fn first_mistakes(reading: &Reading, hash: Hash, declared: Hash) -> Vec<Mistake> {
    let mut mistakes: Vec<Mistake> = reading.mistake.iter().cloned().collect();
    if hash != declared {
        let (found, named) = (hash_name(hash), hash_name(declared));
        let detail =
            format!("the signature is as long as one of {found}, and the request names {named}");
        mistakes.push(Mistake::new(Cause::WrongHash, detail));
    }
    mistakes
}

/// Keys of one client that are looked at.
const MOST_KEYS: usize = 8;
