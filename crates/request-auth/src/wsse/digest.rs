//! The digest: `SHA-1(nonce ‖ created ‖ password)`, what is absent left out (UsernameToken Profile 1.1.1 §3.1).

use credtool_crypto_engine::Hash;
use zeroize::Zeroizing;

/// Returns the 20 bytes.
pub(super) fn of(nonce: &[u8], created: &str, password: &[u8]) -> Vec<u8> {
    let parts = [nonce, created.as_bytes(), password];
    Hash::Sha1.digest(&Zeroizing::new(parts.concat()))
}

/// Returns the string that is hashed, with asterisks in the place of the password.
pub(crate) fn shown(nonce: &[u8], created: &str) -> Vec<u8> {
    [nonce, created.as_bytes(), b"********"].concat()
}
