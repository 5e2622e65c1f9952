//! PBES2 (RFC 8018 §6.2): a key derivation function and a cipher, each with parameters of its own. It is also what is
//! written here.

use const_oid::ObjectIdentifier;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::cipher::{Cipher, encrypt_aes256_cbc};
use super::kdf::{Kdf, PBKDF2, unsupported};
use crate::asn1::algorithm::{AlgorithmIdentifier, unsigned};
use crate::asn1::tlv::{Tlv, tag};
use crate::asn1::tlv_write::{element, integer, oid, sequence};
use crate::encryption::hash::Hash;
use crate::{Error, Password};

/// What `PBES2-params` says.
#[derive(Clone, Debug)]
pub(crate) struct Pbes2<'a> {
    pub(super) kdf: Kdf<'a>,
    pub(super) cipher: Cipher,
    pub(super) iv: &'a [u8],
}

impl<'a> Pbes2<'a> {
    pub(super) fn from_algorithm(algorithm: &AlgorithmIdentifier<'a>) -> Result<Self, Error> {
        let mut fields = algorithm.expect_parameters(tag::SEQUENCE, PARAMS)?.reader();
        let kdf = AlgorithmIdentifier::read(&mut fields, PARAMS)?;
        let scheme = AlgorithmIdentifier::read(&mut fields, PARAMS)?;
        fields.finish(PARAMS)?;
        // The cipher first: its name is worth more in an error than a key length.
        let (cipher, iv) = encryption_scheme(&scheme)?;
        let kdf = Kdf::from_algorithm(&kdf)?;
        let (cipher, iv) = match (cipher, kdf.key_len) {
            // RC2 alone takes keys of any length; the file says it in the key derivation function.
            (Cipher::Rc2Cbc { effective_bits, .. }, Some(key_len)) => (
                Cipher::Rc2Cbc {
                    key_len,
                    effective_bits,
                },
                iv,
            ),
            (cipher, _) => (cipher, iv),
        };
        if iv.len() != cipher.iv_len() {
            return Err(Error::Malformed {
                what: "initialisation vector",
                at: 0,
            });
        }
        Ok(Self { kdf, cipher, iv })
    }
}

/// Reads an `encryptionScheme`: the cipher and its initialisation vector (RFC 8018 appendix B.2, RFC 3565, RFC 5084).
fn encryption_scheme<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<(Cipher, &'a [u8]), Error> {
    if algorithm.oid == RC2_CBC {
        return rc2(algorithm.expect_parameters(tag::SEQUENCE, RC2_PARAMS)?);
    }
    if let Some(&(_, key_len)) = AES_GCM.iter().find(|(oid, _)| *oid == algorithm.oid) {
        return match algorithm.parameters {
            // RFC 5084 wants a SEQUENCE; the Rust crate `pkcs5` writes the nonce alone and a tag of 16 bytes.
            Some(nonce) if nonce.tag == tag::OCTET_STRING => Ok((
                Cipher::AesGcm {
                    key_len,
                    tag_len: 16,
                },
                nonce.content,
            )),
            _ => gcm(
                algorithm.expect_parameters(tag::SEQUENCE, GCM_PARAMS)?,
                key_len,
            ),
        };
    }
    let (_, cipher) = CBC
        .iter()
        .find(|(oid, _)| *oid == algorithm.oid)
        .ok_or_else(|| unsupported("cipher", &algorithm.oid))?;
    let iv = algorithm.expect_parameters(tag::OCTET_STRING, "initialisation vector")?;
    Ok((*cipher, iv.content))
}

