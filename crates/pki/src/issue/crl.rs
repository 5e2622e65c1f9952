//! Revocation lists, written and signed (RFC 5280 §5).

use credtool_crypto_engine::{KeySizes, Randomness};

use super::{Authority, NewCrl, NewRevocation};
use crate::asn1::tlv::tag;
use crate::asn1::tlv_write::{element, write};
use crate::extension::write::{NewExtensions, crl_reason};
use crate::{CertificateList, Error, KeyUsage, RevocationReason, Time};

impl Authority {
    /// Writes and signs a revocation list: version 2, with its number and the identifier of the authority's key, entries in
    /// the order of their serial numbers. Its signature is verified before it is returned.
    ///
    /// The reason `unspecified` is left out, as RFC 5280 §5.3.1 asks. A list of 100 000 entries takes 4 MB and as many
    /// steps.
    ///
    /// # Errors
    /// [`Error::NotAnAuthority`] where the authority may not sign revocation lists (keyUsage without cRLSign);
    /// [`Error::NotIssued`] for a list that would contradict itself: a next update before this one, a serial number twice
    /// or none, the reason `removeFromCRL`, which only delta lists have.
    pub fn crl(&self, list: &NewCrl, randomness: Randomness<'_>) -> Result<CertificateList, Error> {
        let usage = self.certificate().extensions().key_usage();
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            let subject = self.certificate().subject();
            return Err(Error::NotAnAuthority {
                reason: format!(
                    "{subject} may not sign revocation lists (keyUsage without cRLSign)"
                ),
            });
        }
        if list.next_update < list.this_update {
            return refuse("the next update would be before this one");
        }
        let signer = self.signer()?;
        let mut content = vec![tag::INTEGER, 1, 1];
        content.extend_from_slice(signer.algorithm);
        content.extend_from_slice(self.certificate().subject().der());
        time(&mut content, list.this_update)?;
        time(&mut content, list.next_update)?;
        // RFC 5280 §5.1.2.6: absent where nothing is revoked.
        if !list.revoked.is_empty() {
            write(&mut content, tag::SEQUENCE, &entries(&list.revoked)?);
        }
        let mut extensions = NewExtensions::default();
        extensions.authority_key_identifier(&self.issuer().key_identifier());
        extensions.crl_number(list.number);
        write(&mut content, tag::context(0), &extensions.der());
        let tbs = element(tag::SEQUENCE, &[&content]);
        let der = signer.signed(&tbs, KeySizes::Current, randomness)?;
        let list = CertificateList::from_der(&der)?;
        list.verify_signature(self.certificate().spki_der())?;
        Ok(list)
    }
}

/// Returns the entries, one after the other.
fn entries(revoked: &[NewRevocation]) -> Result<Vec<u8>, Error> {
    let mut sorted: Vec<_> = revoked.iter().collect();
    sorted.sort_by_key(|entry| (entry.serial_octets.len(), &entry.serial_octets));
    let mut out = Vec::with_capacity(sorted.len() * USUAL_ENTRY);
    let mut entry = Vec::with_capacity(USUAL_ENTRY);
    let mut before: &[u8] = &[];
    for revocation in sorted {
        let serial = revocation.serial_octets.as_slice();
        if serial == before {
            return refuse("a serial number is revoked twice, or empty");
        }
        before = serial;
        if let [0, second, ..] | [0xff, second, ..] = serial
            && (second & 0x80 == 0) == (serial[0] == 0)
        {
            return refuse("a serial number has more octets than it needs");
        }
        entry.clear();
        write(&mut entry, tag::INTEGER, serial);
        time(&mut entry, revocation.date)?;
        match revocation.reason {
            RevocationReason::Unspecified => {}
            RevocationReason::RemoveFromCrl => {
                return refuse("removeFromCRL is a reason in delta lists only");
            }
            reason => entry.extend_from_slice(&crl_reason(reason.code())),
        }
        write(&mut out, tag::SEQUENCE, &entry);
    }
    Ok(out)
}

fn time(out: &mut Vec<u8>, time: Time) -> Result<(), Error> {
    match time.write(out) {
        true => Ok(()),
        false => refuse("a time lies outside the years 0 to 9999"),
    }
}

fn refuse<T>(reason: &str) -> Result<T, Error> {
    Err(Error::NotIssued {
        reason: reason.to_owned(),
    })
}

/// A serial number of 16 octets, a time, a reason.
const USUAL_ENTRY: usize = 48;
