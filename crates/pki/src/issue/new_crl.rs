//! New revocation lists: what a list is to say.

use crate::{RevocationReason, Time};

/// What a new revocation list says (RFC 5280 §5).
#[derive(Clone, Debug)]
pub struct NewCrl {
    /// When the list is made.
    pub this_update: Time,
    /// When the next one will be there at the latest.
    pub next_update: Time,
    /// The number of the list, greater than that of every list before.
    pub number: u64,
    /// What is revoked, in any order.
    pub revoked: Vec<NewRevocation>,
}

/// One revoked certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRevocation {
    /// The serial number as the content octets of its INTEGER; see [`crate::Certificate::serial_octets`].
    pub serial_octets: Vec<u8>,
    /// Since when.
    pub date: Time,
    /// Why.
    pub reason: RevocationReason,
}
