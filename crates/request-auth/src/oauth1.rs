//! OAuth 1.0a (RFC 5849): HMAC, RSA and PLAINTEXT signatures, carried in header, query or form.

/// How a request is signed (RFC 5849 §3.4, and the same with SHA-256).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureMethod {
    /// The secrets themselves (RFC 5849 §3.4.4): proves them, protects nothing, and is refused over `http`.
    Plaintext,
    /// HMAC-SHA1 with both secrets (RFC 5849 §3.4.2).
    HmacSha1,
    /// HMAC-SHA256 with both secrets.
    HmacSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-1 (RFC 5849 §3.4.3).
    RsaSha1,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
}

impl SignatureMethod {
    /// Every method, weakest first.
    pub const ALL: [Self; 5] = [
        Self::Plaintext,
        Self::HmacSha1,
        Self::HmacSha256,
        Self::RsaSha1,
        Self::RsaSha256,
    ];

    /// Returns its name here: `oauth1-plaintext`, `oauth1-hmac-sha1` …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plaintext => "oauth1-plaintext",
            Self::HmacSha1 => "oauth1-hmac-sha1",
            Self::HmacSha256 => "oauth1-hmac-sha256",
            Self::RsaSha1 => "oauth1-rsa-sha1",
            Self::RsaSha256 => "oauth1-rsa-sha256",
        }
    }
}
