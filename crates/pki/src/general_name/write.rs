//! General names in their encoding (RFC 5280 §4.2.1.6).

use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, write};
use crate::general_name::from_text::syntax_error;
use crate::general_name::{
    DIRECTORY_NAME, DNS_NAME, IP_ADDRESS, OTHER_NAME, REGISTERED_ID, RFC822_NAME, URI,
};
use crate::{Error, GeneralName, asn1::oid};

impl GeneralName {
    /// Appends the encoding (RFC 5280 §4.2.1.6). X.400 addresses and EDI party names are kept in theirs.
    ///
    /// # Errors
    /// [`Error::NameSyntax`] for what was put together by hand and cannot be encoded.
    pub(crate) fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let (tag, text) = match self {
            Self::Email(text) => (RFC822_NAME, text),
            Self::Dns(text) => (DNS_NAME, text),
            Self::Uri(text) => (URI, text),
            Self::RegisteredId(dotted) => {
                write(out, REGISTERED_ID, &object_identifier(dotted)?);
                return Ok(());
            }
            Self::Other { oid, value } => {
                let type_id = element(tag::OID, &[&object_identifier(oid)?]);
                let value = element(tag::context(0), &[value]);
                out.extend_from_slice(&element(OTHER_NAME, &[&type_id, &value]));
                return Ok(());
            }
            Self::X400(der) | Self::EdiParty(der) => {
                out.extend_from_slice(der);
                return Ok(());
            }
            Self::Directory(name) => {
                write(out, DIRECTORY_NAME, name.der());
                return Ok(());
            }
            Self::Ip(octets) => {
                write(out, IP_ADDRESS, octets);
                return Ok(());
            }
        };
        match text.is_ascii() {
            true => write(out, tag, text.as_bytes()),
            false => return Err(syntax_error("ASCII", text, "it has other characters")),
        }
        Ok(())
    }
}

fn object_identifier(dotted: &str) -> Result<Vec<u8>, Error> {
    let content = oid::octets(dotted);
    content.ok_or_else(|| syntax_error("an object identifier", dotted, "its arcs are not numbers"))
}
