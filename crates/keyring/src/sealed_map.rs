//! The encrypted map (`keys.enc`): the JSON map under the key of a key file.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Error, KeyFile};

impl KeyFile {
    /// Returns the text of `keys.enc` for a map. One line, no line feed.
    ///
    /// The map is sealed as it is given: [`Keyring::parse`](crate::Keyring::parse) it first.
    ///
    /// # Errors
    /// [`Error::TooLong`].
    pub fn seal(&self, map: &str, rng: &mut impl CryptoRng) -> Result<String, Error> {
        let _ = (map, rng);
        todo!()
    }

    /// Returns the map of a `keys.enc`; white space around its bytes is allowed.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::AnotherTool`], [`Error::Damaged`], [`Error::OtherKeyFile`], [`Error::NotUtf8`].
    pub fn open(&self, file: &[u8]) -> Result<Zeroizing<String>, Error> {
        let _ = file;
        todo!()
    }
}
