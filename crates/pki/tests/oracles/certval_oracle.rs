//! certval, without a path builder and without its RSA: every path that names allow is put to its RFC 5280 §6.1 walk, and RSA
//! and Ed25519 signatures to AWS-LC.

use certval::{
    CertificationPath, CertificationPathResults, CertificationPathSettings, Error as CertvalError,
    PDVCertificate, PDVTrustAnchorChoice, PathValidationStatus, PkiEnvironment, TimeOfInterest,
    enforce_trust_anchor_constraints, parse_cert, validate_path_rfc5280,
};
use credtool_pki::{Certificate, Purpose};
use der::Encode;
use der::asn1::BitString;
use der::asn1::ObjectIdentifier;
use webpki::ALL_VERIFICATION_ALGS;

use super::question::Question;

/// Returns what certval says of the best path; a refusal is the name of its status, the last path's where none holds.
pub(crate) fn answer(question: &Question) -> Result<(), String> {
    let mut environment = PkiEnvironment::new();
    environment.populate_5280_pki_environment();
    environment.add_verify_signature_message_callback(verify_signature);
    let mut settings = CertificationPathSettings::new();
    let at = u64::try_from(question.at).unwrap_or_default();
    settings
        .set_time_of_interest(TimeOfInterest::from_unix_secs(at).map_err(|e| format!("{e:?}"))?);
    // The path is made here, so the anchor is one.
    settings.set_require_ta_store(false);
    settings.set_enforce_trust_anchor_constraints(true);
    settings.set_extended_key_usage_path(question.purpose != Purpose::Any);
    let purpose = match question.purpose {
        Purpose::Client => Some("1.3.6.1.5.5.7.3.2"),
        Purpose::Server => Some("1.3.6.1.5.5.7.3.1"),
        Purpose::Any => None,
    };
    if let Some(purpose) = purpose {
        let purpose = ObjectIdentifier::new_unwrap(purpose);
        settings.set_extended_key_usage_from_oid_set([purpose].into_iter().collect());
    }

    let mut refusal = "NoPath".to_owned();
    for path in paths(question)? {
        // What the anchor demands holds for the path as well (RFC 5937).
        let Ok(settings) = enforce_trust_anchor_constraints(&settings, &path.trust_anchor) else {
            refusal = "TrustAnchorConstraints".to_owned();
            continue;
        };
        let mut results = CertificationPathResults::new();
        match validate_path_rfc5280(&environment, &settings, &path, &mut results) {
            Ok(()) => return Ok(()),
            Err(CertvalError::PathValidation(status)) => refusal = format!("{status:?}"),
            Err(other) => refusal = format!("{other:?}"),
        }
    }
    Err(refusal)
}

/// Every path from the leaf to an anchor along names, without regard to case and white space.
fn paths(question: &Question) -> Result<Vec<CertificationPath>, String> {
    let leaf = parse(&question.leaf).map_err(|_| "Unreadable".to_owned())?;
    let pool: Vec<Vec<u8>> = question.intermediates.clone();
    let mut paths = Vec::new();
    let mut open = vec![vec![question.leaf.clone()]];
    while let Some(path) = open.pop() {
        let Some(issuer) = path
            .last()
            .and_then(|der| names(der))
            .map(|(_, issuer)| issuer)
        else {
            continue;
        };
        let issued = |der: &&Vec<u8>| names(der).is_some_and(|(subject, _)| subject == issuer);
        for anchor in question.anchors.iter().filter(issued) {
            let above = path[1..].iter().rev().map(|der| parse(der));
            if let (Ok(anchor), Ok(intermediates)) =
                (PDVTrustAnchorChoice::create(anchor, ""), above.collect())
            {
                paths.push(CertificationPath::new(anchor, intermediates, leaf.clone()));
            }
        }
        for next in pool.iter().filter(issued).filter(|der| !path.contains(der)) {
            if path.len() < MAX_LENGTH && open.len() + paths.len() < MAX_PATHS {
                open.push([&path[..], std::slice::from_ref(next)].concat());
            }
        }
    }
    Ok(paths)
}

fn parse(der: &[u8]) -> certval::Result<PDVCertificate> {
    parse_cert(der, "")
}

fn names(der: &[u8]) -> Option<(String, String)> {
    let certificate = Certificate::from_der(der).ok()?;
    let folded = |name: &credtool_pki::Name| {
        let text = name.to_string().to_lowercase();
        text.replace("\\ ", " ")
            .split_whitespace()
            .collect::<String>()
    };
    Some((folded(certificate.subject()), folded(certificate.issuer())))
}

/// What certval has no code for in this configuration, by AWS-LC.
fn verify_signature(
    _: &PkiEnvironment,
    message: &[u8],
    signature: &BitString,
    algorithm: &spki::AlgorithmIdentifierOwned,
    spki: &spki::SubjectPublicKeyInfoOwned,
) -> certval::Result<()> {
    let content = |algorithm: &spki::AlgorithmIdentifierOwned| {
        let der = algorithm.to_der().ok()?;
        // webpki compares what stands inside of the SEQUENCE; below 128 octets its header is two.
        der.get(2..).map(<[u8]>::to_vec)
    };
    let (algorithm, key) = (content(algorithm), content(&spki.algorithm));
    let candidates = ALL_VERIFICATION_ALGS.iter().filter(|candidate| {
        algorithm.as_deref() == Some(candidate.signature_alg_id().as_ref())
            && key.as_deref() == Some(candidate.public_key_alg_id().as_ref())
    });
    let mut answer = Err(CertvalError::Unrecognized);
    for candidate in candidates {
        let key = spki.subject_public_key.raw_bytes();
        match candidate.verify_signature(key, message, signature.raw_bytes()) {
            Ok(()) => return Ok(()),
            Err(_) => {
                let status = PathValidationStatus::SignatureVerificationFailure;
                answer = Err(CertvalError::PathValidation(status));
            }
        }
    }
    answer
}

const MAX_LENGTH: usize = 20;
const MAX_PATHS: usize = 200;
