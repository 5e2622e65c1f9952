//! Signature algorithms of certificates and requests: their names, and what verifies them.

use credtool_crypto_engine::{
    EcdsaEncoding, Error as EngineError, Hash, KeySizes, PublicKey, SignatureScheme,
};

use crate::asn1::algorithm::unsigned;
use crate::asn1::tlv::{Reader, Tlv, single, tag};
use crate::{Error, asn1::oid, oid_name};

/// The `AlgorithmIdentifier` of a signature (RFC 5280 §4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    der: Vec<u8>,
    oid: String,
    parameters: Option<Vec<u8>>,
}

impl SignatureAlgorithm {
    /// Consumes an `AlgorithmIdentifier`; the parameters may be anything.
    pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let sequence = reader.expect(tag::SEQUENCE, what)?;
        let mut fields = sequence.reader();
        let oid = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
        let parameters = match fields.peek() {
            None => None,
            Some(_) => Some(fields.next(what)?.bytes.to_vec()),
        };
        fields.finish(what)?;
        Ok(Self {
            der: sequence.bytes.to_vec(),
            oid,
            parameters,
        })
    }

    /// Returns the DER encoding, parameters included.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the dotted object identifier, such as `1.2.840.113549.1.1.11`.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// Returns the standard's name, such as `sha256WithRSAEncryption`, or the object identifier where none is known.
    pub fn name(&self) -> &str {
        oid_name(&self.oid).unwrap_or(&self.oid)
    }

    /// Verifies a signature over `message` by the key of a SubjectPublicKeyInfo, from 1024 bits up.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] is the no; [`Error::BrokenAlgorithm`], [`Error::UnsupportedAlgorithm`] and
    /// [`Error::UnsuitableKey`] say that no answer was worked out.
    pub(crate) fn verify(
        &self,
        spki: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let scheme = self.scheme()?;
        PublicKey::from_spki_der(spki)
            .and_then(|key| key.verify(scheme, KeySizes::Legacy, message, signature))
            .map_err(|error| match error {
                EngineError::Verification => Error::SignatureInvalid,
                other => Error::UnsuitableKey {
                    algorithm: self.name().to_owned(),
                    reason: other.to_string(),
                },
            })
    }

    /// Returns what the engine calls it.
    ///
    /// # Errors
    /// [`Error::BrokenAlgorithm`], [`Error::UnsupportedAlgorithm`], and [`Error::Malformed`] for parameters that do not belong.
    pub(crate) fn scheme(&self) -> Result<SignatureScheme, Error> {
        let (hash, family) = match self.oid.as_str() {
            RSASSA_PSS => return self.pss(),
            "1.3.101.112" => {
                self.no_parameters(false)?;
                return Ok(SignatureScheme::Ed25519);
            }
            "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => (Hash::Sha1, Family::Rsa),
            "1.2.840.113549.1.1.11" => (Hash::Sha256, Family::Rsa),
            "1.2.840.113549.1.1.12" => (Hash::Sha384, Family::Rsa),
            "1.2.840.113549.1.1.13" => (Hash::Sha512, Family::Rsa),
            "1.2.840.10045.4.1" => (Hash::Sha1, Family::Ecdsa),
            "1.2.840.10045.4.3.2" => (Hash::Sha256, Family::Ecdsa),
            "1.2.840.10045.4.3.3" => (Hash::Sha384, Family::Ecdsa),
            "1.2.840.10045.4.3.4" => (Hash::Sha512, Family::Ecdsa),
            "1.2.840.113549.1.1.2" | "1.2.840.113549.1.1.3" | "1.2.840.113549.1.1.4" => {
                return Err(Error::BrokenAlgorithm {
                    algorithm: self.name().to_owned(),
                });
            }
            _ => return Err(unsupported("signature algorithm", self.name())),
        };
        // NULL is what RFC 3279 and RFC 4055 demand of RSA, and what old Java wrote for ECDSA.
        self.no_parameters(true)?;
        Ok(match family {
            Family::Rsa => SignatureScheme::RsaPkcs1v15(hash),
            Family::Ecdsa => SignatureScheme::Ecdsa {
                hash,
                encoding: EcdsaEncoding::Der,
            },
        })
    }

    fn no_parameters(&self, or_null: bool) -> Result<(), Error> {
        match self.parameters.as_deref() {
            None => Ok(()),
            Some([tag::NULL, 0]) if or_null => Ok(()),
            Some(_) => Err(Error::Malformed {
                what: "parameters of the signature algorithm",
                at: 0,
            }),
        }
    }

    /// RFC 8017 appendix A.2.3: `RSASSA-PSS-params`, every field with a default.
    fn pss(&self) -> Result<SignatureScheme, Error> {
        let what = "RSASSA-PSS-params";
        // Absent parameters mean "any" in a key and nothing in a signature (RFC 4055 §3.1).
        let parameters = self
            .parameters
            .as_deref()
            .ok_or(Error::Malformed { what, at: 0 })?;
        let mut fields = single(parameters, tag::SEQUENCE, what)?.reader();
        let hash = match fields.optional(tag::context(0), what)? {
            Some(tlv) => hash_of(&mut tlv.reader(), what)?,
            None => Hash::Sha1,
        };
        let mgf1_hash = match fields.optional(tag::context(1), what)? {
            Some(tlv) => mgf1_hash_of(&tlv, what)?,
            None => Hash::Sha1,
        };
        let salt_len = match fields.optional(tag::context(2), what)? {
            Some(tlv) => number(&tlv, what)?,
            None => 20,
        };
        let trailer = match fields.optional(tag::context(3), what)? {
            Some(tlv) => number(&tlv, what)?,
            None => 1,
        };
        fields.finish(what)?;
        if mgf1_hash != hash {
            return Err(unsupported(
                "mask generation function of RSASSA-PSS",
                "MGF1 with another hash",
            ));
        }
        if trailer != 1 {
            return Err(unsupported(
                "trailer field of RSASSA-PSS",
                &trailer.to_string(),
            ));
        }
        let salt_len = usize::try_from(salt_len).unwrap_or(usize::MAX);
        Ok(SignatureScheme::RsaPss { hash, salt_len })
    }
}

