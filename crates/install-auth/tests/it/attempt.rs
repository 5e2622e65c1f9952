//! One try at a callback, verified and explained.

use std::time::SystemTime;

use credtool_install_auth::explain::{Explanation, InstallAttempt};
use credtool_install_auth::{ApplicationSecret, InstallCallback, Policy, Refusal, Replay, verify};

use crate::{A, D, T, now, url};

/// N-1's text to hash.
pub(crate) const JOINED: &str =
    "634963729314011098|c90e30fca71a4c37810a292b99d4d4f2|d420667525e0489d91068cbf732fe1dc";

pub(crate) struct Try<'a> {
    pub(crate) url: &'a str,
    pub(crate) secrets: &'a [ApplicationSecret],
    pub(crate) retired: &'a [ApplicationSecret],
    pub(crate) now: SystemTime,
}

impl Try<'_> {
    pub(crate) fn explain_with(&self, replay: Replay) -> (Refusal, Explanation) {
        let policy = Policy::default();
        let outcome = InstallCallback::parse(self.url).and_then(|callback| {
            verify(&callback, self.secrets, A, &policy, self.now, |_, _| replay).map(|_| ())
        });
        let refusal = outcome.unwrap_err();
        let attempt = InstallAttempt {
            url: self.url,
            secrets: self.secrets,
            retired: self.retired,
            app_key: A,
            policy,
            now: self.now,
        };
        let explanation = attempt.explain(&refusal);
        for secret in self.secrets.iter().chain(self.retired) {
            let text = String::from_utf8_lossy(secret.expose());
            assert!(
                text.trim().len() < 8
                    || self.url.contains(&*text)
                    || !format!("{explanation:?}").contains(text.trim()),
                "{explanation:?}"
            );
        }
        (refusal, explanation)
    }
}

/// Explains a URL under one secret, at the moment of N-1.
pub(crate) fn explain(url: &str, secret_text: impl AsRef<[u8]>) -> Explanation {
    let secrets = [ApplicationSecret::new(secret_text).unwrap()];
    let attempt = Try {
        url,
        secrets: &secrets,
        retired: &[],
        now: now(),
    };
    attempt.explain_with(Replay::New).1
}

pub(crate) fn hashed(h: &str) -> String {
    url(A, T, D, h)
}
