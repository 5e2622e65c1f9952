//! A request of OAuth 1.0a, and why it is refused.

mod keys; // keys that the other side may have used
mod recipe; // the signed string by its ingredients
mod search; // which mistake makes the signature
mod variants; // strings that the other side may have signed

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::refused::{cause_of, far};
use super::unit::UNITS;
use super::{Attempt, Cause, Explanation};
use crate::oauth1::{self, Carried, Policy, string_to_sign, url_of};
use crate::refusal::{Reason, Refusal};
use crate::{Candidate, ReplayKey, SharedSecret, SignedUrl};

use search::Search;

impl<'a> Attempt<'a, Policy> {
    /// Returns why the request is refused: the refusal's own reason where that says it all, else the usual mistake under
    /// which the signature would match, or one of the secrets together with one of the signed string. `None` when the
    /// request is verified under the current secret or key.
    ///
    /// The request is verified first, and the replay guard is not asked but taken to answer [`Attempt::replay`].
    ///
    /// `wrong-secret` is proven where [`Attempt::their_base`] is our string; otherwise it stands for what is left:
    /// another secret of client or token, or a change that none of the tried mistakes makes. At most some thousand strings
    /// are hashed, 192 MiB in all.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        let find = |_: &str| Some(self.app);
        let guard = |_: &ReplayKey<'_>, _| self.replay;
        let url = url_of(self.request).ok();
        let carried = url.and_then(|url| Some((url, Carried::find(self.request, &url).ok()?)));
        let answer = oauth1::verify(self.request, find, self.policy, self.now, guard);
        let explanation = match answer {
            Ok(verified) => Explanation::older(verified.matched())?,
            Err(refusal) => self
                .refused(&refusal, carried.as_ref().map(|(_, carried)| carried))
                .or_else(|| self.mismatch(carried.as_ref()?))
                .unwrap_or_else(|| Explanation::new(Cause::Malformed, refusal.to_string())),
        };
        let explanation = match &carried {
            Some((url, carried)) if explanation.base_string.is_none() && self.signs(carried) => {
                let ours = string_to_sign(self.request, url, carried);
                explanation.strings(&ours, self.their_base, &self.all_secrets())
            }
            _ => explanation,
        };
        Some(hinted(explanation).masked(&self.all_secrets()))
    }

    /// Explains a refusal that says itself what is wrong.
    fn refused(&self, refusal: &Refusal, carried: Option<&Carried<'_>>) -> Option<Explanation> {
        let timestamp = carried.and_then(|carried| carried.get("oauth_timestamp").ok()?);
        match &refusal.reason {
            Reason::InvalidParameter { name, .. } if name == "oauth_signature" => None,
            Reason::Stale | Reason::Future | Reason::InvalidTimestamp(_) => {
                let unit = timestamp.and_then(|text| self.other_unit(text));
                let seconds = timestamp.and_then(|text| text.parse().ok());
                let instant = seconds
                    .and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
                let cause = cause_of(&refusal.reason)?;
                Some(match (unit, instant) {
                    (Some(unit), _) => Explanation::new(
                        Cause::TimestampUnit,
                        format!("the timestamp counts {unit}, and OAuth counts seconds"),
                    ),
                    (None, Some(instant)) if cause != Cause::Malformed => {
                        Explanation::new(cause, far(instant, self.now, self.policy.tolerance))
                    }
                    _ => Explanation::new(Cause::TimestampUnit, refusal.to_string()),
                })
            }
            reason => {
                // A signature that does not match may be one over a timestamp in another unit.
                let unit = timestamp.and_then(|text| self.other_unit(text));
                match (reason, unit) {
                    (Reason::BadSignature, Some(unit)) => Some(Explanation::new(
                        Cause::TimestampUnit,
                        format!(
                            "the timestamp counts {unit}, and OAuth counts seconds; the signature does not match either"
                        ),
                    )),
                    _ => Some(Explanation::new(cause_of(reason)?, refusal.to_string())),
                }
            }
        }
    }

    /// Returns the unit in which the timestamp would be fresh; seconds are none.
    fn other_unit(&self, text: &str) -> Option<&'static str> {
        let fresh = |instant: SystemTime| {
            let distance = match self.now.duration_since(instant) {
                Ok(age) => age,
                Err(ahead) => ahead.duration(),
            };
            distance <= self.policy.tolerance.max(Duration::from_secs(1))
        };
        let milliseconds = text.parse().ok().map(Duration::from_millis);
        let milliseconds = milliseconds.and_then(|since| UNIX_EPOCH.checked_add(since));
        if milliseconds.is_some_and(fresh) {
            return Some("milliseconds");
        }
        let mut others = UNITS.iter().skip(1); // the first is seconds
        let found = others.find(|unit| unit.instant(text).is_some_and(fresh));
        found.map(|unit| unit.name)
    }

    /// Finds out why the signature does not match; `None` where there is none to look at.
    fn mismatch(&self, carried: &(SignedUrl<'a>, Carried<'a>)) -> Option<Explanation> {
        let (url, carried) = carried;
        Search::new(self, url, carried)?.explain()
    }

    fn signs(&self, carried: &Carried<'_>) -> bool {
        let method = oauth1::method_of(carried, self.policy).ok();
        method.is_some_and(|method| method.algorithm().is_some())
    }

    /// Returns every secret in every spelling that may turn up in a text.
    fn all_secrets(&self) -> Vec<&'a [u8]> {
        let accepted = self.app.secrets().iter().map(Candidate::value);
        let all = accepted
            .chain(self.retired)
            .chain(&self.policy.token_secret);
        all.map(SharedSecret::expose).collect()
    }
}

/// Says what to do where the usual next step is one of Akana's schemes.
fn hinted(mut explanation: Explanation) -> Explanation {
    let hint = match explanation.cause {
        Cause::KeySuffix => {
            "join the encoded secrets of client and token with one &, which stands there without a token too (RFC 5849 §3.4.2)"
        }
        Cause::PlusOrSpace => {
            "decode a + of query and form to a space, and encode a space as %20 and a + as %2B (RFC 5849 §3.6)"
        }
        Cause::PercentEncoding => {
            "encode every name and value once, then the joined parameters again, all but letters, digits, - . _ ~ (RFC 5849 §3.6)"
        }
        Cause::DefaultPort => {
            "sign scheme, host and path that the client calls, in lower case, without port 80 of http and 443 of https"
        }
        Cause::ParameterOrder => {
            "sort all parameters together by their encoded names, equal names by their values"
        }
        Cause::EmptyValue => "sign a parameter without a value as its name and =",
        Cause::TimestampUnit => "send and sign the seconds since 1970 in UTC, 10 digits today",
        Cause::MissingParameter => {
            "send every parameter of OAuth, and sign all of them and those of query and form, but not realm and oauth_signature"
        }
        Cause::WrongSecret => {
            "compare the first and last characters of the secrets of client and token on both sides, and the consumer key they belong to"
        }
        Cause::OtherApp => "compare the consumer key of the request with the one known here",
        _ => return explanation,
    };
    hint.clone_into(&mut explanation.hint);
    explanation
}