enum Family {
    Rsa,
    Ecdsa,
}

fn hash_of(reader: &mut Reader<'_>, what: &'static str) -> Result<Hash, Error> {
    let algorithm = SignatureAlgorithm::read(reader, what)?;
    reader.finish(what)?;
    algorithm.no_parameters(true)?;
    match algorithm.oid() {
        "1.3.14.3.2.26" => Ok(Hash::Sha1),
        "2.16.840.1.101.3.4.2.1" => Ok(Hash::Sha256),
        "2.16.840.1.101.3.4.2.2" => Ok(Hash::Sha384),
        "2.16.840.1.101.3.4.2.3" => Ok(Hash::Sha512),
        _ => Err(unsupported("hash of RSASSA-PSS", algorithm.name())),
    }
}

fn mgf1_hash_of(tlv: &Tlv<'_>, what: &'static str) -> Result<Hash, Error> {
    let algorithm = SignatureAlgorithm::read(&mut tlv.reader(), what)?;
    match (algorithm.oid(), &algorithm.parameters) {
        (MGF1, Some(parameters)) => hash_of(&mut Reader::new(parameters), what),
        _ => Err(unsupported(
            "mask generation function of RSASSA-PSS",
            algorithm.name(),
        )),
    }
}

/// Reads an INTEGER inside an explicit tag.
fn number(tlv: &Tlv<'_>, what: &'static str) -> Result<u64, Error> {
    unsigned(&single(tlv.content, tag::INTEGER, what)?, what)
}

fn unsupported(what: &'static str, algorithm: &str) -> Error {
    Error::UnsupportedAlgorithm {
        what,
        algorithm: algorithm.to_owned(),
    }
}

const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
const MGF1: &str = "1.2.840.113549.1.1.8";

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(der: &[u8]) -> Result<SignatureScheme, String> {
        let mut reader = Reader::new(der);
        let algorithm = SignatureAlgorithm::read(&mut reader, "signature").unwrap();
        algorithm.scheme().map_err(|error| error.to_string())
    }

    fn with(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
        let mut der = vec![
            0x30,
            (2 + oid.len() + parameters.len()) as u8,
            6,
            oid.len() as u8,
        ];
        der.extend(oid);
        der.extend(parameters);
        der
    }

    const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
    const MD5: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4];
    const PSS: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
    const ED25519: [u8; 3] = [0x2b, 0x65, 0x70];

    #[test]
    fn parameters_that_say_nothing() {
        for none in [&[][..], &[5, 0]] {
            let expected = SignatureScheme::RsaPkcs1v15(Hash::Sha256);
            assert_eq!(scheme(&with(&RSA, none)), Ok(expected));
        }
        assert_eq!(scheme(&with(&ED25519, &[])), Ok(SignatureScheme::Ed25519));
        let malformed = "parameters of the signature algorithm is malformed at byte 0";
        assert_eq!(scheme(&with(&ED25519, &[5, 0])), Err(malformed.to_owned()));
        assert_eq!(scheme(&with(&RSA, &[4, 0])), Err(malformed.to_owned()));
    }

    #[test]
    fn pss_parameters() {
        let sha256 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
        let mgf1 = with(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8], &sha256);
        let explicit = |n: u8, content: &[u8]| [&[0xa0 | n, content.len() as u8], content].concat();
        let parameters = |fields: &[Vec<u8>]| {
            let fields = fields.concat();
            with(&PSS, &[&[0x30, fields.len() as u8], &fields[..]].concat())
        };
        let (hash, mgf) = (explicit(0, &sha256), explicit(1, &mgf1));

        // RFC 8017 appendix A.2.3: everything has a default.
        let defaults = SignatureScheme::RsaPss {
            hash: Hash::Sha1,
            salt_len: 20,
        };
        assert_eq!(scheme(&parameters(&[])), Ok(defaults));
        let salt = explicit(2, &[2, 1, 32]);
        let usual = SignatureScheme::RsaPss {
            hash: Hash::Sha256,
            salt_len: 32,
        };
        assert_eq!(
            scheme(&parameters(&[hash.clone(), mgf.clone(), salt])),
            Ok(usual)
        );

        assert!(
            scheme(&with(&PSS, &[])).is_err(),
            "a signature must say its parameters"
        );
        assert!(
            scheme(&parameters(std::slice::from_ref(&hash))).is_err(),
            "SHA-256, MGF1 with SHA-1"
        );
        let trailer = explicit(3, &[2, 1, 2]);
        assert!(scheme(&parameters(&[hash.clone(), mgf.clone(), trailer])).is_err());
        let negative = explicit(2, &[2, 1, 0x80]);
        assert!(scheme(&parameters(&[hash, mgf, negative])).is_err());
    }

    #[test]
    fn broken_ones_are_refused_by_name() {
        let said = scheme(&with(&MD5, &[5, 0])).unwrap_err();
        assert_eq!(
            said,
            "md5WithRSAEncryption is broken: its signatures can be forged"
        );
    }
}
