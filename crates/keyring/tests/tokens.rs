//! Tokens: round trips, every altered byte, frozen samples, and tokens found in other bytes.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use chacha20::{ChaCha20Rng, rand_core::SeedableRng as _};
use credtool_keyring::{
    Census, Context, FieldPath, KeyMaterial, KeyName, Report, Rewrapped, Rewrapper, TokenError,
    TokenKeys, border, inspect,
};
use proptest::prelude::*;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

/// The key names and secrets of the rotation that ThingWorx documents.
fn keys(active: &str) -> TokenKeys {
    let keys = [
        ("mykey", "ASDFGHJKL1234567"),
        ("newkey", "0EE0D33AC67E4389AB2B46123729B875"),
        (
            "schlüssel \"3\"",
            "0123456789abcdef0123456789abcdef0123456789abcdef",
        ),
    ]
    .map(|(name, secret)| {
        (
            KeyName::new(name).unwrap(),
            KeyMaterial::new(secret).unwrap(),
        )
    });
    let active = KeyName::new(active).unwrap();
    TokenKeys::new(
        keys.iter().map(|(name, secret)| (name, secret)),
        Some(&active),
    )
}

fn rewrap(keys: &TokenKeys, fields: &[&str], pieces: &[&[u8]]) -> (Vec<u8>, Report) {
    let fields: Vec<_> = fields
        .iter()
        .map(|path| FieldPath::parse(path).unwrap())
        .collect();
    let mut rewrapper = Rewrapper::new(keys, &fields).unwrap();
    let (mut rng, mut out) = (rng(), Vec::new());
    // The bytes that wait are kept here, so that every border is looked at, also within the first bytes.
    let (mut waiting, mut report) = (Vec::new(), Report::default());
    for piece in pieces {
        waiting.extend_from_slice(piece);
        let (done, part) = rewrapper.window(&waiting, false, &mut rng, &mut out);
        report.append(part);
        waiting.drain(..done);
    }
    report.append(rewrapper.window(&waiting, true, &mut rng, &mut out).1);
    (out, report)
}

#[test]
fn frozen_samples_decrypt_for_ever() {
    let samples = include_str!("data/tokens-v1.txt");
    let mut count = 0;
    for line in samples.lines().filter(|line| !line.starts_with('#')) {
        let [value, context, token] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let context = (!context.is_empty()).then(|| Context::new(context));
        assert_eq!(
            *keys("newkey").decrypt(token, context.as_ref()).unwrap(),
            value.as_bytes()
        );
        count += 1;
    }
    assert_eq!(count, 7);
}

#[test]
fn refusals_are_told_apart() {
    let keys = keys("newkey");
    let place = Context::new("users/17/password");
    let free = keys.encrypt(b"hunter2", None, &mut rng()).unwrap();
    let bound = keys.encrypt(b"hunter2", Some(&place), &mut rng()).unwrap();
    let refused =
        |token: &str, context: Option<&Context>| keys.decrypt(token, context).unwrap_err();
    assert_eq!(refused(&bound, None), TokenError::ContextNeeded);
    assert_eq!(
        refused(&bound, Some(&Context::new("x"))),
        TokenError::OtherContext
    );
    assert_eq!(refused(&free, Some(&place)), TokenError::NotBound);
    assert!(matches!(refused("hunter2", None), TokenError::NotAToken(_)));
    assert!(matches!(refused("", None), TokenError::NotAToken(_)));
    assert!(matches!(
        refused(&free[..free.len() - 1], None),
        TokenError::Malformed(_)
    ));
    assert!(matches!(
        refused(&free[..70], None),
        TokenError::Malformed(_)
    ));
    assert!(matches!(
        refused(&format!("{free}A"), None),
        TokenError::Malformed(_)
    ));
    assert!(matches!(
        refused(&format!("{free}\n"), None),
        TokenError::Malformed(_)
    ));
    let other = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoib3RoZXIifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(refused(other, None), TokenError::UnknownKey("other".into()));
    // RFC 7516 appendix A.1's header: {"alg":"RSA-OAEP","enc":"A256GCM"}
    let foreign = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    assert!(matches!(refused(foreign, None), TokenError::NotAToken(_)));

    let gone = KeyName::new("other").unwrap();
    let keys = TokenKeys::new([], None).with_purged([&gone]);
    assert_eq!(
        keys.decrypt(other, None),
        Err(TokenError::Purged("other".into()))
    );
    assert_eq!(
        keys.encrypt(b"x", None, &mut rng()),
        Err(TokenError::NoActiveKey)
    );
    assert_eq!(format!("{keys:?}"), "TokenKeys([REDACTED])");
}

