//! The platform's webhook signature: the header `X-Nexudus-Hook-Signature` is the upper-case hex HMAC-SHA256 of the body.
//!
//! Secret and body are taken as .NET's `ASCIIEncoding` takes text: each UTF-16 unit above U+007F becomes `?`. So the
//! signature does not tell `José` from `Jos?`: **characters outside ASCII are not covered**, and two bodies that differ in
//! nothing else have the same signature. A webhook carries no time and no nonce, so freshness and replay are not covered
//! either; look the object up by its `Id` before acting.

use std::borrow::Cow;

use credtool_crypto_engine::{Hash, HmacKey};
use subtle::ConstantTimeEq as _;

use crate::verify::fault;
use crate::{ApplicationSecret, Freshness, Reason, Refusal, digest};

/// Returns the signature of a body as it was sent: 64 upper-case hex digits.
///
/// ```
/// use credtool_install_auth::{ApplicationSecret, webhook};
/// let secret = ApplicationSecret::new("shared-secret")?;
/// let signature = webhook::sign(&secret, br#"[{"Id":1,"Name":"Ana"}]"#);
/// assert!(signature.starts_with("D6130F72380E143B"));
/// # Ok::<(), credtool_install_auth::Error>(())
/// ```
#[must_use]
pub fn sign(secret: &ApplicationSecret, body: &[u8]) -> String {
    base16ct::upper::encode_string(&tag(secret, &net_ascii(body)))
}

/// Verifies the value of the header over a body as it arrived, and returns which secret matched, counted from 0.
///
/// The hex is compared without regard to case, in constant time, and all secrets are computed. Not checked: time, replay,
/// and characters outside ASCII.
///
/// # Errors
/// [`Reason::Malformed`] when the signature is not 64 hex digits, [`Reason::NoSecret`], [`Reason::BadSignature`].
pub fn verify(
    signature: &str,
    secrets: &[ApplicationSecret],
    body: &[u8],
) -> Result<usize, Refusal> {
    let refusal = |reason| Refusal {
        reason,
        matched: None,
        freshness: Some(Freshness::Absent),
    };
    let Some(theirs) = digest::from_hex::<32>(signature) else {
        let found = fault(signature, 64, |byte| byte.is_ascii_hexdigit()).unwrap_or_default();
        let expected = "an HMAC-SHA256 of 64 hex digits";
        return Err(refusal(Reason::Malformed {
            parameter: "signature",
            expected,
            found,
        }));
    };
    let body = net_ascii(body);
    let mut matched = None;
    for (index, secret) in secrets.iter().enumerate() {
        let equal = bool::from(tag(secret, &body).as_slice().ct_eq(&theirs));
        if equal && matched.is_none() {
            matched = Some(index);
        }
    }
    matched.ok_or_else(|| match secrets.len() {
        0 => refusal(Reason::NoSecret),
        tried => refusal(Reason::BadSignature { tried }),
    })
}

fn tag(secret: &ApplicationSecret, body: &[u8]) -> Vec<u8> {
    let secret = zeroize::Zeroizing::new(net_ascii(secret.expose()).into_owned());
    HmacKey::new(Hash::Sha256, &secret).tag(body)
}

/// Returns what `Encoding.ASCII` makes of bytes that .NET has read as UTF-8: `?` for each UTF-16 unit above U+007F, so two
/// for a character outside the basic plane, and one for each sequence that is not UTF-8.
pub(crate) fn net_ascii(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.is_ascii() {
        return Cow::Borrowed(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let unit = |unit| u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'?');
    Cow::Owned(text.encode_utf16().map(unit).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_net_s() {
        assert_eq!(&*net_ascii("José".as_bytes()), b"Jos?");
        assert_eq!(&*net_ascii("😀!".as_bytes()), b"??!");
        assert_eq!(&*net_ascii("\u{feff}{}".as_bytes()), b"?{}");
        assert_eq!(&*net_ascii(b"a\xff\xfeb"), b"a??b");
        // A sequence cut short is one replacement, as WHATWG and .NET have it.
        assert_eq!(&*net_ascii(b"a\xe2\x82b"), b"a?b");
        assert!(matches!(net_ascii(b"[]\x7f\0"), Cow::Borrowed(_)));
    }
}
