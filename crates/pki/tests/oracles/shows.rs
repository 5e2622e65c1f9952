//! What the certificates of a case show: the predicates of the classes of differences.

use credtool_pki::{Certificate, ExtensionValue, GeneralName, KeyUsage, NameConstraints};

use super::certificate::time;
use super::differences::Case;
use super::question::Ours;

impl Case<'_> {
    /// The certificate that our reason is about.
    pub(crate) fn it(&self, shows: impl Fn(&Certificate) -> bool) -> bool {
        self.reason
            .and_then(|reason| reason.certificate())
            .is_some_and(shows)
    }

    /// Any certificate of the question.
    pub(crate) fn any(&self, shows: impl Fn(&Certificate) -> bool) -> bool {
        self.ours.certificates().any(shows)
    }

    /// Any authority of the question.
    pub(crate) fn any_issuer(&self, shows: impl Fn(&Certificate) -> bool) -> bool {
        self.ours.issuers().any(shows)
    }

    /// Any trusted certificate.
    pub(crate) fn any_anchor(&self, shows: impl Fn(&Certificate) -> bool) -> bool {
        self.ours.anchors.iter().any(shows)
    }

    /// The certificate that is verified.
    pub(crate) fn leaf(&self, shows: impl Fn(&Certificate) -> bool) -> bool {
        self.ours.leaf.as_ref().is_some_and(shows)
    }

    /// Our reason is about a trusted certificate.
    pub(crate) fn it_is_trusted(&self) -> bool {
        self.it(|it| self.any_anchor(|anchor| anchor.der() == it.der()))
    }

    /// Our reason is about the certificate that is verified.
    pub(crate) fn it_is_the_leaf(&self) -> bool {
        self.it(|it| it.der() == self.question.leaf)
    }

    /// The certificate that is verified is itself among the trusted ones.
    pub(crate) fn leaf_is_trusted(&self) -> bool {
        self.question.anchors.contains(&self.question.leaf)
    }

    /// Somebody's issuer is there, and its name is written otherwise: case, white space, type of string.
    pub(crate) fn names_differ_in_writing(&self) -> bool {
        self.any(|one| {
            let issuer = one.issuer();
            self.any_issuer(|authority| {
                authority.subject().matches(issuer) && authority.subject().der() != issuer.der()
            })
        })
    }

    /// Two authorities have one name, and are not one certificate.
    pub(crate) fn several_of_one_name(&self) -> bool {
        self.any_issuer(|one| {
            self.any_issuer(|other| {
                one.subject().matches(other.subject()) && one.der() != other.der()
            })
        })
    }

    /// Names of the leaf, times the constraints above it.
    pub(crate) fn comparisons(&self) -> usize {
        let names = self.ours.certificates().map(|one| {
            let subject = one.subject().relative_names().iter().flatten();
            1 + subject.count() + one.extensions().subject_alt_names().len()
        });
        let constraints = self
            .ours
            .issuers()
            .filter_map(|one| one.extensions().name_constraints());
        let constraints = constraints.map(|one| one.permitted().len() + one.excluded().len());
        names.sum::<usize>() * constraints.sum::<usize>()
    }

    /// Any constraint of this kind, permitted or excluded.
    pub(crate) fn any_constraint(&self, is: impl Fn(&GeneralName) -> bool) -> bool {
        let subtrees = |constraints: &NameConstraints| {
            let mut all = constraints.permitted().iter().chain(constraints.excluded());
            all.any(|subtree| is(subtree.base()))
        };
        self.any_issuer(|one| one.extensions().name_constraints().is_some_and(subtrees))
    }
}

/// A name in a constraint that rustls-webpki does not compare.
pub(crate) fn is_no_host(name: &GeneralName) -> bool {
    !matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_))
}

pub(crate) fn has(certificate: &Certificate, oid: &str) -> bool {
    certificate.extensions().get(oid).is_some()
}

pub(crate) fn has_critical(certificate: &Certificate, oids: &[&str]) -> bool {
    let extensions = certificate.extensions().into_iter();
    extensions
        .filter(|one| one.is_critical())
        .any(|one| oids.contains(&one.oid()))
}

/// RFC 5280 §4.2.1.12: any purpose.
pub(crate) fn has_any_purpose(certificate: &Certificate) -> bool {
    let purposes = certificate.extensions().extended_key_usage();
    purposes.is_some_and(|list| list.iter().any(|oid| oid == "2.5.29.37.0"))
}

/// Has a key usage, without the right to sign anything but certificates and lists.
pub(crate) fn may_not_sign_data(certificate: &Certificate) -> bool {
    let usage = certificate.extensions().key_usage();
    usage.is_some_and(|usage| !usage.contains(KeyUsage::DIGITAL_SIGNATURE))
}

/// Has a key usage, without the right to sign certificates.
pub(crate) fn may_not_sign_certificates(certificate: &Certificate) -> bool {
    let usage = certificate.extensions().key_usage();
    usage.is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN))
}

