//! The key derivation functions that PBES2 and PBMAC1 name: PBKDF2 (RFC 8018 appendix A.2) and scrypt (RFC 7914 §7).

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::asn1::algorithm::{AlgorithmIdentifier, unsigned};
use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::encryption::hash::Hash;
use crate::{Error, encryption::work_limit};

/// A key derivation function with its parameters, whose work is within [`work_limit`].
#[derive(Clone, Debug)]
pub(crate) struct Kdf<'a> {
    salt: &'a [u8],
    function: Function,
    /// The length in bytes of the key, where the file says it.
    pub(crate) key_len: Option<usize>,
}

#[derive(Clone, Debug)]
enum Function {
    Pbkdf2 { hash: Hash, iterations: u32 },
    Scrypt { log_n: u8, r: u32, p: u32 },
}

impl<'a> Kdf<'a> {
    /// Reads a `keyDerivationFunc`.
    pub(crate) fn from_algorithm(algorithm: &AlgorithmIdentifier<'a>) -> Result<Self, Error> {
        match algorithm.oid {
            PBKDF2 => Self::pbkdf2(
                algorithm
                    .expect_parameters(tag::SEQUENCE, PBKDF2_PARAMS)?
                    .reader(),
            ),
            SCRYPT => Self::scrypt(
                algorithm
                    .expect_parameters(tag::SEQUENCE, SCRYPT_PARAMS)?
                    .reader(),
            ),
            other => Err(unsupported("key derivation function", &other)),
        }
    }

    fn pbkdf2(mut fields: Reader<'a>) -> Result<Self, Error> {
        let salt = fields.expect(tag::OCTET_STRING, PBKDF2_PARAMS)?.content;
        let iterations = unsigned(&fields.expect(tag::INTEGER, PBKDF2_PARAMS)?, PBKDF2_PARAMS)?;
        let key_len = key_length(fields.optional(tag::INTEGER, PBKDF2_PARAMS)?, PBKDF2_PARAMS)?;
        let hash = if fields.is_empty() {
            Hash::Sha1 // the DEFAULT of the field `prf`
        } else {
            let prf = AlgorithmIdentifier::read(&mut fields, PBKDF2_PARAMS)?.oid;
            Hash::from_hmac_oid(&prf)
                .ok_or_else(|| unsupported("pseudo-random function of PBKDF2", &prf))?
        };
        fields.finish(PBKDF2_PARAMS)?;
        let iterations = work_limit::iterations_of(hash, iterations)?;
        Ok(Self {
            salt,
            function: Function::Pbkdf2 { hash, iterations },
            key_len,
        })
    }

