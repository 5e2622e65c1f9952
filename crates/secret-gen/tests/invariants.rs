//! What holds for every style, policy and text.

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use credtool_secret_gen::{AppId, AppIdStyle, Class, Finding, KeyFormat, Policy, Style, check};
use proptest::prelude::*;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Styles of 96 bits and more: the chance that a draw looks like a pattern is out of reach.
fn strong_style() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("hex40".to_owned()),
        Just("hex64".to_owned()),
        Just("guid".to_owned()),
        Just("nexudus".to_owned()),
        (12..=1024usize).prop_map(|n| format!("base64:{n}")),
        (12..=1024usize).prop_map(|n| format!("base64url:{n}")),
        (12..=1024usize).prop_map(|n| format!("hex:{n}")),
        (17..=1024usize).prop_map(|n| format!("alnum:{n}")),
    ]
}

fn classes() -> impl Strategy<Value = Vec<Class>> {
    (any::<[bool; 4]>(), [0..40usize, 0..40, 0..40, 0..40]).prop_map(|(present, minimums)| {
        let all = [Class::lower, Class::upper, Class::digit, Class::symbol];
        (0..4)
            .filter(|&class| present[class])
            .map(|class| all[class](minimums[class]))
            .collect()
    })
}

proptest! {
    #[test]
    fn what_is_generated_is_good(name in strong_style(), seed: u64) {
        let style: Style = name.parse().unwrap();
        let secret = style.generate(&mut rng(seed));
        prop_assert_eq!(check(Some(&style), secret.expose()), []);
        prop_assert_eq!(check(None, secret.expose()), []);
        let format = KeyFormat::new("acme").unwrap();
        let key = format.generate(&style, &mut rng(seed));
        prop_assert_eq!(format.verify(key.expose()), Ok(secret.expose()));
        prop_assert_eq!(format.check(Some(&style), key.expose()), []);
    }

    #[test]
    fn what_a_policy_gives_satisfies_it(length in 1..=128usize, classes in classes(), exclude in "[!-~]{0,8}", seed: u64) {
        if let Ok(policy) = Policy::new(length, classes, &exclude) {
            let secret = policy.generate(&mut rng(seed));
            prop_assert!(policy.is_satisfied_by(secret.expose()));
            prop_assert!(!secret.expose().contains(|c| exclude.contains(c)));
            prop_assert!(policy.entropy_bits() <= length as f64 * 94f64.log2() + 1e-9);
            let own = ["length", "alphabet", "policy-minimum", "surrounding-quotes", "inner-white-space"];
            let findings = check(Some(&Style::Policy(policy)), secret.expose());
            prop_assert!(findings.iter().all(|finding| !own.contains(&finding.code.as_str())), "{:?}", findings);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "((length|lower|upper|digit|symbol|custom|exclude|#)? ?=? ?[0-9]{0,3} ?[!-~]{0,5}\n){0,8}") {
        if let Ok(policy) = text.parse::<Policy>() {
            prop_assert!(policy.is_satisfied_by(policy.generate(&mut rng(0)).expose()));
        }
    }

    /// Whatever the text, the judgement repeats nothing of it that is long enough to matter.
    #[test]
    fn findings_do_not_tell(text in "[a-z0-9A-Z+/=_ \n\u{200b}é-]{6,60}", name in strong_style()) {
        let style: Style = name.parse().unwrap();
        let format = KeyFormat::new("acme").unwrap();
        for Finding { message, hint, .. } in check(Some(&style), &text).into_iter().chain(check(None, &text)).chain(format.check(None, &text)) {
            prop_assert!(!message.contains(text.trim()) && !hint.contains(text.trim()), "{}", message);
        }
    }

    #[test]
    fn app_ids_are_read_again(member in "[A-Za-z0-9._-]{1,40}", n in 1..=1024usize, seed: u64) {
        for style in ["base62:40".to_owned(), "base62:24".to_owned(), format!("hex:{n}")] {
            let style: AppIdStyle = style.parse().unwrap();
            let id = AppId::generate(&member, style, &mut rng(seed)).unwrap();
            prop_assert_eq!(id.member(), &member);
            prop_assert_eq!(&id.to_string().parse::<AppId>().unwrap(), &id);
            prop_assert_eq!(&AppId::from_version_id(&id.version_id()).unwrap(), &id);
            prop_assert_eq!(&id.to_string().to_uppercase().parse::<AppId>().unwrap(), &id);
        }
    }
}

/// At exactly the least entropy chance must not be taken for a pattern: fixed seeds, so the outcome is fixed too.
#[test]
fn the_weakest_good_styles_pass() {
    for name in ["hex:8", "base64:8", "base64url:8", "alnum:11"] {
        let style: Style = name.parse().unwrap();
        for seed in 0..2000 {
            assert_eq!(
                check(Some(&style), style.generate(&mut rng(seed)).expose()),
                [],
                "{name} {seed}"
            );
        }
    }
}

#[test]
fn hostile_sizes_are_quick() {
    let long = "ab ".repeat(1_000_000);
    assert!(!check(Some(&Style::Hex40), &long).is_empty());
    assert!(!check(None, &long).is_empty());
    assert!("custom = 0 a\n".repeat(100_000).parse::<Policy>().is_err());
    let classes: Vec<Class> = (0..12u8)
        .map(|class| Class::custom("one", 10, &char::from(b'a' + class).to_string()).unwrap())
        .collect();
    assert!(Policy::new(128, classes, "").is_ok());
}
