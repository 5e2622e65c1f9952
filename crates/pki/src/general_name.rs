//! General names: what subject alternative names are made of (RFC 5280 §4.2.1.6).

pub(crate) mod from_text; // the same from text, their syntax checked
pub(crate) mod host; // hosts, alone and in e-mail addresses and URIs
pub(crate) mod write; // and in their encoding

use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::asn1::tlv::{Reader, Tlv, tag};
use crate::name::misleads;
use crate::{Error, Name, asn1::oid, asn1::string};

/// A name of any kind that X.509 knows.
///
/// `Display` gives the value alone (`app.example.com`, `192.0.2.7`, `CN=app,O=Example`), with control characters and those
/// that turn the direction of text escaped as in [`Name`]. Nothing is checked about the syntax of host names, addresses and
/// URIs, and where they are not ASCII, as they must be, they are taken for UTF-8 or else ISO 8859-1.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GeneralName {
    /// A name of a type of its own, such as Microsoft's user principal name.
    Other {
        /// The dotted object identifier of the type.
        oid: String,
        /// The DER encoding of the value, tag included.
        value: Vec<u8>,
    },
    /// An e-mail address (`rfc822Name`).
    Email(String),
    /// A host name, possibly with a wildcard (`dNSName`).
    Dns(String),
    /// An X.400 address, in its encoding.
    X400(Vec<u8>),
    /// A distinguished name (`directoryName`).
    Directory(Name),
    /// An EDI party name, in its encoding.
    EdiParty(Vec<u8>),
    /// A URI (`uniformResourceIdentifier`).
    Uri(String),
    /// An IP address: 4 or 16 octets, or twice that with a mask in name constraints. Other lengths occur and match nothing.
    Ip(Vec<u8>),
    /// A dotted object identifier (`registeredID`).
    RegisteredId(String),
}

impl GeneralName {
    /// Returns the kind in one word: `dns`, `email`, `ip`, `uri`, `directory`, `other`, `registered-id`, `x400`, `edi-party`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Other { .. } => "other",
            Self::Email(_) => "email",
            Self::Dns(_) => "dns",
            Self::X400(_) => "x400",
            Self::Directory(_) => "directory",
            Self::EdiParty(_) => "edi-party",
            Self::Uri(_) => "uri",
            Self::Ip(_) => "ip",
            Self::RegisteredId(_) => "registered-id",
        }
    }

    /// Consumes `GeneralNames` without their outer tag, that is, all elements that are left.
    pub(crate) fn read_all(
        reader: &mut Reader<'_>,
        what: &'static str,
    ) -> Result<Vec<Self>, Error> {
        let mut names = Vec::new();
        while !reader.is_empty() {
            if names.len() == MAX_NAMES {
                return Err(Error::TooMany {
                    what,
                    limit: MAX_NAMES,
                });
            }
            names.push(Self::read(reader, what)?);
        }
        Ok(names)
    }

    /// Consumes one `GeneralName`.
    pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<Self, Error> {
        let tlv = reader.next(what)?;
        Ok(match tlv.tag {
            OTHER_NAME => other(&tlv, what)?,
            RFC822_NAME => Self::Email(string::ia5(tlv.content)),
            DNS_NAME => Self::Dns(string::ia5(tlv.content)),
            X400_ADDRESS => Self::X400(tlv.bytes.to_vec()),
            DIRECTORY_NAME => {
                let mut choice = tlv.reader();
                let name = Name::read(&mut choice, what)?;
                choice.finish(what)?;
                Self::Directory(name)
            }
            EDI_PARTY_NAME => Self::EdiParty(tlv.bytes.to_vec()),
            URI => Self::Uri(string::ia5(tlv.content)),
            IP_ADDRESS => Self::Ip(tlv.content.to_vec()),
            REGISTERED_ID => Self::RegisteredId(oid::dotted(&tlv, what)?),
            _ => {
                return Err(Error::Malformed {
                    what,
                    at: tlv.content_at,
                });
            }
        })
    }
}

impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(text) | Self::Dns(text) | Self::Uri(text) => escape(f, text),
            Self::RegisteredId(oid) => f.write_str(oid),
            Self::Directory(name) => write!(f, "{name}"),
            Self::Ip(octets) => ip(f, octets),
            Self::X400(der) | Self::EdiParty(der) => hex(f, der),
            Self::Other { oid, value } => {
                write!(f, "{oid}=")?;
                let value_text = Reader::new(value).next("otherName").ok();
                match value_text.and_then(|tlv| string::text(&tlv)) {
                    Some(text) => escape(f, &text),
                    None => hex(f, value),
                }
            }
        }
    }
}

fn other(tlv: &Tlv<'_>, what: &'static str) -> Result<GeneralName, Error> {
    let mut fields = tlv.reader();
    let oid = oid::dotted(&fields.expect(tag::OID, what)?, what)?;
    let value = fields.expect(tag::context(0), what)?;
    fields.finish(what)?;
    Ok(GeneralName::Other {
        oid,
        value: value.content.to_vec(),
    })
}

