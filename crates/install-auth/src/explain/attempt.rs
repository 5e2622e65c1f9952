//! An install callback and why it is refused.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::trial::{Algorithm, Message, Trial};
use super::{Cause, Explanation, mistakes, shape};
use crate::{ApplicationSecret, InstallCallback, Policy, Reason, Refusal, VerifiedInstall};

/// Everything that one verification consisted of, to be looked into after it was refused.
#[derive(Debug, Clone, Copy)]
pub struct InstallAttempt<'a> {
    /// The URL as it was given to [`InstallCallback::parse`].
    pub url: &'a str,
    /// The secrets that are accepted.
    pub secrets: &'a [ApplicationSecret],
    /// Earlier secrets that are known and no longer accepted.
    pub retired: &'a [ApplicationSecret],
    /// Our application key.
    pub app_key: &'a str,
    /// The policy it was verified under.
    pub policy: Policy,
    /// The time it was verified at.
    pub now: SystemTime,
}

impl InstallAttempt<'_> {
    /// Returns why the callback was refused: the refusal's own reason where that says it all, else the one usual mistake
    /// under which the hash would match. Mistakes that come in pairs are not found.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use credtool_install_auth::explain::{Cause, InstallAttempt};
    /// use credtool_install_auth::{ApplicationSecret, InstallCallback, Policy, Replay, verify};
    /// // A line break came along when the secret was read from a file.
    /// let secrets = [ApplicationSecret::new("0123456789abcdef0123456789abcdef\n")?];
    /// let url = "/install?a=d420667525e0489d91068cbf732fe1dc&t=c90e30fca71a4c37810a292b99d4d4f2\
    ///            &d=634963729314011098&h=f73756ffebd099902db743c7c0e0ae98";
    /// let (app_key, policy, now) = ("d420667525e0489d91068cbf732fe1dc", Policy::default(), SystemTime::UNIX_EPOCH);
    /// let callback = InstallCallback::parse(url)?;
    /// let refusal = verify(&callback, &secrets, app_key, &policy, now, |_, _| Replay::New).unwrap_err();
    /// let attempt = InstallAttempt { url, secrets: &secrets, retired: &[], app_key, policy, now };
    /// assert_eq!(attempt.explain(&refusal).cause, Cause::SecretWhiteSpace);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn explain(&self, refusal: &Refusal) -> Explanation {
        let Ok(callback) = InstallCallback::parse(self.url) else {
            return self.unparsed(refusal);
        };
        let plain =
            |cause| Explanation::new(cause, refusal.to_string()).hint(refusal.reason.next_step());
        let found = match &refusal.reason {
            Reason::BadSignature { .. } => self
                .hash(&callback)
                .unwrap_or_else(|| self.nothing(&callback)),
            Reason::Malformed { parameter, .. } => self.value(&callback, parameter, refusal),
            Reason::OtherApp { .. } => self.other_app(&callback, refusal),
            Reason::Md5OfToken => plain(Cause::Md5OfToken),
            Reason::Stale { .. } | Reason::Future { .. } => {
                let cause = if matches!(refusal.reason, Reason::Stale { .. }) {
                    Cause::Stale
                } else {
                    Cause::Future
                };
                shape::far_time(&callback, self.policy.d_zone, self.now)
                    .unwrap_or_else(|| plain(cause))
            }
            Reason::Replayed => plain(Cause::Replayed),
            _ => plain(Cause::Unknown),
        };
        if found.base_string.is_some() {
            return found;
        }
        let base_string = self
            .secrets
            .first()
            .map(|secret| mistakes::ours(&mistakes::values(&callback), secret).masked());
        found.base_string(base_string)
    }

    /// Returns that an earlier secret matched where that is so, which is a yes and should not last.
    #[must_use]
    pub fn explain_match(&self, install: &VerifiedInstall<'_>) -> Option<Explanation> {
        let ours = mistakes::ours(&mistakes::values(install.callback), install.secret);
        let detail = format!(
            "secret {} matched, and the first one is the current one",
            install.matched + 1
        );
        (install.matched > 0).then(|| {
            Explanation::new(Cause::PreviousSecret, detail).base_string(Some(ours.masked()))
        })
    }

    fn unparsed(&self, refusal: &Refusal) -> Explanation {
        let missing = matches!(refusal.reason, Reason::MissingParameter { .. });
        let cause = if missing {
            Cause::MissingParameter
        } else {
            Cause::Malformed
        };
        let more = if missing {
            shape::of_url(self.url)
        } else {
            None
        };
        more.unwrap_or_else(|| {
            Explanation::new(cause, refusal.to_string()).hint(refusal.reason.next_step())
        })
    }

    /// A value without its shape. Where the hash holds over it as it stands, or under a mistake, that is known too.
    fn value(&self, callback: &InstallCallback, parameter: &str, refusal: &Refusal) -> Explanation {
        let fault = shape::of_value(callback, parameter, refusal, self.now);
        match self.hash(callback) {
            Some(found)
                if parameter == "h"
                    || fault.cause == Cause::Malformed
                    || found.cause == fault.cause =>
            {
                found
            }
            _ => fault,
        }
    }

    fn other_app(&self, callback: &InstallCallback, refusal: &Refusal) -> Explanation {
        let plain = |cause, detail: String| Explanation::new(cause, detail);
        if callback.a.eq_ignore_ascii_case(self.app_key) {
            return plain(
                Cause::HexCase,
                "a is this application's key in another letter case".to_owned(),
            );
        }
        if callback.a.trim() == self.app_key.trim() {
            return plain(
                Cause::PlusOrSpace,
                "a is this application's key with a space beside it".to_owned(),
            );
        }
        let others = self
            .secrets
            .iter()
            .any(|secret| as_is(callback, secret).matches(&theirs(&callback.h).0));
        let signed = if others {
            ", and the hash holds: it is signed with this application's secret"
        } else {
            ""
        };
        plain(Cause::OtherApp, format!("{refusal}{signed}")).hint(refusal.reason.next_step())
    }

    /// Returns the mistake under which the hash would match.
    fn hash(&self, callback: &InstallCallback) -> Option<Explanation> {
        let (theirs, spelling) = theirs(&callback.h);
        let values = mistakes::values(callback);
        for secret in self.secrets {
            if as_is(callback, secret).matches(&theirs) {
                let detail = format!("h is the right hash, written in {}", spelling?);
                return Some(
                    Explanation::new(Cause::Malformed, detail)
                        .hint("write the hash in 32 lower-case hex digits"),
                );
            }
            let trials = mistakes::all(self.url, &values, secret, &self.policy);
            if let Some(trial) = trials.iter().find(|trial| trial.matches(&theirs)) {
                return Some(trial.explain(&mistakes::ours(&values, secret)));
            }
        }
        let retired = self
            .retired
            .iter()
            .find(|secret| as_is(callback, secret).matches(&theirs))?;
        let base_string = mistakes::ours(&values, retired).masked();
        let detail = "a secret that is no longer accepted gives this hash";
        Some(Explanation::new(Cause::PreviousSecret, detail).base_string(Some(base_string)))
    }

    /// Says honestly that nothing usual was found.
    fn nothing(&self, callback: &InstallCallback) -> Explanation {
        let values = mistakes::values(callback);
        let keyed = |secret: &&ApplicationSecret| secret.expose() == self.app_key.as_bytes();
        let near = self
            .secrets
            .iter()
            .find_map(|secret| altered(&callback.h, &mistakes::ours(&values, secret)));
        let found = if let Some(detail) = near {
            Explanation::new(Cause::Unknown, detail)
                .hint("get the callback again: h was altered after it was made")
        } else if self.secrets.iter().any(|secret| keyed(&secret)) {
            let detail = "the secret given is the application's key, which is no secret";
            Explanation::new(Cause::WrongSecret, detail)
        } else {
            let detail = "no usual mistake gives this hash: it was made with another secret, or t, a, d or h was altered";
            Explanation::new(Cause::WrongSecret, detail)
        };
        Explanation {
            tried: mistakes::TRIED,
            ..found
        }
    }
}

