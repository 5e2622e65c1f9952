//! PKCS#8 (RFC 5958): what every private key becomes, and how its public key is found.

use zeroize::Zeroizing;

use crate::Error;
use crate::asn1::algorithm::AlgorithmIdentifier;
use crate::asn1::tlv::{Tlv, single, tag};
use crate::asn1::tlv_write::{element, integer, oid, sequence};
use crate::key::content::Content;
use crate::key::key_type::{DSA, EC, KeyType, RSA, RSASSA_PSS};
use crate::key::rsa_numbers::RsaNumbers;

/// Returns the `PrivateKeyInfo` of a private key of any structure; one that is PKCS#8 already stays as it is, with its
/// attributes and its public key.
pub(crate) fn wrap(content: Content, der: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    match content {
        Content::RsaPrivateKey => {
            let algorithm = sequence(&[&oid(&RSA), &NULL]);
            Ok(private_key_info(&algorithm, der))
        }
        Content::EcPrivateKey => wrap_sec1(der),
        Content::DsaPrivateKey => wrap_dsa(der),
        _ => Ok(Zeroizing::new(der.to_vec())),
    }
}

/// The fields of a `PrivateKeyInfo` that matter.
pub(crate) struct PrivateKeyInfo<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    algorithm_der: &'a [u8],
    private_key: &'a [u8],
    /// The `publicKey` of version 2: the content of its BIT STRING.
    public_key: Option<&'a [u8]>,
}

impl<'a> PrivateKeyInfo<'a> {
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self, Error> {
        let mut fields = single(der, tag::SEQUENCE, WHAT)?.reader();
        let version = fields.expect(tag::INTEGER, WHAT)?;
        if !matches!(version.content, [0 | 1]) {
            return Err(Error::Malformed {
                what: "version of PrivateKeyInfo",
                at: version.content_at,
            });
        }
        let algorithm_der = fields.clone().next(WHAT)?.bytes;
        let algorithm = AlgorithmIdentifier::read(&mut fields, WHAT)?;
        let private_key = fields.expect(tag::OCTET_STRING, WHAT)?.content;
        fields.optional(tag::context(0), WHAT)?; // attributes
        // [1] IMPLICIT BIT STRING; some libraries wrote it as if it were EXPLICIT.
        let implicit = fields.optional(tag::context_primitive(1), WHAT)?;
        let explicit = fields.optional(tag::context(1), WHAT)?;
        fields.finish(WHAT)?;
        let explicit = explicit
            .map(|tlv| single(tlv.content, tag::BIT_STRING, WHAT))
            .transpose()?;
        let public_key = implicit
            .or(explicit)
            .map(|bits| whole_octets(&bits))
            .transpose()?;
        Ok(Self {
            algorithm,
            algorithm_der,
            private_key,
            public_key,
        })
    }

    /// Returns the same key in version 1, without attributes and without public key.
    pub(crate) fn minimal(&self) -> Zeroizing<Vec<u8>> {
        private_key_info(self.algorithm_der, self.private_key)
    }

    /// Whether a SubjectPublicKeyInfo has the same algorithm and parameters.
    pub(crate) fn has_algorithm_of(&self, spki_der: &[u8]) -> bool {
        let fields = single(spki_der, tag::SEQUENCE, WHAT);
        fields.is_ok_and(|spki| spki.content.starts_with(self.algorithm_der))
    }

    /// Returns the numbers of an RSA key of either kind.
    pub(crate) fn rsa_numbers(&self) -> Result<Option<RsaNumbers<'a>>, Error> {
        match self.algorithm.oid {
            RSA | RSASSA_PSS => RsaNumbers::from_private(self.private_key).map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the SubjectPublicKeyInfo as far as the file itself holds it: nothing is computed.
    pub(crate) fn subject_public_key_info(&self) -> Result<Vec<u8>, Error> {
        if let Some(numbers) = self.rsa_numbers()? {
            return Ok(subject_public_key_info(
                self.algorithm_der,
                &numbers.public_key_der(),
            ));
        }
        self.told_public_key_info()?.ok_or_else(|| Error::UnsupportedKeyType {
            key_type: KeyType::of(&self.algorithm.oid).to_string(),
            reason: "the file does not hold the public key, and it is not computed here for this type".to_owned(),
        })
    }

    /// Returns the SubjectPublicKeyInfo of the public key that stands beside the private one, if any.
    pub(crate) fn told_public_key_info(&self) -> Result<Option<Vec<u8>>, Error> {
        let told = match self.algorithm.oid {
            EC if self.public_key.is_none() => EcPrivateKey::from_der(self.private_key)?.public_key,
            _ => self.public_key,
        };
        Ok(told.map(|key| subject_public_key_info(self.algorithm_der, key)))
    }
}

/// Returns the `SubjectPublicKeyInfo` of an algorithm and the octets of a public key.
pub(crate) fn subject_public_key_info(algorithm_der: &[u8], key: &[u8]) -> Vec<u8> {
    sequence(&[algorithm_der, &element(tag::BIT_STRING, &[&[0], key])]).to_vec()
}

/// `ECPrivateKey` (RFC 5915 §3).
struct EcPrivateKey<'a> {
    private_key: Tlv<'a>,
    parameters: Option<Tlv<'a>>,
    public_key: Option<&'a [u8]>,
}

