//! Revocation lists from files: PEM, DER, one or several.

use crate::asn1::tlv::{Reader, tag};
use crate::certificate::file::{decode_base64, is_der, other_content, wrong_content};
use crate::key::content::Content;
use crate::{CertificateList, Error, Pem, pem};

impl CertificateList {
    /// Parses a file of revocation lists, PEM (`X509 CRL`) or DER, one or several, and returns them in the file's order; at
    /// least one. Other blocks in the same text are passed over, bare base64 is read.
    ///
    /// # Errors
    /// [`Error::WrongContent`] where there is no list, [`Error::Pem`] for damaged text, and those of
    /// [`CertificateList::from_der`] for a damaged list. [`Error::TooMany`] above a thousand lists.
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        let decoded = decode_base64(bytes);
        let bytes = decoded.as_deref().unwrap_or(bytes);
        if is_der(bytes) || !pem::is_pem(bytes) {
            return parse_der(bytes);
        }
        let blocks = Pem::parse_all(bytes)?;
        let mut lists = Vec::new();
        for block in blocks
            .iter()
            .filter(|block| LABELS.contains(&block.label()))
        {
            lists.extend(parse_der(block.contents())?);
            limit(lists.len())?;
        }
        match lists.is_empty() {
            true => Err(wrong_content(EXPECTED, &blocks)),
            false => Ok(lists),
        }
    }
}

fn parse_der(bytes: &[u8]) -> Result<Vec<CertificateList>, Error> {
    let mut lists = Vec::new();
    let mut reader = Reader::new(bytes);
    while lists.is_empty() || !reader.is_empty() {
        let rest = reader.rest();
        if !lists.is_empty() && reader.peek() != Some(tag::SEQUENCE) {
            return Err(Error::TrailingBytes {
                what: "certificate revocation list",
                at: bytes.len() - rest.len(),
            });
        }
        let list = CertificateList::read(&mut reader)
            .map_err(|error| other_content(EXPECTED, Content::CertificateList, rest, error))?;
        lists.push(list);
        limit(lists.len())?;
    }
    Ok(lists)
}

fn limit(length: usize) -> Result<(), Error> {
    match length {
        0..=MAX_LISTS => Ok(()),
        _ => Err(Error::TooMany {
            what: "file of revocation lists",
            limit: MAX_LISTS,
        }),
    }
}

const EXPECTED: &str = "a certificate revocation list";
const LABELS: [&str; 2] = ["X509 CRL", "CRL"];
const MAX_LISTS: usize = 1000;
