//! Encrypts a secret to an app's public key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credtool_crypto_engine::{Error as EngineError, KeySizes, PublicKey, Randomness};

use crate::{Error, Padding};

/// Encrypts a secret to a public key and returns base64 on one line, as the portal shows it.
///
/// The same secret, key, padding and generator give the same text. Not checked: whether the secret is a good one, and
/// whether the key's certificate is valid. [`Padding::LegacyPkcs1v15`] is for platforms that know nothing else.
///
/// # Errors
/// [`Error::NotAnEncryptionKey`], [`Error::KeyTooSmall`] (the sizes allow 2048 bits and more, or 1024 where legacy keys
/// are asked for), and [`Error::SecretTooLong`].
///
/// ```
/// use credtool_crypto_engine::{KeySizes, NewKey, PrivateKey, Randomness};
/// use credtool_shared_secret_crypto::{Ciphertext, Padding, decrypt, encrypt};
/// let key = PrivateKey::generate(NewKey::Rsa2048, Randomness::System)?;
/// let text = encrypt(
///     b"1008877afabf32efb31f9c974dbeaa688bed0769",
///     key.public_key(),
///     Padding::default(),
///     KeySizes::Current,
///     Randomness::System,
/// )?;
/// let ciphertext = Ciphertext::parse(text.as_bytes(), 256)?;
/// let opened = decrypt(&key, &ciphertext, Padding::default(), KeySizes::Current)?;
/// assert_eq!(opened.secret.expose(), b"1008877afabf32efb31f9c974dbeaa688bed0769");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn encrypt(
    secret: &[u8],
    to: &PublicKey,
    padding: Padding,
    sizes: KeySizes,
    randomness: Randomness<'_>,
) -> Result<String, Error> {
    let encrypted = match padding.oaep() {
        Some(oaep) => to.encrypt_oaep(&oaep, sizes, randomness, secret),
        None => to.encrypt_pkcs1v15(sizes, randomness, secret),
    };
    let too_long = || Error::SecretTooLong {
        found: secret.len(),
        padding,
        modulus_len: to.modulus_len().unwrap_or_default(),
    };
    encrypted
        .map(|bytes| STANDARD.encode(bytes))
        .map_err(|error| match error {
            EngineError::MessageTooLong { .. } => too_long(),
            // A key that is large enough for the caller, but not for two of the padding's hashes.
            EngineError::KeyTooSmall { bits, .. } if bits >= sizes.minimum() => too_long(),
            other => Error::of_engine(other, padding),
        })
}
