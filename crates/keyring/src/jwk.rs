//! The derived keys as a JWK Set (RFC 7517 §5), for other JOSE libraries.

use zeroize::Zeroizing;

use crate::Keyring;

impl Keyring {
    /// Returns the content keys of every key that decrypts as a JWK Set: `kty` oct, `kid` the name, `alg` A256GCM.
    ///
    /// These are secrets; they open every token, and the keys of the map cannot be computed from them.
    #[must_use]
    pub fn to_jwk_set(&self) -> Zeroizing<String> {
        todo!()
    }
}
