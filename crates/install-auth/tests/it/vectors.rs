//! Install vectors. Made for this project from the platform's formula, with the platform's own sample values for `a`, `t`
//! and `d`, and recomputed by an independent program; the sample's secret is not published, so its `h` is not among them.

use credtool_install_auth::{InstallCallback, Policy, Reason, Replay, verify};

use crate::{A, D, H, SECRET, T, check, now, refusal, secret, url};

#[test]
fn n_1() {
    let callback = InstallCallback::parse(&url(A, T, D, H)).unwrap();
    let secrets = [secret(SECRET)];
    let install = check(&callback, &secrets, now()).unwrap();
    assert_eq!((install.app_key(), install.matched()), (A, 0));
    let token = install.auth_token();
    assert_eq!(token.expose(), "ceec24a5d71f9c800e8078d40736d352");
    assert_eq!(
        token.basic_header(install.app_key()).unwrap().expose(),
        "Basic ZDQyMDY2NzUyNWUwNDg5ZDkxMDY4Y2JmNzMyZmUxZGM6Y2VlYzI0YTVkNzFmOWM4MDBlODA3OGQ0MDczNmQzNTI="
    );
    assert_eq!(
        install.subdomain().unwrap().accept_unauthenticated(),
        "subdomain"
    );
    assert_eq!(
        install.email().unwrap().accept_unauthenticated(),
        "user_email@example.com"
    );
    assert!(
        !format!("{install:?}").contains(T),
        "the token's half is not shown"
    );
}

#[test]
fn upper_case_hash() {
    let callback = InstallCallback::parse(&url(A, T, D, &H.to_uppercase())).unwrap();
    assert!(check(&callback, &[secret(SECRET)], now()).is_ok());
}

/// Sorted t, a, d, where N-1 is sorted d, t, a.
#[test]
fn n_2() {
    let app_key = "27b6a3ce6d26431991847af19e63a3cb";
    let made = now()
        + std::time::Duration::from_nanos(
            (638_712_345_678_901_234 - 634_963_729_314_011_098) * 100,
        );
    let callback = InstallCallback::parse(&url(
        app_key,
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "638712345678901234",
        "77899d5ca349f93909f11f0135b886ba",
    ))
    .unwrap();
    let secrets = [secret(SECRET)];
    let mut asked = None;
    let install = verify(
        &callback,
        &secrets,
        app_key,
        &Policy::default(),
        made,
        |t, keep_until| {
            asked = Some((t.to_owned(), keep_until));
            Replay::New
        },
    )
    .unwrap();
    assert_eq!(
        install.auth_token().expose(),
        "5e8d8887b296dd0ce251082bcf7ba152"
    );
    let keep_until = made + Policy::default().tolerance;
    assert_eq!(
        asked,
        Some(("0a1b2c3d4e5f60718293a4b5c6d7e8f9".to_owned(), keep_until))
    );
}

/// N-1': `a` and `t` exchanged keep the hash. So does every other permutation, and each is refused.
#[test]
fn permutations_are_refused() {
    assert_eq!(
        refusal(&url(T, A, D, H)).reason,
        Reason::OtherApp { ours_in: Some("t") }
    );
    assert_eq!(
        refusal(&url(D, T, A, H)).reason,
        Reason::OtherApp { ours_in: Some("d") }
    );
    assert_eq!(
        refusal(&url(T, D, A, H)).reason,
        Reason::OtherApp { ours_in: Some("d") }
    );
    assert_eq!(
        refusal(&url(D, A, T, H)).reason,
        Reason::OtherApp { ours_in: Some("t") }
    );
    assert_eq!(refusal(&url(A, D, T, H)).reason.code(), "malformed");
    assert_eq!(
        refusal(&url(T, A, D, H)).to_string(),
        "the values were permuted: t holds this application's key and a does not"
    );
}

/// The reading of the platform's table: MD5 of the sample's `t`.
#[test]
fn md5_of_t_is_named() {
    let refusal = refusal(&url(A, T, D, "a30bb3862c937e0f6929826427725acf"));
    assert_eq!(refusal.reason, Reason::Md5OfToken);
    assert_eq!(
        (refusal.matched, refusal.reason.code()),
        (None, "md5-of-token")
    );
}
