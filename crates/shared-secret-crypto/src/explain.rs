//! Padding search, padding verdicts and diagnosis. **For local tools only.**
//!
//! Everything here is an oracle: whoever can put ciphertexts of their choice to these functions and sees how they
//! answer can decrypt with the key (Bleichenbacher 1998, Manger 2001). A command line whose user holds the key gives
//! away nothing; a server must not reach this module and calls [`decrypt`](crate::decrypt()) with one named padding.

mod attempt; // everything one try consists of, and its diagnosis
mod plausible; // does this look like a secret?

use credtool_crypto_engine::{KeySizes, PrivateKey};

use crate::{Ciphertext, Decrypted, Error, Padding, SharedSecret};

pub use attempt::{Attempt, Diagnosis};

/// Decrypts with exactly this padding, and says so when PKCS#1 v1.5 padding is bad.
///
/// # Errors
/// As [`decrypt`](crate::decrypt()), and [`Error::DoesNotOpen`] for PKCS#1 v1.5 too. A wrong key passes for a right one
/// about once in 20 000 times; the content is not judged, because the padding was named.
pub fn decrypt(
    key: &PrivateKey,
    ciphertext: &Ciphertext,
    padding: Padding,
    sizes: KeySizes,
) -> Result<Decrypted, Error> {
    if padding != Padding::LegacyPkcs1v15 {
        return crate::decrypt(key, ciphertext, padding, sizes);
    }
    let secret =
        credtool_crypto_engine::explain::decrypt_pkcs1v15(key, sizes, ciphertext.as_bytes())
            .map_err(|error| Error::of_engine(error, padding))?;
    Ok(Decrypted::new(key, padding, SharedSecret::new(secret)))
}

/// Decrypts with whichever padding opens the ciphertext, tried in the order of [`Padding::ALL`].
///
/// OAEP comes first and proves itself (a chance hit has a probability of 2⁻¹⁶⁰). PKCS#1 v1.5 comes last and is taken only
/// if the content could be a secret: at least 8 bytes of UTF-8 without control characters, one line end at the
/// end excepted. One private-key operation a padding.
///
/// # Errors
/// [`Error::NothingOpens`], [`Error::ImplausiblePlaintext`], and what [`decrypt`](crate::decrypt()) says about the key.
pub fn find(
    key: &PrivateKey,
    ciphertext: &Ciphertext,
    sizes: KeySizes,
) -> Result<Decrypted, Error> {
    let modulus_len = ciphertext.as_bytes().len();
    let possible = Padding::ALL
        .into_iter()
        .filter(|padding| padding.max_secret_len(modulus_len).is_some());
    for padding in possible {
        match decrypt(key, ciphertext, padding, sizes) {
            Err(Error::DoesNotOpen { .. }) => {}
            Ok(opened) if padding == Padding::LegacyPkcs1v15 => {
                return match plausible::problem(opened.secret.expose()) {
                    Some(problem) => Err(Error::ImplausiblePlaintext { problem }),
                    None => Ok(opened),
                };
            }
            decided => return decided,
        }
    }
    Err(Error::NothingOpens)
}
