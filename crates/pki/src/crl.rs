//! Certificate revocation lists: which certificates of an authority are withdrawn (RFC 5280 §5).

pub(crate) mod entry; // one entry of it: which certificate, since when, why
pub(crate) mod file; // revocation lists from PEM and DER
pub(crate) mod reason; // why a certificate was revoked

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::asn1::tlv::{Reader, tag};
use crate::certificate::distribution_point::IssuingDistributionPoint;
use crate::certificate::{bits, integer_hex, outermost, range};
use crate::crl::entry::{Entries, EntryFlags};
use crate::{
    Error, ExtensionValue, Extensions, Name, RevokedCertificate, SignatureAlgorithm, Time, pem,
};

/// A certificate revocation list, also known as CRL (RFC 5280 §5.1), versions 1 and 2.
///
/// Takes the memory of its encoding and eight bytes an entry: a list of a million entries about 50 MiB. **Nothing is
/// verified by parsing**, neither the signature nor the times; unknown extensions are kept, critical or not.
#[derive(Clone)]
pub struct CertificateList {
    der: Vec<u8>,
    tbs: Range<usize>,
    version: u8,
    tbs_signature_algorithm: SignatureAlgorithm,
    issuer: Name,
    this_update: Time,
    next_update: Option<Time>,
    /// Where the entries stand in `der`, one after the other.
    entries: Range<usize>,
    /// The hash of each serial number and the offset of its entry, in the order of the hashes.
    index: Vec<u64>,
    entry_flags: EntryFlags,
    extensions: Extensions,
    signature_algorithm: SignatureAlgorithm,
    signature: Range<usize>,
}

