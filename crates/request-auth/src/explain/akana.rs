//! A request of one of Akana's schemes, and why it is refused.

mod digest; // a digest that does not match
mod hmac; // an HMAC that does not match
mod mistakes; // everything that may have been signed instead
mod recipe; // the signed string by its ingredients
mod refused; // refusals that say themselves what is wrong
mod rsa; // an RSA signature that does not match
mod search; // what is known when a signature does not match, and what is made of it
mod style; // percent-encoding as various libraries do it

use super::effort::Effort;
use super::{Attempt, Cause, Explanation};
use crate::akana::{self, Algorithm, Carried, Policy, Token, scheme_of, string_to_sign};
use crate::{ReplayKey, SignedUrl, authorization};

use recipe::Recipe;
use search::Search;

pub(super) use mistakes::security::nonce_forms;
pub(super) use style::UNRESERVED;

impl<'a> Attempt<'a, Policy> {
    /// Returns why the request is refused: the refusal's own reason where that says it all, else the usual mistake under
    /// which the signature would match, or a mistake of the secret together with one of the signed string. `None` when
    /// the request is verified under the current secret or key.
    ///
    /// The request is verified first, and the replay guard is not asked but taken to answer [`Attempt::replay`].
    ///
    /// `wrong-secret` is proven where [`Attempt::their_base`] is our string; otherwise it stands for what is left: another
    /// secret, or a change that none of the tried mistakes makes. `wrong-key` is proven: the signature does not open with
    /// any of the app's keys.
    ///
    /// At most some thousand strings are hashed, 192 MiB in all.
    #[must_use]
    pub fn explain(&self) -> Option<Explanation> {
        let read = Read::of(self);
        let find = |_: &str| Some(self.app);
        let guard = |_: &ReplayKey<'_>, _| self.replay;
        let explanation = match akana::verify(self.request, find, self.policy, self.now, guard) {
            Ok(verified) => Explanation::older(verified.matched())?,
            Err(refusal) => refused::explain(self, read.as_ref(), &refusal)
                .or_else(|| self.mismatch(read.as_ref()?))
                .unwrap_or_else(|| Explanation::new(Cause::Malformed, refusal.to_string())),
        };
        let ours = read.and_then(|read| Some((read.ours?, read.is_digest)));
        let explanation = match ours {
            Some((ours, is_digest)) if explanation.base_string.is_none() => {
                let theirs = self.their_base.filter(|_| !is_digest);
                explanation.strings(&ours, theirs, &self.secrets())
            }
            _ => explanation,
        };
        Some(explanation.masked(&self.secrets()))
    }

    /// Finds out why the signature does not match; `None` where there is none to look at.
    fn mismatch(&self, read: &Read<'a>) -> Option<Explanation> {
        let scheme = scheme_of(&read.token, self.policy).ok()?;
        let recipe = Recipe::of(self.request, &read.url, &read.token, &self.policy.format);
        let search = Search {
            attempt: self,
            token: &read.token,
            ours: read.ours.as_deref()?,
            theirs: self.their_base.filter(|_| !read.is_digest),
            variants: mistakes::all(self.request, &recipe, self.realm()),
            recipe,
            effort: Effort::new(),
        };
        match scheme.algorithm() {
            None => digest::explain(search, self.their_base),
            Some(Algorithm::Hmac(hash)) => hmac::explain(search, hash),
            Some(Algorithm::Rsa(hash)) => rsa::explain(search, hash),
        }
    }

    /// Returns the realm of the header, which nobody signs.
    fn realm(&self) -> Option<String> {
        let mut headers = self.request.values("authorization");
        let header = std::str::from_utf8(headers.next()?).ok()?;
        let found = authorization::find(header, &self.policy.format.header_scheme).ok()??;
        let mut parameters = found.parameters.into_iter();
        let realm = parameters.find(|(name, _)| name.eq_ignore_ascii_case("realm"));
        realm.map(|(_, value)| value.into_owned())
    }
}

/// What can be read of a request, whoever sent it.
struct Read<'a> {
    url: SignedUrl<'a>,
    token: Token<'a>,
    is_digest: bool,
    /// The string that is signed here, for a digest with asterisks in the place of the secret.
    ours: Option<Vec<u8>>,
}

impl<'a> Read<'a> {
    fn of(attempt: &Attempt<'a, Policy>) -> Option<Self> {
        let (request, policy) = (attempt.request, attempt.policy);
        let url = SignedUrl::parse(request.url()).ok()?;
        let Carried { token, parameters } = Carried::find(request, &url, &policy.format).ok()?;
        let is_digest = token.secret_digest.is_some();
        let ours = if is_digest {
            digest::ours(&token)
        } else {
            let signed = token.signature.is_some();
            signed.then(|| string_to_sign(request, &url, &token, parameters, policy))
        };
        Some(Self {
            url,
            token,
            is_digest,
            ours,
        })
    }
}
