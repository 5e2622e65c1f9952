//! MD5 (RFC 1321) over the sorted values and the secret.

use md5::{Digest as _, Md5};

/// Returns MD5 fed with the values in ordinal order, joined with `|`, ready for a secret.
///
/// The platform's sample sorts by culture; for digits and lower-case hex, which is what the shapes let through, that is the
/// same order.
pub(crate) fn of_values(mut values: [&str; 3]) -> Md5 {
    values.sort_unstable();
    Md5::new_with_prefix(values.join("|"))
}

/// Returns the hash of the values followed by this secret.
pub(crate) fn with_secret(values: &Md5, secret: &[u8]) -> [u8; 16] {
    values.clone().chain_update(secret).finalize().into()
}

/// Returns the MD5 of the parts, one after the other.
pub(crate) fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut state = Md5::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().into()
}

/// Returns the bytes of as many hex digits as fill them, in either case.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let decoded = base16ct::mixed::decode(text, &mut bytes).ok()?.len();
    (decoded == N).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_fills_exactly() {
        assert_eq!(from_hex("00fFa0"), Some([0, 255, 160]));
        assert_eq!(from_hex::<2>("00ffa0"), None);
        assert_eq!(from_hex::<4>("00ffa0"), None);
        assert_eq!(from_hex::<2>("00g0"), None);
        assert_eq!(from_hex::<2>("000"), None);
    }
}
