//! An install that is proven, the only way to its token.

use std::fmt;

use crate::{ApplicationSecret, AuthToken, Freshness, InstallCallback, Unauthenticated, digest};

/// A callback that [`verify`](crate::verify()) has proven; nothing else makes one.
pub struct VerifiedInstall<'a> {
    pub(crate) callback: &'a InstallCallback,
    pub(crate) secret: &'a ApplicationSecret,
    pub(crate) matched: usize,
}

impl<'a> VerifiedInstall<'a> {
    /// Returns the auth token of this install, the MD5 of `t` and the secret that matched: the password of every later API
    /// call, to be stored like one.
    #[must_use]
    pub fn auth_token(&self) -> AuthToken {
        AuthToken::of_digest(&digest::md5(&[
            self.callback.t.as_bytes(),
            self.secret.expose(),
        ]))
    }

    /// Returns the application key `a`, which is ours.
    #[must_use]
    pub fn app_key(&self) -> &'a str {
        &self.callback.a
    }

    /// Returns which secret matched, counted from 0 in the order they were given.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.matched
    }

    /// Returns [`Freshness::Fresh`]: nothing else is verified.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        Freshness::Fresh
    }

    /// Returns `b`, the subdomain of the account, **which the hash does not cover**.
    #[must_use]
    pub fn subdomain(&self) -> Option<Unauthenticated<&'a str>> {
        self.callback.subdomain()
    }

    /// Returns `e`, the email address of the person who installs, **which the hash does not cover**.
    #[must_use]
    pub fn email(&self) -> Option<Unauthenticated<&'a str>> {
        self.callback.email()
    }
}

impl fmt::Debug for VerifiedInstall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("VerifiedInstall");
        shown
            .field("app_key", &self.callback.a)
            .field("matched", &self.matched)
            .finish_non_exhaustive()
    }
}
