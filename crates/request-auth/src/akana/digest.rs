//! The digest of nonce, timestamp and secret: `Base64(SHA-1(nonce || timestamp || secret))`, each as the text it is.
//!
//! It follows the shape of WS-Security's `PasswordDigest` and not its rules: the nonce is not decoded, and the time is the
//! text of the milliseconds.

use credtool_crypto_engine::Hash;
use zeroize::Zeroizing;

use crate::SharedSecret;

/// Returns the 20 bytes.
pub(crate) fn of(nonce: &str, timestamp: &str, secret: &SharedSecret) -> Vec<u8> {
    let parts = [nonce.as_bytes(), timestamp.as_bytes(), secret.expose()];
    Hash::Sha1.digest(&Zeroizing::new(parts.concat()))
}
