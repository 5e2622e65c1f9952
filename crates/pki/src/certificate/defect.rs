//! What a certificate says that RFC 5280 forbids, though it can be read all the same.

use std::collections::BTreeSet;

use crate::{Certificate, Error, Extension, ExtensionValue, oid_name};

/// A departure from RFC 5280 that leaves the certificate readable. Whoever validates a path refuses it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Defect {
    /// A version that X.509 does not have (§4.1.2.1).
    #[error("version {0} does not exist")]
    Version(u8),
    /// Extensions before version 3, the first to have them (§4.1.2.1).
    #[error("a certificate of version {0} has no extensions")]
    ExtensionsBeforeVersion3(u8),
    /// A serial number that is zero or negative (§4.1.2.2).
    #[error("the serial number is not positive")]
    SerialNotPositive,
    /// A serial number of more than 20 octets (§4.1.2.2).
    #[error("the serial number has {0} octets, more than 20")]
    SerialTooLong(usize),
    /// The signature algorithm inside what is signed differs from the one outside (§4.1.1.2).
    #[error(
        "the signature algorithm inside what is signed, {signed}, differs from the one outside, {outer}, or in its parameters"
    )]
    AlgorithmsDiffer {
        /// The name of the algorithm inside.
        signed: String,
        /// The name of the algorithm outside.
        outer: String,
    },
    /// An issuer without a name (§4.1.2.4).
    #[error("the issuer has no name")]
    EmptyIssuer,
    /// Neither a subject nor an alternative name (§4.1.2.6).
    #[error("the subject has no name and no alternative name")]
    NoSubject,
    /// A period of validity that ends before it begins (§4.1.2.5).
    #[error("the validity ends before it begins")]
    EndsBeforeItBegins,
    /// An extension that is there more than once (§4.2).
    #[error("the extension {0} is there more than once")]
    RepeatedExtension(String),
    /// An extension without the structure that it must have (§4.2.1).
    #[error("the extension {name} cannot be read: {reason}")]
    MalformedExtension {
        /// The name of the extension.
        name: String,
        /// What is wrong with it.
        reason: Error,
    },
}

impl Certificate {
    /// Returns what in this certificate RFC 5280 forbids, in the order of its fields; empty for nearly all certificates.
    ///
    /// Not checked: what a validator checks (signature, period of validity, unknown critical extensions), the syntax of
    /// names, and extensions that this crate does not read.
    pub fn defects(&self) -> Vec<Defect> {
        let mut defects = Vec::new();
        self.each_defect(|defect| defects.push(defect));
        defects
    }

    /// Tells of each defect; takes no memory where there is none.
    pub(crate) fn each_defect(&self, mut found: impl FnMut(Defect)) {
        let serial = self.serial_octets();
        if self.version() > 3 {
            found(Defect::Version(self.version()));
        }
        if serial == [0] || serial.first().is_some_and(|first| first & 0x80 != 0) {
            found(Defect::SerialNotPositive);
        }
        // A leading zero octet only says that the number is positive, and many issuers do not count it.
        let octets = serial.strip_prefix(&[0]).unwrap_or(serial).len();
        if octets > 20 {
            found(Defect::SerialTooLong(octets));
        }
        let (signed, outer) = (self.tbs_signature_algorithm(), self.signature_algorithm());
        if signed != outer {
            found(Defect::AlgorithmsDiffer {
                signed: signed.name().to_owned(),
                outer: outer.name().to_owned(),
            });
        }
        if self.issuer().is_empty() {
            found(Defect::EmptyIssuer);
        }
        if self.not_after() < self.not_before() {
            found(Defect::EndsBeforeItBegins);
        }
        if self.subject().is_empty() && self.extensions().subject_alt_names().is_empty() {
            found(Defect::NoSubject);
        }
        if self.version() < 3 && self.extensions().iter().next().is_some() {
            found(Defect::ExtensionsBeforeVersion3(self.version()));
        }
        self.repeated_extensions(&mut found);
        for extension in self.extensions() {
            if let ExtensionValue::Malformed(reason) = extension.value() {
                found(Defect::MalformedExtension {
                    name: name(extension),
                    reason: reason.clone(),
                });
            }
        }
    }

    /// A few extensions are compared with each other, which takes no memory; many are sorted.
    fn repeated_extensions(&self, found: &mut impl FnMut(Defect)) {
        const FEW: usize = 16;
        let extensions = self.extensions();
        if extensions.iter().len() <= FEW {
            for (index, extension) in extensions.iter().enumerate() {
                let before = extensions.iter().take(index);
                let same = before.filter(|other| other.oid() == extension.oid());
                if same.count() == 1 {
                    found(Defect::RepeatedExtension(name(extension)));
                }
            }
            return;
        }
        let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
        for extension in extensions {
            if !seen.insert(extension.oid()) && repeated.insert(extension.oid()) {
                found(Defect::RepeatedExtension(name(extension)));
            }
        }
    }
}

fn name(extension: &Extension) -> String {
    let oid = extension.oid();
    oid_name(oid).unwrap_or(oid).to_owned()
}
