//! WS-Security UsernameToken with PasswordDigest (OASIS UsernameToken Profile 1.1.1), as an XML element and as `X-WSSE`.

/// The name of the scheme here.
pub const NAME: &str = "wsse";
