//! The text that is worth protecting.

use std::fmt;

use zeroize::Zeroizing;

/// A generated secret: text, erased from memory when dropped.
///
/// It has no `Display` and no `PartialEq`, and its `Debug` shows nothing of it: [`expose`](Secret::expose) is the one way out.
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }

    /// Returns the text. What becomes of a copy is the caller's responsibility.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Secret::new("7f1c0a5be93d".into())),
            "Secret([REDACTED])"
        );
    }
}