fn ip(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    if let Ok(v4) = <[u8; 4]>::try_from(octets) {
        write!(f, "{}", Ipv4Addr::from(v4))
    } else if let Ok(v6) = <[u8; 16]>::try_from(octets) {
        write!(f, "{}", Ipv6Addr::from(v6))
    } else if matches!(octets.len(), 8 | 32) {
        let (address, mask) = octets.split_at(octets.len() / 2);
        ip(f, address)?;
        f.write_char('/')?;
        match prefix_length(mask) {
            Some(bits) => write!(f, "{bits}"),
            None => ip(f, mask),
        }
    } else {
        hex(f, octets)
    }
}

/// Returns how many bits are set at the start of a mask that has none set after them.
fn prefix_length(mask: &[u8]) -> Option<u32> {
    let bits = mask.iter().take_while(|&&octet| octet == 0xff).count();
    let (partial, zeros) = mask.get(bits..)?.split_first().unwrap_or((&0, &[]));
    let contiguous =
        partial.leading_ones() == partial.count_ones() && zeros.iter().all(|&octet| octet == 0);
    contiguous.then(|| bits as u32 * 8 + partial.leading_ones())
}

fn hex(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    write!(f, "#{}", base16ct::lower::encode_string(octets))
}

fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        if misleads(character) || character == '\\' {
            for octet in character.encode_utf8(&mut [0; 4]).bytes() {
                write!(f, "\\{octet:02X}")?;
            }
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}

/// Certificates of content networks carry a few hundred names; public CAs stop at two thousand.
pub(crate) const MAX_NAMES: usize = 10_000;

pub(crate) const OTHER_NAME: u8 = tag::context(0);
pub(crate) const RFC822_NAME: u8 = tag::context_primitive(1);
pub(crate) const DNS_NAME: u8 = tag::context_primitive(2);
const X400_ADDRESS: u8 = tag::context(3);
pub(crate) const DIRECTORY_NAME: u8 = tag::context(4);
const EDI_PARTY_NAME: u8 = tag::context(5);
pub(crate) const URI: u8 = tag::context_primitive(6);
pub(crate) const IP_ADDRESS: u8 = tag::context_primitive(7);
pub(crate) const REGISTERED_ID: u8 = tag::context_primitive(8);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(der: &[u8]) -> Result<Vec<String>, Error> {
        let names = GeneralName::read_all(&mut Reader::new(der), "names")?;
        Ok(names
            .iter()
            .map(|name| format!("{}:{name}", name.kind()))
            .collect())
    }

    #[test]
    fn every_kind() {
        let names = [
            &[0x82, 3, b'a', b'.', b'b'][..],
            &[0x81, 3, b'a', b'@', b'b'],
            &[0x86, 3, b'u', b':', b'b'],
            &[0x87, 4, 192, 0, 2, 7],
            &[
                0x87, 16, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7,
            ],
            &[0x87, 8, 10, 0, 0, 0, 255, 240, 0, 0],
            &[0x87, 8, 10, 0, 0, 0, 255, 0, 255, 0],
            &[0x87, 8, 10, 0, 0, 0, 255, 255, 255, 255],
            &[0x87, 1, 10],
            &[0x88, 3, 0x55, 0x1d, 0x11],
            &[
                0xa4, 0x0e, 0x30, 0x0c, 0x31, 0x0a, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'x',
            ],
            &[0xa0, 9, 6, 2, 0x2a, 3, 0xa0, 3, 0x0c, 1, b'u'],
            &[0xa0, 9, 6, 2, 0x2a, 3, 0xa0, 3, 0x02, 1, 5],
            &[0xa3, 0],
            &[0xa5, 0],
        ];
        assert_eq!(
            read(&names.concat()).unwrap(),
            [
                "dns:a.b",
                "email:a@b",
                "uri:u:b",
                "ip:192.0.2.7",
                "ip:2001:db8::7",
                "ip:10.0.0.0/12",
                "ip:10.0.0.0/255.0.255.0",
                "ip:10.0.0.0/32",
                "ip:#0a",
                "registered-id:2.5.29.17",
                "directory:CN=x",
                "other:1.2.3=u",
                "other:1.2.3=#020105",
                "x400:#a300",
                "edi-party:#a500",
            ]
        );
    }

    #[test]
    fn a_name_cannot_hide_its_end() {
        // CVE-2009-2408: a NUL in the name, which C took for its end.
        assert_eq!(
            read(&[0x82, 4, b'a', 0, b'.', b'b']).unwrap(),
            [r"dns:a\00.b"]
        );
        assert_eq!(read(&[0x82, 1, 0xeb]).unwrap(), ["dns:ë"]);
        assert_eq!(read(&[0x82, 2, 0xc3, 0xab]).unwrap(), ["dns:ë"]);
    }

    #[test]
    fn refusals() {
        for bad in [
            &[0x89, 0][..],
            &[0xa2, 0],
            &[0x88, 0],
            &[0xa4, 0],
            &[0x82, 2, 0],
            &[0xa0, 0],
        ] {
            assert!(
                matches!(read(bad), Err(Error::Malformed { .. })),
                "{bad:02x?}"
            );
        }
        let many = [0x82, 0].repeat(MAX_NAMES + 1);
        assert!(matches!(read(&many), Err(Error::TooMany { .. })));
    }
}
