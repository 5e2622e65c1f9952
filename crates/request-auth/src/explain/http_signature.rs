//! An HTTP message signature, and why it is refused.

mod body; // a body whose digest is another
mod hmac; // an HMAC that does not match
mod keys; // a signature that no public key verifies
mod lines; // the signature base by its lines
mod mistakes; // everything that may have been signed instead
mod refused; // refusals that say themselves what is wrong
mod search; // what is known when a signature does not match, and what is made of it

use super::{Attempt, Cause, Explanation};
use crate::ReplayKey;
use crate::http_signature::{self, Algorithm, Fields, Message, Policy, Received, SignatureInput};

use lines::Lines;
use search::Search;

impl<'a> Attempt<'a, Policy> {
    /// Returns why the request is refused: the refusal's own reason where that says it all, else the usual mistake under
    /// which the signature would hold, or a mistake of the secret together with one of the signature base. `None` when the
    /// request is verified under the current secret or key.
    ///
    /// The request is verified first, and the replay guard is not asked but taken to answer
    /// [`Attempt::replay`].
    ///
    /// `wrong-secret` and `wrong-key` are proven where [`Attempt::their_base`] is our base; otherwise they stand
    /// for what is left: another secret or key, or a change that none of the tried mistakes makes.
    ///
    /// At most some thousand bases are hashed, 192 MiB in all.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        let find = |_: &str| Some(self.app);
        let guard = |_: &ReplayKey<'_>, _| self.replay;
        let verified = http_signature::verify(self.request, find, self.policy, self.now, guard);
        let message = Message::new(self.request).ok();
        let fields = message
            .as_ref()
            .and_then(|message| Fields::of(message).ok());
        let read = match (&message, &fields) {
            (Some(message), Some(fields)) => self.read(message, fields),
            _ => None,
        };
        let explanation = match verified {
            Ok(verified) => Explanation::older(verified.matched())?,
            Err(refusal) => refused::explain(self, read.as_ref(), &refusal)
                .or_else(|| self.mismatch(read.as_ref()?))
                .unwrap_or_else(|| Explanation::new(Cause::Malformed, refusal.to_string())),
        };
        let explanation = match read {
            Some(read) if explanation.base_string.is_none() => {
                explanation.strings(&read.ours, self.their_base, &self.secrets())
            }
            _ => explanation,
        };
        Some(with_hint(explanation).masked(&self.secrets()))
    }

    /// Reads the signature that counts; `None` where the base cannot be written.
    fn read<'r>(&self, message: &'r Message<'a>, fields: &'r Fields) -> Option<Read<'r, 'a>> {
        let policy = self.policy;
        let received = fields
            .choose(policy.label.as_deref(), policy.tag.as_deref())
            .ok()?;
        let ours = received.input.base(message).ok()?;
        Some(Read {
            message,
            received,
            ours,
        })
    }

    /// Finds out why the signature does not match.
    fn mismatch(&self, read: &Read<'_, 'a>) -> Option<Explanation> {
        let algorithm = read.algorithm(self)?;
        let lines = Lines::of(&read.received.input, read.message)?;
        let search = Search::new(self, read, lines);
        match algorithm {
            Algorithm::HmacSha256 => hmac::explain(search),
            _ => Some(keys::explain(search, algorithm)),
        }
    }
}

/// What can be read of a request, whoever sent it.
struct Read<'r, 'a> {
    message: &'r Message<'a>,
    received: Received<'r>,
    /// The signature base here.
    ours: Vec<u8>,
}

impl Read<'_, '_> {
    fn input(&self) -> &SignatureInput<'_> {
        &self.received.input
    }

    fn algorithm(&self, attempt: &Attempt<'_, Policy>) -> Option<Algorithm> {
        let named = http_signature::named_algorithm(self.input(), attempt.policy).ok()?;
        http_signature::algorithm_of(named, attempt.app, attempt.policy).ok()
    }
}

/// Replaces the hints that are about schemes with another string to sign.
fn with_hint(mut explanation: Explanation) -> Explanation {
    let hint = match explanation.cause {
        Cause::KeySuffix => "take the bare secret as the key",
        Cause::PlusOrSpace => {
            "sign path and query as they are sent; a space of a @query-param is signed as %20"
        }
        Cause::PercentEncoding => {
            "sign path and query as they are sent, and encode a @query-param as RFC 9421 §2.2.8 does"
        }
        Cause::DefaultPort => {
            "verify with the URL that the client calls, and sign it without the port of its scheme"
        }
        Cause::ParameterOrder => {
            "write the lines in the order of Signature-Input, and the parameters as they stand there"
        }
        Cause::MissingParameter => {
            "sign what the policy requires, a line for each component and @signature-params last"
        }
        Cause::MethodCase => "sign the method in the letters in which it is sent",
        Cause::TimestampUnit => "send and sign whole seconds since 1970 in UTC, 10 digits today",
        Cause::OtherApp => "compare the keyid of the signature with the App ID known here",
        _ => return explanation,
    };
    explanation.hint = hint.to_owned();
    explanation
}
