//! Install callbacks as strangers send them; and what is simulated, verified again, with its values permuted, and changed.

use std::time::{Duration, SystemTime};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use credtool_install_auth::explain::{InstallAttempt, WebhookAttempt};
use credtool_install_auth::{
    ApplicationSecret, InstallCallback, Policy, Reason, Refusal, Replay, Simulation, verify,
    webhook,
};

const APP_KEY: &str = "d420667525e0489d91068cbf732fe1dc";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_360_776_131_401)
}

fn secrets() -> [ApplicationSecret; 1] {
    [ApplicationSecret::new("a secret that nobody has").unwrap()]
}

/// Any text as a URL: no hash comes out of nothing, every no has its reason and explanation, and what was read of it can be
/// simulated, which verifies, once, and in no other order of its values.
pub fn url(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let secrets = secrets();
    let callback = InstallCallback::parse(&text);
    let refusal = check(
        callback.as_ref().map_err(Clone::clone),
        &secrets,
        Replay::New,
    )
    .unwrap_err();
    assert!(!refusal.to_string().is_empty() && !refusal.reason.next_step().is_empty());
    let attempt = InstallAttempt {
        url: &text,
        secrets: &secrets,
        retired: &[],
        app_key: APP_KEY,
        policy: Policy::default(),
        now: now(),
    };
    let found = attempt.explain(&refusal);
    assert!(!found.detail.is_empty() && !found.hint.is_empty());

    let values = callback
        .as_ref()
        .ok()
        .map(|callback| (callback.subdomain(), callback.email()));
    let (b, e) = values.unwrap_or_default();
    let base = if callback.is_ok() { "/install" } else { &*text };
    let simulation = Simulation {
        subdomain: b.map_or("subdomain", |b| b.accept_unauthenticated()),
        email: e.map_or("e", |e| e.accept_unauthenticated()),
        ..Simulation::new(APP_KEY, &secrets[0], base)
    };
    if let Ok(url) = simulation.url(&mut ChaCha20Rng::from_seed([9; 32]), now()) {
        simulated(&url, &simulation, &secrets);
    }
    let signature = webhook::sign(&secrets[0], data);
    assert_eq!(webhook::verify(&signature, &secrets, data), Ok(0));
    if let Err(refusal) = webhook::verify(&text, &secrets, data) {
        let attempt = WebhookAttempt {
            signature: &text,
            secrets: &secrets,
            retired: &[],
            body: data,
        };
        assert!(!attempt.explain(&refusal).detail.is_empty());
    }
}

fn simulated(url: &str, simulation: &Simulation<'_>, secrets: &[ApplicationSecret]) {
    let callback = InstallCallback::parse(url).unwrap();
    assert_eq!(
        callback.subdomain().unwrap().accept_unauthenticated(),
        simulation.subdomain
    );
    assert_eq!(
        callback.email().unwrap().accept_unauthenticated(),
        simulation.email
    );
    assert_eq!(check(Ok(&callback), secrets, Replay::New), Ok(()));
    assert_eq!(
        check(Ok(&callback), secrets, Replay::Seen)
            .unwrap_err()
            .reason,
        Reason::Replayed
    );

    // The hash does not tell which value is which, so every permutation must fall to its shape or to our key.
    // The last one before a fragment: the base may have the like in its path.
    let query = url.split('#').next().unwrap();
    let at = query.rfind(&format!("a={APP_KEY}&t=")).unwrap();
    let (t, d) = (&url[at + 37..at + 69], &url[at + 72..at + 90]);
    for [a, t, d] in [
        [t, APP_KEY, d],
        [d, t, APP_KEY],
        [APP_KEY, d, t],
        [t, d, APP_KEY],
        [d, APP_KEY, t],
    ] {
        let permuted = format!("{}a={a}&t={t}&d={d}{}", &url[..at], &url[at + 90..]);
        let permuted = InstallCallback::parse(&permuted).unwrap();
        let refusal = check(Ok(&permuted), secrets, Replay::New).unwrap_err();
        assert!(matches!(
            refusal.reason,
            Reason::OtherApp { ours_in: Some(_) } | Reason::Malformed { .. }
        ));
    }
}

fn check(
    callback: Result<&InstallCallback, Refusal>,
    secrets: &[ApplicationSecret],
    replay: Replay,
) -> Result<(), Refusal> {
    verify(
        callback?,
        secrets,
        APP_KEY,
        &Policy::default(),
        now(),
        |_, _| replay,
    )
    .map(|_| ())
}
