//! One entry of a revocation list: which certificate, since when, and why (RFC 5280 §5.3).

use std::fmt;
use std::str::FromStr;

use crate::certificate::is_minimal;
use crate::tlv::{Reader, single, tag};
use crate::{Error, Time};

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
                    [code] => RevocationReason::from_code(*code),
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

/// Why a certificate was withdrawn (RFC 5280 §5.3.1). `Display` and `FromStr` use the standard's words, `keyCompromise`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationReason {
    /// No reason.
    Unspecified,
    /// The private key is known to someone else, or may be.
    KeyCompromise,
    /// The private key of the authority is known to someone else, or may be.
    CaCompromise,
    /// The subject belongs to another organization, or has another name.
    AffiliationChanged,
    /// There is a newer certificate.
    Superseded,
    /// The certificate is needed no more.
    CessationOfOperation,
    /// The certificate is not valid for now.
    CertificateHold,
    /// In changes to another list: the certificate is on hold no more, or has expired.
    RemoveFromCrl,
    /// What the certificate allowed is not allowed any more.
    PrivilegeWithdrawn,
    /// The private key of the attribute authority is known to someone else, or may be.
    AaCompromise,
}

impl RevocationReason {
    /// Returns the number in the extension `reasonCode`.
    pub fn code(self) -> u8 {
        REASONS
            .iter()
            .find(|(reason, ..)| *reason == self)
            .map_or(0, |(_, code, _)| *code)
    }

    /// Returns the reason of this number; 7 is not used.
    pub fn from_code(code: u8) -> Option<Self> {
        let mut reasons = REASONS.iter();
        reasons
            .find(|(_, known, _)| *known == code)
            .map(|(reason, ..)| *reason)
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = REASONS.iter().find(|(reason, ..)| reason == self);
        f.write_str(name.map_or("unspecified", |(.., name)| name))
    }
}

impl FromStr for RevocationReason {
    type Err = Error;

    /// Takes the standard's words without regard to case and hyphens: `keyCompromise`, `key-compromise`.
    ///
    /// # Errors
    /// [`Error::UnknownReason`] lists what there is.
    fn from_str(text: &str) -> Result<Self, Error> {
        let plain = text.replace('-', "");
        let mut reasons = REASONS.iter();
        reasons
            .find(|(.., name)| name.eq_ignore_ascii_case(&plain))
            .map(|(reason, ..)| *reason)
            .ok_or_else(|| Error::UnknownReason {
                found: text.to_owned(),
                known: REASONS.map(|(.., name)| name).join(", "),
            })
    }
}

const REASONS: [(RevocationReason, u8, &str); 10] = [
    (RevocationReason::Unspecified, 0, "unspecified"),
    (RevocationReason::KeyCompromise, 1, "keyCompromise"),
    (RevocationReason::CaCompromise, 2, "cACompromise"),
    (
        RevocationReason::AffiliationChanged,
        3,
        "affiliationChanged",
    ),
    (RevocationReason::Superseded, 4, "superseded"),
    (
        RevocationReason::CessationOfOperation,
        5,
        "cessationOfOperation",
    ),
    (RevocationReason::CertificateHold, 6, "certificateHold"),
    (RevocationReason::RemoveFromCrl, 8, "removeFromCRL"),
    (
        RevocationReason::PrivilegeWithdrawn,
        9,
        "privilegeWithdrawn",
    ),
    (RevocationReason::AaCompromise, 10, "aACompromise"),
];

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
