//! The crypto engine: ours over either backend, beside aws-lc-rs, OpenSSL and ring where they have the operation.
//! Rivals keep between two calls whatever can be kept, as a careful caller of theirs would.

mod aes_gcm; // AES-256-GCM, 32 B to 1 MiB
mod rsa; // OAEP: parse, decrypt, encrypt
mod signature; // RSA PKCS#1 v1.5, ECDSA P-256, Ed25519

use credtool_crypto_engine::Engine;
use criterion::{criterion_group, criterion_main};

const ENGINES: [(&str, Engine); 2] = [
    ("ours-aws-lc", Engine::AwsLc),
    ("ours-rustcrypto", Engine::RustCrypto),
];

criterion_group!(
    benches,
    rsa::rsa_2048,
    rsa::rsa_4096,
    signature::rsa_2048,
    signature::rsa_4096,
    signature::ecdsa_p256,
    signature::ed25519,
    aes_gcm::seal,
    aes_gcm::open,
);
criterion_main!(benches);
