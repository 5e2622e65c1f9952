//! A certificate once more: renewed for the same key, or rekeyed for another.

use std::collections::HashSet;

use super::decision::Findings;
use super::extensions::{KEY_USAGE, SUBJECT_KEY_IDENTIFIER};
use super::requested::{asked, refuse_the_rest};
use super::{
    Issuance, IssueReasonCode, IssueRefused, Issuer, Profile, Renewal, alternative_names, subject,
    subject_key, validity,
};
use crate::extension::write::{CLIENT_AUTH, NewExtensions, SERVER_AUTH, key_identifier};
use crate::{
    Certificate, CertificationRequest, Extension, PublicKey, Purpose, RevocationReason, asn1::oid,
    oid_name,
};

impl Issuance {
    /// Plans the renewal of a certificate that this authority issued: the same key, subject and extensions, under a new
    /// serial number and with a new validity. A certificate that has expired can be renewed.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason: it is revoked, was issued by another authority, its key is too small by now, or
    /// our own chain check would refuse it.
    pub fn renew(
        issuer: &Issuer,
        old: &Certificate,
        renewal: &Renewal<'_>,
    ) -> Result<Self, IssueRefused> {
        let mut findings = Findings::default();
        may_be_replaced(issuer, old, renewal, &mut findings);
        subject_key::check(old.spki_der(), renewal.sizes, &mut findings);
        let key = PublicKey::from_spki_der(old.spki_der());
        let key = key.map_or_else(|error| error.to_string(), |key| key.info().to_string());
        findings.decide("subjectPublicKeyInfo", None, Some(key), "the same key");
        let mut extensions = NewExtensions::default();
        for extension in old.extensions() {
            extensions.copy(extension);
            as_it_was(extension, &mut findings);
        }
        planned(
            issuer,
            old,
            renewal,
            old.spki_der().to_vec(),
            &extensions,
            findings,
        )
    }

    /// Plans a certificate like another of this authority for a new key, whose request has the same subject. Names and
    /// usages are those of the certificate, whatever else the request asks for.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason: those of [`Issuance::renew`], another subject, the same key, a request that does
    /// not prove that the requester holds the new key.
    pub fn rekey(
        issuer: &Issuer,
        old: &Certificate,
        request: &CertificationRequest,
        renewal: &Renewal<'_>,
    ) -> Result<Self, IssueRefused> {
        let mut findings = Findings::default();
        may_be_replaced(issuer, old, renewal, &mut findings);
        if old.key_matches(request.spki_der()) {
            findings.refuse(
                IssueReasonCode::SameKey,
                "the request is for the key that the certificate has already",
                "make the request with a new key; for the same key, renew the certificate",
            );
        }
        same_subject(old, request, &mut findings);
        let key = subject_key::decide(request, issuer, renewal.sizes, &mut findings);
        let Some(key) = key else {
            return Err(findings.refused());
        };
        let mut extensions = NewExtensions::default();
        let profile = profile_of(old);
        for extension in old.extensions() {
            match extension.oid() {
                SUBJECT_KEY_IDENTIFIER => {
                    let id = key_identifier(&key.spki);
                    extensions.subject_key_identifier(&id);
                    let issued = Some(base16ct::lower::encode_string(&id));
                    let why = "computed from the new key (RFC 7093 §2, method 1)";
                    findings.decide(
                        "subjectKeyIdentifier",
                        asked(request, SUBJECT_KEY_IDENTIFIER),
                        issued,
                        why,
                    );
                }
                KEY_USAGE if follows_profile(old, profile) => {
                    let (usage, why) = profile.key_usage(&key.key_type);
                    extensions.key_usage(usage);
                    let issued = Some(usage.names().join(", "));
                    findings.decide("keyUsage", asked(request, KEY_USAGE), issued, why);
                }
                _ => {
                    extensions.copy(extension);
                    as_it_was(extension, &mut findings);
                }
            }
        }
        requested_names(old, request, &mut findings);
        let answered = [
            SUBJECT_KEY_IDENTIFIER,
            KEY_USAGE,
            alternative_names::SUBJECT_ALT_NAME,
        ];
        refuse_the_rest(request, &answered, &mut findings);
        planned(issuer, old, renewal, key.spki, &extensions, findings)
    }
}

fn planned(
    issuer: &Issuer,
    old: &Certificate,
    renewal: &Renewal<'_>,
    spki: Vec<u8>,
    extensions: &NewExtensions,
    mut findings: Findings,
) -> Result<Issuance, IssueRefused> {
    let subject = (!old.subject().is_empty()).then(|| old.subject().to_string());
    findings.decide("subject", None, subject, "as it was");
    let requested = (renewal.not_before, renewal.not_after);
    let valid = validity::decide(issuer, requested, renewal.outliving, &mut findings);
    let Some((not_before, not_after)) = valid else {
        return Err(findings.refused());
    };
    Issuance {
        issuer: issuer.certificate().clone(),
        profile: profile_of(old),
        purposes: purposes_of(old),
        subject: old.subject().clone(),
        alternative_names: old.extensions().subject_alt_names().to_vec(),
        spki,
        not_before,
        not_after,
        extensions: extensions.der(),
        sizes: renewal.sizes,
        decisions: Vec::new(),
    }
    .settled(issuer, findings)
}

