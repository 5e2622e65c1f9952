//! `openssl pkeyutl` opens what we encrypt, and we open what it encrypts.

use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_shared_secret_crypto::{Ciphertext, Padding, encrypt, explain};

use crate::{RSA2048A, SECRET, key, peer};

fn options(padding: Padding) -> Vec<String> {
    let name = padding.name();
    let Some(hashes) = name.strip_prefix("oaep-") else {
        return vec!["rsa_padding_mode:pkcs1".into()];
    };
    let (hash, mgf1) = hashes.split_once("-mgf1-").unwrap_or((hashes, hashes));
    vec![
        "rsa_padding_mode:oaep".into(),
        format!("rsa_oaep_md:{hash}"),
        format!("rsa_mgf1_md:{mgf1}"),
    ]
}

fn pkeyutl(verb: &str, padding: Padding, input: &[u8]) -> Option<Vec<u8>> {
    let key = peer::data("rsa2048a.pkcs8.der");
    let options = options(padding);
    let mut arguments = vec!["pkeyutl", verb, "-inkey", &key, "-keyform", "DER"];
    for option in &options {
        arguments.extend(["-pkeyopt", option]);
    }
    peer::run("openssl", &arguments, input)
}

#[test]
fn openssl_and_we_agree_on_every_padding() {
    let key = key(RSA2048A);
    for padding in Padding::ALL {
        let ours = encrypt(
            SECRET,
            key.public_key(),
            padding,
            KeySizes::Current,
            Randomness::System,
        );
        let ours = Ciphertext::parse(ours.expect("encrypts").as_bytes(), 256).expect("base64");
        let Some(opened) = pkeyutl("-decrypt", padding, ours.as_bytes()) else {
            return;
        };
        assert_eq!(opened, SECRET, "openssl opens {padding}");

        let theirs = pkeyutl("-encrypt", padding, SECRET).expect("openssl is here");
        let theirs = Ciphertext::parse(&theirs, 256).expect("raw");
        let found = explain::find(&key, &theirs, KeySizes::Current).expect("found");
        assert_eq!((found.padding, found.secret.expose()), (padding, SECRET));
    }
}
