//! The state that ties an answer to the browser that asked (RFC 6749 §10.12): whoever cannot know it cannot forge an answer.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand_core::CryptoRng;
use subtle::ConstantTimeEq as _;

use crate::Error;

/// The state of one authorization request. It travels in the URL and is worth nothing afterwards; until then it is not printed.
#[derive(Clone)]
pub struct State(String);

impl State {
    /// Draws a new state: 32 bytes, written as 43 characters of base64url.
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Takes the state that was kept. That it cannot be guessed is not checked.
    ///
    /// # Errors
    /// [`Error::Value`] when it is empty, or not printable ASCII (RFC 6749, appendix A.5).
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        let problem = if text.is_empty() {
            "is empty"
        } else if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            "has characters other than printable ASCII"
        } else {
            return Ok(Self(text));
        };
        let field = "state";
        Err(Error::Value { field, problem })
    }

    /// Returns the state.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether this is what came back; takes the same time wherever they differ.
    #[must_use]
    pub fn matches(&self, received: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(received).into()
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    use super::*;

    #[test]
    fn compared_whole() {
        let state = State::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let text = state.expose().as_bytes();
        assert_eq!(text.len(), 43);
        assert!(state.matches(text));
        assert!(!state.matches(&text[1..]));
        assert!(!state.matches(b""));
    }

    #[test]
    fn debug_is_redacted_and_emptiness_refused() {
        assert_eq!(
            format!("{:?}", State::new("xyz").unwrap()),
            "State([REDACTED])"
        );
        assert!(State::new("").is_err());
        assert!(State::new("a\nb").is_err());
    }
}
