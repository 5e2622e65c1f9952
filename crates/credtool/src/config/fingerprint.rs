//! Whether two services hold the same secret, without showing it.

use sha2::{Digest as _, Sha256};

/// Returns 16 hex digits that are the same for the same value: the first 8 bytes of
/// SHA-256("credtool config fingerprint v1" 00 value).
///
/// No key is in it, so that two machines need none in common. A value that can be guessed can be found by trying: the digits hide
/// what a generator made, and no password.
pub(super) fn fingerprint(value: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(value.as_bytes());
    let digest = hash.finalize();
    base16ct::lower::encode_string(&digest[..8])
}

/// So that the digits are found in no table of plain hashes.
const DOMAIN: &[u8] = b"credtool config fingerprint v1\0";

#[cfg(test)]
mod tests {
    use super::fingerprint;

    /// Frozen: `printf 'credtool config fingerprint v1\0%s' VALUE | sha256sum | cut -c1-16`.
    #[test]
    fn the_digits_stay_what_they_are() {
        assert_eq!(
            fingerprint("1008877afabf32efb31f9c974dbeaa688bed0769"),
            "88f2d87af138fd27"
        );
        assert_eq!(fingerprint(""), "fe3c816017950dbb");
    }
}
