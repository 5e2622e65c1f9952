//! Object identifiers as dotted text, and the names their standards give them.

use crate::Error;
use crate::asn1::tlv::Tlv;

/// Returns the dotted form of an OBJECT IDENTIFIER (X.690 §8.19), such as `2.5.29.17`. Arcs have up to 128 bits: the
/// identifiers under `2.25` carry a whole UUID in one.
pub(crate) fn dotted(tlv: &Tlv<'_>, what: &'static str) -> Result<String, Error> {
    text(tlv.content).ok_or(Error::Malformed {
        what,
        at: tlv.content_at,
    })
}

/// Returns the name that the standards give to an object identifier in dotted form (`sha256WithRSAEncryption`,
/// `subjectAltName`, `serverAuth` …), or `None` where this crate knows none.
pub fn oid_name(oid: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, name)| *name)
}

fn text(content: &[u8]) -> Option<String> {
    let (mut text, mut arc) = (String::new(), 0u128);
    let mut arc_begins = true;
    for &octet in content {
        // No arc starts with padding (X.690 §8.19.2).
        if (arc_begins && octet == 0x80) || arc.leading_zeros() < 7 {
            return None;
        }
        arc = arc << 7 | u128::from(octet & 0x7f);
        arc_begins = octet & 0x80 == 0;
        if arc_begins {
            if text.is_empty() {
                // The first two arcs share one number, 40 × first + second, where first is at most 2 (X.690 §8.19.4).
                let first = (arc / 40).min(2);
                text = format!("{first}.{}", arc - 40 * first);
            } else {
                text.push('.');
                text.push_str(&arc.to_string());
            }
            arc = 0;
        }
    }
    (arc_begins && !text.is_empty()).then_some(text)
}

/// Returns the content octets of an OBJECT IDENTIFIER in dotted form; `None` for what is none, or has an arc of more than 128
/// bits.
pub(crate) fn octets(dotted: &str) -> Option<Vec<u8>> {
    let mut arcs = dotted.split('.').map(|arc| {
        let digits = !arc.is_empty() && arc.bytes().all(|octet| octet.is_ascii_digit());
        let minimal = arc == "0" || !arc.starts_with('0');
        (digits && minimal).then(|| arc.parse::<u128>().ok())?
    });
    let (first, second) = (arcs.next()??, arcs.next()??);
    if first > 2 || (first < 2 && second > 39) {
        return None;
    }
    let mut content = Vec::new();
    base_128(&mut content, second.checked_add(40 * first)?);
    for arc in arcs {
        base_128(&mut content, arc?);
    }
    Some(content)
}

fn base_128(out: &mut Vec<u8>, arc: u128) {
    let groups = (128 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        out.push((arc >> (7 * group)) as u8 & 0x7f | more);
    }
}