#[test]
fn headers_of_other_writers() {
    let keys = keys("newkey");
    let token = keys.encrypt(b"hunter2", None, &mut rng()).unwrap();
    let behind = token.split_once('.').unwrap().1;
    let with = |json: &str| {
        use base64::Engine as _;
        let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json);
        keys.decrypt(&format!("{header}.{behind}"), None)
            .unwrap_err()
    };
    // Read, and then the tag does not match, because the header is authenticated.
    let order = r#"{"kid":"newkey","enc":"A256GCM","alg":"dir"}"#;
    assert_eq!(with(order), TokenError::Altered);
    assert_eq!(
        with(r#"{"alg":"dir", "enc":"A256GCM", "kid":"new\u006bey"}"#),
        TokenError::Altered
    );
    for refused in [
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey","kid":"mykey"}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey","zip":"DEF"}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey","crit":["x"]}"#,
        r#"{"alg":"dir","enc":"A128GCM","kid":"newkey"}"#,
        r#"{"alg":"none","enc":"A256GCM","kid":"newkey"}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":7}"#,
        r#"{"alg":"dir","enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey","credtool-ctx":"AAAA"}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey"}}"#,
        r#"{"alg":"dir","enc":"A256GCM","kid":"newkey""#,
        r#" {"alg":"dir","enc":"A256GCM","kid":"newkey"}"#,
    ] {
        let error = with(refused);
        assert!(
            matches!(error, TokenError::NotAToken(_) | TokenError::Malformed(_)),
            "{refused}: {error:?}"
        );
    }
    let bomb = format!(
        "{{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":{}1",
        "[".repeat(2900)
    );
    assert!(matches!(with(&bomb), TokenError::Malformed(_)));
}

#[test]
fn the_longest_value_fits_and_one_byte_more_does_not() {
    let keys = keys("newkey");
    let fits = |len| keys.encrypt(&vec![7; len], None, &mut rng()).is_ok();
    let (mut longest, mut too_long) = (780_000, 1 << 20);
    while too_long - longest > 1 {
        let middle = (longest + too_long) / 2;
        *(if fits(middle) {
            &mut longest
        } else {
            &mut too_long
        }) = middle;
    }
    let token = keys.encrypt(&vec![7; longest], None, &mut rng()).unwrap();
    assert!(token.len() <= 1 << 20);
    assert_eq!(keys.decrypt(&token, None).unwrap().len(), longest);
    let (out, report) = rewrap(&self::keys("mykey"), &[], &[token.as_bytes()]);
    assert_eq!((out.len(), report.rewrapped), (token.len() - 1, 1));
    let too_long = token.replacen("..", &format!("..{}", &token[64..80]), 1);
    assert!(keys.decrypt(&too_long, None).is_err());
}

