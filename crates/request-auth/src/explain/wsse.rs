//! A UsernameToken, and why it is refused.

mod digest; // a digest that does not match
mod refused; // refusals that say themselves what is wrong

use std::borrow::Cow;

use super::{Attempt, Cause, Explanation};
use crate::ReplayKey;
use crate::wsse::{self, Form, Password, Policy, Token};

impl<'a> Attempt<'a, Policy> {
    /// Returns why the request is refused: the refusal's own reason where that says it all, else the usual mistake under
    /// which the digest would match, or a mistake of the secret together with one of nonce or time. `None` when the request
    /// is verified under the current secret.
    ///
    /// The request is verified first, and the replay guard is not asked but taken to answer [`Attempt::replay`].
    /// `wrong-secret` is proven where [`Attempt::their_base`] is our string with another secret behind it; otherwise it
    /// stands for what is left.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        let read = Read::of(self);
        let find = |_: &str| Some(self.app);
        let guard = |_: &ReplayKey<'_>, _| self.replay;
        let explanation = match wsse::verify(self.request, find, self.policy, self.now, guard) {
            Ok(verified) => Explanation::older(verified.matched())?,
            Err(refusal) => refused::explain(self, read.as_ref(), &refusal)
                .or_else(|| digest::explain(self, read.as_ref()?))
                .unwrap_or_else(|| Explanation::new(Cause::Malformed, refusal.to_string())),
        };
        let mut explanation = match read.as_ref().and_then(Read::ours) {
            Some(ours) => {
                // Their string ends with a secret that may be nobody's business here: it is compared and not shown.
                let found = explanation.differs_at;
                let mut explanation = explanation.strings(ours.as_bytes(), None, &self.secrets());
                explanation.differs_at = found;
                explanation
            }
            None => explanation,
        };
        let form = read.map_or(Form::XWsse, |read| read.form);
        if let Some(hint) = hint(explanation.cause, form) {
            explanation.hint = hint.to_owned();
        }
        Some(explanation.masked(&self.secrets()))
    }
}

/// What can be read of a request, whoever sent it.
struct Read {
    form: Form,
    token: Token,
}

impl Read {
    fn of(attempt: &Attempt<'_, Policy>) -> Option<Self> {
        let (form, token) = Token::find(attempt.request, attempt.policy).ok()?;
        Some(Self { form, token })
    }

    /// Returns the digest as it is written.
    fn digest(&self) -> Option<&str> {
        match &self.token.password {
            Some(Password::Digest(text)) => Some(text),
            _ => None,
        }
    }

    fn nonce(&self) -> Option<Cow<'_, [u8]>> {
        self.token.nonce_octets(self.form).ok()
    }

    fn created(&self) -> &str {
        self.token.created.as_deref().unwrap_or_default()
    }

    /// Returns the string that is hashed here, with asterisks in the place of the secret.
    fn ours(&self) -> Option<String> {
        self.digest()?;
        Some(wsse::shown(self.form, &self.nonce()?, self.created()))
    }
}

/// Returns what to try next where it is something else than for Akana.
fn hint(cause: Cause, form: Form) -> Option<&'static str> {
    Some(match cause {
        Cause::NonceDecoded if form == Form::Xml => {
            "hash the octets that the base64 of the nonce stands for, and send the base64"
        }
        Cause::NonceDecoded => "hash the nonce as the text that is sent",
        Cause::TimestampUnit => {
            "send Created as a date and time such as 2025-07-31T09:00:00Z, and hash exactly the text that is sent"
        }
        Cause::WrongHash => {
            "send PasswordDigest: the base64 of a plain SHA-1, in the form that the server accepts"
        }
        Cause::MissingParameter => {
            "send Username, PasswordDigest, Nonce and Created, and hash nonce, Created and password"
        }
        Cause::ParameterOrder | Cause::KeySuffix | Cause::PlusOrSpace => {
            "hash nonce, Created and password in this order, with nothing between them"
        }
        Cause::WrongSecret => {
            "compare the first and last characters of the password on both sides, and the user name it belongs to"
        }
        Cause::WireName => {
            "name elements and types as WS-Security 1.0 does: by their whole namespaces and URIs"
        }
        Cause::OtherApp => {
            "compare the user name of the request with the App ID known here, capitals included"
        }
        Cause::SecretHexDecoded | Cause::SecretBase64Decoded => {
            "hash the text of the password as it is: it is not decoded"
        }
        _ => return None,
    })
}
