//! How much work and memory a file may ask for before its password can be checked: a hostile file gets a clear error
//! within about a second, a file that any known tool writes gets opened.

use crate::Error;
use crate::encryption::hash::Hash;

/// Iterations of PBKDF2, PBKDF1 and the PKCS#12 derivation: the limit of Java's own PKCS#12 reader, so that what opens
/// there opens here. With SHA-256 this takes half a second on a processor with SHA instructions.
pub(crate) const MAX_ITERATIONS: u32 = 5_000_000;

/// Bytes that scrypt may fill, `128 * N * r` (RFC 7914 §2): N = 2^17 and r = 8, the largest that a library's defaults
/// ask for. It takes a quarter of a second.
pub(crate) const MAX_SCRYPT_MEMORY: u64 = 128 << 20;

/// Bytes that scrypt may write in all, `128 * N * r * p`.
pub(crate) const MAX_SCRYPT_WORK: u64 = 256 << 20;

/// Returns an iteration count that is at least one and within [`MAX_ITERATIONS`].
pub(crate) fn iterations(found: u64) -> Result<u32, Error> {
    at_most(MAX_ITERATIONS, found)
}

/// Returns an iteration count for PBKDF1 or PBKDF2, where the slower hash functions are granted fewer.
pub(crate) fn iterations_of(hash: Hash, found: u64) -> Result<u32, Error> {
    match hash {
        Hash::Md2 => at_most(MAX_ITERATIONS / 50, found),
        Hash::Sha384 | Hash::Sha512 | Hash::Sha512_224 | Hash::Sha512_256 => {
            at_most(MAX_ITERATIONS / 2, found)
        }
        Hash::Md5 => at_most(MAX_ITERATIONS / 4, found),
        Hash::Sha1 | Hash::Sha224 | Hash::Sha256 => at_most(MAX_ITERATIONS, found),
    }
}

fn at_most(limit: u32, found: u64) -> Result<u32, Error> {
    match u32::try_from(found) {
        Ok(0) => Err(Error::Malformed {
            what: "iteration count of zero",
            at: 0,
        }),
        Ok(count) if count <= limit => Ok(count),
        _ => Err(Error::TooMuchWork {
            what: "the iteration count",
            found,
            limit: limit.into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(iterations(1), Ok(1));
        assert_eq!(iterations(5_000_000), Ok(5_000_000));
        assert!(matches!(iterations(0), Err(Error::Malformed { .. })));
        for found in [5_000_001, 2_147_483_647, u64::MAX] {
            assert_eq!(
                iterations(found),
                Err(Error::TooMuchWork {
                    what: "the iteration count",
                    found,
                    limit: 5_000_000
                })
            );
        }
        assert!(iterations_of(Hash::Sha512, 2_500_001).is_err());
        assert!(iterations_of(Hash::Md2, 100_001).is_err());
        assert!(iterations_of(Hash::Sha256, 5_000_000).is_ok());
    }

    #[test]
    fn memory() {
        for (n, r, p) in [
            (1 << 14, 8, 1),
            (1 << 17, 8, 1),
            (1 << 16, 8, 2),
            (1 << 13, 8, 10),
            (1 << 20, 1, 1),
        ] {
            assert_eq!(scrypt(n, r, p), Ok(()), "N={n} r={r} p={p}");
        }
        for (n, r, p) in [
            (1 << 18, 8, 1),
            (1 << 14, 8, 17),
            (2, 1 << 30, 1),
            (2, 1, 1 << 30),
            (1 << 63, 8, 8),
        ] {
            assert!(
                matches!(scrypt(n, r, p), Err(Error::TooMuchWork { .. })),
                "N={n} r={r} p={p}"
            );
        }
    }
}
