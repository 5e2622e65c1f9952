//! The derived keys as a JWK Set (RFC 7517 §5), for other JOSE libraries.

use base64_simd::{AsOut, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::{ContentKey, Keyring, jwe, key_map::quoted};

impl Keyring {
    /// Returns the content keys of every key that decrypts as a JWK Set, with a line feed at its end: `kty` oct, `kid` the
    /// name, `use` enc, `alg` A256GCM (libraries compare it with the token's `enc`, because its `alg` is dir).
    ///
    /// These are secrets: they open every token. The secrets of the map cannot be computed from them (RFC 5869).
    #[must_use]
    pub fn to_jwk_set(&self) -> Zeroizing<String> {
        let keys: Vec<_> = self
            .keys()
            .filter_map(|key| {
                let name = quoted(key.name().as_str());
                Some((name, ContentKey::derive(key.name(), key.material()?)))
            })
            .collect();
        // The capacity at once: a text that grows leaves copies of the keys behind.
        let capacity = keys.iter().map(|(name, _)| name.len() + 128).sum::<usize>() + 32;
        let mut json = Zeroizing::new(String::with_capacity(capacity));
        json.push_str("{\"keys\":[");
        for (index, (name, key)) in keys.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let mut k = Zeroizing::new([0; 43]);
            let k = URL_SAFE_NO_PAD.encode_as_str(key.expose(), k[..].as_out());
            for part in [
                comma,
                "\n  {\"kty\":\"oct\",\"kid\":",
                name,
                ",\"use\":\"enc\",\"alg\":\"",
                jwe::A256GCM,
                "\",\"k\":\"",
                k,
                "\"}",
            ] {
                json.push_str(part);
            }
        }
        json.push_str("\n]}\n");
        json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_jwk_a_key() {
        let keyring = Keyring::parse(
            r#"{"newkey":"0EE0D33AC67E4389AB2B46123729B875","é\"":"ASDFGHJKL1234567","port":1}"#,
        );
        let set = keyring.unwrap().to_jwk_set();
        let set: serde_json::Value = serde_json::from_str(&set).unwrap();
        let keys = set["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 2);
        // The derivation that content_key.rs freezes, as base64url.
        let expected = serde_json::json!({"kty": "oct", "kid": "newkey", "use": "enc", "alg": "A256GCM",
            "k": "UMaGzvYFYQKy4Ul2BNmxJVjhaPf28tMA6TaOOaKGyTQ"});
        assert_eq!(keys[0], expected);
        assert_eq!(keys[1]["kid"], "é\"");
        assert_eq!(*Keyring::new().to_jwk_set(), "{\"keys\":[\n]}\n");
    }
}
