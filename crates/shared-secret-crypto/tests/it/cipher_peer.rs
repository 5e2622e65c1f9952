//! Java's own Cipher opens what we encrypt, and we open what it encrypts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_shared_secret_crypto::{Ciphertext, Padding, encrypt, explain};

use crate::{RSA1024, RSA2048A, SECRET, key, peer};

/// Transformation and MGF1 hash. Where the transformation alone is meant, as in the vendor's sample, the hash is `-`.
fn transformation(padding: Padding) -> (&'static str, &'static str) {
    match padding {
        Padding::OaepSha1 => ("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", "-"),
        Padding::OaepSha256Mgf1Sha1 => ("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "-"),
        Padding::OaepSha384Mgf1Sha1 => ("RSA/ECB/OAEPWithSHA-384AndMGF1Padding", "-"),
        Padding::OaepSha512Mgf1Sha1 => ("RSA/ECB/OAEPWithSHA-512AndMGF1Padding", "-"),
        Padding::OaepSha256 => ("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", "SHA-256"),
        Padding::OaepSha384 => ("RSA/ECB/OAEPWithSHA-384AndMGF1Padding", "SHA-384"),
        Padding::OaepSha512 => ("RSA/ECB/OAEPWithSHA-512AndMGF1Padding", "SHA-512"),
        Padding::LegacyPkcs1v15 => ("RSA/ECB/PKCS1Padding", "-"),
        other => panic!("no transformation for {other}"),
    }
}

#[test]
fn java_and_we_agree_on_every_padding() {
    let mut lines = Vec::new();
    let mut cases = Vec::new();
    for (pkcs8, modulus_len) in [(RSA2048A, 256), (RSA1024, 128)] {
        for padding in Padding::ALL {
            if padding
                .max_secret_len(modulus_len)
                .is_none_or(|most| most < SECRET.len())
            {
                continue;
            }
            let (transformation, mgf1) = transformation(padding);
            let line = |verb: &str, data: &str| {
                format!(
                    "{verb} {transformation} {mgf1} {} {data}",
                    STANDARD.encode(pkcs8)
                )
            };
            let ours = encrypt(
                SECRET,
                key(pkcs8).public_key(),
                padding,
                KeySizes::Legacy,
                Randomness::System,
            );
            lines.push(line("decrypt", &ours.expect("encrypts")));
            lines.push(line("encrypt", &STANDARD.encode(SECRET)));
            cases.push((pkcs8, modulus_len, padding));
        }
    }
    assert_eq!(cases.len(), 8 + 4);
    let Some(answers) = peer::java("CipherPeer.java", &lines) else {
        return;
    };
    for ((pkcs8, modulus_len, padding), answers) in cases.into_iter().zip(answers.chunks(2)) {
        assert_eq!(
            STANDARD.decode(&answers[0]).as_deref(),
            Ok(SECRET),
            "Java opens {padding}"
        );
        let theirs = Ciphertext::parse(answers[1].as_bytes(), modulus_len).expect("base64");
        let named =
            explain::decrypt(&key(pkcs8), &theirs, padding, KeySizes::Legacy).expect("opens");
        assert_eq!(named.secret.expose(), SECRET, "we open Java's {padding}");
        let found = explain::find(&key(pkcs8), &theirs, KeySizes::Legacy).expect("found");
        assert_eq!((found.padding, found.secret.expose()), (padding, SECRET));
    }
}
