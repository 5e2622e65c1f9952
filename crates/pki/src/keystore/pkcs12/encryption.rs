//! Password-based encryption as PKCS#12 files have it: passwords in the forms that tools gave them, and a bound for all of a
//! file.

use zeroize::Zeroizing;

use crate::encryption::hash::Hash;
use crate::encryption::pbe::Scheme;
use crate::encryption::work_limit::MAX_ITERATIONS;
use crate::keystore::pkcs12::kdf::{Purpose, derive};
use crate::{Error, Password};

/// Returns what `judge` makes of the plain text. Most schemes prove nothing, so what the judge refuses is a wrong password.
pub(crate) fn open<T>(
    algorithm_der: &[u8],
    password: &Password,
    ciphertext: &[u8],
    judge: impl Fn(&[u8]) -> Result<T, Error>,
) -> Result<T, Error> {
    let scheme = Scheme::from_der(algorithm_der)?;
    let judged = |plaintext: Zeroizing<Vec<u8>>| judge(&plaintext).map_err(|_| WRONG_PASSWORD);
    let opened = scheme.decrypt(password, ciphertext).and_then(judged);
    match opened {
        Err(Error::WrongPassword { .. }) => other_form(password)
            .and_then(|octets| decrypt_with_octets(&scheme, &octets, ciphertext))
            .map_or(opened, judged),
        opened => opened,
    }
}

/// Returns the octets that some tools derive keys from instead of the BMPString of RFC 7292 appendix B.1: none at all for the
/// empty password, and one character for each octet of UTF-8 (OpenSSL before 1.1 on a UTF-8 terminal).
pub(crate) fn other_form(password: &Password) -> Option<Zeroizing<Vec<u8>>> {
    let text = password.expose();
    if text.is_empty() {
        return Some(Zeroizing::default());
    }
    if text.is_ascii() {
        return None;
    }
    let mut octets = Zeroizing::new(Vec::with_capacity(2 * text.len() + 2));
    octets.extend(text.bytes().chain([0]).flat_map(|octet| [0, octet]));
    Some(octets)
}

/// Returns how much work a password is, in iterations of a hash.
pub(crate) fn work(algorithm_der: &[u8]) -> Result<u64, Error> {
    Ok(Scheme::from_der(algorithm_der)?.work())
}

/// Returns the scheme in the words of its standard, as far as it is known.
pub(crate) fn name(algorithm_der: &[u8]) -> String {
    Scheme::from_der(algorithm_der).map_or_else(|_| "unknown".into(), |scheme| scheme.name())
}

/// Decrypts by the schemes of PKCS#12, the only ones that take a password in another form than UTF-8.
fn decrypt_with_octets(
    scheme: &Scheme<'_>,
    password: &[u8],
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let Scheme::Pkcs12 {
        cipher,
        salt,
        iterations,
    } = scheme
    else {
        return None;
    };
    let derive = |purpose, length| derive(Hash::Sha1, purpose, password, salt, *iterations, length);
    let key = derive(Purpose::Key, cipher.key_len());
    let iv = derive(Purpose::Iv, cipher.iv_len());
    cipher.decrypt(&key, &iv, ciphertext).ok()
}

/// What a file may still ask for, in iterations of a hash: many contents with a large count each are one large count.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Budget {
    spent: u64,
}

impl Budget {
    /// Takes work from what is left, or refuses.
    pub(crate) fn spend(&mut self, work: u64) -> Result<(), Error> {
        self.spent = self.spent.saturating_add(work);
        if self.spent <= LIMIT {
            return Ok(());
        }
        Err(Error::TooMuchWork {
            what: "the iteration count of all contents together",
            found: self.spent,
            limit: LIMIT,
        })
    }
}

/// The largest count that there may be, once, and half of it for the rest.
const LIMIT: u64 = MAX_ITERATIONS as u64 / 2 * 3;

const WRONG_PASSWORD: Error = Error::WrongPassword {
    what: "the encrypted content",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms() {
        let form = |text: &str| other_form(&Password::new(text)).map(|octets| octets.to_vec());
        assert_eq!(form(""), Some(vec![]));
        assert_eq!(form("ascii"), None);
        assert_eq!(form("ö"), Some(vec![0, 0xc3, 0, 0xb6, 0, 0]));
    }

    #[test]
    fn work_adds_up() {
        let mut budget = Budget::default();
        for _ in 0..7 {
            budget.spend(1_000_000).unwrap();
        }
        assert_eq!(
            budget.spend(1_000_000),
            Err(Error::TooMuchWork {
                what: "the iteration count of all contents together",
                found: 8_000_000,
                limit: 7_500_000
            })
        );
        assert!(budget.spend(u64::MAX).is_err());
    }
}