/// Names from RFC 3279, 4055, 4514, 5280, 5480, 8017, 8410, 9481, FIPS 204 and 205 (as registered by NIST), and of Microsoft.
const NAMES: &[(&str, &str)] = &[
    // Signature algorithms.
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.3", "md4WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.3.14.3.2.29", "sha1WithRSASignature"),
    ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.2.840.10040.4.3", "dsa-with-sha1"),
    ("2.16.840.1.101.3.4.3.1", "dsa-with-sha224"),
    ("2.16.840.1.101.3.4.3.2", "dsa-with-sha256"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    // Key algorithms.
    ("1.2.840.113549.1.1.1", "rsaEncryption"),
    ("1.2.840.113549.1.1.7", "RSAES-OAEP"),
    ("1.2.840.10045.2.1", "ecPublicKey"),
    ("1.2.840.10040.4.1", "dsa"),
    ("1.2.840.10046.2.1", "dhpublicnumber"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512"),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768"),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024"),
    // Hash functions, and the mask generation function of RSA.
    ("1.2.840.113549.2.5", "MD5"),
    ("1.3.14.3.2.26", "SHA-1"),
    ("2.16.840.1.101.3.4.2.4", "SHA-224"),
    ("2.16.840.1.101.3.4.2.1", "SHA-256"),
    ("2.16.840.1.101.3.4.2.2", "SHA-384"),
    ("2.16.840.1.101.3.4.2.3", "SHA-512"),
    ("1.2.840.113549.1.1.8", "MGF1"),
    // Certificate extensions.
    ("2.5.29.9", "subjectDirectoryAttributes"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.16", "privateKeyUsagePeriod"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.33", "policyMappings"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.36", "policyConstraints"),
    ("2.5.29.37", "extKeyUsage"),
    ("2.5.29.46", "freshestCRL"),
    ("2.5.29.54", "inhibitAnyPolicy"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.5.5.7.1.3", "qcStatements"),
    ("1.3.6.1.5.5.7.1.11", "subjectInfoAccess"),
    ("1.3.6.1.5.5.7.1.24", "tlsFeature"),
    ("1.3.6.1.5.5.7.48.1.5", "ocspNoCheck"),
    ("1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestampList"),
    ("1.3.6.1.4.1.11129.2.4.3", "ctPoison"),
    ("2.16.840.1.113730.1.1", "netscapeCertType"),
    ("2.16.840.1.113730.1.13", "netscapeComment"),
    ("1.3.6.1.4.1.311.20.2", "microsoftCertificateTemplateName"),
    ("1.3.6.1.4.1.311.21.7", "microsoftCertificateTemplate"),
    ("2.5.29.20", "cRLNumber"),
    ("2.5.29.27", "deltaCRLIndicator"),
    ("2.5.29.28", "issuingDistributionPoint"),
    ("2.5.29.32.0", "anyPolicy"),
    // Extended key usages.
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("1.3.6.1.4.1.311.10.3.4", "encryptedFileSystem"),
    ("1.3.6.1.4.1.311.20.2.2", "smartcardLogon"),
    // Other names, and attributes of requests.
    ("1.3.6.1.4.1.311.20.2.3", "userPrincipalName"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
    ("1.2.840.113549.1.9.7", "challengePassword"),
    ("1.2.840.113549.1.9.14", "extensionRequest"),
    ("1.3.6.1.4.1.311.2.1.14", "microsoftExtensionRequest"),
    ("1.3.6.1.4.1.311.13.2.3", "microsoftOsVersion"),
    ("1.3.6.1.4.1.311.13.2.2", "microsoftEnrolmentProvider"),
    ("1.3.6.1.4.1.311.21.20", "microsoftRequestClientInfo"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_become_text() {
        for (content, dotted) in [
            (&[0x55, 0x1d, 0x11][..], "2.5.29.17"),
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d], "1.2.840.113549"),
            (&[0x00], "0.0"),
            (&[0x27], "0.39"),
            (&[0x28], "1.0"),
            (&[0x4f], "1.39"),
            (&[0x50], "2.0"),
            (&[0x88, 0x37], "2.999"),
            (&[0x81, 0x34], "2.100"),
            (&[0x88, 0x38, 0x00], "2.1000.0"),
        ] {
            assert_eq!(text(content).as_deref(), Some(dotted));
            assert_eq!(octets(dotted).as_deref(), Some(content));
        }
        // 2^128 - 1 in one arc, as 2.25 identifiers can carry it (X.667 §7).
        let uuid = [&[0x69, 0x83][..], &[0xff; 17], &[0x7f]].concat();
        assert_eq!(
            text(&uuid).as_deref(),
            Some("2.25.340282366920938463463374607431768211455")
        );
    }

    #[test]
    fn malformed_identifiers_are_refused() {
        for content in [&[][..], &[0x80, 0x01], &[0x2a, 0x80, 0x01], &[0x2a, 0x86]] {
            assert_eq!(text(content), None, "{content:02x?}");
        }
        let arc_too_large = [&[0x69, 0x84][..], &[0xff; 17], &[0x7f]].concat();
        assert_eq!(text(&arc_too_large), None);
        for dotted in [
            "", "1", "3.1", "1.40", "1.", "1..2", "01.2", "1.02", "1.+2", "1.2.x",
        ] {
            assert_eq!(octets(dotted), None, "{dotted}");
        }
    }

    #[test]
    fn no_identifier_has_two_names() {
        let mut known: Vec<_> = NAMES.iter().map(|(oid, _)| oid).collect();
        known.sort_unstable();
        known.dedup();
        assert_eq!(known.len(), NAMES.len());
        assert_eq!(oid_name("2.5.29.17"), Some("subjectAltName"));
        assert_eq!(oid_name("2.5.29.17.9"), None);
    }
}
