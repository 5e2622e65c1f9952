//! One entry of a revocation list: which certificate, since when, and why (RFC 5280 §5.3).

use crate::asn1::tlv::{Reader, single, tag};
use crate::certificate::is_minimal;
use crate::{Error, RevocationReason, Time};

/// A certificate that its issuer has withdrawn, or that is on hold.
#[derive(Clone, Copy, Debug)]
pub struct RevokedCertificate<'a> {
    serial: &'a [u8],
    revocation_date: Time,
    reason: Option<RevocationReason>,
    invalidity_date: Option<Time>,
}

impl<'a> RevokedCertificate<'a> {
    /// Returns the serial number as the content octets of its INTEGER, as [`crate::Certificate::serial_octets`] does.
    pub fn serial_octets(&self) -> &'a [u8] {
        self.serial
    }

    /// Returns when the certificate was withdrawn.
    pub fn revocation_date(&self) -> Time {
        self.revocation_date
    }

    /// Returns why; `None` where the list does not say so, or says it in no way that RFC 5280 knows.
    pub fn reason(&self) -> Option<RevocationReason> {
        self.reason
    }

    /// Returns since when the key is thought to be in wrong hands, or the certificate wrong otherwise, where that is said.
    pub fn invalidity_date(&self) -> Option<Time> {
        self.invalidity_date
    }

    /// Consumes one entry, and notes what whoever uses the list has to know.
    pub(crate) fn read(list: &mut Reader<'a>, flags: &mut EntryFlags) -> Result<Self, Error> {
        let mut fields = list.expect(tag::SEQUENCE, ENTRY)?.reader();
        let serial = fields.expect(tag::INTEGER, SERIAL)?;
        if !is_minimal(serial.content) {
            return Err(Error::Malformed {
                what: SERIAL,
                at: serial.content_at,
            });
        }
        let mut entry = Self {
            serial: serial.content,
            revocation_date: Time::read(&mut fields, "revocationDate")?,
            reason: None,
            invalidity_date: None,
        };
        if let Some(extensions) = fields.optional(tag::SEQUENCE, EXTENSIONS)? {
            let mut extensions = extensions.reader();
            while !extensions.is_empty() {
                entry.read_extension(&mut extensions, flags)?;
            }
        }
        fields.finish(ENTRY)?;
        Ok(entry)
    }

    /// Allocates nothing: a list may have millions of these.
    fn read_extension(
        &mut self,
        list: &mut Reader<'a>,
        flags: &mut EntryFlags,
    ) -> Result<(), Error> {
        let mut fields = list.expect(tag::SEQUENCE, EXTENSIONS)?.reader();
        let oid = fields.expect(tag::OID, EXTENSIONS)?;
        let critical = match fields.optional(tag::BOOLEAN, EXTENSIONS)? {
            None => false,
            Some(flag) => flag.content != [0],
        };
        let value = fields.expect(tag::OCTET_STRING, EXTENSIONS)?.content;
        fields.finish(EXTENSIONS)?;
        match oid.content {
            REASON_CODE => {
                let code = single(value, ENUMERATED, "reasonCode")?;
                self.reason = match code.content {
                    [code] => RevocationReason::from_code(u64::from(*code)),
                    _ => None,
                };
            }
            INVALIDITY_DATE => {
                let mut value = Reader::new(value);
                self.invalidity_date = Some(Time::read(&mut value, "invalidityDate")?);
                value.finish("invalidityDate")?;
            }
            CERTIFICATE_ISSUER => flags.indirect = true,
            _ => flags.unknown_critical |= critical,
        }
        Ok(())
    }
}

/// What the entries of a list have in them that changes what the whole list means.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EntryFlags {
    /// An entry is about a certificate of another issuer (`certificateIssuer`, RFC 5280 §5.3.3).
    pub(crate) indirect: bool,
    /// An entry has a critical extension that is not known here: the list must not be used (RFC 5280 §5.3).
    pub(crate) unknown_critical: bool,
}

/// The entries of a list, one after the other.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    pub(crate) rest: Reader<'a>,
    pub(crate) left: usize,
}

impl<'a> Iterator for Entries<'a> {
    type Item = RevokedCertificate<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        // Every entry was read once when the list was parsed.
        RevokedCertificate::read(&mut self.rest, &mut EntryFlags::default()).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Entries<'_> {}

const ENTRY: &str = "revokedCertificates";
const SERIAL: &str = "userCertificate";
const EXTENSIONS: &str = "crlEntryExtensions";
const ENUMERATED: u8 = 0x0a;
/// 2.5.29.21
const REASON_CODE: &[u8] = &[0x55, 0x1d, 0x15];
/// 2.5.29.24
const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 0x18];
/// 2.5.29.29
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 0x1d];
