//! The crate against real peers, frozen bytes and random input.
#![expect(
    clippy::disallowed_methods,
    reason = "tests start Java and OpenSSL and ask whether they run in CI"
)]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "what a test calls fails like the test"
)]

mod cipher_peer; // Java's Cipher, both ways
mod diagnose; // every layer at fault is named
mod frozen; // the bytes of seeded encryption
mod interop; // ciphertexts made by other tools
mod openssl_peer; // openssl pkeyutl, both ways
mod peer; // how other programs are run
mod properties_peer; // java.util.Properties, on chosen and random files
mod random; // nothing panics, everything comes back
mod sweep; // a folder of other tools' artefacts, where there is one

use credtool_crypto_engine::PrivateKey;

pub(crate) const SECRET: &[u8] = b"1008877afabf32efb31f9c974dbeaa688bed0769";

pub(crate) const RSA1024: &[u8] = include_bytes!("../data/rsa1024.pkcs8.der");
pub(crate) const RSA2048A: &[u8] = include_bytes!("../data/rsa2048a.pkcs8.der");
pub(crate) const RSA2048B: &[u8] = include_bytes!("../data/rsa2048b.pkcs8.der");
pub(crate) const EC256: &[u8] = include_bytes!("../data/ec256.pkcs8.der");

pub(crate) fn key(pkcs8: &[u8]) -> PrivateKey {
    PrivateKey::from_pkcs8_der(pkcs8).expect("a good key")
}