fn as_is(callback: &InstallCallback, secret: &ApplicationSecret) -> Trial {
    let message = mistakes::ours(&mistakes::values(callback), secret);
    Trial {
        cause: Cause::Unknown,
        detail: String::new(),
        message,
        algorithm: Algorithm::Md5,
    }
}

/// Returns the bytes of a hash, and the name of its spelling where that is not hex.
fn theirs(h: &str) -> (Vec<u8>, Option<&'static str>) {
    match base16ct::mixed::decode_vec(h) {
        Ok(bytes) => (bytes, None),
        // A + in a query is a space once it is decoded.
        Err(_) => (
            STANDARD.decode(h.replace(' ', "+")).unwrap_or_default(),
            Some("base64"),
        ),
    }
}

/// Says where a hash differs from ours, if it does so in a few digits only: that is no other secret, but damage.
fn altered(h: &str, ours: &Message) -> Option<String> {
    let ours = base16ct::lower::encode_string(&crate::digest::md5(&[&ours.bytes()]));
    let theirs = h.to_ascii_lowercase();
    let places: Vec<_> = (0..ours.len())
        .filter(|at| ours.as_bytes()[*at] != *theirs.as_bytes().get(*at).unwrap_or(&0))
        .collect();
    let first = places.first().filter(|_| places.len() <= 4)?;
    Some(format!(
        "h is ours but for {} of its 32 digits, the first at {first}: it was altered",
        places.len()
    ))
}
