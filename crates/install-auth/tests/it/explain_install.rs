//! A good callback is broken in one way, and that way is the answer.

use std::time::Duration;

use credtool_crypto_engine::{Hash, HmacKey};
use credtool_install_auth::Replay;
use credtool_install_auth::explain::Cause;
use hmac::{Hmac, KeyInit as _, Mac as _};

use crate::attempt::{JOINED, Try, explain, hashed};
use crate::{A, D, H, SECRET, T, md5, now, secret, url};

#[test]
fn wrong_hash() {
    let text = format!("{JOINED}{SECRET}");
    for (hash, name) in [
        (Hash::Sha1, "SHA-1"),
        (Hash::Sha256, "SHA-256"),
        (Hash::Sha384, "SHA-384"),
        (Hash::Sha512, "SHA-512"),
    ] {
        let h = base16ct::lower::encode_string(&hash.digest(text.as_bytes()));
        let found = explain(&hashed(&h), SECRET);
        assert_eq!(
            (found.cause, found.detail),
            (
                Cause::WrongHash,
                format!("the hash is {name}, and the platform's is MD5")
            )
        );
        let h = base16ct::upper::encode_string(
            &HmacKey::new(hash, SECRET.as_bytes()).tag(JOINED.as_bytes()),
        );
        let found = explain(&hashed(&h), SECRET);
        assert!(
            found.cause == Cause::WrongHash && found.detail.contains("HMAC"),
            "{found:?}"
        );
        // By its length alone, when the secret is another.
        let found = explain(&hashed(&h), "another");
        assert!(
            found.cause == Cause::WrongHash && found.detail.contains("hex digits"),
            "{found:?}"
        );
    }
    let mac = Hmac::<md5::Md5>::new_from_slice(SECRET.as_bytes())
        .unwrap()
        .chain_update(JOINED);
    let found = explain(
        &hashed(&base16ct::lower::encode_string(
            &mac.finalize().into_bytes(),
        )),
        SECRET,
    );
    assert_eq!(
        found.detail,
        "the hash is HMAC-MD5, and the platform's is MD5"
    );
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let h = base16ct::lower::encode_string(&<md5::Md5 as md5::Digest>::digest(&wide));
    assert_eq!(explain(&hashed(&h), SECRET).cause, Cause::WrongHash);
}

#[test]
fn key_suffix() {
    let bare = JOINED.replace('|', "");
    for h in [
        md5(&[JOINED, "|", SECRET]),
        md5(&[&bare, SECRET]),
        md5(&[&JOINED.replace('|', "&"), SECRET]),
    ] {
        assert_eq!(explain(&hashed(&h), SECRET).cause, Cause::KeySuffix);
    }
}

#[test]
fn plus_or_space() {
    assert_eq!(
        explain(&hashed(&md5(&[JOINED, "s+e+c"])), "s e c").cause,
        Cause::PlusOrSpace
    );
    assert_eq!(
        explain(&hashed(&md5(&[JOINED, "s e c"])), "s+e+c").cause,
        Cause::PlusOrSpace
    );
    // A + in the URL comes out as a space, whether it was hashed so or not.
    for t in [format!("{T}+"), format!("{T}%20"), format!("+{T}")] {
        assert_eq!(
            explain(&url(A, &t, D, H), SECRET).cause,
            Cause::PlusOrSpace,
            "{t}"
        );
    }
    let h = md5(&[
        "634963729314011098|c90e30fca71a4c37810a292b99d4d4f2+|d420667525e0489d91068cbf732fe1dc",
        SECRET,
    ]);
    let found = explain(&url(A, &format!("{T}+"), D, &h), SECRET);
    assert_eq!(
        (found.cause, found.differs_at),
        (Cause::PlusOrSpace, Some(51))
    );
    assert_eq!(found.their_base_string.unwrap().find('+'), Some(51));
    assert_eq!(
        explain(&url(&format!("{A}+"), T, D, H), SECRET).cause,
        Cause::PlusOrSpace
    );
}

