//! The engine: every answer of the fast road is that of the pure-Rust one.

use std::sync::LazyLock;

use credtool_crypto_engine::{
    Aes256GcmKey, EcdsaEncoding, Engine, Hash, HmacKey, KeyAlgorithm, KeySizes, NewKey, Oaep,
    PrivateKey, PublicKey, Randomness, SignatureScheme,
};

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// One key of each type on each engine: RSA, P-256, P-384, Ed25519.
static KEYS: LazyLock<[[PrivateKey; 2]; 4]> = LazyLock::new(|| {
    [
        NewKey::Rsa2048,
        NewKey::EcP256,
        NewKey::EcP384,
        NewKey::Ed25519,
    ]
    .map(|kind| {
        let mut rng =
            <chacha20::ChaCha20Rng as chacha20::rand_core::SeedableRng>::from_seed([1; 32]);
        let key = PrivateKey::generate(kind, Randomness::Given(&mut rng)).unwrap();
        let again = PrivateKey::from_pkcs8_der(key.expose()).unwrap();
        [
            key.with_engine(Engine::default()),
            again.with_engine(Engine::RustCrypto),
        ]
    })
});

fn scheme(choice: u8) -> (usize, SignatureScheme) {
    let hash = HASHES[usize::from(choice & 3)];
    let encoding = if choice & 4 == 0 {
        EcdsaEncoding::Der
    } else {
        EcdsaEncoding::Fixed
    };
    match choice >> 3 & 7 {
        0 => (0, SignatureScheme::RsaPkcs1v15(hash)),
        1 => (
            0,
            SignatureScheme::RsaPss {
                hash,
                salt_len: hash.output_len(),
            },
        ),
        2 => (
            0,
            SignatureScheme::RsaPss {
                hash,
                salt_len: usize::from(choice & 4),
            },
        ),
        3 | 4 => (1, SignatureScheme::Ecdsa { hash, encoding }),
        5 | 6 => (2, SignatureScheme::Ecdsa { hash, encoding }),
        _ => (3, SignatureScheme::Ed25519),
    }
}

/// AES-256-GCM and HMAC: key, nonce and message from the input.
pub fn aead(data: &[u8]) {
    let Some((head, message)) = data.split_at_checked(45) else {
        return;
    };
    let (key, nonce): ([u8; 32], [u8; 12]) = (
        head[..32].try_into().unwrap(),
        head[32..44].try_into().unwrap(),
    );
    let (aad, message) = message.split_at(message.len() * usize::from(head[44]) / 255);
    let keys = [Engine::default(), Engine::RustCrypto]
        .map(|engine| Aes256GcmKey::with_engine(&key, engine));
    let sealed = keys
        .each_ref()
        .map(|key| key.seal(&nonce, aad, message).unwrap());
    assert_eq!(sealed[0], sealed[1]);
    assert_eq!(*keys[0].open(&nonce, aad, &sealed[1]).unwrap(), message);
    let opened = keys.each_ref().map(|key| key.open(&nonce, aad, message));
    assert_eq!(opened[0], opened[1]);
    for hash in HASHES {
        let tags = [Engine::default(), Engine::RustCrypto]
            .map(|engine| HmacKey::with_engine(hash, aad, engine).tag(message));
        assert_eq!(tags[0], tags[1]);
    }
}