#[test]
fn a_token_altered_in_any_byte_is_counted_once_and_left() {
    let place = Context::new("users/17/password");
    let (old, new) = (keys("mykey"), keys("newkey"));
    for context in [None, Some(&place)] {
        let good = old.encrypt(b"hunter2", None, &mut rng()).unwrap();
        let token = old
            .encrypt(b"some longer value", context, &mut rng())
            .unwrap();
        for at in 0..token.len() {
            for byte in *b"A.- \n\"\\\x00\x80" {
                let mut altered = token.clone().into_bytes();
                if altered[at] == byte {
                    continue;
                }
                altered[at] = byte;
                if let Ok(text) = std::str::from_utf8(&altered) {
                    assert!(new.decrypt(text, context).is_err());
                }
                let document =
                    [b"{\"v\":\"", &altered[..], b"\"}\n", good.as_bytes(), b"\n"].concat();
                let (out, report) = rewrap(&new, &[], &[&document]);
                assert_eq!(
                    (report.rewrapped, report.failed),
                    (1, 1),
                    "{at} {byte} {report:?}"
                );
                assert_eq!(out[..altered.len() + 9], document[..altered.len() + 9]);
                let mut census = Census::new();
                census.feed(&document);
                census.end();
                let counts = census.counts();
                assert_eq!(
                    counts.items() + counts.malformed,
                    2,
                    "{at} {byte} {counts:?}"
                );
            }
        }
        for len in 64..token.len() {
            let cut = format!("{}\n{good}\n", &token[..len]);
            let (_, report) = rewrap(&new, &[], &[cut.as_bytes()]);
            assert_eq!((report.rewrapped, report.failed), (1, 1), "{len}");
        }
    }
}

#[test]
fn tokens_are_found_wherever_they_stand() {
    let old = keys("mykey");
    let token = old.encrypt(b"hunter2", None, &mut rng()).unwrap();
    for (before, after) in [
        ("", ""),
        ("\\n", "\\n"),
        ("\\u003c", "\\u003e"),
        ("%22", "%22"),
        ("token_", " "),
        ("a.b=", "."),
        ("...", "..."),
        ("..", ". And"),
        ("eyJ_eyJ-", "/"),
        ("\u{feff}", "\u{feff}"),
    ] {
        let text = format!("{before}{token}{after}");
        let (out, report) = rewrap(&keys("newkey"), &[], &[text.as_bytes()]);
        assert_eq!((report.rewrapped, report.failed), (1, 0), "{text}");
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with(before) && out.ends_with(after), "{out}");
        let new = &out[before.len()..out.len() - after.len()];
        assert_eq!(inspect(new).unwrap().key, "newkey");
        assert_eq!(*keys("newkey").decrypt(new, None).unwrap(), b"hunter2");
    }
}

#[test]
fn only_the_named_members_are_rewrapped() {
    let old = keys("mykey");
    let token = |text: &str| old.encrypt(text.as_bytes(), None, &mut rng()).unwrap();
    let line = format!(
        "{{\"a\":{{\"b\":\"{}\"}},\"c\":\"{}\"}}\r\n",
        token("one"),
        token("two")
    );
    let document = format!("{line}not json {}\n\n{line}", token("three"));
    let (out, report) = rewrap(&keys("newkey"), &["a.b"], &[document.as_bytes()]);
    assert_eq!((report.rewrapped, report.failed, report.lines), (2, 1, 4));
    assert_eq!(
        (report.failures[0].line, report.failures[0].reason.code()),
        (2, "line")
    );
    let mut census = Census::new();
    census.feed(&out);
    census.end();
    assert_eq!(
        (census.counts().of("newkey"), census.counts().of("mykey")),
        (2, 3)
    );
}

#[test]
fn one_token_alone() {
    let token = keys("mykey").encrypt(b"hunter2", None, &mut rng()).unwrap();
    let Rewrapped::New(new) = keys("newkey").rewrap(&token, &mut rng()).unwrap() else {
        panic!("it is under an old key");
    };
    assert_eq!(*keys("mykey").decrypt(&new, None).unwrap(), b"hunter2");
    assert_eq!(
        keys("newkey").rewrap(&new, &mut rng()),
        Ok(Rewrapped::Unchanged)
    );
}

