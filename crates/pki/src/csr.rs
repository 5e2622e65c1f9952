//! Certification requests (PKCS#10, RFC 2986): who asks for a certificate, for which key, with which extensions.

pub(crate) mod new; // new certification requests

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::asn1::tlv::{Reader, tag};
use crate::certificate::{MAX_OCTETS, bits, outermost, range, read_spki};
use crate::{Error, Extensions, Name, SignatureAlgorithm, asn1::oid, pem};

/// A certification request, also known as CSR.
///
/// **Nothing is verified by parsing.** [`CertificationRequest::verify_proof_of_possession`] tells whether the requester
/// holds the private key, and nothing else: names and extensions are wishes, and never to be copied into a certificate
/// unseen.
#[derive(Clone)]
pub struct CertificationRequest {
    der: Vec<u8>,
    info: Range<usize>,
    subject: Name,
    spki: Range<usize>,
    attributes: Vec<String>,
    requested_extensions: Extensions,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
}

impl CertificationRequest {
    /// Parses one request in DER.
    ///
    /// ```
    /// use credtool_pki::CertificationRequest;
    /// let request = CertificationRequest::from_der(include_bytes!("../tests/data/csr/rsa2048-san.der"))?;
    /// assert_eq!(request.requested_extensions().subject_alt_names()[0].to_string(), "app.a.credtool.test");
    /// request.verify_proof_of_possession()?;
    /// # Ok::<(), credtool_pki::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Malformed`] names the field and where it stands: a version other than the one that PKCS#10 has, and
    /// requested extensions that cannot be read are malformed, too. [`Error::Truncated`], [`Error::TrailingBytes`],
    /// [`Error::TooMuchWork`] above 1 MiB.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let whole = outermost(&mut reader, "certification request", MAX_OCTETS)?;
        if !reader.is_empty() {
            return Err(Error::TrailingBytes {
                what: "certification request",
                at: whole.bytes.len(),
            });
        }
        let mut outer = whole.reader();
        let info = outer.expect(tag::SEQUENCE, "certificationRequestInfo")?;
        let signature_algorithm = SignatureAlgorithm::read(&mut outer, "signatureAlgorithm")?;
        let signature = outer.expect(tag::BIT_STRING, "signature")?;
        outer.finish("certification request")?;

        let mut fields = info.reader();
        let version = fields.expect(tag::INTEGER, "version")?;
        if version.content != [0] {
            return Err(Error::Malformed {
                what: "version",
                at: version.content_at,
            });
        }
        let subject = Name::read(&mut fields, "subject")?;
        let spki = read_spki(&mut fields)?;
        let mut request = Self {
            info: range(&info),
            subject,
            spki: range(&spki),
            attributes: Vec::new(),
            requested_extensions: Extensions::default(),
            signature_algorithm,
            signature: bits(&signature, "signature")?,
            der: der.to_vec(),
        };
        // The field is not optional, yet some tools leave it out when there is nothing in it.
        if let Some(attributes) = fields.optional(tag::context(0), "attributes")? {
            request.read_attributes(&mut attributes.reader())?;
        }
        fields.finish("certificationRequestInfo")?;
        Ok(request)
    }

    fn read_attributes(&mut self, list: &mut Reader<'_>) -> Result<(), Error> {
        let what = "attributes";
        while !list.is_empty() {
            if self.attributes.len() == MAX_ATTRIBUTES {
                return Err(Error::TooMany {
                    what,
                    limit: MAX_ATTRIBUTES,
                });
            }
            let mut attribute = list.expect(tag::SEQUENCE, what)?.reader();
            let oid = oid::dotted(&attribute.expect(tag::OID, what)?, what)?;
            let mut values = attribute.expect(tag::SET, what)?.reader();
            attribute.finish(what)?;
            if EXTENSION_REQUESTS.contains(&oid.as_str()) {
                while !values.is_empty() {
                    let extensions = Extensions::read(&mut values, "extensionRequest")?;
                    self.requested_extensions.append(extensions);
                }
            }
            self.attributes.push(oid);
        }
        Ok(())
    }

    /// Returns the whole request, byte for byte as it was read. It may hold a challenge password.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the request as PEM (RFC 7468 §7).
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE REQUEST", &self.der).to_string()
    }

    /// Returns what the requester signed: the encoding of `certificationRequestInfo`.
    pub fn info_der(&self) -> &[u8] {
        &self.der[self.info.clone()]
    }

    /// Returns the SHA-256 fingerprint of the request, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        base16ct::lower::encode_string(&Sha256::digest(&self.der))
    }

    /// Returns the name that is asked for, which may be empty.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Returns the `SubjectPublicKeyInfo`, DER. Not checked: that there is a key in it.
    pub fn spki_der(&self) -> &[u8] {
        &self.der[self.spki.clone()]
    }

    /// Returns the extensions that are asked for, by the attribute of PKCS#9 or by Microsoft's.
    pub fn requested_extensions(&self) -> &Extensions {
        &self.requested_extensions
    }

    /// Returns the dotted object identifiers of the attributes, in encoded order; [`crate::oid_name`] gives their names.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// Returns whether there is a challenge password (RFC 2985 §5.4.1). Its value is a secret and is not kept apart.
    pub fn has_challenge_password(&self) -> bool {
        self.attributes.iter().any(|oid| oid == CHALLENGE_PASSWORD)
    }

    /// Returns the algorithm of the signature.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.signature_algorithm
    }

    /// Returns the signature in octets.
    pub fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// Verifies that whoever made the request holds the private key: the signature, by the key in the request.
    ///
    /// RSA from 1024 bits with PKCS#1 v1.5 or PSS, ECDSA on P-256 and P-384, Ed25519; hashes SHA-1 and SHA-2. Whether SHA-1
    /// or a small key is acceptable is for the caller to decide.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] is the no. [`Error::BrokenAlgorithm`] (MD5 and older), [`Error::UnsupportedAlgorithm`],
    /// [`Error::UnsuitableKey`] and [`Error::Malformed`] say that no answer was worked out, and why.
    pub fn verify_proof_of_possession(&self) -> Result<(), Error> {
        self.signature_algorithm
            .verify(self.spki_der(), self.info_der(), self.signature())
    }
}