/// RSA decryption of any bytes, and of what the other engine encrypted.
pub fn decrypt(data: &[u8]) {
    let Some((&[choice, label_len], rest)) = data.split_first_chunk() else {
        return;
    };
    let (label, rest) = rest.split_at(rest.len().min(usize::from(label_len)));
    let mut oaep = Oaep::with_mgf1(
        HASHES[usize::from(choice & 3)],
        HASHES[usize::from(choice >> 2 & 3)],
    );
    oaep.label = label.to_vec();
    let keys = &KEYS[0];
    let mut block = vec![0; 256];
    let len = rest.len().min(256);
    block[256 - len..].copy_from_slice(&rest[..len]);
    for ciphertext in [rest, &block] {
        let opened = keys
            .each_ref()
            .map(|key| key.decrypt_oaep(&oaep, KeySizes::Current, ciphertext));
        assert_eq!(opened[0], opened[1]);
        let opened = keys
            .each_ref()
            .map(|key| key.decrypt_pkcs1v15(KeySizes::Current, ciphertext));
        assert_eq!(opened[0], opened[1]);
    }
    let message = &rest[..rest.len().min(190)];
    for (sealing, opening) in [(0, 1), (1, 0)] {
        let public = keys[sealing].public_key();
        match public.encrypt_oaep(&oaep, KeySizes::Current, Randomness::System, message) {
            Ok(sealed) => assert_eq!(
                *keys[opening]
                    .decrypt_oaep(&oaep, KeySizes::Current, &sealed)
                    .unwrap(),
                message
            ),
            Err(_) => assert!(message.len() > oaep.max_message_len(256).unwrap()),
        }
    }
}

/// Signatures: deterministic ones are the same, and each engine accepts those of the other.
pub fn sign(data: &[u8]) {
    let Some((&choice, message)) = data.split_first() else {
        return;
    };
    let (key, scheme) = scheme(choice);
    let signatures = KEYS[key].each_ref().map(|key| {
        key.sign(scheme, KeySizes::Current, Randomness::System, message)
            .unwrap()
    });
    if matches!(
        scheme,
        SignatureScheme::RsaPkcs1v15(_) | SignatureScheme::Ed25519
    ) {
        assert_eq!(signatures[0], signatures[1]);
    }
    for (key, signature) in KEYS[key].iter().zip(signatures.iter().rev()) {
        key.public_key()
            .verify(scheme, KeySizes::Current, message, signature)
            .unwrap();
    }
}

/// Verification of any signature, and of a right one with some bytes changed.
pub fn verify(data: &[u8]) {
    let Some((&[choice, at, change], rest)) = data.split_first_chunk() else {
        return;
    };
    let (key, scheme) = scheme(choice);
    let keys = &KEYS[key];
    let mut changed = keys[1]
        .sign(scheme, KeySizes::Current, Randomness::System, b"message")
        .unwrap();
    let position = usize::from(at) % changed.len();
    changed[position] ^= change;
    for signature in [rest, &changed] {
        let verdicts = keys.each_ref().map(|key| {
            key.public_key()
                .verify(scheme, KeySizes::Current, b"message", signature)
        });
        assert_eq!(verdicts[0], verdicts[1]);
    }
}

/// Keys from any bytes: what parses works, and parses again to the same.
pub fn keys(data: &[u8]) {
    if let Ok(key) = PublicKey::from_spki_der(data) {
        assert_eq!(key.spki_der(), data);
        let (signature, message) = data.split_at(data.len() / 2);
        for scheme in (0..64).step_by(4).map(|choice| scheme(choice).1) {
            let engines = [Engine::default(), Engine::RustCrypto];
            let verdicts = engines.map(|engine| {
                key.clone()
                    .with_engine(engine)
                    .verify(scheme, KeySizes::Legacy, message, signature)
            });
            assert_eq!(verdicts[0], verdicts[1]);
        }
    }
    let Ok(key) = PrivateKey::from_pkcs8_der(data) else {
        return;
    };
    let again = PrivateKey::from_pkcs8_der(key.expose()).unwrap();
    assert_eq!(again.expose(), key.expose());
    assert_eq!(again.public_key().spki_der(), key.public_key().spki_der());
    // The numbers belong together, but nobody proved the primes: engines may then refuse, never differ in a result.
    if key.public_key().algorithm() == KeyAlgorithm::Rsa && key.public_key().bits() <= 4096 {
        let keys = [
            key.with_engine(Engine::default()),
            again.with_engine(Engine::RustCrypto),
        ];
        let block = vec![2; keys[0].public_key().modulus_len().unwrap()];
        let opened = keys
            .each_ref()
            .map(|key| key.decrypt_oaep(&Oaep::new(Hash::Sha1), KeySizes::Legacy, &block));
        assert_eq!(opened[0], opened[1]);
    }
}
