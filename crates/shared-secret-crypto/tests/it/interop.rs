//! Ciphertexts that OpenSSL and Java made open by name and by search; damaged ones never give their content.

use credtool_crypto_engine::KeySizes;
use credtool_shared_secret_crypto::{
    Ciphertext, Error, Legacy, LooksLike, Padding, decrypt, explain,
};

use crate::{RSA2048A, RSA2048B, key};

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../data/", $name)).as_slice()
    };
}

const MADE_ELSEWHERE: [(&[u8], Padding, &str); 9] = [
    (
        data!("rsa2048a.openssl.oaep-sha1.0.bin"),
        Padding::OaepSha1,
        "d079ee59ec28d842e96f20e26336ba791cbb7062",
    ),
    (
        data!("rsa2048a.java.oaep-sha1.0.bin"),
        Padding::OaepSha1,
        "c132180579dd02c0fe3dd8f74644d0cf05651b21",
    ),
    (
        data!("rsa2048a.java.oaep-sha256-mgf1sha1.0.bin"),
        Padding::OaepSha256Mgf1Sha1,
        "a5f64dfc1832b12b308c00a57c8ee1eca70cf403",
    ),
    (
        data!("rsa2048a.java.oaep-sha256.0.bin"),
        Padding::OaepSha256,
        "8021d348a3564b9571294b81744541a369aebad8",
    ),
    (
        data!("rsa2048a.openssl.oaep-sha512.0.bin"),
        Padding::OaepSha512,
        "cf38ffd234e82d3e4f4cf2b7359bcef353c27b36",
    ),
    (
        data!("rsa2048a.java.pkcs1.0.bin"),
        Padding::LegacyPkcs1v15,
        "609850a2f5794de6e0d628567673c2890bc16cec",
    ),
    (
        data!("rsa2048a.openssl.pkcs1.0.bin"),
        Padding::LegacyPkcs1v15,
        "c5f35fae461bfe8b1d8a84e46f71b1f903b42371",
    ),
    (
        data!("rsa2048a.pt-utf8.pkcs1.bin"),
        Padding::LegacyPkcs1v15,
        "Zoë Łukasz 株式会社",
    ),
    (
        data!("rsa2048a.pt-empty.oaep-sha1.bin"),
        Padding::OaepSha1,
        "",
    ),
];

fn parse(input: &[u8]) -> Ciphertext {
    Ciphertext::parse(input, 256).expect("a ciphertext for RSA-2048")
}

#[test]
fn other_tools_ciphertexts_open_by_name_and_by_search() {
    let key = key(RSA2048A);
    for (input, padding, secret) in MADE_ELSEWHERE {
        let ciphertext = parse(input);
        for opened in [
            decrypt(&key, &ciphertext, padding, KeySizes::Current),
            explain::decrypt(&key, &ciphertext, padding, KeySizes::Current),
            explain::find(&key, &ciphertext, KeySizes::Current),
        ] {
            let opened = opened.expect("opens");
            assert_eq!(
                (opened.secret.expose_text(), opened.padding),
                (Some(secret), padding)
            );
            let legacy: &[Legacy] = if padding.is_legacy() {
                &[Legacy::Padding]
            } else {
                &[]
            };
            assert_eq!(opened.legacy, legacy);
        }
    }
}

#[test]
fn oaep_opens_with_its_own_parameters_only() {
    let key = key(RSA2048A);
    for (input, made_with, _) in MADE_ELSEWHERE {
        for padding in Padding::ALL.into_iter().filter(|p| *p != made_with) {
            let refused = explain::decrypt(&key, &parse(input), padding, KeySizes::Current)
                .expect_err("refused");
            assert_eq!(refused, Error::DoesNotOpen { padding });
        }
    }
}

#[test]
fn the_wrong_key_opens_nothing() {
    for (input, padding, _) in MADE_ELSEWHERE {
        let ciphertext = parse(input);
        assert_eq!(
            explain::find(&key(RSA2048B), &ciphertext, KeySizes::Current).expect_err("refused"),
            Error::NothingOpens
        );
        assert!(explain::decrypt(&key(RSA2048B), &ciphertext, padding, KeySizes::Current).is_err());
    }
}

#[test]
fn text_forms_open_and_hex_is_recognised() {
    let key = key(RSA2048A);
    for text in [
        data!("rsa2048a.text.b64-crlf.txt"),
        data!("rsa2048a.text.b64url-nopad.txt"),
    ] {
        let opened =
            decrypt(&key, &parse(text), Padding::OaepSha1, KeySizes::Current).expect("opens");
        assert_eq!(
            opened.secret.expose(),
            b"14f6e56e67a006aa5e56ca72fc0e6f9e3deca355"
        );
    }
    let hex = Ciphertext::parse(data!("rsa2048a.text.hex.txt"), 256).expect_err("refused");
    assert_eq!(
        hex,
        Error::WrongLength {
            found: 384,
            expected: 256,
            looks_like: Some(LooksLike::Hex)
        }
    );
}

#[test]
fn bad_pkcs1v15_padding_is_told_here_and_hidden_from_servers() {
    let key = key(RSA2048A);
    for input in [
        data!("neg.type1.pkcs1.bin"),
        data!("neg.short-ps.pkcs1.bin"),
        data!("neg.no-separator.pkcs1.bin"),
    ] {
        let (ciphertext, padding) = (parse(input), Padding::LegacyPkcs1v15);
        let told =
            explain::decrypt(&key, &ciphertext, padding, KeySizes::Current).expect_err("refused");
        assert_eq!(told, Error::DoesNotOpen { padding });
        assert_eq!(
            explain::find(&key, &ciphertext, KeySizes::Current).expect_err("refused"),
            Error::NothingOpens
        );

        let hidden = || {
            decrypt(&key, &ciphertext, padding, KeySizes::Current)
                .expect("pseudo-random")
                .secret
        };
        assert_eq!(
            hidden().expose(),
            hidden().expose(),
            "the same answer each time"
        );
        assert!(
            hidden().expose_text().is_none_or(|text| text.len() < 40),
            "never the content"
        );
    }
}

#[test]
fn bad_oaep_is_refused_in_one_voice() {
    let key = key(RSA2048A);
    for input in [
        data!("neg.bad-lhash.oaep-sha1.bin"),
        data!("neg.bit-flip.oaep-sha1.bin"),
    ] {
        let refused = decrypt(&key, &parse(input), Padding::OaepSha1, KeySizes::Current)
            .expect_err("refused");
        assert_eq!(
            refused,
            Error::DoesNotOpen {
                padding: Padding::OaepSha1
            }
        );
    }
}

#[test]
fn a_named_padding_is_believed_and_a_searched_one_must_be_plausible() {
    let (key, one_byte) = (
        key(RSA2048A),
        parse(data!("rsa2048a.pt-one-byte.pkcs1.bin")),
    );
    let named = explain::decrypt(&key, &one_byte, Padding::LegacyPkcs1v15, KeySizes::Current)
        .expect("opens");
    assert_eq!(named.secret.expose(), b"Z");
    let searched = explain::find(&key, &one_byte, KeySizes::Current).expect_err("refused");
    assert!(
        matches!(searched, Error::ImplausiblePlaintext { .. }),
        "{searched:?}"
    );
}