/// RFC 8018 appendix B.2.3: the version stands for the effective key length in bits.
fn rc2(parameters: Tlv<'_>) -> Result<(Cipher, &[u8]), Error> {
    let mut fields = parameters.reader();
    let effective_bits = match fields.optional(tag::INTEGER, RC2_PARAMS)? {
        None => 32,
        Some(version) => match unsigned(&version, RC2_PARAMS)? {
            160 => 40,
            120 => 64,
            58 => 128,
            bits @ 256..=1024 => bits as usize,
            _ => {
                return Err(Error::Malformed {
                    what: RC2_PARAMS,
                    at: version.content_at,
                });
            }
        },
    };
    let iv = fields.expect(tag::OCTET_STRING, RC2_PARAMS)?.content;
    fields.finish(RC2_PARAMS)?;
    Ok((
        Cipher::Rc2Cbc {
            key_len: effective_bits / 8,
            effective_bits,
        },
        iv,
    ))
}

/// RFC 5084 §3.2. Nonces of 12 bytes, tags of 12 (the DEFAULT) or 16.
fn gcm(parameters: Tlv<'_>, key_len: usize) -> Result<(Cipher, &[u8]), Error> {
    let mut fields = parameters.reader();
    let nonce = fields.expect(tag::OCTET_STRING, GCM_PARAMS)?.content;
    let tag_len = match fields.optional(tag::INTEGER, GCM_PARAMS)? {
        None => 12,
        Some(length) => match unsigned(&length, GCM_PARAMS)? {
            length @ (12 | 16) => length as usize,
            _ => {
                return Err(Error::Malformed {
                    what: "aes-ICVlen",
                    at: length.content_at,
                });
            }
        },
    };
    fields.finish(GCM_PARAMS)?;
    Ok((Cipher::AesGcm { key_len, tag_len }, nonce))
}

/// What [`encrypt`] made.
#[derive(Debug)]
pub(crate) struct Encrypted {
    pub(crate) algorithm_identifier_der: Vec<u8>,
    pub(crate) ciphertext: Vec<u8>,
}

/// Encrypts with PBKDF2-HMAC-SHA-256, a random salt, AES-256-CBC and a random initialisation vector: OpenSSL since 1.1,
/// Java since 8u301 and every current library read it.
pub(crate) fn encrypt<R: CryptoRng + ?Sized>(
    rng: &mut R,
    password: &Password,
    iterations: u32,
    plaintext: &[u8],
) -> Encrypted {
    let (mut salt, mut iv, mut key) = ([0; 16], [0; 16], Zeroizing::new([0; 32]));
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut iv);
    key.copy_from_slice(&Hash::Sha256.pbkdf2(password.expose().as_bytes(), &salt, iterations, 32));

    let prf = sequence(&[&oid(&HMAC_SHA256), &[tag::NULL, 0]]);
    let pbkdf2_params = sequence(&[
        &element(tag::OCTET_STRING, &[&salt]),
        &integer(iterations.into()),
        &prf,
    ]);
    let kdf = sequence(&[&oid(&PBKDF2), &pbkdf2_params]);
    let scheme = sequence(&[&oid(&AES_256_CBC), &element(tag::OCTET_STRING, &[&iv])]);
    Encrypted {
        algorithm_identifier_der: sequence(&[&oid(&super::PBES2), &sequence(&[&kdf, &scheme])])
            .to_vec(),
        ciphertext: encrypt_aes256_cbc(&key, &iv, plaintext),
    }
}

const CBC: [(ObjectIdentifier, Cipher); 5] = [
    (AES_256_CBC, Cipher::Aes256Cbc),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.22"),
        Cipher::Aes192Cbc,
    ),
    (
        ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.2"),
        Cipher::Aes128Cbc,
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.840.113549.3.7"),
        Cipher::TripleDesCbc,
    ),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.7"), Cipher::DesCbc),
];
const AES_256_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");
const HMAC_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");
const RC2_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.3.2");
/// Object identifier and key length in bytes.
const AES_GCM: [(ObjectIdentifier, usize); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.6"), 16),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.26"), 24),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.46"), 32),
];

const PARAMS: &str = "PBES2-params";
const RC2_PARAMS: &str = "RC2-CBC-Parameter";
const GCM_PARAMS: &str = "GCMParameters";
