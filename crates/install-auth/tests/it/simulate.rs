//! Simulated callbacks: valid ones verify, broken ones are refused for the reason they were broken in.

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use credtool_install_auth::explain::{Cause, InstallAttempt};
use credtool_install_auth::{Break, Error, InstallCallback, Policy, Reason, Simulation};

use crate::{A, SECRET, check, now, secret};

fn simulated(base: &str, broken: Option<Break>) -> Result<String, Error> {
    let secret = secret(SECRET);
    let simulation = Simulation {
        broken,
        ..Simulation::new(A, &secret, base)
    };
    simulation.url(&mut ChaCha20Rng::from_seed([5; 32]), now())
}

#[test]
fn a_valid_one_is_byte_for_byte_this() {
    let url = simulated("https://myapp.com/Install", None).unwrap();
    // t is the generator's second draw; h was computed by Python's hashlib.
    assert_eq!(
        url,
        "https://myapp.com/Install?a=d420667525e0489d91068cbf732fe1dc&t=fa72817f1b5aab94658238ddcdc08010&d=634963729314011098&h=08dec0f06952f3c7bf373128d546cb39&b=subdomain&e=user_email%40example.com"
    );
}

#[test]
fn whatever_the_base() {
    for base in [
        "http://x",
        "https://x:8443//Install?lang=es#top",
        "/install?",
        "/i?k=v&",
        "HTTP://x/?x=a%26b",
    ] {
        let url = simulated(base, None).unwrap();
        let callback = InstallCallback::parse(&url).unwrap();
        assert!(check(&callback, &[secret(SECRET)], now()).is_ok(), "{url}");
        assert_eq!(url.ends_with("#top"), base.ends_with("#top"), "{url}");
    }
}

#[test]
fn each_break_has_its_reason_and_its_cause() {
    for (broken, code, cause) in [
        (Break::Hash, "bad-signature", Cause::Unknown),
        (Break::Date, "stale", Cause::Stale),
        (Break::Order, "bad-signature", Cause::ParameterOrder),
        (Break::App, "other-app", Cause::OtherApp),
    ] {
        let url = simulated("https://x/i", Some(broken)).unwrap();
        let callback = InstallCallback::parse(&url).unwrap();
        let secrets = [secret(SECRET)];
        let refusal = check(&callback, &secrets, now()).unwrap_err();
        assert_eq!(refusal.reason.code(), code);
        assert_eq!(refusal.matched.is_some(), broken == Break::Date);
        let attempt = InstallAttempt {
            url: &url,
            secrets: &secrets,
            retired: &[],
            app_key: A,
            policy: Policy::default(),
            now: now(),
        };
        assert_eq!(attempt.explain(&refusal).cause, cause, "{broken:?}");
    }
}

#[test]
fn what_cannot_be_simulated() {
    for base in ["myapp.com/i", "https://x/i?t=1", "https://x/\n"] {
        assert!(
            matches!(simulated(base, None), Err(Error::BaseUrl { .. })),
            "{base}"
        );
    }
    let long = format!("https://x/{}", "x".repeat(InstallCallback::MAX_LEN - 100));
    assert!(matches!(simulated(&long, None), Err(Error::BaseUrl { .. })));
    let secret = secret(SECRET);
    let mut rng = ChaCha20Rng::from_seed([5; 32]);
    assert_eq!(
        Simulation::new("", &secret, "/i").url(&mut rng, now()),
        Err(Error::AppKey)
    );
    let year_20000 = now() + std::time::Duration::from_secs(18_000 * 366 * 86_400);
    assert_eq!(
        Simulation::new(A, &secret, "/i").url(&mut rng, year_20000),
        Err(Error::Time)
    );
}

#[test]
fn local_time_is_read_in_its_zone() {
    let secret_ = secret(SECRET);
    let zone = "+05:45".parse().unwrap();
    let simulation = Simulation {
        d_zone: zone,
        ..Simulation::new(A, &secret_, "/i")
    };
    let url = simulation
        .url(&mut ChaCha20Rng::from_seed([5; 32]), now())
        .unwrap();
    let callback = InstallCallback::parse(&url).unwrap();
    let refused = check(&callback, &[secret(SECRET)], now()).unwrap_err();
    assert!(matches!(refused.reason, Reason::Future { zone: Some(found), .. } if found == zone));
}