/// Says what speaks against a successor of a certificate.
fn may_be_replaced(
    issuer: &Issuer,
    old: &Certificate,
    renewal: &Renewal<'_>,
    findings: &mut Findings,
) {
    let authority = issuer.certificate();
    if authority.key_matches(old.spki_der()) {
        findings.refuse(
            IssueReasonCode::AuthorityKey,
            "the certificate is the authority's own",
            "make a new authority, or have the one above it issue a new certificate",
        );
    }
    let is_ours = old.issuer().matches(authority.subject())
        && old
            .signature_algorithm()
            .verify(authority.spki_der(), old.tbs_der(), old.signature())
            .is_ok();
    if !is_ours {
        findings.refuse(
            IssueReasonCode::OtherIssuer,
            format!(
                "the certificate was not issued by {}, but by {}, or was changed since",
                authority.subject(),
                old.issuer()
            ),
            "have its own authority renew it, or make a request and have a certificate issued",
        );
    }
    let mut revoked = renewal.revoked.iter();
    let revoked = revoked.find(|revoked| {
        revoked.serial_octets == old.serial_octets()
            && revoked.reason != RevocationReason::RemoveFromCrl
    });
    if let Some(revoked) = revoked {
        findings.refuse(
            IssueReasonCode::Revoked,
            format!(
                "the certificate {} was revoked {} ({})",
                old.serial(),
                revoked.date,
                revoked.reason
            ),
            "make a request with a new key, and have a certificate issued",
        );
    }
}

/// Refuses a request for another subject: as it stands, or as it would be issued.
fn same_subject(old: &Certificate, request: &CertificationRequest, findings: &mut Findings) {
    if request.subject().matches(old.subject()) {
        return;
    }
    // What is said about the attributes does not matter here: the certificate's subject is issued, or nothing.
    let mut aside = Findings::default();
    let cleaned = subject::clean(request.subject(), profile_of(old), &mut aside);
    if !cleaned.is_some_and(|cleaned| cleaned.name.matches(old.subject())) {
        findings.refuse(
            IssueReasonCode::OtherSubject,
            format!("the request is for {}, the certificate for {}", request.subject(), old.subject()),
            "make the request with the subject of the certificate, or have a new certificate issued",
        );
    }
}

/// Says which of the requested names the certificate has anyway.
fn requested_names(old: &Certificate, request: &CertificationRequest, findings: &mut Findings) {
    let names = old.extensions().subject_alt_names().iter();
    let has: HashSet<_> = names.map(alternative_names::shown).collect();
    for name in request.requested_extensions().subject_alt_names() {
        let shown = alternative_names::shown(name);
        let (issued, why) = match has.contains(&shown) {
            true => (Some(shown.clone()), "as it was"),
            false => (
                None,
                "a rekey keeps the names; for other names have a new certificate issued",
            ),
        };
        findings.decide("subjectAltName", Some(shown), issued, why);
    }
}

fn as_it_was(extension: &Extension, findings: &mut Findings) {
    let name = oid_name(extension.oid()).unwrap_or(extension.oid());
    findings.decide(name, None, Some("the same".to_owned()), "as it was");
}

/// Returns whether the key usage is what the profile gives.
fn follows_profile(old: &Certificate, profile: Profile) -> bool {
    let key = PublicKey::from_spki_der(old.spki_der());
    key.is_ok_and(|key| {
        old.extensions().key_usage() == Some(profile.key_usage(&key.info().key_type).0)
    })
}

/// Returns the profile that a certificate comes nearest to.
fn profile_of(certificate: &Certificate) -> Profile {
    let extensions = certificate.extensions();
    if extensions.is_ca() {
        return Profile::IntermediateCa {
            path_len: extensions
                .path_len()
                .and_then(|length| u8::try_from(length).ok()),
        };
    }
    match purposes_of(certificate) {
        [Purpose::Client] => Profile::Client,
        [Purpose::Server] => Profile::Server,
        _ => Profile::Both,
    }
}

/// Returns what our own check can ask a certificate for: what its extended key usages name, anything where they name neither
/// clients nor servers.
fn purposes_of(certificate: &Certificate) -> &'static [Purpose] {
    let extensions = certificate.extensions();
    let Some(purposes) = extensions.extended_key_usage() else {
        return &[Purpose::Any];
    };
    let has = |octets: &[u8]| {
        purposes
            .iter()
            .any(|oid| oid::octets(oid).as_deref() == Some(octets))
    };
    match (has(CLIENT_AUTH), has(SERVER_AUTH)) {
        _ if extensions.is_ca() => &[Purpose::Any],
        (true, false) => &[Purpose::Client],
        (false, true) => &[Purpose::Server],
        (true, true) => &[Purpose::Client, Purpose::Server],
        (false, false) => &[Purpose::Any],
    }
}
