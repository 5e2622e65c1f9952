//! Random input: nothing panics, what is simulated verifies, and every change of one character is a no.

use std::time::{Duration, SystemTime};

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use credtool_install_auth::explain::{InstallAttempt, WebhookAttempt};
use credtool_install_auth::{
    ApplicationSecret, AuthToken, InstallCallback, Policy, Replay, Simulation, ZoneOffset, verify,
    webhook,
};
use proptest::prelude::*;

use crate::{A, D, H, SECRET, T, check, now, secret, url};

/// Text that comes near to being an install URL.
fn nearly_url() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "a=", "t=", "d=", "h=", "b=", "e=", "&", "?", "#", "%", "%2", "%41", "+", "&amp;", "/",
            "A=", "é", "\u{0}", "\n"
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![A, T, D, H]).prop_map(str::to_owned),
        "[0-9a-fA-F]{0,40}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_arrives_is_refused_or_read(text in prop_oneof![nearly_url(), any::<String>()], seconds: u32) {
        let secrets = [secret(SECRET), secret("aGVsbG8gd29ybGQ=")];
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into());
        let outcome = InstallCallback::parse(&text);
        let refusal = match &outcome {
            Ok(callback) => check(callback, &secrets, moment).err(),
            Err(refusal) => Some(refusal.clone()),
        };
        if let Some(refusal) = refusal {
            let attempt = InstallAttempt { url: &text, secrets: &secrets, retired: &secrets, app_key: A, policy: Policy::default(), now: moment };
            let found = attempt.explain(&refusal);
            prop_assert!(!refusal.to_string().is_empty() && !refusal.reason.next_step().is_empty());
            prop_assert!(!found.detail.is_empty() && !found.hint.is_empty());
            let told = format!("{found:?}{refusal:?}");
            prop_assert!(!told.contains(SECRET) || text.contains(SECRET), "{}", told);
        }
    }

    #[test]
    fn whatever_the_body_and_signature(signature in "[0-9a-fA-F=+/ ]{0,70}", mut body: Vec<u8>, edge in prop::sample::select(vec!["", "\r\n", "\u{feff}", "\\u00e9", "{\"", "\\"])) {
        body.extend_from_slice(edge.as_bytes());
        let secrets = [secret("shared-secret"), secret("61 62+63%20")];
        let right = webhook::sign(&secrets[1], &body);
        prop_assert_eq!(webhook::verify(&right, &secrets, &body), Ok(1));
        let attempt = WebhookAttempt { signature: &signature, secrets: &secrets, retired: &[], body: &body };
        if let Err(refusal) = webhook::verify(&signature, &secrets, &body) {
            prop_assert!(!attempt.explain(&refusal).detail.is_empty());
        }
    }

    #[test]
    fn what_is_simulated_verifies(
        seed: [u8; 32],
        key in "[!-~]{1,40}",
        app_key in "[ -~é]{1,40}",
        subdomain: String,
        email: String,
        seconds in -62_000_000_000_i64..253_000_000_000,
        quarter in -56_i32..=56,
        skew in -300_i64..=300,
    ) {
        prop_assume!(subdomain.len() + email.len() < 1000);
        let made = match u64::try_from(seconds) {
            Ok(after) => SystemTime::UNIX_EPOCH + Duration::from_secs(after),
            Err(_) => SystemTime::UNIX_EPOCH - Duration::from_secs(seconds.unsigned_abs()),
        };
        let d_zone = ZoneOffset::from_seconds(quarter * 900).unwrap();
        let secrets = [ApplicationSecret::new(&key).unwrap()];
        let simulation = Simulation { subdomain: &subdomain, email: &email, d_zone, ..Simulation::new(&app_key, &secrets[0], "/i?k=v#f") };
        let url = simulation.url(&mut ChaCha20Rng::from_seed(seed), made).unwrap();
        let callback = InstallCallback::parse(&url).unwrap();
        let policy = Policy { d_zone, ..Policy::default() };
        let moment = match u64::try_from(skew) {
            Ok(after) => made + Duration::from_secs(after),
            Err(_) => made - Duration::from_secs(skew.unsigned_abs()),
        };
        // Years before 317 have fewer digits than any real callback.
        if seconds < -52_000_000_000 {
            let _ = verify(&callback, &secrets, &app_key, &policy, moment, |_, _| Replay::New);
            return Ok(());
        }
        let install = verify(&callback, &secrets, &app_key, &policy, moment, |_, _| Replay::New).unwrap();
        prop_assert_eq!(install.subdomain().unwrap().accept_unauthenticated(), subdomain);
        prop_assert_eq!(install.email().unwrap().accept_unauthenticated(), email);
        prop_assert!(AuthToken::from_stored(install.auth_token().expose()).is_ok());
    }

    #[test]
    fn every_change_of_one_character_is_a_no(place in 0_usize..114, new in any::<char>(), insert: bool) {
        let mut values = [A, T, D, H].map(|value| value.chars().collect::<Vec<_>>());
        let (mut which, mut at) = (0, place);
        while at >= values[which].len() {
            at -= values[which].len();
            which += 1;
        }
        if insert {
            values[which].insert(at, new);
        } else {
            prop_assume!(values[which][at] != new && !(which == 3 && values[which][at].eq_ignore_ascii_case(&new)));
            values[which][at] = new;
        }
        let encoded = values.map(|value| form(&value.into_iter().collect::<String>()));
        let [a, t, d, h] = &encoded;
        let callback = InstallCallback::parse(&url(a, t, d, h)).unwrap();
        prop_assert!(check(&callback, &[secret(SECRET)], now()).is_err(), "{:?}", callback);
    }
}

/// Percent-encodes every byte, so that the character itself is what changes and not the grammar.
fn form(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02x}")).collect()
}
