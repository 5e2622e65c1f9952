//! What a DER structure is, judged by its shape: names of files and labels of PEM blocks lie.

use crate::asn1::tlv::{Reader, single, tag};

/// A structure that can stand where a key is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// PKCS#8, RFC 5958 §2.
    PrivateKeyInfo,
    /// PKCS#8, RFC 5958 §3.
    EncryptedPrivateKeyInfo,
    /// PKCS#1, RFC 8017 appendix A.1.2.
    RsaPrivateKey,
    /// SEC 1, RFC 5915 §3.
    EcPrivateKey,
    /// OpenSSL's traditional form of DSA keys: version, p, q, g, y, x.
    DsaPrivateKey,
    /// RFC 5280 §4.1.2.7.
    SubjectPublicKeyInfo,
    /// PKCS#1, RFC 8017 appendix A.1.1.
    RsaPublicKey,
    Certificate,
    CertificationRequest,
    /// RFC 5280 §5.1.
    CertificateList,
    Pkcs12,
    Other,
}

impl Content {
    /// Judges a structure in definite form.
    pub(crate) fn of(der: &[u8]) -> Self {
        let Ok(outer) = single(der, tag::SEQUENCE, "") else {
            return Self::Other;
        };
        let tags = first_tags(outer.reader());
        const INT: u8 = tag::INTEGER;
        match tags.as_slice() {
            [INT, tag::SEQUENCE, tag::OCTET_STRING, ..] => Self::PrivateKeyInfo,
            [INT, tag::OCTET_STRING, ..] => Self::EcPrivateKey,
            [INT, INT, INT, INT, INT, INT, INT, INT, INT, ..] => Self::RsaPrivateKey,
            [INT, INT, INT, INT, INT, INT] => Self::DsaPrivateKey,
            [INT, INT] => Self::RsaPublicKey,
            [INT, tag::SEQUENCE, ..] => Self::Pkcs12,
            [tag::SEQUENCE, tag::OCTET_STRING] => Self::EncryptedPrivateKeyInfo,
            [tag::SEQUENCE, tag::BIT_STRING] => Self::SubjectPublicKeyInfo,
            [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] => {
                let signed = outer
                    .reader()
                    .next("")
                    .map(|signed| first_tags(signed.reader()));
                match signed.as_deref() {
                    Ok(
                        [INT, tag::SEQUENCE, tag::SEQUENCE]
                        | [INT, tag::SEQUENCE, tag::SEQUENCE, CONTEXT_0],
                    ) => Self::CertificationRequest,
                    Ok(
                        [INT, tag::SEQUENCE, tag::SEQUENCE, TIME | OLD_TIME, ..]
                        | [tag::SEQUENCE, tag::SEQUENCE, TIME | OLD_TIME, ..],
                    ) => Self::CertificateList,
                    Ok([CONTEXT_0 | INT, ..]) => Self::Certificate,
                    _ => Self::Other,
                }
            }
            _ => Self::Other,
        }
    }

    /// Whether this is a private key, encrypted or not.
    pub(crate) fn is_private_key(self) -> bool {
        matches!(
            self,
            Self::PrivateKeyInfo
                | Self::EncryptedPrivateKeyInfo
                | Self::RsaPrivateKey
                | Self::EcPrivateKey
                | Self::DsaPrivateKey
        )
    }

    /// Returns what it is, for a sentence.
    pub(crate) fn described(self) -> &'static str {
        match self {
            Self::PrivateKeyInfo
            | Self::RsaPrivateKey
            | Self::EcPrivateKey
            | Self::DsaPrivateKey => "a private key",
            Self::EncryptedPrivateKeyInfo => "an encrypted private key",
            Self::SubjectPublicKeyInfo | Self::RsaPublicKey => "a public key",
            Self::Certificate => "a certificate",
            Self::CertificationRequest => "a certification request",
            Self::CertificateList => "a certificate revocation list",
            Self::Pkcs12 => "a PKCS#12 keystore",
            Self::Other => "ASN.1 of another kind",
        }
    }
}

/// Returns what bytes are that are neither PEM nor DER, for a sentence.
pub(crate) fn describe_unrecognised(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => "empty",
        [0xfe, 0xed, 0xfe, 0xed, ..] => "a JKS keystore",
        [0xce, 0xce, 0xce, 0xce, ..] => "a JCEKS keystore",
        [b's', b's', b'h', b'-', ..] => "an OpenSSH public key",
        _ => "neither PEM nor DER",
    }
}

/// Returns the identifiers of the first elements, as many as tell structures apart; fewer where the bytes are damaged.
fn first_tags(mut reader: Reader<'_>) -> Vec<u8> {
    std::iter::from_fn(|| {
        if reader.is_empty() {
            None
        } else {
            reader.next("").ok()
        }
    })
    .map(|tlv| tlv.tag)
    .take(10)
    .collect()
}

const CONTEXT_0: u8 = tag::context(0);
/// UTCTime.
const OLD_TIME: u8 = 0x17;
/// GeneralizedTime.
const TIME: u8 = 0x18;
