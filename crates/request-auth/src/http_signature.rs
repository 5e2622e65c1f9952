//! HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530).

/// A signature algorithm of the registry (RFC 9421 §6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `hmac-sha256` (§3.3.3).
    HmacSha256,
    /// `rsa-v1_5-sha256` (§3.3.2).
    RsaV15Sha256,
    /// `rsa-pss-sha512` (§3.3.1), with a salt of 64 bytes.
    RsaPssSha512,
    /// `ecdsa-p256-sha256` (§3.3.4).
    EcdsaP256Sha256,
    /// `ed25519` (§3.3.6).
    Ed25519,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 5] = [
        Self::HmacSha256,
        Self::RsaV15Sha256,
        Self::RsaPssSha512,
        Self::EcdsaP256Sha256,
        Self::Ed25519,
    ];

    /// Returns its name here: `http-hmac-sha256`, `http-ed25519` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HmacSha256 => "http-hmac-sha256",
            Self::RsaV15Sha256 => "http-rsa-v1_5-sha256",
            Self::RsaPssSha512 => "http-rsa-pss-sha512",
            Self::EcdsaP256Sha256 => "http-ecdsa-p256-sha256",
            Self::Ed25519 => "http-ed25519",
        }
    }
}
