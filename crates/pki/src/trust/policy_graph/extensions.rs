//! What one certificate says about policies, as far as it takes to walk a path.

use crate::{Certificate, ExtensionValue, PolicyInformation, PolicyMapping, oid_name};

/// The extensions about policies of one certificate.
pub(super) struct Policies<'a> {
    pub(super) policies: Option<&'a [PolicyInformation]>,
    pub(super) mappings: &'a [PolicyMapping],
    pub(super) require_explicit: Option<u64>,
    pub(super) inhibit_mapping: Option<u64>,
    pub(super) inhibit_any: Option<u64>,
}

impl<'a> Policies<'a> {
    /// Reads them; an `Err` is one sentence about what cannot be read or is not understood.
    pub(super) fn of(certificate: &'a Certificate) -> Result<Self, String> {
        let mut all = Self {
            policies: None,
            mappings: &[],
            require_explicit: None,
            inhibit_mapping: None,
            inhibit_any: None,
        };
        for extension in certificate.extensions() {
            match extension.value() {
                ExtensionValue::CertificatePolicies(policies) => {
                    if extension.is_critical()
                        && let Some(unknown) = unknown_qualifier(policies)
                    {
                        let subject = certificate.subject();
                        return Err(format!(
                            "{subject} demands that the qualifier {unknown} of its policies is understood"
                        ));
                    }
                    all.policies = Some(policies);
                }
                ExtensionValue::PolicyMappings(mappings) => all.mappings = mappings,
                ExtensionValue::PolicyConstraints {
                    require_explicit_policy,
                    inhibit_policy_mapping,
                } => {
                    all.require_explicit = *require_explicit_policy;
                    all.inhibit_mapping = *inhibit_policy_mapping;
                }
                ExtensionValue::InhibitAnyPolicy(limit) => all.inhibit_any = Some(*limit),
                ExtensionValue::Malformed(problem) if ABOUT_POLICIES.contains(&extension.oid()) => {
                    let name = oid_name(extension.oid()).unwrap_or(extension.oid());
                    let subject = certificate.subject();
                    return Err(format!(
                        "the extension {name} of {subject} cannot be read: {problem}"
                    ));
                }
                _ => {}
            }
        }
        Ok(all)
    }
}

fn unknown_qualifier(policies: &[PolicyInformation]) -> Option<&str> {
    let mut qualifiers = policies.iter().flat_map(|policy| &policy.qualifiers);
    qualifiers
        .find(|oid| !KNOWN_QUALIFIERS.contains(&oid.as_str()))
        .map(String::as_str)
}

/// A practice statement and a notice to the user (RFC 5280 §4.2.1.4).
const KNOWN_QUALIFIERS: [&str; 2] = ["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"];
/// certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy.
const ABOUT_POLICIES: [&str; 4] = ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"];
