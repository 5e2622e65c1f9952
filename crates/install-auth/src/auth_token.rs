//! The auth token of an install, the password of the platform's API, and the header that carries it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::Error;

/// The token of one install: 32 lower-case hex digits that let their holder act for the account until the app is
/// uninstalled. Erased on drop, never printed.
pub struct AuthToken(Zeroizing<String>);

impl AuthToken {
    /// Takes a token that was stored after an install.
    ///
    /// # Errors
    /// [`Error::StoredToken`] unless the text is 32 digits of 0-9a-f and nothing else.
    pub fn from_stored(text: &str) -> Result<Self, Error> {
        if let Some(at) = text
            .bytes()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        {
            return Err(Error::StoredToken {
                found: format!("another character at byte {at}"),
            });
        }
        if text.len() != 32 {
            return Err(Error::StoredToken {
                found: format!("{} digits", text.len()),
            });
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    pub(crate) fn of_digest(digest: &[u8; 16]) -> Self {
        Self(Zeroizing::new(base16ct::lower::encode_string(digest)))
    }

    /// Returns the value of the `Authorization` header, `Basic` and the base64 of `app_key:token` (RFC 7617).
    ///
    /// # Errors
    /// [`Error::AppKey`] when the key is empty or has a colon or a control character, which no user name has there.
    ///
    /// ```
    /// use credtool_install_auth::AuthToken;
    /// let token = AuthToken::from_stored("ceec24a5d71f9c800e8078d40736d352")?;
    /// let header = token.basic_header("d420667525e0489d91068cbf732fe1dc")?;
    /// assert!(header.expose().starts_with("Basic ZDQyMDY2NzUyNWUwNDg5ZDkxMDY4Y2Jm"));
    /// # Ok::<(), credtool_install_auth::Error>(())
    /// ```
    pub fn basic_header(&self, app_key: &str) -> Result<BasicAuthorization, Error> {
        if app_key.is_empty() || app_key.contains(|c: char| c == ':' || c.is_control()) {
            return Err(Error::AppKey);
        }
        let pair = Zeroizing::new(format!("{app_key}:{}", *self.0));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        Ok(BasicAuthorization(Zeroizing::new(format!(
            "Basic {}",
            *encoded
        ))))
    }

    /// Returns the token: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AuthToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthToken([REDACTED])")
    }
}

/// The value of the `Authorization` header, as secret as the token in it. Erased on drop, never printed.
pub struct BasicAuthorization(Zeroizing<String>);

impl BasicAuthorization {
    /// Returns the value, beginning with `Basic `: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BasicAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicAuthorization([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ceec24a5d71f9c800e8078d40736d352";

    #[test]
    fn debug_is_redacted() {
        let token = AuthToken::from_stored(TOKEN).unwrap();
        assert_eq!(format!("{token:?}"), "AuthToken([REDACTED])");
        let header = token.basic_header("a").unwrap();
        assert_eq!(format!("{header:?}"), "BasicAuthorization([REDACTED])");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in [
            "",
            &TOKEN[1..],
            &TOKEN.to_uppercase(),
            &format!("{TOKEN}\n"),
            "ghij",
        ] {
            let error = AuthToken::from_stored(text).unwrap_err();
            assert!(
                text.is_empty() || !error.to_string().contains(text),
                "{error}"
            );
        }
    }

    #[test]
    fn a_user_name_has_no_colon() {
        let token = AuthToken::from_stored(TOKEN).unwrap();
        for app_key in ["", "a:b", "a\n"] {
            assert_eq!(token.basic_header(app_key).unwrap_err(), Error::AppKey);
        }
    }
}
