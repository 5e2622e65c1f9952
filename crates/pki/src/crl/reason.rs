//! Why a certificate was revoked (RFC 5280 §5.3.1).

use std::fmt;
use std::str::FromStr;

/// The reason of a revocation. `Display` gives the standard's name, such as `keyCompromise`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationReason {
    /// None is given.
    Unspecified,
    /// The subject's private key is, or may be, in other hands.
    KeyCompromise,
    /// The private key of an authority is, or may be, in other hands.
    CaCompromise,
    /// The subject's name or other facts changed.
    AffiliationChanged,
    /// Another certificate takes its place.
    Superseded,
    /// The certificate is no longer needed.
    CessationOfOperation,
    /// Revoked for the time being.
    CertificateHold,
    /// No longer on hold; in delta lists only.
    RemoveFromCrl,
    /// What the certificate says the subject may do was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is, or may be, in other hands.
    AaCompromise,
}

impl RevocationReason {
    /// Returns the reason with this number of the standard; 7 and those above 10 have none.
    pub fn from_code(code: u64) -> Option<Self> {
        let mut known = REASONS.iter();
        known
            .find(|(_, number, _)| u64::from(*number) == code)
            .map(|(reason, ..)| *reason)
    }

    /// Returns the standard's number.
    pub fn code(self) -> u8 {
        self.row().1
    }

    /// Returns the standard's name, such as `keyCompromise`.
    pub fn as_str(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> (Self, u8, &'static str) {
        let mut known = REASONS.iter();
        known
            .find(|(reason, ..)| *reason == self)
            .copied()
            .unwrap_or(REASONS[0])
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RevocationReason {
    type Err = UnknownRevocationReason;

    /// Reads the standard's name, in any case.
    fn from_str(text: &str) -> Result<Self, UnknownRevocationReason> {
        let mut known = REASONS.iter();
        known
            .find(|(.., name)| name.eq_ignore_ascii_case(text))
            .map(|(reason, ..)| *reason)
            .ok_or(UnknownRevocationReason)
    }
}

/// A reason by a name that the standard does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such reason: there are unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, \
     cessationOfOperation, certificateHold, removeFromCRL, privilegeWithdrawn and aACompromise"
)]
pub struct UnknownRevocationReason;

const REASONS: [(RevocationReason, u8, &str); 10] = [
    (RevocationReason::Unspecified, 0, "unspecified"),
    (RevocationReason::KeyCompromise, 1, "keyCompromise"),
    (RevocationReason::CaCompromise, 2, "cACompromise"),
    (
        RevocationReason::AffiliationChanged,
        3,
        "affiliationChanged",
    ),
    (RevocationReason::Superseded, 4, "superseded"),
    (
        RevocationReason::CessationOfOperation,
        5,
        "cessationOfOperation",
    ),
    (RevocationReason::CertificateHold, 6, "certificateHold"),
    (RevocationReason::RemoveFromCrl, 8, "removeFromCRL"),
    (
        RevocationReason::PrivilegeWithdrawn,
        9,
        "privilegeWithdrawn",
    ),
    (RevocationReason::AaCompromise, 10, "aACompromise"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        for (reason, number, name) in REASONS {
            assert_eq!(RevocationReason::from_code(number.into()), Some(reason));
            assert_eq!((reason.code(), reason.to_string().as_str()), (number, name));
            assert_eq!(name.to_ascii_lowercase().parse(), Ok(reason));
        }
        assert_eq!(RevocationReason::from_code(7), None);
        assert_eq!(RevocationReason::from_code(11), None);
        assert_eq!("".parse::<RevocationReason>(), Err(UnknownRevocationReason));
    }
}