/// Has a key usage, with the right to sign certificates.
pub(crate) fn may_sign_certificates(certificate: &Certificate) -> bool {
    let usage = certificate.extensions().key_usage();
    usage.is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN))
}

/// Says that a key signed which none of the authorities of its issuer's name has.
pub(crate) fn names_another_key(certificate: &Certificate, ours: &Ours) -> bool {
    let wanted = certificate.extensions().authority_key_identifier();
    let Some(wanted) = wanted.and_then(|wanted| wanted.key_id.as_deref()) else {
        return false;
    };
    let mut issuers = ours
        .issuers()
        .filter(|one| one.subject().matches(certificate.issuer()));
    issuers.any(|one| {
        one.extensions()
            .subject_key_identifier()
            .is_some_and(|found| found != wanted)
    })
}

/// A time that RFC 5280 §4.1.2.5 would write otherwise, or one before 1970.
pub(crate) fn has_odd_times(certificate: &Certificate) -> bool {
    [certificate.not_before(), certificate.not_after()]
        .iter()
        .any(|at| {
            let usual = time(at.unix_seconds());
            at.unix_seconds() < 0 || !contains(certificate.der(), &usual)
        })
}

/// A serial number that is zero, negative or of more than twenty octets (§4.1.2.2).
pub(crate) fn has_odd_serial(certificate: &Certificate) -> bool {
    let octets = certificate.serial_octets();
    octets == [0] || octets[0] >= 0x80 || octets.len() > 20
}

/// Lacks a key identifier that §4.2.1.1 and §4.2.1.2 demand.
pub(crate) fn lacks_key_identifier(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    extensions.authority_key_identifier().is_none()
        || (extensions.is_ca() && extensions.subject_key_identifier().is_none())
}

/// An extension that §4.2.1.9 or §4.2.1.6 want critical and that is not.
pub(crate) fn is_not_critical_enough(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    let lax = |oid| extensions.get(oid).is_some_and(|one| !one.is_critical());
    (extensions.is_ca() && lax("2.5.29.19"))
        || (certificate.subject().is_empty() && lax("2.5.29.17"))
}

/// An issuer or an authority without a name (§4.1.2.4, §4.1.2.6).
pub(crate) fn is_nameless(certificate: &Certificate) -> bool {
    certificate.subject().is_empty() || certificate.issuer().is_empty()
}

/// An extension of this number is there and cannot be read.
pub(crate) fn has_unreadable(certificate: &Certificate, oids: &[&str]) -> bool {
    let mut extensions = certificate.extensions().into_iter();
    extensions
        .any(|one| matches!(one.value(), ExtensionValue::Malformed(_)) && oids.contains(&one.oid()))
}

/// An extension is there twice (§4.2).
pub(crate) fn has_repeated(certificate: &Certificate) -> bool {
    let oids: Vec<_> = certificate
        .extensions()
        .into_iter()
        .map(|one| one.oid())
        .collect();
    oids.iter()
        .enumerate()
        .any(|(index, oid)| oids[..index].contains(oid))
}

/// Issued by an authority to itself, under another key (§3.2).
pub(crate) fn is_self_issued(certificate: &Certificate) -> bool {
    certificate.subject().matches(certificate.issuer())
}

/// A BIT STRING that is not whole octets: the signature, or a unique identifier before the extensions.
pub(crate) fn has_unused_bits(certificate: &Certificate) -> bool {
    let (der, signature) = (certificate.der(), certificate.signature());
    let unused = der[der.len() - signature.len() - 1];
    unused != 0 || has_unique_identifier(certificate)
}

/// `issuerUniqueID` or `subjectUniqueID` behind the key (§4.1.2.8).
pub(crate) fn has_unique_identifier(certificate: &Certificate) -> bool {
    let (tbs, key) = (certificate.tbs_der(), certificate.spki_der());
    let at = tbs.windows(key.len()).position(|octets| octets == key);
    at.and_then(|at| tbs.get(at + key.len()))
        .is_some_and(|tag| matches!(tag, 0x81 | 0x82))
}

/// A common name in the subject, or an e-mail address, to which programs may give the meaning of an alternative name.
pub(crate) fn has_name_in_subject(certificate: &Certificate) -> bool {
    let attributes = certificate.subject().relative_names().iter().flatten();
    let mut oids = attributes.map(|attribute| attribute.oid());
    oids.any(|oid| matches!(oid, "2.5.4.3" | "1.2.840.113549.1.9.1"))
}

pub(crate) fn has_wildcard(certificate: &Certificate) -> bool {
    let mut names = certificate.extensions().subject_alt_names().iter();
    names.any(|name| matches!(name, GeneralName::Dns(text) if text.starts_with("*.")))
}

pub(crate) fn contains(all: &[u8], some: &[u8]) -> bool {
    all.windows(some.len()).any(|octets| octets == some)
}

/// The extensions about policies: mappings, constraints, inhibitAnyPolicy.
pub(crate) const POLICY_RULES: [&str; 3] = ["2.5.29.33", "2.5.29.36", "2.5.29.54"];
pub(crate) const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
