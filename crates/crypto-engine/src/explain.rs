//! Padding verdicts. **For local diagnosis only**: whoever can ask [`decrypt_pkcs1v15`] about cipher texts of their choice
//! can decrypt with the key (Bleichenbacher 1998, Marvin 2023). A server calls [`PrivateKey::decrypt_pkcs1v15`] instead.
//!
//! [`recover_digest`] needs no secret and gives nothing away, but it is no verification either: a server calls
//! [`PublicKey::verify`](crate::PublicKey::verify).

mod recover; // what an RSA signature was made over

pub use recover::{DigestAlgorithm, RecoveredDigest, recover_digest};

use zeroize::Zeroizing;

use crate::{Error, KeySizes, PrivateKey};

/// Decrypts RSAES-PKCS1-v1_5 (RFC 8017 §7.2.2) and says whether the padding is right.
///
/// A block decrypted with the wrong key has the right form about once in 20 000 times, so even a yes is not a proof.
///
/// # Errors
/// [`Error::Padding`] when the decrypted block is not `00 02`, eight or more non-zero bytes, `00`, message; and as
/// [`PrivateKey::decrypt_pkcs1v15`].
pub fn decrypt_pkcs1v15(
    key: &PrivateKey,
    sizes: KeySizes,
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    key.can_decrypt(sizes, ciphertext)?;
    let block = key.rsa()?.raw(ciphertext)?;
    let padding = block.strip_prefix(&[0, 2]).ok_or(Error::Padding)?;
    match padding.iter().position(|&byte| byte == 0) {
        Some(end) if end >= 8 => Ok(Zeroizing::new(padding[end + 1..].to_vec())),
        _ => Err(Error::Padding),
    }
}
