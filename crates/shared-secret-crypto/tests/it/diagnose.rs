//! Every layer at fault is named, with the next thing to try and without the secret.

use credtool_crypto_engine::{KeySizes, PrivateKey, PublicKey, Randomness};
use credtool_shared_secret_crypto::explain::{Attempt, Diagnosis};
use credtool_shared_secret_crypto::{Cause, Error, Legacy, Padding, encrypt};

use crate::{EC256, RSA1024, RSA2048A, RSA2048B, SECRET, key};

struct Case<'a> {
    input: &'a [u8],
    key: &'a PrivateKey,
    padding: Option<Padding>,
    certificate: Option<&'a PublicKey>,
}

impl Case<'_> {
    fn diagnose(&self) -> Diagnosis {
        let Self {
            input,
            key,
            padding,
            certificate,
        } = *self;
        let attempt = Attempt {
            input,
            key,
            padding,
            sizes: KeySizes::Legacy,
            certificate,
        };
        let diagnosis = attempt.diagnose().expect_err("does not open");
        let all = format!("{diagnosis:?}");
        assert!(
            !all.contains(std::str::from_utf8(SECRET).expect("text")),
            "{all}"
        );
        diagnosis
    }
}

fn sealed(to: &PrivateKey, padding: Padding, secret: &[u8]) -> String {
    encrypt(
        secret,
        to.public_key(),
        padding,
        KeySizes::Legacy,
        Randomness::System,
    )
    .expect("encrypts")
}

#[test]
fn input_layers() {
    let key = key(RSA2048A);
    for (input, cause, message) in [
        ("", Cause::EmptyInput, "the input is empty"),
        (
            "*secret*",
            Cause::NotBase64,
            "the input is not base64: a character of neither alphabet at line 1, column 1",
        ),
        (
            "ab+_",
            Cause::MixedAlphabets,
            "the input mixes the base64 alphabets: it has both + or / and - or _",
        ),
        (
            "wxyz",
            Cause::WrongLength,
            "the ciphertext is 3 bytes, the key takes 256 bytes (RSA-2048)",
        ),
    ] {
        let found = Case {
            input: input.as_bytes(),
            key: &key,
            padding: None,
            certificate: None,
        }
        .diagnose();
        assert_eq!((found.cause, found.message.as_str()), (cause, message));
    }
}

#[test]
fn key_layers() {
    let (a, b, small, ec) = (key(RSA2048A), key(RSA2048B), key(RSA1024), key(EC256));
    let for_a = sealed(&a, Padding::OaepSha1, SECRET);
    let with = |key, certificate| {
        Case {
            input: for_a.as_bytes(),
            key,
            padding: None,
            certificate,
        }
        .diagnose()
    };

    let found = with(&small, None);
    assert_eq!(found.cause, Cause::WrongLength);
    assert_eq!(
        found.message,
        "the ciphertext is 256 bytes (RSA-2048), the key takes 128 bytes (RSA-1024)"
    );
    assert_eq!(with(&small, Some(a.public_key())).cause, Cause::KeyMismatch);

    assert_eq!(with(&b, None).cause, Cause::Padding);
    let found = with(&b, Some(a.public_key()));
    assert_eq!(found.cause, Cause::KeyMismatch);
    assert_eq!(
        found.message,
        "the private key (an RSA key, 2048 bits) does not belong to the certificate, which holds another key (an RSA key, 2048 bits)"
    );
    let found = with(&b, Some(b.public_key()));
    assert_eq!(found.cause, Cause::Padding);
    assert!(
        found.next_step.contains("upload the certificate again"),
        "{found:?}"
    );

    assert_eq!(with(&ec, None).cause, Cause::KeyType);
    assert_eq!(with(&ec, Some(a.public_key())).cause, Cause::KeyMismatch);
}

#[test]
fn padding_layers() {
    let a = key(RSA2048A);
    let sha256 = sealed(&a, Padding::OaepSha256, SECRET);
    let found = Case {
        input: sha256.as_bytes(),
        key: &a,
        padding: Some(Padding::OaepSha1),
        certificate: None,
    }
    .diagnose();
    assert_eq!(found.cause, Cause::Padding);
    assert_eq!(
        found.message,
        "the ciphertext opens with oaep-sha256, not with oaep-sha1"
    );
    assert_eq!(
        found.next_step,
        "use --padding oaep-sha256, or leave --padding out"
    );

    let binary = sealed(&a, Padding::LegacyPkcs1v15, &[0x80; 20]);
    let found = Case {
        input: binary.as_bytes(),
        key: &a,
        padding: None,
        certificate: None,
    }
    .diagnose();
    assert_eq!(found.cause, Cause::ImplausiblePlaintext);
}

#[test]
fn what_opens_needs_no_diagnosis_and_labels_legacy() {
    let (key, other) = (key(RSA1024), key(RSA2048A));
    let input = sealed(&key, Padding::LegacyPkcs1v15, SECRET);
    let attempt = Attempt {
        input: input.as_bytes(),
        key: &key,
        padding: None,
        sizes: KeySizes::Legacy,
        certificate: Some(other.public_key()),
    };
    let opened = attempt.diagnose().expect("opens, whatever the certificate");
    assert_eq!(opened.secret.expose(), SECRET);
    assert_eq!(
        opened.legacy,
        [Legacy::RsaKey { bits: 1024 }, Legacy::Padding]
    );

    let refused = Attempt {
        sizes: KeySizes::Current,
        ..attempt
    }
    .decrypt()
    .expect_err("refused");
    assert_eq!(
        refused,
        Error::KeyTooSmall {
            bits: 1024,
            minimum: 2048
        }
    );
}

#[test]
fn encryption_names_what_does_not_fit() {
    let (small, large, ec) = (key(RSA1024), key(RSA2048A), key(EC256));
    let try_it = |key: &PrivateKey, padding, sizes, len| {
        encrypt(
            &vec![b'x'; len],
            key.public_key(),
            padding,
            sizes,
            Randomness::System,
        )
        .expect_err("refused")
    };
    let refused = try_it(&large, Padding::OaepSha1, KeySizes::Current, 215);
    assert_eq!(
        refused.to_string(),
        "the secret is 215 bytes, and oaep-sha1 with RSA-2048 carries at most 214"
    );
    let refused = try_it(&small, Padding::OaepSha512, KeySizes::Legacy, 1);
    assert_eq!(
        refused.to_string(),
        "the secret is 1 bytes, and oaep-sha512 with RSA-1024 carries nothing"
    );
    let refused = try_it(&small, Padding::OaepSha1, KeySizes::Current, 1);
    assert_eq!(
        refused,
        Error::KeyTooSmall {
            bits: 1024,
            minimum: 2048
        }
    );
    assert_eq!(
        try_it(&ec, Padding::OaepSha1, KeySizes::Current, 1).cause(),
        Cause::KeyType
    );
}
