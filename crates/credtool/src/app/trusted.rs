//! Whether a certificate is trusted by the registry: a path to one of its trusted certificates, or to the CA that issues for it.

use std::path::Path;

use credtool_app_registry::Settings;
use credtool_pki::{Allowed, Certificate, CertificateList, PathValidation, Purpose, VerifiedChain};

use crate::cert::{Means, Verdict};
use crate::io::Io;
use crate::{ca, clock};

/// What a certificate is checked against.
pub(super) struct Trust {
    /// The trusted ones of the settings first.
    anchors: Vec<Certificate>,
    settings: usize,
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
        Self {
            anchors,
            settings: settings.trusted().len(),
            allowed,
        }
    }

    /// Returns the certificate of the CA that issues, where a chain leads to that and to none that the settings trust.
    pub(super) fn authority(&self, chain: &VerifiedChain) -> Option<&Certificate> {
        let (trusted, ours) = self.anchors.split_at(self.settings);
        let is_anchor = |one: &&Certificate| one.der() == chain.anchor().der();
        match trusted.iter().any(|one| is_anchor(&one)) {
            true => None,
            false => ours.iter().find(is_anchor),
        }
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
