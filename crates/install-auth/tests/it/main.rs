//! The crate against published and own vectors, broken callbacks, and random input.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod attempt; // one try at a callback, verified and explained
mod explain_install; // every mistake with an install callback is named
mod explain_secret; // every mistake with the secret is named
mod explain_webhook; // every mistake with a webhook is named
mod order; // the order of the checks, and the guard
mod random; // nothing panics, what is simulated verifies, every change is a no
mod simulate; // valid callbacks, and broken ones
mod vectors; // install vectors
mod webhook; // webhook vectors

use std::time::{Duration, SystemTime};

use md5::{Digest as _, Md5};

use credtool_install_auth::{
    ApplicationSecret, InstallCallback, Policy, Refusal, Replay, VerifiedInstall, verify,
};

/// N-1 of the vectors, signed under [`SECRET`] at [`now`].
pub(crate) const A: &str = "d420667525e0489d91068cbf732fe1dc";
pub(crate) const T: &str = "c90e30fca71a4c37810a292b99d4d4f2";
pub(crate) const D: &str = "634963729314011098";
pub(crate) const H: &str = "f73756ffebd099902db743c7c0e0ae98";
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The moment of N-1's `d`, 2013-02-13T17:22:11.4011098Z.
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::new(1_360_776_131, 401_109_800)
}

pub(crate) fn secret(text: &str) -> ApplicationSecret {
    ApplicationSecret::new(text).unwrap()
}

pub(crate) fn url(a: &str, t: &str, d: &str, h: &str) -> String {
    format!(
        "http://myapp.com//Install?a={a}&t={t}&d={d}&h={h}&b=subdomain&e=user_email@example.com"
    )
}

/// Returns the lower-case hex MD5 of the parts.
pub(crate) fn md5(parts: &[&str]) -> String {
    base16ct::lower::encode_string(&Md5::digest(parts.concat()))
}

/// Verifies at a moment with the default policy and an empty guard.
pub(crate) fn check<'a>(
    callback: &'a InstallCallback,
    secrets: &'a [ApplicationSecret],
    now: SystemTime,
) -> Result<VerifiedInstall<'a>, Refusal> {
    verify(callback, secrets, A, &Policy::default(), now, |_, _| {
        Replay::New
    })
}

/// Verifies a URL under [`SECRET`] at [`now`].
pub(crate) fn refusal(url: &str) -> Refusal {
    match InstallCallback::parse(url) {
        Ok(callback) => check(&callback, &[secret(SECRET)], now()).unwrap_err(),
        Err(refusal) => refusal,
    }
}
