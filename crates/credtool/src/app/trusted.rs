//! Whether a certificate is trusted by the registry: a path to one of its trusted certificates, or to the CA that issues for it.

use std::path::Path;

use credtool_app_registry::Settings;
use credtool_pki::{Allowed, Certificate, CertificateList, PathValidation, Purpose, VerifiedChain};

use crate::cert::{Means, Verdict};
use crate::io::Io;
use crate::{ca, clock};

/// What a certificate is checked against.
pub(super) struct Trust {
    anchors: Vec<Certificate>,
    allowed: Allowed,
}

impl Trust {
    /// Takes what the settings trust, and the certificate of the CA that issues. Where its folder cannot be read now, that is said, and
    /// the others decide.
    pub(super) fn of(io: &mut Io, settings: &Settings, allowed: Allowed) -> Self {
        let mut anchors: Vec<Certificate> = settings.trusted().to_vec();
        if let Some(folder) = settings.ca() {
            match ca::issuers(io, Path::new(folder)) {
                Ok(issuers) => anchors.extend(issuers.into_iter().take(1)),
                Err(failure) => io.out.warn(format!(
                    "the CA that issues is not asked: {}",
                    failure.sentence()
                )),
            }
        }
        Self { anchors, allowed }
    }

    /// Adds a certificate that is trusted.
    pub(super) fn and(mut self, anchor: Option<&Certificate>) -> Self {
        self.anchors.extend(anchor.cloned());
        self
    }

    /// Verifies a certificate now, for any purpose; a no is the verdict with every reason.
    pub(super) fn verify(
        &self,
        io: &Io,
        leaf: &Certificate,
        intermediates: &[Certificate],
        crls: &[CertificateList],
    ) -> Result<VerifiedChain, Box<Verdict>> {
        let validation = PathValidation {
            anchors: &self.anchors,
            intermediates,
            crls,
            purpose: Purpose::Any,
            at: clock::certificate_time(io.now()),
            server_name: None,
            allowed: self.allowed,
        };
        let no = match validation.verify(leaf) {
            Ok(chain) => return Ok(chain),
            Err(no) => no,
        };
        Err(Box::new(Verdict::no(leaf, &no, &self.anchors, &MEANS)))
    }
}

const MEANS: Means = Means {
    trust: "credtool app trust add FILE",
    intermediate: "--intermediate FILE, or credtool app trust add FILE if you trust it",
    crl: "--crl FILE",
};
