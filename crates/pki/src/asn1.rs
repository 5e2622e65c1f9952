//! ASN.1 as it is in files (X.680, X.690): what every other structure here is read with and written by.

pub(crate) mod algorithm; // AlgorithmIdentifier: which algorithm, with what parameters
pub(crate) mod ber; // BER to DER: indefinite lengths, strings in pieces
pub(crate) mod oid; // object identifiers as text, and their names
pub(crate) mod string; // character strings of any age as text
pub(crate) mod time; // UTCTime and GeneralizedTime to Unix seconds and RFC 3339
pub(crate) mod tlv; // tag, length, value: the reader under every ASN.1 structure
pub(crate) mod tlv_write; // the same, the other way
