//! `AlgorithmIdentifier` (RFC 5280 §4.1.1.2): which algorithm, and with what parameters.

use const_oid::ObjectIdentifier;

use crate::Error;
use crate::asn1::tlv::{Reader, Tlv, tag};

/// An object identifier and the parameters that came with it.
#[derive(Clone, Debug)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Option<Tlv<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next element of `reader`.
    pub(crate) fn read(reader: &mut Reader<'a>, what: &'static str) -> Result<Self, Error> {
        let mut fields = reader.expect(tag::SEQUENCE, what)?.reader();
        let oid = object_identifier(&fields.expect(tag::OID, what)?, what)?;
        let parameters = if fields.is_empty() {
            None
        } else {
            Some(fields.next(what)?)
        };
        fields.finish(what)?;
        Ok(Self { oid, parameters })
    }

    /// Reads one that is all of `der`.
    pub(crate) fn from_der(der: &'a [u8], what: &'static str) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let algorithm = Self::read(&mut reader, what)?;
        reader.finish(what)?;
        Ok(algorithm)
    }

    /// Returns the parameters, which must be there and have this identifier octet.
    pub(crate) fn expect_parameters(&self, tag: u8, what: &'static str) -> Result<Tlv<'a>, Error> {
        self.parameters
            .filter(|tlv| tlv.tag == tag)
            .ok_or(Error::Malformed { what, at: 0 })
    }
}

/// Returns the value of an OBJECT IDENTIFIER.
pub(crate) fn object_identifier(
    tlv: &Tlv<'_>,
    what: &'static str,
) -> Result<ObjectIdentifier, Error> {
    ObjectIdentifier::from_bytes(tlv.content).map_err(|_| Error::Malformed {
        what,
        at: tlv.content_at,
    })
}

/// Returns the value of a non-negative INTEGER; one above `u64::MAX` counts as `u64::MAX`, which every limit refuses.
pub(crate) fn unsigned(tlv: &Tlv<'_>, what: &'static str) -> Result<u64, Error> {
    match tlv.content {
        [] => Err(Error::Malformed {
            what,
            at: tlv.content_at,
        }),
        [first, ..] if first & 0x80 != 0 => Err(Error::Malformed {
            what,
            at: tlv.content_at,
        }),
        octets => {
            let significant = &octets[octets.iter().take_while(|&&octet| octet == 0).count()..];
            Ok(if significant.len() > 8 {
                u64::MAX
            } else {
                significant
                    .iter()
                    .fold(0, |sum, &octet| (sum << 8) | u64::from(octet))
            })
        }
    }
}
