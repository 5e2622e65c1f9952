//! What an app is called inside, for ever.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;

use crate::Error;

/// What an app is called inside: 128 random bits, written as 32 lower-case hexadecimal digits.
///
/// App IDs can change; this cannot, and no other app ever gets it. It is no secret and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppKey([u8; 16]);

impl AppKey {
    pub(crate) fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for AppKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

impl FromStr for AppKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut bytes = [0; 16];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 16 => Ok(Self(bytes)),
            _ => Err(Error::UnknownWord {
                what: "the key of an app",
                found: text.chars().take(40).collect(),
                choices: "32 lower-case hexadecimal digits",
            }),
        }
    }
}