impl std::fmt::Debug for CertificationRequest {
    /// Without the attributes' values, one of which may be a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificationRequest")
            .field("subject", &self.subject.to_string())
            .field("sha256", &self.sha256())
            .finish_non_exhaustive()
    }
}

/// Real requests have up to five.
const MAX_ATTRIBUTES: usize = 256;

const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";
/// RFC 2985 §5.4.2, and Microsoft's own, older one ([MS-WCCE] §2.2.2.7.7).
const EXTENSION_REQUESTS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ExtensionValue;
    use crate::asn1::tlv_write::{element, sequence};

    /// Returns a request with these attributes, for no key and signed by nobody.
    fn request(attributes: &[&[u8]]) -> Vec<u8> {
        let key = sequence(&[&[0x30, 0], &[3, 1, 0]]);
        let list: Vec<u8> = attributes.concat();
        let attributes = match attributes {
            [] => Vec::new(),
            _ => element(tag::context(0), &[&list]).to_vec(),
        };
        let info = sequence(&[&[2, 1, 0], &[0x30, 0], &key, &attributes]);
        sequence(&[&info, &[0x30, 4, 6, 2, 0x2a, 3], &[3, 1, 0]]).to_vec()
    }

    fn attribute(oid: &[u8], values: &[u8]) -> Vec<u8> {
        let oid = element(tag::OID, &[oid]);
        sequence(&[&oid, &element(tag::SET, &[values])]).to_vec()
    }

    const PKCS9: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14];
    const MICROSOFT: [u8; 10] = [0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 1, 14];
    /// Extensions with one: basicConstraints, CA:TRUE.
    const CA: [u8; 16] = [
        0x30, 14, 0x30, 12, 6, 3, 0x55, 0x1d, 0x13, 4, 5, 0x30, 3, 1, 1, 0xff,
    ];

    #[test]
    fn extensions_are_found_under_both_attributes() {
        for oid in [&PKCS9[..], &MICROSOFT] {
            let request =
                CertificationRequest::from_der(&request(&[&attribute(oid, &CA)])).unwrap();
            let mut extensions = request.requested_extensions().iter();
            let value = extensions.next().map(|extension| extension.value());
            assert!(matches!(
                value,
                Some(ExtensionValue::BasicConstraints { ca: true, .. })
            ));
            assert!(extensions.next().is_none());
        }
    }

    #[test]
    fn attributes_may_be_absent_empty_or_unknown() {
        let none = CertificationRequest::from_der(&request(&[])).unwrap();
        assert!(none.attributes().is_empty() && none.subject().is_empty());
        let empty = [attribute(&PKCS9, &[]), attribute(&[0x2a, 3], &[5, 0])];
        let empty = CertificationRequest::from_der(&request(&[&empty[0], &empty[1]])).unwrap();
        assert_eq!(empty.attributes(), ["1.2.840.113549.1.9.14", "1.2.3"]);
        assert_eq!(empty.requested_extensions().iter().count(), 0);
    }

    #[test]
    fn bounded() {
        let one = attribute(&[0x2a, 3], &[]);
        let der = request(&vec![&one[..]; MAX_ATTRIBUTES + 1]);
        let error = CertificationRequest::from_der(&der).unwrap_err();
        assert!(matches!(error, Error::TooMany { .. }));
    }

    #[test]
    fn an_unknown_algorithm_is_named() {
        let request = CertificationRequest::from_der(&request(&[])).unwrap();
        let error = request.verify_proof_of_possession().unwrap_err();
        assert_eq!(
            error.to_string(),
            "signature algorithm 1.2.3 is not supported"
        );
    }
}
