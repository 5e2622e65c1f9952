//! What the authorities above allow: the path length, and whatever our own chain check finds.

use credtool_crypto_engine::KeySizes;

use super::decision::Findings;
use super::{IssueReasonCode, Issuer, Profile};
use crate::{Allowed, Certificate, NotTrusted, PathValidation, Purpose, ReasonCode, Time};

/// Decides how many authorities may follow below the new one, which those above limit; leaves end entities alone.
pub(super) fn path_len(issuer: &Issuer, profile: Profile, findings: &mut Findings) -> Profile {
    let Some(Left { most, by }) = left_below(issuer) else {
        return profile;
    };
    let is_ca = matches!(profile, Profile::IntermediateCa { .. });
    let needed = if is_ca { 1 } else { 0 };
    if most < needed {
        let what = if is_ca { "no authority" } else { "nothing" };
        findings.refuse(
            IssueReasonCode::PathLength,
            format!(
                "{} allows {what} below {} (pathlen)",
                by.subject(),
                issuer.certificate().subject()
            ),
            "have an authority issue it that has fewer above it, or one with a greater path length",
        );
        return profile;
    }
    match profile {
        Profile::IntermediateCa { path_len } => {
            let most = u8::try_from(most - 1).unwrap_or(u8::MAX);
            let asked = path_len.map(|length| length.to_string());
            if path_len.is_some_and(|length| length <= most) {
                return profile;
            }
            let why = format!("{} allows no more", by.subject());
            findings.decide("pathLenConstraint", asked, Some(most.to_string()), why);
            Profile::IntermediateCa {
                path_len: Some(most),
            }
        }
        other => other,
    }
}

/// How many authorities may follow below the issuer, and who says so.
struct Left<'a> {
    /// Below zero where those above the issuer do not even allow the issuer.
    most: i64,
    by: &'a Certificate,
}

/// Returns the tightest of the limits.
fn left_below(issuer: &Issuer) -> Option<Left<'_>> {
    let mut between = 0_i64;
    let mut tightest: Option<Left<'_>> = None;
    for authority in issuer.authorities() {
        if let Some(length) = authority.extensions().path_len() {
            let most = i64::try_from(length)
                .unwrap_or(i64::MAX)
                .saturating_sub(between);
            if tightest.as_ref().is_none_or(|left| most < left.most) {
                tightest = Some(Left {
                    most,
                    by: authority,
                });
            }
        }
        // Those that issued themselves are not counted (RFC 5280 §6.1.4 (l)).
        if !authority.subject().matches(authority.issuer()) {
            between += 1;
        }
    }
    tightest
}

/// Refuses purposes that an authority's own extended key usage does not have. Whether one limits those below it is not in
/// RFC 5280, and path validation leaves trust anchors alone; OpenSSL, Windows and Java each hold some of them to it.
pub(super) fn purposes(issuer: &Issuer, purposes: &[Purpose], findings: &mut Findings) {
    for authority in issuer.authorities() {
        let Some(usages) = authority.extensions().extended_key_usage() else {
            continue;
        };
        let has = |oid: &str| {
            usages
                .iter()
                .any(|usage| usage == oid || usage == ANY_PURPOSE)
        };
        for purpose in purposes {
            let (missing, name) = match purpose {
                Purpose::Client => (!has(CLIENT_AUTH), "clientAuth"),
                Purpose::Server => (!has(SERVER_AUTH), "serverAuth"),
                Purpose::Any => continue,
            };
            if missing {
                let message = format!(
                    "{} is limited to other purposes than {name} (extKeyUsage)",
                    authority.subject()
                );
                let hint = "choose a profile that the authority is for, or have another authority issue it";
                findings.refuse(IssueReasonCode::Purpose, message, hint);
            }
        }
    }
}

/// Checks a certificate of this issuer by our own path validation, for each purpose of its profile.
pub(super) fn verify(
    issuer: &Issuer,
    certificate: &Certificate,
    purposes: &[Purpose],
    at: Time,
    sizes: KeySizes,
) -> Result<(), NotTrusted> {
    for &purpose in purposes {
        let validation = PathValidation {
            intermediates: issuer.intermediates(),
            allowed: Allowed {
                sha1: false,
                rsa_1024: sizes == KeySizes::Legacy,
                // What is issued conforms; the authority is as it is.
                nonconforming: true,
            },
            ..PathValidation::new(std::slice::from_ref(issuer.anchor()), purpose, at)
        };
        validation.verify(certificate)?;
    }
    Ok(())
}

/// Says what our own check has against a certificate that is not signed yet.
pub(super) fn foresee(
    issuer: &Issuer,
    unsigned: &Certificate,
    purposes: &[Purpose],
    at: Time,
    sizes: KeySizes,
    findings: &mut Findings,
) {
    self::purposes(issuer, purposes, findings);
    let Err(refused) = verify(issuer, unsigned, purposes, at, sizes) else {
        return;
    };
    for reason in refused.reasons() {
        let is_its_own = reason
            .certificate()
            .is_none_or(|concerned| concerned.der() == unsigned.der());
        let code = match reason.code() {
            ReasonCode::BadSignature if is_its_own => continue,
            ReasonCode::NameConstraint => IssueReasonCode::NameConstraint,
            ReasonCode::PathLength => IssueReasonCode::PathLength,
            ReasonCode::Purpose => IssueReasonCode::Purpose,
            ReasonCode::WeakKey if is_its_own => IssueReasonCode::WeakKey,
            ReasonCode::Expired | ReasonCode::NotYetValid => IssueReasonCode::Validity,
            _ => IssueReasonCode::Chain,
        };
        findings.refuse(code, reason.message(), reason.hint());
    }
}

const ANY_PURPOSE: &str = "2.5.29.37.0";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
