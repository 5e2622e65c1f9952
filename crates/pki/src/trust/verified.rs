//! The chain that a successful check returns, and nothing else can make.

use super::{Allowed, PathValidation, Purpose};
use crate::{Certificate, Time};

/// A certificate that is trusted, with the certificates that say so.
///
/// Only [`PathValidation::verify`](super::PathValidation::verify) makes one.
///
/// ```compile_fail
/// let chain = credtool_pki::VerifiedChain {};
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedChain {
    /// The certificate that was verified.
    leaf: Certificate,
    /// All of them, that one first and the trusted one last; the same one where the certificate itself is trusted.
    certificates: Vec<Certificate>,
    purpose: Purpose,
    at: Time,
    legacy: Vec<String>,
}

impl VerifiedChain {
    /// Only for a path on which nothing is wrong.
    pub(super) fn new(
        validation: &PathValidation<'_>,
        leaf: &Certificate,
        path: &[&Certificate],
    ) -> Self {
        let mut legacy = Vec::new();
        if validation.allowed != Allowed::default() {
            for (index, certificate) in path.iter().enumerate() {
                let signed = index + 1 < path.len();
                legacy.extend(validation.allowed.legacy_of(certificate, signed));
            }
        }
        Self {
            leaf: leaf.clone(),
            certificates: path.iter().map(|&one| one.clone()).collect(),
            purpose: validation.purpose,
            at: validation.at,
            legacy,
        }
    }

    /// Returns the certificate that was verified, its issuer and so on; the trusted one is last.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Returns the certificate that was verified.
    pub fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// Returns the trusted certificate at the end, which may be the certificate itself.
    pub fn anchor(&self) -> &Certificate {
        self.certificates.last().unwrap_or(&self.leaf)
    }

    /// Returns the purpose that was asked for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Returns the time that was asked for.
    pub fn at(&self) -> Time {
        self.at
    }

    /// Returns what is weak and was accepted because it was allowed, a sentence each; empty for nearly all chains.
    pub fn legacy(&self) -> &[String] {
        &self.legacy
    }
}
