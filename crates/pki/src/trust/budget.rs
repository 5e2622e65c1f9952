//! How much work the building of a path may take, so that no set of certificates makes it explode.

use std::cell::Cell;

use crate::Certificate;

/// The longest path: real ones have three or four certificates, those of governments' bridges nine.
pub(super) const MAX_PATH: usize = 32;

/// What a whole validation may spend. With every part used up it takes tenths of a second at most.
pub(super) struct Budget {
    signatures: Cell<u32>,
    steps: Cell<u32>,
    paths: Cell<u32>,
    /// What ran out first.
    exceeded: Cell<Option<&'static str>>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            signatures: Cell::new(SIGNATURES),
            steps: Cell::new(STEPS),
            paths: Cell::new(PATHS),
            exceeded: Cell::new(None),
        }
    }

    /// Grants a second search, for what to say about a certificate that is not trusted, as many steps and paths; not as many
    /// signatures, because those of the first are remembered.
    pub(super) fn renew(&self) {
        self.steps.set(STEPS);
        self.paths.set(PATHS);
        self.signatures
            .set(self.signatures.get().max(SIGNATURES / 8));
    }

    /// Spends the verification of a signature: of its kind, by the key of the issuer, and of the octets to be hashed.
    pub(super) fn signature(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let hashing = certificate.tbs_der().len() / (8 << 10);
        // A key of 2048 bits takes about 300 octets, and time grows with the square. Others are short and slow.
        let key = issuer.spki_der().len();
        let verifying = if key < 200 { 8 } else { (key / 256).pow(2) };
        let cost = u32::try_from(1 + hashing + verifying).unwrap_or(u32::MAX);
        self.spend(&self.signatures, cost, "more signatures")
    }

    /// Spends finding the possible issuers of a certificate, of which there are so many.
    pub(super) fn issuers(&self, certificate: &Certificate, count: usize) -> bool {
        let cost = 1 + count + certificate.issuer().der().len() / 64;
        self.step(cost)
    }

    /// Spends looking at a possible issuer.
    pub(super) fn issuer(&self, issuer: &Certificate) -> bool {
        let extensions = issuer.extensions().iter().len();
        self.step(1 + extensions / 4 + issuer.der().len() / 1024)
    }

    fn step(&self, cost: usize) -> bool {
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        self.spend(&self.steps, cost, "more issuers")
    }

    /// Spends the check of a whole path.
    pub(super) fn path(&self) -> bool {
        self.spend(&self.paths, 1, "more paths")
    }

    /// Notes that a path was not followed to its end.
    pub(super) fn path_too_long(&self) {
        self.exceeded
            .set(self.exceeded.get().or(Some("a longer path")));
    }

    /// Returns what ran out, if anything did.
    pub(super) fn exceeded(&self) -> Option<&'static str> {
        self.exceeded.get()
    }

    fn spend(&self, rest: &Cell<u32>, cost: u32, what: &'static str) -> bool {
        match rest.get().checked_sub(cost) {
            Some(left) => {
                rest.set(left);
                true
            }
            None => {
                self.exceeded.set(self.exceeded.get().or(Some(what)));
                false
            }
        }
    }
}

/// In verifications by RSA keys of 2048 bits, about 20 µs each with AWS-LC and 150 µs in pure Rust; other kinds are weighed.
const SIGNATURES: u32 = 2000;
/// Certificates of usual size that are looked at as possible issuers, with repetition: about a microsecond each.
const STEPS: u32 = 200_000;
/// Paths that reach an end, each checked from its top: up to some milliseconds each, with all the name constraints there can be.
const PATHS: u32 = 50;
