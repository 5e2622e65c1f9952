//! The digest of the body in the field `Content-Digest` (RFC 9530 §2).

use credtool_crypto_engine::Hash;

use super::structured::{self, BareItem, Item, Member};

/// The name of the field, in lower case.
pub(crate) const NAME: &str = "content-digest";

/// The digest algorithms that RFC 9530 recommends (§5); the others of its registry prove nothing and are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DigestAlgorithm {
    /// `sha-256`.
    #[default]
    Sha256,
    /// `sha-512`.
    Sha512,
}

impl DigestAlgorithm {
    /// Every algorithm.
    pub const ALL: [Self; 2] = [Self::Sha256, Self::Sha512];

    /// Returns its name on the wire: `sha-256` or `sha-512`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha512 => "sha-512",
        }
    }

    /// Returns the value of the field `Content-Digest` for a body: its bytes as they travel, which an encoding such as gzip
    /// is part of and chunks are not.
    ///
    /// ```
    /// use credtool_request_auth::http_signature::DigestAlgorithm;
    /// let field = DigestAlgorithm::Sha256.content_digest(b"{\"hello\": \"world\"}");
    /// assert_eq!(field, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"); // RFC 9530 appendix B
    /// ```
    #[must_use]
    pub fn content_digest(self, body: &[u8]) -> String {
        let mut out = Vec::with_capacity(120);
        out.extend_from_slice(self.name().as_bytes());
        out.push(b'=');
        structured::write_bytes(&mut out, &self.hash().digest(body));
        String::from_utf8_lossy(&out).into_owned()
    }

    pub(crate) fn hash(self) -> Hash {
        match self {
            Self::Sha256 => Hash::Sha256,
            Self::Sha512 => Hash::Sha512,
        }
    }
}

/// What the digests of a request say about its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every digest that is understood is the body's, and there is one.
    Same,
    /// A digest is another than the body's.
    Changed,
    /// No algorithm is understood.
    NoneUnderstood,
    /// The field is no dictionary of byte sequences.
    Malformed,
}

/// Compares the field with the body.
pub(crate) fn judge(field: &str, body: &[u8]) -> Verdict {
    let Ok(members) = structured::dictionary(field) else {
        return Verdict::Malformed;
    };
    let mut verdict = Verdict::NoneUnderstood;
    for (name, member) in &members {
        let named = |algorithm: &DigestAlgorithm| algorithm.name() == *name;
        let Some(algorithm) = DigestAlgorithm::ALL.into_iter().find(named) else {
            continue;
        };
        let Member::Item(Item {
            value: BareItem::Bytes(digest),
            ..
        }) = member
        else {
            return Verdict::Malformed;
        };
        if *digest != algorithm.hash().digest(body) {
            return Verdict::Changed;
        }
        verdict = Verdict::Same;
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"{\"hello\": \"world\"}";
    // RFC 9530 appendix B, RFC 9421 appendix B.2.
    const SHA_256: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
    const SHA_512: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

    #[test]
    fn of_the_rfc() {
        assert_eq!(DigestAlgorithm::Sha256.content_digest(BODY), SHA_256);
        assert_eq!(DigestAlgorithm::Sha512.content_digest(BODY), SHA_512);
    }

    #[test]
    fn judged() {
        let both = format!("{SHA_256}, {SHA_512}");
        for field in [SHA_256, SHA_512, &both, &format!("md5=:aGk=:, {both};x")] {
            assert_eq!(judge(field, BODY), Verdict::Same, "{field}");
            assert_eq!(judge(field, b"{}"), Verdict::Changed, "{field}");
        }
        let half = format!("{SHA_256}, sha-512=:aGk=:");
        assert_eq!(judge(&half, BODY), Verdict::Changed);
        assert_eq!(judge("md5=:aGk=:", BODY), Verdict::NoneUnderstood);
        assert_eq!(judge("", BODY), Verdict::NoneUnderstood);
        for field in [
            "sha-256",
            "sha-256=\"x\"",
            "sha-256=(:aGk=:)",
            "sha-256=x, sha-256=y",
            "=",
        ] {
            assert_eq!(judge(field, BODY), Verdict::Malformed, "{field}");
        }
    }
}
