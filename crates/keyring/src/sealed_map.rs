//! The encrypted map (`keys.enc`): the JSON map under the key of a key file, a compact JWE with `alg` dir.

use credtool_crypto_engine::Aes256GcmKey;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::own_file::OwnJwe;
use crate::{Error, KeyFile, KeyMap, OwnFile, jwe, key_map::quoted};

impl KeyFile {
    /// Returns the text of `keys.enc` for a map, under a fresh nonce. One line, no line feed.
    ///
    /// The map is sealed as it is given: [`Keyring::parse`](crate::Keyring::parse) tells whether it is one.
    ///
    /// # Errors
    /// [`Error::TooLong`] above [`KeyMap::LONGEST`], because it could not be read again.
    pub fn seal(&self, map: &str, rng: &mut impl CryptoRng) -> Result<String, Error> {
        let too_long = || Error::TooLong {
            file: OwnFile::Map,
            maximum: KeyMap::LONGEST,
            found: map.len(),
        };
        if map.len() > KeyMap::LONGEST {
            return Err(too_long());
        }
        let mut iv = [0; 12];
        rng.fill_bytes(&mut iv);
        let header = format!(
            "{{\"alg\":\"{}\",\"enc\":\"{}\",\"kid\":{}}}",
            jwe::DIR,
            jwe::A256GCM,
            *quoted(&self.kid)
        );
        jwe::seal(&self.key, &header, &[], &iv, map.as_bytes()).ok_or_else(too_long)
    }

    /// Returns the map of a `keys.enc`; white space around its bytes is allowed. That it is a map is not checked.
    ///
    /// # Errors
    /// [`Error::AnotherTool`] or [`Error::Exchanged`] when it is no `keys.enc` of ours; [`Error::OtherKeyFile`] when its `kid`
    /// differs; [`Error::TooLong`], [`Error::Damaged`], [`Error::NotUtf8`].
    pub fn open(&self, file: &[u8]) -> Result<Zeroizing<String>, Error> {
        let damaged = |what: &str| OwnFile::SealedMap.damaged(what);
        let OwnJwe { jwe, header } = OwnJwe::read(OwnFile::SealedMap, file)?;
        let kid = header
            .text("kid")
            .ok_or_else(|| damaged("its header has no kid"))?;
        if kid != self.kid {
            return Err(Error::OtherKeyFile);
        }
        if !jwe.encrypted_key.is_empty() {
            return Err(damaged("it has an encrypted key, which dir does not have"));
        }
        let sealed = jwe::Sealed::read(&jwe).map_err(damaged)?;
        let map = sealed
            .open(&Aes256GcmKey::new(&self.key), &jwe)
            .ok_or_else(|| damaged("a byte of it was altered"))?;
        match std::str::from_utf8(&map) {
            // Copied once, so that both buffers are erased on drop.
            Ok(map) => Ok(Zeroizing::new(map.to_owned())),
            Err(_) => Err(Error::NotUtf8),
        }
    }
}