    fn scrypt(mut fields: Reader<'a>) -> Result<Self, Error> {
        let salt = fields.expect(tag::OCTET_STRING, SCRYPT_PARAMS)?.content;
        let mut integer = || unsigned(&fields.expect(tag::INTEGER, SCRYPT_PARAMS)?, SCRYPT_PARAMS);
        let (n, r, p) = (integer()?, integer()?, integer()?);
        let key_len = key_length(fields.optional(tag::INTEGER, SCRYPT_PARAMS)?, SCRYPT_PARAMS)?;
        fields.finish(SCRYPT_PARAMS)?;
        let malformed = Error::Malformed {
            what: SCRYPT_PARAMS,
            at: 0,
        };
        if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
            return Err(malformed);
        }
        work_limit::scrypt(n, r, p)?;
        let (Ok(r), Ok(p)) = (u32::try_from(r), u32::try_from(p)) else {
            return Err(malformed);
        };
        Ok(Self {
            salt,
            function: Function::Scrypt {
                log_n: n.ilog2() as u8,
                r,
                p,
            },
            key_len,
        })
    }

    /// Returns `length` bytes derived from a password's octets, or an error if the file says another length.
    pub(crate) fn derive(
        &self,
        password: &[u8],
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let malformed = Error::Malformed {
            what: "keyLength",
            at: 0,
        };
        if self.key_len.is_some_and(|told| told != length) {
            return Err(malformed);
        }
        match self.function {
            Function::Pbkdf2 { hash, iterations } => {
                Ok(hash.pbkdf2(password, self.salt, iterations, length))
            }
            Function::Scrypt { log_n, r, p } => {
                let parameters = scrypt::Params::new(log_n, r, p).map_err(|_| malformed.clone())?;
                let mut key = Zeroizing::new(vec![0; length]);
                scrypt::scrypt(password, self.salt, &parameters, &mut key)
                    .map_err(|_| malformed)?;
                Ok(key)
            }
        }
    }

    /// Returns how much work [`Kdf::derive`] is, in iterations of PBKDF2; scrypt by the bytes it writes, at the rate of the
    /// limits in [`work_limit`].
    pub(crate) fn work(&self) -> u64 {
        match self.function {
            Function::Pbkdf2 { iterations, .. } => iterations.into(),
            Function::Scrypt { log_n, r, p } => {
                let bytes = (128u64 << log_n) * u64::from(r) * u64::from(p);
                bytes / (work_limit::MAX_SCRYPT_WORK / u64::from(work_limit::MAX_ITERATIONS))
            }
        }
    }

    /// Returns the usual name, such as `PBKDF2-HMAC-SHA-256`.
    pub(crate) fn name(&self) -> String {
        match self.function {
            Function::Pbkdf2 { hash, .. } => format!("PBKDF2-HMAC-{}", hash.name()),
            Function::Scrypt { .. } => "scrypt".into(),
        }
    }
}

fn key_length(tlv: Option<Tlv<'_>>, what: &'static str) -> Result<Option<usize>, Error> {
    let Some(tlv) = tlv else { return Ok(None) };
    match unsigned(&tlv, what)? {
        // No cipher or MAC here takes a longer key, and nothing is allocated for one.
        length @ 1..=64 => Ok(Some(length as usize)),
        _ => Err(Error::Malformed {
            what,
            at: tlv.content_at,
        }),
    }
}

/// Names an algorithm that is not supported.
pub(super) fn unsupported(what: &'static str, oid: &ObjectIdentifier) -> Error {
    let dotted = oid.to_string();
    let known = UNSUPPORTED.iter().find(|(known, _)| *known == dotted);
    let algorithm = known.map_or(dotted.clone(), |(_, name)| format!("{name} ({dotted})"));
    Error::UnsupportedAlgorithm { what, algorithm }
}

/// Names for what is met in files and not supported.
const UNSUPPORTED: [(&str, &str); 12] = [
    ("1.2.840.113549.3.9", "RC5-CBC-Pad"),
    ("1.2.840.113533.7.66.10", "CAST5-CBC"),
    ("1.2.840.113533.7.66.12", "pbeWithMD5AndCAST5-CBC"),
    ("1.3.6.1.4.1.3029.1.2", "Blowfish-CBC"),
    ("1.2.392.200011.61.1.1.1.2", "Camellia-128-CBC"),
    ("1.2.392.200011.61.1.1.1.3", "Camellia-192-CBC"),
    ("1.2.392.200011.61.1.1.1.4", "Camellia-256-CBC"),
    ("1.2.410.200004.1.4", "SEED-CBC"),
    ("1.2.410.200046.1.1.12", "ARIA-256-CBC"),
    ("2.16.840.1.101.3.4.2.14", "HMAC-SHA3-256"),
    ("2.16.840.1.101.3.4.2.16", "HMAC-SHA3-512"),
    (
        "1.3.6.1.4.1.22554.1.1.2.1.42",
        "pbeWithSHA256And256BitAES-CBC-BC",
    ),
];

pub(super) const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const SCRYPT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11591.4.11");

const PBKDF2_PARAMS: &str = "PBKDF2-params";
const SCRYPT_PARAMS: &str = "scrypt-params";
