//! How much work and memory a file may ask for before its password can be checked: a hostile file gets a clear error
//! within about a second, a file that any known tool writes gets opened.

use crate::Error;

/// Iterations of PBKDF2, PBKDF1 and the PKCS#12 derivation.
pub(crate) const MAX_ITERATIONS: u32 = 2_000_000;

/// Bytes that scrypt may fill, `128 * N * r` (RFC 7914 §2).
pub(crate) const MAX_SCRYPT_MEMORY: u64 = 128 << 20;

/// Bytes that scrypt may write in all, `128 * N * r * p`.
pub(crate) const MAX_SCRYPT_WORK: u64 = 256 << 20;

/// Returns an iteration count that is at least one and within [`MAX_ITERATIONS`].
pub(crate) fn iterations(found: u64) -> Result<u32, Error> {
    match u32::try_from(found) {
        Ok(0) => Err(Error::Malformed {
            what: "iteration count of zero",
            at: 0,
        }),
        Ok(count) if count <= MAX_ITERATIONS => Ok(count),
        _ => Err(Error::TooMuchWork {
            what: "the iteration count",
            found,
            limit: MAX_ITERATIONS.into(),
        }),
    }
}

/// Checks scrypt's `N`, `r` and `p`.
pub(crate) fn scrypt(n: u64, r: u64, p: u64) -> Result<(), Error> {
    let memory = n.saturating_mul(r).saturating_mul(128);
    if memory > MAX_SCRYPT_MEMORY {
        return Err(Error::TooMuchWork {
            what: "scrypt's memory in bytes",
            found: memory,
            limit: MAX_SCRYPT_MEMORY,
        });
    }
    let work = memory.saturating_mul(p);
    if work > MAX_SCRYPT_WORK {
        return Err(Error::TooMuchWork {
            what: "scrypt's work in bytes",
            found: work,
            limit: MAX_SCRYPT_WORK,
        });
    }
    Ok(())
}
