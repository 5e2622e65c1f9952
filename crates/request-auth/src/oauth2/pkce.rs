//! Proof Key for Code Exchange (RFC 7636), method `S256` only: `plain` protects nothing that the URL shows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credtool_crypto_engine::Hash;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::Error;

/// The name of the one method that exists here (`code_challenge_method`).
pub const CHALLENGE_METHOD: &str = "S256";

/// A code verifier: the client keeps it and shows it only when it redeems the code.
///
/// Erased on drop, never printed.
pub struct CodeVerifier(Zeroizing<String>);

impl CodeVerifier {
    /// Draws a new verifier: 32 bytes, written as 43 characters of base64url (RFC 7636 §4.1).
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_ref())))
    }

    /// Takes a verifier that was kept: 43 to 128 characters `A-Z a-z 0-9 - . _ ~`. That it is random cannot be seen.
    ///
    /// # Errors
    /// [`Error::Value`] for another length or alphabet (RFC 7636 §4.1).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let problem = if !(43..=128).contains(&text.len()) {
            "does not have 43 to 128 characters"
        } else if !text.bytes().all(unreserved) {
            "has characters other than letters, digits and - . _ ~"
        } else {
            return Ok(Self(Zeroizing::new(text.to_owned())));
        };
        let field = "code verifier";
        Err(Error::Value { field, problem })
    }

    /// Returns the verifier: the one door.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the code challenge, 43 characters: the base64url of the verifier's SHA-256 (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Hash::Sha256.digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeVerifier([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn the_challenge_of_the_rfc() {
        let challenge = CodeVerifier::parse(VERIFIER).unwrap().challenge();
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn drawn_ones_are_well_formed_and_differ() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (one, other) = (
            CodeVerifier::generate(&mut rng),
            CodeVerifier::generate(&mut rng),
        );
        assert_eq!(one.expose().len(), 43);
        assert!(CodeVerifier::parse(one.expose()).is_ok());
        assert_ne!(one.expose(), other.expose());
    }

    #[test]
    fn refused() {
        for text in [
            "",
            &"a".repeat(42),
            &"a".repeat(129),
            &"a b".repeat(20),
            &"é".repeat(30),
        ] {
            assert!(CodeVerifier::parse(text).is_err(), "{text}");
        }
        assert!(CodeVerifier::parse(&"~".repeat(128)).is_ok());
    }

    #[test]
    fn debug_is_redacted() {
        let shown = format!("{:?}", CodeVerifier::parse(VERIFIER).unwrap());
        assert_eq!(shown, "CodeVerifier([REDACTED])");
    }
}