#[test]
fn percent_encoding() {
    assert_eq!(
        explain(&hashed(&md5(&[JOINED, "a/b="])), "a%2Fb%3D").cause,
        Cause::PercentEncoding
    );
    assert_eq!(
        explain(&hashed(&md5(&[JOINED, "a%2Fb%3D"])), "a/b=").cause,
        Cause::PercentEncoding
    );
    // Hashed before decoding: the first character of t travels as %63.
    let raw = "%6390e30fca71a4c37810a292b99d4d4f2";
    let h = md5(&[raw, "|", D, "|", A, SECRET]);
    let found = explain(&url(A, raw, D, &h), SECRET);
    assert_eq!(
        (found.cause, found.differs_at),
        (Cause::PercentEncoding, Some(0))
    );
    // Encoded twice: one value, and the URL as a whole.
    assert_eq!(
        explain(
            &url(A, "%256390e30fca71a4c37810a292b99d4d4f2", D, H),
            SECRET
        )
        .cause,
        Cause::PercentEncoding
    );
    let whole = hashed(H).replace('=', "%3D").replace('&', "%26");
    assert_eq!(explain(&whole, SECRET).cause, Cause::PercentEncoding);
}

#[test]
fn parameter_order() {
    let (mut found, mut details) = (Vec::new(), Vec::new());
    for [x, y, z] in [[T, A, D], [A, T, D], [T, D, A], [A, D, T], [D, A, T]] {
        let explanation = explain(&hashed(&md5(&[x, "|", y, "|", z, SECRET])), SECRET);
        found.push((explanation.cause, explanation.differs_at));
        details.push(explanation.detail);
    }
    assert!(
        found
            .iter()
            .all(|(cause, _)| *cause == Cause::ParameterOrder),
        "{found:?}"
    );
    assert_eq!((found[0].1, found[4].1), (Some(0), Some(19)));
    assert_eq!(
        details[1],
        "the values were joined in the order a, t, d, which is descending, and not sorted"
    );
    let first = explain(&hashed(&md5(&[SECRET, JOINED])), SECRET);
    assert_eq!(
        (first.cause, first.their_base_string),
        (Cause::ParameterOrder, Some(format!("****{JOINED}")))
    );
}

#[test]
fn missing_parameter() {
    let text = format!("http://myapp.com/Install?a={A}&t={T}&h={H}");
    let found = explain(&text, SECRET);
    assert_eq!(
        (found.cause, found.detail.as_str(), found.base_string),
        (Cause::MissingParameter, "d is missing", None)
    );
    for h in [
        md5(&[A, SECRET]),
        md5(&[T, SECRET]),
        md5(&[D, SECRET]),
        md5(&[T, "|", A, SECRET]),
        md5(&[D, "|", T, SECRET]),
    ] {
        assert_eq!(explain(&hashed(&h), SECRET).cause, Cause::MissingParameter);
    }
    let found = explain(&hashed(H).replace('&', "&amp;"), SECRET);
    assert!(
        found.cause == Cause::MissingParameter && found.detail.contains("HTML"),
        "{found:?}"
    );
    let found = explain(&hashed(H).replace("//Install", "/#/install"), SECRET);
    assert!(
        found.cause == Cause::MissingParameter && found.detail.contains('#'),
        "{found:?}"
    );
}

#[test]
fn hex_case() {
    let upper = T.to_uppercase();
    // Sent as the platform sends it, hashed in the other case.
    let joined = JOINED.replace(T, &upper);
    assert_eq!(
        explain(&hashed(&md5(&[&joined, SECRET])), SECRET).cause,
        Cause::HexCase
    );
    assert_eq!(
        explain(&hashed(&md5(&[&JOINED.to_uppercase(), SECRET])), SECRET).cause,
        Cause::HexCase
    );
    assert_eq!(
        explain(
            &hashed(&md5(&[&JOINED.replace(A, &A.to_uppercase()), SECRET])),
            SECRET
        )
        .cause,
        Cause::HexCase
    );
    assert_eq!(
        explain(&hashed(&md5(&[JOINED, &SECRET.to_uppercase()])), SECRET).cause,
        Cause::HexCase
    );
    // Sent in the other case, whichever was hashed.
    for h in [H.to_owned(), md5(&[&joined, SECRET])] {
        assert_eq!(
            explain(&url(A, &upper, D, &h), SECRET).cause,
            Cause::HexCase
        );
    }
    assert_eq!(
        explain(&url(&A.to_uppercase(), T, D, H), SECRET).cause,
        Cause::HexCase
    );
}

