//! Whether two keys are one: the encoding of a SubjectPublicKeyInfo that they share, however each was encoded.

use credtool_crypto_engine as engine;
use sha2::{Digest, Sha256};

use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{single, tag};
use crate::asn1::tlv_write::{element, oid, sequence};
use crate::key::key_type::{EC, RSA, RSASSA_PSS};
use crate::key::rsa_numbers::RsaNumbers;
use crate::{Certificate, CertificationRequest, Error};

/// Returns the SHA-256 of the key in a SubjectPublicKeyInfo: equal for a private key, its public key, its certificates and
/// requests, and for nearly all keys equal to the SHA-256 of the bytes given.
///
/// Different are keys with a second usual encoding, which count as the first: RSA parameters left out for NULL, an RSA key
/// for PSS only for any RSA key, a compressed point on P-256 or P-384 for an uncompressed one. What cannot be read is hashed
/// as it is.
pub fn spki_sha256(spki_der: &[u8]) -> [u8; 32] {
    match usual_encoding(spki_der) {
        Ok(Some(usual)) => Sha256::digest(usual).into(),
        Ok(None) | Err(_) => Sha256::digest(spki_der).into(),
    }
}

impl Certificate {
    /// Returns the [`spki_sha256`] of the certificate's key, in lower-case hexadecimal.
    pub fn spki_sha256(&self) -> String {
        base16ct::lower::encode_string(&spki_sha256(self.spki_der()))
    }

    /// Returns whether a key, given as its SubjectPublicKeyInfo, is the certificate's, however both are encoded.
    pub fn key_matches(&self, spki_der: &[u8]) -> bool {
        spki_sha256(self.spki_der()) == spki_sha256(spki_der)
    }
}

impl CertificationRequest {
    /// Returns the [`spki_sha256`] of the request's key, in lower-case hexadecimal.
    pub fn spki_sha256(&self) -> String {
        base16ct::lower::encode_string(&spki_sha256(self.spki_der()))
    }

    /// Returns whether a key, given as its SubjectPublicKeyInfo, is the request's, however both are encoded.
    pub fn key_matches(&self, spki_der: &[u8]) -> bool {
        spki_sha256(self.spki_der()) == spki_sha256(spki_der)
    }
}

/// Returns the usual encoding of an RSA key, or of a point that is not written out; `None` for what has only one.
pub(crate) fn usual_encoding(spki_der: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut fields = single(spki_der, tag::SEQUENCE, WHAT)?.reader();
    let algorithm_der = fields.rest();
    let algorithm = AlgorithmIdentifier::read(&mut fields, WHAT)?;
    let algorithm_der = &algorithm_der[..algorithm_der.len() - fields.rest().len()];
    let bits = fields.expect(tag::BIT_STRING, WHAT)?;
    fields.finish(WHAT)?;
    let (algorithm_der, key) = match (algorithm.oid, bits.content) {
        (RSA | RSASSA_PSS, [0, key @ ..]) => {
            let rsa_encryption = sequence(&[&oid(&RSA), &[tag::NULL, 0]]);
            (
                rsa_encryption.to_vec(),
                RsaNumbers::from_public(key)?.public_key_der(),
            )
        }
        (EC, [0, COMPRESSED_EVEN | COMPRESSED_ODD, ..]) => {
            let key = engine::PublicKey::from_spki_der(spki_der);
            match key.ok().and_then(|key| key.uncompressed_point()) {
                Some(point) => (algorithm_der.to_vec(), point),
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let key = element(tag::BIT_STRING, &[&[0], &key]);
    Ok(Some(sequence(&[&algorithm_der, &key]).to_vec()))
}

/// SEC 1 §2.3.3.
const COMPRESSED_EVEN: u8 = 2;
const COMPRESSED_ODD: u8 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// A small modulus: identity is not about strength.
    const RSA_KEY: [u8; 10] = [0x30, 8, 2, 1, 0x23, 2, 3, 1, 0, 1];
    const RSA_OID: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    const PSS_OID: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];

    fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
        let bits = element(tag::BIT_STRING, &[&[0], key]);
        sequence(&[&sequence(algorithm), &bits]).to_vec()
    }

    #[test]
    fn rsa_keys_are_their_numbers() {
        let usual = spki(&[&RSA_OID, &[5, 0]], &RSA_KEY);
        let digest: [u8; 32] = Sha256::digest(&usual).into();
        assert_eq!(spki_sha256(&usual), digest);
        assert_eq!(spki_sha256(&spki(&[&RSA_OID], &RSA_KEY)), digest);
        assert_eq!(spki_sha256(&spki(&[&PSS_OID], &RSA_KEY)), digest);
        assert_eq!(
            spki_sha256(&spki(&[&PSS_OID, &[0x30, 0]], &RSA_KEY)),
            digest
        );
        let padded = [0x30, 9, 2, 2, 0, 0x23, 2, 3, 1, 0, 1];
        assert_eq!(spki_sha256(&spki(&[&RSA_OID, &[5, 0]], &padded)), digest);
        let other = [0x30, 8, 2, 1, 0x25, 2, 3, 1, 0, 1];
        assert_ne!(spki_sha256(&spki(&[&RSA_OID, &[5, 0]], &other)), digest);
    }

    #[test]
    fn points_are_written_out() {
        // The generator of P-256 (SEC 2 §2.4.2), a public key like any other.
        let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
        let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
        let octets = |hex: &str| base16ct::lower::decode_vec(hex).unwrap();
        let algorithm: &[&[u8]] = &[
            &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1],
            &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7],
        ];
        let whole = spki(algorithm, &[&[4], &octets(x)[..], &octets(y)].concat());
        let compressed = spki(algorithm, &[&[3], &octets(x)[..]].concat());
        let digest: [u8; 32] = Sha256::digest(&whole).into();
        assert_eq!(spki_sha256(&whole), digest);
        assert_eq!(spki_sha256(&compressed), digest);
        let mirrored = spki(algorithm, &[&[2], &octets(x)[..]].concat());
        assert_ne!(spki_sha256(&mirrored), digest);
    }

    #[test]
    fn what_cannot_be_read_is_hashed_as_it_is() {
        for bytes in [&[][..], b"no key", &spki(&[&RSA_OID, &[5, 0]], &[0x30, 0])] {
            let digest: [u8; 32] = Sha256::digest(bytes).into();
            assert_eq!(spki_sha256(bytes), digest);
        }
    }
}
