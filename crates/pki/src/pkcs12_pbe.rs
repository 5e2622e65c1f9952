//! Password-based encryption as PKCS#12 files have it: the empty password in two forms, and a bound for all of a file.

use zeroize::Zeroizing;

use crate::hash::Hash;
use crate::pbe::Scheme;
use crate::pkcs12_kdf::{Purpose, derive};
use crate::work_limit::MAX_ITERATIONS;
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
        Err(Error::WrongPassword { .. }) if password.expose().is_empty() => {
            no_octets(&scheme, ciphertext).map_or(opened, judged)
        }
        opened => opened,
    }
}

/// Returns how much work a password is, in iterations of a hash.
pub(crate) fn work(algorithm_der: &[u8]) -> Result<u64, Error> {
    Ok(Scheme::from_der(algorithm_der)?.work())
}

/// Returns the scheme in the words of its standard, as far as it is known.
pub(crate) fn name(algorithm_der: &[u8]) -> String {
    Scheme::from_der(algorithm_der).map_or_else(|_| "unknown".into(), |scheme| scheme.name())
}

/// Decrypts with the password that is no octets at all, which some tools write instead of the two zero octets of the empty
/// BMPString. Only the derivation of PKCS#12 knows the difference.
fn no_octets(scheme: &Scheme<'_>, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let Scheme::Pkcs12 {
        cipher,
        salt,
        iterations,
    } = scheme
    else {
        return None;
    };
    let derive = |purpose, length| derive(Hash::Sha1, purpose, &[], salt, *iterations, length);
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