/// Bytes with tokens, cut and altered tokens, and what looks like them.
fn document() -> impl Strategy<Value = Vec<u8>> {
    let place = Context::new("x");
    let samples = [
        keys("mykey").encrypt(b"one", None, &mut rng()).unwrap(),
        keys("newkey").encrypt(&[9; 300], None, &mut rng()).unwrap(),
        keys("schlüssel \"3\"").encrypt(b"", Some(&place), &mut rng()).unwrap(),
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoib3RoZXIifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoi".to_owned(),
        "A".repeat(5000),
        "..".to_owned(),
        ".".to_owned(),
        "\n".to_owned(),
        "\"".to_owned(),
        "eyJ".to_owned(),
    ];
    let piece = (
        prop::sample::select(samples.to_vec()),
        0..40usize,
        any::<u8>(),
    )
        .prop_map(|(sample, at, byte)| {
            let mut bytes = sample.into_bytes();
            match at {
                0 => bytes.truncate(byte as usize),
                1 => bytes.insert(byte as usize % (bytes.len() + 1), b'.'),
                2 => {
                    let at = byte as usize % bytes.len();
                    bytes[at] = byte;
                }
                _ => {}
            }
            bytes
        });
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_encrypted_decrypts(value: Vec<u8>, place: Option<String>, at: prop::sample::Index, byte: u8) {
        let keys = keys("schlüssel \"3\"");
        let context = place.map(Context::new);
        let token = keys.encrypt(&value, context.as_ref(), &mut rng()).unwrap();
        prop_assert_eq!(&*keys.decrypt(&token, context.as_ref()).unwrap(), &value);
        let inspected = inspect(&token).unwrap();
        prop_assert_eq!((inspected.value_len, inspected.context_sha256.is_some()), (value.len(), context.is_some()));

        let mut altered = token.clone().into_bytes();
        let at = at.index(altered.len());
        altered[at] = byte;
        if let Ok(altered) = String::from_utf8(altered) && altered != token {
            prop_assert!(keys.decrypt(&altered, context.as_ref()).is_err());
            prop_assert!(keys.rewrap(&altered, &mut rng()).is_err());
        }
    }

    #[test]
    fn borders_change_nothing(document in document(), cuts: Vec<prop::sample::Index>) {
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(document.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts {
            pieces.push(&document[start..cut]);
            start = cut;
        }
        pieces.push(&document[start..]);
        let whole = rewrap(&keys("newkey"), &[], &[&document]);
        prop_assert_eq!(&rewrap(&keys("newkey"), &[], &pieces), &whole);
        prop_assert_eq!(whole.1.bytes, document.len() as u64);

        // Side by side, as several processors do it.
        let at = border(&document[..start]).unwrap_or(0);
        let keys = keys("newkey");
        let (mut out, mut report) = rewrap(&keys, &[], &[&document[..at]]);
        let (rest, part) = rewrap(&keys, &[], &[&document[at..]]);
        report.append(part);
        out.extend(rest);
        prop_assert_eq!((report, out.len()), (whole.1.clone(), whole.0.len()));

        let mut census = Census::new();
        let mut waiting = Vec::new();
        for piece in pieces {
            waiting.extend_from_slice(piece);
            let done = census.window(&waiting, false);
            waiting.drain(..done);
        }
        census.window(&waiting, true);
        let mut at_once = Census::new();
        at_once.feed(&document);
        at_once.end();
        prop_assert_eq!(census.counts(), at_once.counts());
        prop_assert_eq!(at_once.counts().foreign, whole.1.foreign);
        let mut shared = Census::new();
        shared.window(&document[..at], true);
        let mut sum = shared.take();
        shared.window(&document[at..], true);
        sum.add(&shared.take());
        prop_assert_eq!(sum, at_once.counts());

        // A second time there is nothing to do.
        let again = rewrap(&keys, &[], &[&whole.0]);
        prop_assert_eq!(&again.0, &whole.0);
        prop_assert_eq!((again.1.rewrapped, again.1.failed), (0, whole.1.failed));
    }
}