#[test]
fn timestamp_unit() {
    for d in [
        "1360776131",
        "1360776131401",
        "1360776131401109",
        "1360776131401109800",
        "130052497314011098",
        "2013-02-13T17:22:11Z",
    ] {
        let mut values = [A, T, d];
        values.sort_unstable();
        let h = md5(&[&values.join("|"), SECRET]);
        let found = explain(&url(A, T, d, &h), SECRET);
        assert_eq!(found.cause, Cause::TimestampUnit, "{d}");
    }
    // Hashed in another unit than sent.
    for d in ["1360776131", "1360776131401"] {
        let found = explain(&hashed(&md5(&[&JOINED.replace(D, d), SECRET])), SECRET);
        assert_eq!(found.cause, Cause::TimestampUnit, "{d}");
    }
}

#[test]
fn stale_future_replayed() {
    let secrets = [secret(SECRET)];
    let text = hashed(H);
    let at = |now, replay| {
        Try {
            url: &text,
            secrets: &secrets,
            retired: &[],
            now,
        }
        .explain_with(replay)
        .1
    };
    let hour = Duration::from_secs(3600);
    assert_eq!(at(now() + hour * 24, Replay::New).cause, Cause::Stale);
    let found = at(now() - hour, Replay::New);
    assert_eq!(found.cause, Cause::Future);
    assert!(found.hint.contains("--d-zone +01:00"), "{found:?}");
    assert_eq!(at(now(), Replay::Seen).cause, Cause::Replayed);
    assert_eq!(at(now(), Replay::Unavailable).cause, Cause::Unknown);
}

#[test]
fn other_app() {
    let other = "27b6a3ce6d26431991847af19e63a3cb";
    let found = explain(&url(other, T, D, H), SECRET);
    assert_eq!(
        (found.cause, found.detail.as_str()),
        (Cause::OtherApp, "a is the key of another application")
    );
    let found = explain(&url(T, A, D, H), SECRET);
    assert_eq!(found.cause, Cause::OtherApp);
    assert!(
        found
            .detail
            .ends_with("and the hash holds: it is signed with this application's secret"),
        "{found:?}"
    );
}

#[test]
fn md5_of_token() {
    let found = explain(&hashed(&md5(&[T])), SECRET);
    assert_eq!(found.cause, Cause::Md5OfToken);
}

#[test]
fn malformed() {
    for text in [
        url(A, "c90e30fc-a71a-4c37-810a-292b99d4d4f2", D, H),
        url(A, T, D, "no"),
        url(A, D, T, H),
        hashed(H) + "&a=1",
        hashed(H) + "\n",
        "x".repeat(9000),
    ] {
        assert_eq!(explain(&text, SECRET).cause, Cause::Malformed, "{text}");
    }
    // The right hash in base64.
    let found = explain(&hashed("9zdW/+vQmZAtt0PHwOCumA=="), SECRET);
    assert_eq!(
        (found.cause, found.detail.as_str()),
        (Cause::Malformed, "h is the right hash, written in base64")
    );
}

#[test]
fn unknown_is_said_honestly() {
    let found = explain(&hashed(&H.replacen('5', "6", 1)), SECRET);
    assert_eq!(found.cause, Cause::Unknown);
    assert_eq!(
        found.detail,
        "h is ours but for 1 of its 32 digits, the first at 4: it was altered"
    );
    assert!(!found.tried.is_empty());
}
