//! How Java protects a private key in JKS and JCEKS: two schemes of Sun's, told apart by object identifier.

use const_oid::ObjectIdentifier;
use md5::Md5;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::asn1::algorithm::{AlgorithmIdentifier, unsigned};
use crate::asn1::tlv::tag;
use crate::encryption::pbe::cipher::Cipher;
use crate::{Error, Password, encryption::work_limit};

/// Returns the name of a scheme of Sun's, and `None` for all others.
pub(crate) fn name(oid: &ObjectIdentifier) -> Option<&'static str> {
    match *oid {
        JKS_KEY_PROTECTOR => Some("JKS key protection"),
        JCEKS_KEY_PROTECTOR => Some("PBEWithMD5AndTripleDES"),
        _ => None,
    }
}

/// Returns the plain text, a PKCS#8 `PrivateKeyInfo`, of one of Sun's schemes.
pub(crate) fn decrypt(
    algorithm: &AlgorithmIdentifier<'_>,
    password: &Password,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    match algorithm.oid {
        JKS_KEY_PROTECTOR => jks(password, data),
        _ => jceks(algorithm, password, data),
    }
}

/// Returns the password in UTF-16 big-endian without an end mark, as Java's own schemes hash it.
pub(crate) fn utf16(password: &Password) -> Zeroizing<Vec<u8>> {
    let mut octets = password.bmp_string();
    let length = octets.len() - 2;
    octets.truncate(length);
    octets
}

/// Salt, key XOR stream, checksum. Each block of the stream is SHA-1 of the password and the block before; the salt comes
/// before the first. The checksum is SHA-1 of the password and the key (`sun.security.provider.KeyProtector`).
fn jks(password: &Password, data: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let parts = data
        .split_first_chunk::<20>()
        .and_then(|(salt, rest)| Some((salt, rest.split_last_chunk::<20>()?)));
    let Some((salt, (protected, checksum))) = parts else {
        return Err(Error::Malformed {
            what: "protected private key",
            at: 0,
        });
    };
    let password = utf16(password);
    let mut key = Zeroizing::new(protected.to_vec());
    let mut block = Zeroizing::new(*salt);
    for chunk in key.chunks_mut(20) {
        let mut hash = Sha1::new_with_prefix(&password);
        hash.update(*block);
        hash.finalize_into((&mut *block).into());
        for (octet, stream) in chunk.iter_mut().zip(block.iter()) {
            *octet ^= stream;
        }
    }
    let expected = Sha1::new_with_prefix(&password)
        .chain_update(&key)
        .finalize();
    if bool::from(expected.as_slice().ct_eq(checksum)) {
        Ok(key)
    } else {
        Err(WRONG_PASSWORD)
    }
}

/// `PBEWithMD5AndTripleDES`, which is in no standard: each half of the salt gives half of key and initialisation vector by
/// MD5 over the digest before and the password (`com.sun.crypto.provider.PBES1Core`).
fn jceks(
    algorithm: &AlgorithmIdentifier<'_>,
    password: &Password,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    const WHAT: &str = "PBEParameter";
    let mut fields = algorithm.expect_parameters(tag::SEQUENCE, WHAT)?.reader();
    let salt = fields.expect(tag::OCTET_STRING, WHAT)?;
    let iterations = work_limit::iterations(unsigned(&fields.expect(tag::INTEGER, WHAT)?, WHAT)?)?;
    fields.finish(WHAT)?;
    let Ok(salt) = <[u8; 8]>::try_from(salt.content) else {
        return Err(Error::Malformed {
            what: WHAT,
            at: salt.content_at,
        });
    };
    let opened = distinct_halves(salt).iter().find_map(|halves| {
        let derived = derive(password, halves, iterations);
        let (key, iv) = derived.split_at(24);
        Cipher::TripleDesCbc.decrypt(key, iv, data).ok()
    });
    opened.ok_or(WRONG_PASSWORD)
}

fn derive(password: &Password, salt: &[u8; 8], iterations: u32) -> Zeroizing<[u8; 32]> {
    let mut derived = Zeroizing::new([0; 32]);
    for (half, out) in salt.chunks(4).zip(derived.chunks_mut(16)) {
        let mut digest = Zeroizing::new([0; 16]);
        let mut hash = Md5::new_with_prefix(half);
        for round in 0..iterations {
            if round > 0 {
                hash.update(*digest);
            }
            hash.update(password.expose());
            hash.finalize_into_reset((&mut *digest).into());
        }
        out.copy_from_slice(&*digest);
    }
    derived
}

/// Two equal halves would give the same key twice, so Java turns the first around. The loop that does it wrote
/// `salt[3 - 1]` for `salt[3 - i]` up to OpenJDK 6 at least; what was made so must open as well.
fn distinct_halves(salt: [u8; 8]) -> Vec<[u8; 8]> {
    let [a, b, c, d, rest @ ..] = salt;
    if [a, b, c, d] != rest {
        return vec![salt];
    }
    let with_first = |first: [u8; 4]| {
        let mut both = salt;
        both[..4].copy_from_slice(&first);
        both
    };
    vec![with_first([d, c, b, a]), with_first([d, a, b, d])]
}

const WRONG_PASSWORD: Error = Error::WrongPassword {
    what: "the private key",
};
const JKS_KEY_PROTECTOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.17.1.1");
const JCEKS_KEY_PROTECTOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.42.2.19.1");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::tlv_write::{element, integer, oid, sequence};

    /// Salts of two equal halves are met once in four thousand million files, so these are made by hand: the first by
    /// Java 17 (`PBEWithMD5AndTripleDES`, password `pw`, 10 iterations, salt 01020304 01020304), the second with the first
    /// half that OpenJDK 6 made of it.
    #[test]
    fn equal_halves_of_a_salt() {
        let parameters = sequence(&[
            &element(tag::OCTET_STRING, &[&[1, 2, 3, 4, 1, 2, 3, 4]]),
            &integer(10),
        ]);
        let der = sequence(&[&oid(&JCEKS_KEY_PROTECTOR), &parameters]);
        let algorithm = AlgorithmIdentifier::from_der(&der, "test").unwrap();
        let password = Password::new("pw");
        let new = [0x6b, 0xe7, 0x2c, 0x14, 0x54, 0x22, 0x15, 0xd4];
        let old = [0x54, 0x12, 0x1b, 0x4a, 0xcb, 0x6f, 0x51, 0x69];
        for data in [new, old] {
            assert_eq!(**decrypt(&algorithm, &password, &data).unwrap(), *b"hello");
        }
    }

    #[test]
    fn what_is_too_short_is_malformed() {
        let der = sequence(&[&oid(&JKS_KEY_PROTECTOR)]);
        let algorithm = AlgorithmIdentifier::from_der(&der, "test").unwrap();
        let opened = |data: &[u8]| decrypt(&algorithm, &Password::new("pw"), data);
        assert!(matches!(opened(&[0; 39]), Err(Error::Malformed { .. })));
        assert_eq!(opened(&[0; 40]), Err(WRONG_PASSWORD));
    }
}
