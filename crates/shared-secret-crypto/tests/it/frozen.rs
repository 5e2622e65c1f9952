//! Encryption under a seeded generator gives the same bytes for ever, and they open for ever.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng as _;
use credtool_crypto_engine::{KeySizes, Randomness};
use credtool_shared_secret_crypto::{Ciphertext, Padding, encrypt, explain};

use crate::{RSA2048A, SECRET, key};

const FROZEN: &str = include_str!("../data/frozen.txt");

#[test]
fn seeded_encryption_is_frozen() {
    let key = key(RSA2048A);
    let mut made = String::new();
    for padding in Padding::ALL {
        let mut rng = ChaCha20Rng::from_seed([7; 32]);
        let text = encrypt(
            SECRET,
            key.public_key(),
            padding,
            KeySizes::Current,
            Randomness::Given(&mut rng),
        );
        made += &format!("{padding} {}\n", text.expect("encrypts"));
    }
    assert_eq!(made, FROZEN);
}

#[test]
fn frozen_ciphertexts_open() {
    let key = key(RSA2048A);
    assert_eq!(FROZEN.lines().count(), Padding::ALL.len());
    for line in FROZEN.lines() {
        let (padding, text) = line.split_once(' ').expect("padding and text");
        let ciphertext = Ciphertext::parse(text.as_bytes(), 256).expect("parses");
        let found = explain::find(&key, &ciphertext, KeySizes::Current).expect("opens");
        assert_eq!(
            (found.padding.name(), found.secret.expose()),
            (padding, SECRET)
        );
    }
}
