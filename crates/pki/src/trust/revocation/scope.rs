//! Whether a revocation list is about a certificate, and for which reasons (RFC 5280 §6.3.3 (b), (d)).

use std::fmt;

use crate::certificate::distribution_point::REASON_FLAGS;
use crate::{
    Certificate, CertificateList, DistributionPoint, DistributionPointName, ExtensionValue,
    GeneralName, RevocationReason,
};

/// A set of reasons for revocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reasons(u16);

impl Reasons {
    /// Every reason that a list can be limited to.
    fn all() -> Self {
        Self::of(&REASON_FLAGS)
    }

    fn of(reasons: &[RevocationReason]) -> Self {
        Self(
            reasons
                .iter()
                .fold(0, |bits, reason| bits | 1 << reason.code()),
        )
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn is_all(self) -> bool {
        self == Self::all()
    }
}

/// Why a list is not about a certificate; `Display` goes on after "the list".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeProblem {
    UserCertificates,
    AuthorityCertificates,
    AttributeCertificates,
    OtherPoint,
}

impl fmt::Display for ScopeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UserCertificates => "is about certificates that are no authority's alone",
            Self::AuthorityCertificates => "is about certificates of authorities alone",
            Self::AttributeCertificates => "is about attribute certificates alone",
            Self::OtherPoint => "is for another distribution point than the certificate names",
        })
    }
}

/// Returns the reasons for which a list tells whether a certificate is revoked.
pub(super) fn reasons(
    crl: &CertificateList,
    certificate: &Certificate,
) -> Result<Reasons, ScopeProblem> {
    let Some(point) = crl.issuing_distribution_point() else {
        return Ok(Reasons::all());
    };
    if point.only_attribute_certificates {
        return Err(ScopeProblem::AttributeCertificates);
    }
    let is_ca = certificate.extensions().is_ca();
    if point.only_user_certificates && is_ca {
        return Err(ScopeProblem::UserCertificates);
    }
    if point.only_authority_certificates && !is_ca {
        return Err(ScopeProblem::AuthorityCertificates);
    }
    let told = match &point.only_some_reasons {
        Some(reasons) => Reasons::of(reasons),
        None => Reasons::all(),
    };
    match &point.name {
        None => Ok(told),
        Some(name) => Ok(told.both(at_point(crl, name, certificate)?)),
    }
}

/// Returns the reasons that the certificate expects of a list with this name.
fn at_point(
    crl: &CertificateList,
    name: &DistributionPointName,
    certificate: &Certificate,
) -> Result<Reasons, ScopeProblem> {
    let names = name.full(crl.issuer());
    let mut expected = Reasons::default();
    let mut named = false;
    for point in points(certificate) {
        if point
            .name
            .as_ref()
            .is_some_and(|theirs| share_one(&names, &theirs.full(crl.issuer())))
        {
            named = true;
            expected.add(match &point.reasons {
                Some(reasons) => Reasons::of(reasons),
                None => Reasons::all(),
            });
        }
    }
    // A list under the plain name of the issuer is one that nobody has to point to (the end of RFC 5280 §6.3.3).
    let own = GeneralName::Directory(certificate.issuer().clone());
    if !named && share_one(&names, &[own]) {
        return Ok(Reasons::all());
    }
    match named {
        true => Ok(expected),
        false => Err(ScopeProblem::OtherPoint),
    }
}

/// Returns the places where the certificate's own issuer tells of its revocation.
fn points(certificate: &Certificate) -> impl Iterator<Item = &DistributionPoint> {
    let points = certificate
        .extensions()
        .iter()
        .filter_map(|extension| match extension.value() {
            ExtensionValue::CrlDistributionPoints(points) => Some(points),
            _ => None,
        });
    points.flatten().filter(|point| {
        point.crl_issuer.is_empty()
            || point.crl_issuer.iter().any(|name| match name {
                GeneralName::Directory(name) => name.matches(certificate.issuer()),
                _ => false,
            })
    })
}

fn share_one(left: &[GeneralName], right: &[GeneralName]) -> bool {
    let compared = left.iter().take(MAX_NAMES);
    compared
        .flat_map(|one| right.iter().take(MAX_NAMES).map(move |other| (one, other)))
        .any(|pair| match pair {
            (GeneralName::Uri(one), GeneralName::Uri(other)) => one == other,
            (GeneralName::Directory(one), GeneralName::Directory(other)) => one.matches(other),
            _ => false,
        })
}

/// Real lists have one or two names.
const MAX_NAMES: usize = 16;
