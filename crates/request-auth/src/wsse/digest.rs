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

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    /// An empty password is none that anybody can have here; the arithmetic is right all the same.
    #[test]
    fn vectors_with_an_empty_password() {
        for (nonce, created, digest) in [
            (
                "Et0uaq65S66NL5+inFooTA==",
                "2033-12-10T15:10:46.084890Z",
                "9KPjr4kpJB4C4PvR9QYvh9DOaUs=",
            ),
            (
                "rCDdGXDXeYolSoox9N1cxX0v57Y=",
                "2014-02-01T04:23:51.016Z",
                "a96O/0mLsChiWjFFTtrsjm35j3Y=",
            ),
        ] {
            let nonce = BASE64_STANDARD.decode(nonce).unwrap();
            assert_eq!(BASE64_STANDARD.encode(of(&nonce, created, b"")), digest);
        }
    }
}