impl CertificateList {
    /// Parses one list in DER.
    ///
    /// # Errors
    /// [`Error::Malformed`] names the field and where it stands, entries included. [`Error::TrailingBytes`] for bytes after
    /// the list, [`Error::TooMuchWork`] above 256 MiB, [`Error::TooMany`] for more extensions than any real list has.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let list = Self::read(&mut reader)?;
        match reader.is_empty() {
            true => Ok(list),
            false => Err(Error::TrailingBytes {
                what: WHAT,
                at: list.der.len(),
            }),
        }
    }

    /// Consumes one list.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let whole = outermost(reader, WHAT, MAX_OCTETS)?;
        // Offsets count from the list, wherever it was found.
        let mut outer = Reader::new(whole.bytes).next(WHAT)?.reader();
        let tbs = outer.expect(tag::SEQUENCE, "tbsCertList")?;
        let signature_algorithm = SignatureAlgorithm::read(&mut outer, "signatureAlgorithm")?;
        let signature = outer.expect(tag::BIT_STRING, "signatureValue")?;
        outer.finish(WHAT)?;

        let mut fields = tbs.reader();
        let version = match fields.optional(tag::INTEGER, "version")? {
            None => 1,
            Some(number) => match number.content {
                [number @ 0..=1] => number + 1,
                _ => {
                    return Err(Error::Malformed {
                        what: "version",
                        at: number.content_at,
                    });
                }
            },
        };
        let tbs_signature_algorithm = SignatureAlgorithm::read(&mut fields, "signature")?;
        let issuer = Name::read(&mut fields, "issuer")?;
        let this_update = Time::read(&mut fields, "thisUpdate")?;
        let next_update = match fields.peek() {
            Some(UTC_TIME | GENERALIZED_TIME) => Some(Time::read(&mut fields, "nextUpdate")?),
            _ => None,
        };
        let mut index = Vec::new();
        let mut entry_flags = EntryFlags::default();
        let mut entries = 0..0;
        if let Some(sequence) = fields.optional(tag::SEQUENCE, "revokedCertificates")? {
            entries = sequence.content_at..sequence.content_at + sequence.content.len();
            let mut list = sequence.reader();
            while !list.is_empty() {
                let at = entries.end - list.rest().len();
                let entry = RevokedCertificate::read(&mut list, &mut entry_flags)?;
                index.push(hash(entry.serial_octets()) << 32 | at as u64);
            }
            index.sort_unstable();
            index.shrink_to_fit();
        }
        let extensions = match fields.optional(EXTENSIONS, "crlExtensions")? {
            None => Extensions::default(),
            Some(explicit) => {
                let mut inner = explicit.reader();
                let extensions = Extensions::read(&mut inner, "crlExtensions")?;
                inner.finish("crlExtensions")?;
                extensions
            }
        };
        fields.finish("tbsCertList")?;
        Ok(Self {
            tbs: range(&tbs),
            version,
            tbs_signature_algorithm,
            issuer,
            this_update,
            next_update,
            entries,
            index,
            entry_flags,
            extensions,
            signature_algorithm,
            signature: bits(&signature, "signatureValue")?,
            der: whole.bytes.to_vec(),
        })
    }

    /// Returns the whole list, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the list as PEM (RFC 7468 §6).
    pub fn to_pem(&self) -> String {
        pem::encode("X509 CRL", &self.der).to_string()
    }

    /// Returns what the issuer signed: the encoding of `tbsCertList`.
    pub fn tbs_der(&self) -> &[u8] {
        &self.der[self.tbs.clone()]
    }

    /// Returns the version by its usual number, 1 or 2.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Returns who issued the list, and, unless it is indirect, the certificates it speaks of.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// Returns when the list was issued.
    pub fn this_update(&self) -> Time {
        self.this_update
    }

    /// Returns by when the next list will be issued; RFC 5280 demands it, and lists without it occur.
    pub fn next_update(&self) -> Option<Time> {
        self.next_update
    }

    /// Returns the number of the list (RFC 5280 §5.2.3) in lower-case hexadecimal without leading zeros.
    pub fn number(&self) -> Option<String> {
        self.extension(|value| match value {
            ExtensionValue::CrlNumber(octets) => Some(integer_hex(octets)),
            _ => None,
        })
    }

    /// Returns the number of the list that this one only says the changes to (RFC 5280 §5.2.4); `None` for a list that is
    /// complete in itself.
    pub fn delta_base(&self) -> Option<String> {
        self.extension(|value| match value {
            ExtensionValue::DeltaCrlIndicator(octets) => Some(integer_hex(octets)),
            _ => None,
        })
    }

    /// Returns what the list is limited to, where it says so.
    pub fn issuing_distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        self.extension(|value| match value {
            ExtensionValue::IssuingDistributionPoint(point) => Some(point),
            _ => None,
        })
    }

    /// Returns the entries in encoded order; may be none.
    pub fn entries(&self) -> Entries<'_> {
        Entries {
            rest: Reader::new(&self.der[self.entries.clone()]),
            left: self.index.len(),
        }
    }

    /// Returns the first entry with this serial number, given as the content octets of its INTEGER
    /// ([`crate::Certificate::serial_octets`]). Not checked: whether the list is about the issuer of that certificate.
    ///
    /// The time is that of a binary search.
    pub fn get(&self, serial_octets: &[u8]) -> Option<RevokedCertificate<'_>> {
        let wanted = hash(serial_octets);
        let first = self.index.partition_point(|row| row >> 32 < wanted);
        let candidates = self.index[first..]
            .iter()
            .take_while(|&row| row >> 32 == wanted);
        candidates
            .filter_map(|row| self.entry_at((row & 0xffff_ffff) as usize))
            .find(|entry| entry.serial_octets() == serial_octets)
    }

    fn entry_at(&self, at: usize) -> Option<RevokedCertificate<'_>> {
        let mut reader = Reader::new(self.der.get(at..self.entries.end)?);
        RevokedCertificate::read(&mut reader, &mut EntryFlags::default()).ok()
    }

    /// Returns what was noted about the entries.
    pub(crate) fn entry_flags(&self) -> &EntryFlags {
        &self.entry_flags
    }

    /// Returns the extensions of the list, which version 1 does not have.
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Returns the algorithm of the signature, as it stands beside it.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.signature_algorithm
    }

    /// Returns the algorithm of the signature as the issuer signed it; RFC 5280 §5.1.1.2 demands that both are the same.
    pub fn tbs_signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.tbs_signature_algorithm
    }

    /// Returns the signature in octets.
    pub fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }

    /// Returns the SHA-256 fingerprint of the list, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        base16ct::lower::encode_string(&Sha256::digest(&self.der))
    }

    /// Verifies the signature by the key of a SubjectPublicKeyInfo, in DER. Not checked: whose key it is, and whether it may
    /// sign lists.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] is the no. [`Error::BrokenAlgorithm`], [`Error::UnsupportedAlgorithm`],
    /// [`Error::UnsuitableKey`] and [`Error::Malformed`] say that no answer was worked out, and why.
    pub fn verify_signature(&self, spki_der: &[u8]) -> Result<(), Error> {
        if self.signature_algorithm != self.tbs_signature_algorithm {
            return Err(Error::Malformed {
                what: "signature algorithm, which is not the signed one,",
                at: 0,
            });
        }
        self.signature_algorithm
            .verify(spki_der, self.tbs_der(), self.signature())
    }

    fn extension<'a, T>(&'a self, pick: impl Fn(&'a ExtensionValue) -> Option<T>) -> Option<T> {
        self.extensions
            .iter()
            .find_map(|extension| pick(extension.value()))
    }
}

impl std::fmt::Debug for CertificateList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateList")
            .field("issuer", &self.issuer.to_string())
            .field("this_update", &self.this_update.to_string())
            .field(
                "next_update",
                &self.next_update.map(|time| time.to_string()),
            )
            .field("entries", &self.index.len())
            .field("sha256", &self.sha256())
            .finish_non_exhaustive()
    }
}

/// FNV-1a over the octets, folded to 32 bits. Nothing depends on it but time: an attacker who finds serial numbers of one
/// hash makes a search in his own list take as long as reading it once.
fn hash(octets: &[u8]) -> u64 {
    let hash = octets
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, &octet| {
            (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
        });
    hash >> 32 ^ hash & 0xffff_ffff
}

const WHAT: &str = "certificate revocation list";
/// The largest real lists have a few million entries of 40 bytes. Offsets have to fit 32 bits.
const MAX_OCTETS: usize = 256 << 20;

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const EXTENSIONS: u8 = tag::context(0);
