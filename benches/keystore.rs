//! Opening keystores that keytool wrote and finding the one private key in them, and what of that is key derivation: the
//! iterations that the file asks for, which nobody can leave out.

use std::hint::black_box;
use std::num::NonZeroU32;

use credtool_pki::{Keystore, Password};
use criterion::{Criterion, criterion_group, criterion_main};
use openssl::hash::MessageDigest;
use openssl::pkcs12::Pkcs12;
use p12_keystore::KeyStore;
use sha2::{Digest as _, Sha256};

/// MAC, key and certificates are under 10 000 iterations each, with SHA-256. Ours needs the first two to find the key.
fn pkcs12(c: &mut Criterion) {
    let password = Password::new(PASSWORD);
    let mut group = c.benchmark_group("pkcs12");
    group.bench_function("ours", |b| {
        b.iter(|| {
            let file = black_box(PKCS12);
            let entry = Keystore::open_private_key_entry(file, Some(&password), None).unwrap();
            entry.private_key(Some(&password)).unwrap()
        })
    });
    group.bench_function("ours-all-entries", |b| {
        b.iter(|| {
            let keystore = Keystore::open(black_box(PKCS12), Some(&password)).unwrap();
            let entry = keystore.private_key_entry(None).unwrap();
            entry.private_key(Some(&password)).unwrap()
        })
    });
    group.bench_function("openssl", |b| {
        b.iter(|| {
            let file = Pkcs12::from_der(black_box(PKCS12)).unwrap();
            file.parse2(PASSWORD).unwrap().pkey.unwrap()
        })
    });
    group.bench_function("p12-keystore", |b| {
        b.iter(|| {
            let keystore =
                KeyStore::from_pkcs12(black_box(PKCS12), PASSWORD, Default::default()).unwrap();
            keystore
                .private_key_chain()
                .unwrap()
                .1
                .key()
                .as_der()
                .to_vec()
        })
    });
    group.bench_function("kdf-of-mac-and-key", |b| {
        b.iter(|| (pkcs12_kdf(), ours_pbkdf2()))
    });
}

/// JKS derives its keystream from one SHA-1 for every 20 bytes, without iterations. No rival reads it.
fn jks(c: &mut Criterion) {
    let password = Password::new(PASSWORD);
    let mut group = c.benchmark_group("jks");
    group.bench_function("ours", |b| {
        b.iter(|| {
            let keystore = Keystore::open(black_box(JKS), Some(&password)).unwrap();
            let entry = keystore.private_key_entry(None).unwrap();
            entry.private_key(Some(&password)).unwrap()
        })
    });
}

fn pbkdf2(c: &mut Criterion) {
    let mut group = c.benchmark_group("pbkdf2-sha256-10000");
    group.bench_function("ours", |b| b.iter(ours_pbkdf2));
    let count = NonZeroU32::new(ITERATIONS).unwrap();
    let (mut key, password) = ([0; 32], PASSWORD.as_bytes());
    group.bench_function("aws-lc-rs", |b| {
        let algorithm = aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA256;
        b.iter(|| aws_lc_rs::pbkdf2::derive(algorithm, count, SALT, black_box(password), &mut key))
    });
    group.bench_function("openssl", |b| {
        let (password, hash) = (black_box(password), MessageDigest::sha256());
        let count = ITERATIONS as usize;
        b.iter(|| openssl::pkcs5::pbkdf2_hmac(password, SALT, count, hash, &mut key).unwrap())
    });
    group.bench_function("ring", |b| {
        let algorithm = ring::pbkdf2::PBKDF2_HMAC_SHA256;
        b.iter(|| ring::pbkdf2::derive(algorithm, count, SALT, black_box(password), &mut key))
    });
}

/// RFC 8018 §5.2 as the keystore reader runs it.
fn ours_pbkdf2() -> [u8; 32] {
    let password = black_box(PASSWORD.as_bytes());
    pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password, SALT, ITERATIONS)
}

/// RFC 7292 appendix B.2 for one block of output: three blocks of input, then the digest of the digest.
fn pkcs12_kdf() -> [u8; 32] {
    let first = Sha256::digest(black_box([7; 192]));
    (1..ITERATIONS)
        .fold(first, |digest, _| Sha256::digest(digest))
        .into()
}

const PKCS12: &[u8] = include_bytes!("../crates/pki/tests/data/keystores/keytool.p12");
const JKS: &[u8] = include_bytes!("../crates/pki/tests/data/keystores/keytool-chain.jks");
const PASSWORD: &str = "storepass-A1";
const ITERATIONS: u32 = 10_000;
const SALT: &[u8] = &[7; 20];

criterion_group!(benches, pkcs12, jks, pbkdf2);
criterion_main!(benches);
