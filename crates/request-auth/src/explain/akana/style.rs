//! Percent-encoding as the libraries of various languages do it.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode};

/// A way of percent-encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// All but letters, digits and `-._~` (RFC 3986 §2.3).
    Unreserved,
    /// The same with hex digits in lower case.
    UnreservedLower,
    /// JavaScript's `encodeURIComponent`.
    Component,
    /// As in a form, a space as `+`: Java's `URLEncoder`, PHP's `urlencode`.
    Form,
    /// As in a form, with hex digits in lower case: .NET's `HttpUtility`.
    FormLower,
    /// Only what is not ASCII, as browsers do with an address.
    NotAscii,
}

impl Style {
    pub(super) const ALL: [Self; 6] = [
        Self::Unreserved,
        Self::Component,
        Self::Form,
        Self::UnreservedLower,
        Self::FormLower,
        Self::NotAscii,
    ];

    pub(super) fn encode(self, text: &[u8]) -> Vec<u8> {
        let encoded = match self {
            Self::Unreserved | Self::UnreservedLower => {
                percent_encode(text, UNRESERVED).to_string()
            }
            Self::Component => percent_encode(text, COMPONENT).to_string(),
            Self::Form => form_urlencoded::byte_serialize(text).collect(),
            Self::FormLower => percent_encode(text, HTTP_UTILITY)
                .to_string()
                .replace("%20", "+"),
            Self::NotAscii => percent_encode(text, CONTROLS).to_string(),
        };
        let mut encoded = encoded.into_bytes();
        if matches!(self, Self::UnreservedLower | Self::FormLower) {
            set_hex_case(&mut encoded, <[u8]>::make_ascii_lowercase);
        }
        encoded
    }
}

/// Changes the letters of all percent-encoded bytes.
pub(super) fn set_hex_case(text: &mut [u8], change: fn(&mut [u8])) {
    for at in 0..text.len() {
        if text[at] == b'%' && text.len() - at > 2 {
            change(&mut text[at + 1..at + 3]);
        }
    }
}

pub(in crate::explain) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const COMPONENT: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

const HTTP_UTILITY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')');
