//! What will be issued and why, before anything is signed.

use credtool_crypto_engine::KeySizes;

use super::decision::{Decision, Findings};
use super::tbs::Tbs;
use super::{
    IssueReasonCode, IssueRefused, Issuer, Profile, Terms, alternative_names, constraints,
    extensions, subject, subject_key, validity,
};
use crate::asn1::tlv_write::sequence;
use crate::{Certificate, CertificationRequest, Error, GeneralName, Name, Purpose, Time};

/// The plan of one certificate: complete but for its serial number and signature, made without the authority's key.
///
/// [`Authority::issue`](super::Authority::issue) signs it.
#[derive(Clone, Debug)]
pub struct Issuance {
    /// The authority that it was planned for.
    pub(super) issuer: Certificate,
    pub(super) profile: Profile,
    /// What our own check asks for, one after the other.
    pub(super) purposes: &'static [Purpose],
    pub(super) subject: Name,
    pub(super) alternative_names: Vec<GeneralName>,
    pub(super) spki: Vec<u8>,
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    /// `Extensions`, DER.
    pub(super) extensions: Vec<u8>,
    pub(super) sizes: KeySizes,
    pub(super) decisions: Vec<Decision>,
}

impl Issuance {
    /// Plans a certificate for a request.
    ///
    /// Taken from the request: the key, once the request proves that the requester holds it; the subject, unless the terms
    /// have another; alternative names of the kinds that the profile has. Nothing else: usages, constraints and identifiers
    /// follow from the profile and the keys. [`Issuance::decisions`] answers everything that the request asks for.
    ///
    /// Not checked: whether the requester is who the request says, and may have these names; that is for whoever calls
    /// [`Authority::issue`](super::Authority::issue) with the plan.
    ///
    /// # Errors
    /// [`IssueRefused`] with every reason, those among them for which our own [`PathValidation`](crate::PathValidation)
    /// would refuse the certificate.
    pub fn plan(
        issuer: &Issuer,
        request: &CertificationRequest,
        terms: &Terms,
    ) -> Result<Self, IssueRefused> {
        let mut findings = Findings::default();
        let key = subject_key::decide(request, issuer, terms.sizes, &mut findings);
        let named = subject::decide(request, terms, &mut findings);
        let asked = (terms.not_before, terms.not_after);
        let valid = validity::decide(issuer, asked, terms.outliving, &mut findings);
        let profile = constraints::path_len(issuer, terms.profile, &mut findings);
        let name = named
            .as_ref()
            .map_or(request.subject(), |named| &named.name)
            .clone();
        let mut authorities = issuer.authorities();
        if authorities.any(|authority| name.matches(authority.subject())) {
            findings.refuse(
                IssueReasonCode::AuthorityName,
                format!("the subject is the name of an authority, {name}"),
                "make the request with a subject of its own",
            );
        }
        let emails = named.map(|named| named.emails).unwrap_or_default();
        let names = alternative_names::decide(request, terms, &name, emails, &mut findings);
        let is_ca = matches!(profile, Profile::IntermediateCa { .. });
        if name.is_empty() && names.is_empty() && !is_ca {
            findings.refuse(
                IssueReasonCode::NoName,
                "there is neither a subject nor an alternative name to issue for",
                "make the request with a subject",
            );
        }
        let (Some(key), Some((not_before, not_after))) = (key, valid) else {
            return Err(findings.refused());
        };
        let extensions = extensions::decide(
            request,
            profile,
            issuer,
            &key,
            &names,
            name.is_empty(),
            &mut findings,
        );
        Self {
            issuer: issuer.certificate().clone(),
            profile,
            purposes: profile.purposes(),
            subject: name,
            alternative_names: names,
            spki: key.spki,
            not_before,
            not_after,
            extensions,
            sizes: terms.sizes,
            decisions: Vec::new(),
        }
        .settled(issuer, findings)
    }

    /// Asks our own chain check about the certificate as it will be, and adds the decisions.
    pub(super) fn settled(
        mut self,
        issuer: &Issuer,
        mut findings: Findings,
    ) -> Result<Self, IssueRefused> {
        if !findings.is_refused() {
            match self.unsigned() {
                Ok(certificate) => constraints::foresee(
                    issuer,
                    &certificate,
                    self.purposes,
                    self.not_before,
                    self.sizes,
                    &mut findings,
                ),
                Err(error) => findings.refuse(
                    IssueReasonCode::Malformed,
                    error.to_string(),
                    "make the request with other values",
                ),
            }
        }
        self.decisions = findings.settle()?;
        Ok(self)
    }

    /// Returns the certificate with a serial number and a signature that are none.
    fn unsigned(&self) -> Result<Certificate, Error> {
        let algorithm = self.issuer.signature_algorithm().der();
        let tbs = self.tbs([1; 16], algorithm)?;
        Certificate::from_der(&sequence(&[&tbs, algorithm, &[3, 1, 0]]))
    }

    /// Returns `tbsCertificate`.
    pub(super) fn tbs(&self, serial: [u8; 16], algorithm: &[u8]) -> Result<Vec<u8>, Error> {
        Tbs {
            serial,
            algorithm,
            issuer: self.issuer.subject().der(),
            not_before: self.not_before,
            not_after: self.not_after,
            subject: self.subject.der(),
            spki: &self.spki,
            extensions: &self.extensions,
        }
        .der()
    }

    /// Returns what was asked for and what is given, with the reasons: nothing that was asked for is missing here.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Returns the profile that the certificate will have.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Returns the subject that will be issued, which may be empty.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Returns the alternative names that will be issued.
    pub fn alternative_names(&self) -> &[GeneralName] {
        &self.alternative_names
    }

    /// Returns the SubjectPublicKeyInfo that will be issued, DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Returns the first second of the validity that will be issued.
    pub fn not_before(&self) -> Time {
        self.not_before
    }

    /// Returns the last second of the validity that will be issued.
    pub fn not_after(&self) -> Time {
        self.not_after
    }
}
