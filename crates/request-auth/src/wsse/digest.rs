//! The digest: `SHA-1(nonce ‖ created ‖ password)`, what is absent left out (UsernameToken Profile 1.1.1 §3.1).

use credtool_crypto_engine::Hash;
use zeroize::Zeroizing;

use super::Form;

/// Returns the 20 bytes.
pub(super) fn of(nonce: &[u8], created: &str, password: &[u8]) -> Vec<u8> {
    let parts = [nonce, created.as_bytes(), password];
    Hash::Sha1.digest(&Zeroizing::new(parts.concat()))
}

/// Returns the string that is hashed, for people: asterisks in the place of the password, and octets of the nonce that are
/// not printable ASCII as `\x00`; the nonce of `X-WSSE` is text and stays it.
pub(crate) fn shown(form: Form, nonce: &[u8], created: &str) -> String {
    let nonce = match form {
        Form::Xml => nonce.escape_ascii().to_string(),
        Form::XWsse => String::from_utf8_lossy(nonce).into_owned(),
    };
    format!("{nonce}{created}********")
}