impl<'a> EcPrivateKey<'a> {
    fn from_der(der: &'a [u8]) -> Result<Self, Error> {
        let what = "ECPrivateKey";
        let mut fields = single(der, tag::SEQUENCE, what)?.reader();
        let version = fields.expect(tag::INTEGER, what)?;
        if version.content != [1] {
            return Err(Error::Malformed {
                what: "version of ECPrivateKey",
                at: version.content_at,
            });
        }
        let private_key = fields.expect(tag::OCTET_STRING, what)?;
        let parameters = match fields.optional(tag::context(0), what)? {
            Some(explicit) => Some(explicit.reader().next(what)?),
            None => None,
        };
        // Some libraries left out the octet that counts the unused bits: such a public key is none, and is computed if it
        // can be.
        let public_key = fields
            .optional(tag::context(1), what)?
            .and_then(|explicit| {
                let bits = single(explicit.content, tag::BIT_STRING, what).ok()?;
                whole_octets(&bits).ok()
            });
        fields.finish(what)?;
        Ok(Self {
            private_key,
            parameters,
            public_key,
        })
    }
}

/// The parameters move from the key to the algorithm (RFC 5915 §3, last paragraph but one).
fn wrap_sec1(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let key = EcPrivateKey::from_der(der)?;
    let parameters = key.parameters.ok_or_else(|| Error::InvalidKey {
        reason: "the file does not say its curve".to_owned(),
    })?;
    let public_key = match key.public_key {
        Some(public_key) => element(
            tag::context(1),
            &[&element(tag::BIT_STRING, &[&[0], public_key])],
        ),
        None => Zeroizing::default(),
    };
    let inner = sequence(&[&integer(1), key.private_key.bytes, &public_key]);
    Ok(private_key_info(
        &sequence(&[&oid(&EC), parameters.bytes]),
        &inner,
    ))
}

/// The public number has a place in version 2 only.
fn wrap_dsa(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let what = "DSA private key";
    let mut fields = single(der, tag::SEQUENCE, what)?.reader();
    let mut number = || Ok::<_, Error>(fields.expect(tag::INTEGER, what)?.bytes);
    let (_version, p, q, g, y, x) = (
        number()?,
        number()?,
        number()?,
        number()?,
        number()?,
        number()?,
    );
    fields.finish(what)?;
    let algorithm = sequence(&[&oid(&DSA), &sequence(&[p, q, g])]);
    let public_key = element(tag::context_primitive(1), &[&[0], y]);
    Ok(sequence(&[
        &integer(1),
        &algorithm,
        &element(tag::OCTET_STRING, &[x]),
        &public_key,
    ]))
}

fn private_key_info(algorithm_der: &[u8], private_key: &[u8]) -> Zeroizing<Vec<u8>> {
    sequence(&[
        &integer(0),
        algorithm_der,
        &element(tag::OCTET_STRING, &[private_key]),
    ])
}

/// Returns the octets of a BIT STRING that has no unused bits.
pub(crate) fn whole_octets<'a>(bits: &Tlv<'a>) -> Result<&'a [u8], Error> {
    match bits.content {
        [0, octets @ ..] => Ok(octets),
        _ => Err(Error::Malformed {
            what: "BIT STRING of a public key",
            at: bits.content_at,
        }),
    }
}

const WHAT: &str = "PrivateKeyInfo";
const NULL: [u8; 2] = [tag::NULL, 0];
