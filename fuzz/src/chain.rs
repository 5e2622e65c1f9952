//! Chains: whatever the certificates are, the answer does not depend on their order, and rustls-webpki gives the same or a
//! difference that can be explained.

use credtool_pki::{Certificate, PathValidation, Purpose, ReasonCode, Time};

#[path = "../../crates/pki/tests/made/certificate.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod certificate;
#[path = "../../crates/pki/tests/made/choices.rs"]
mod choices;
#[path = "../../crates/pki/tests/oracles/differences.rs"]
#[allow(dead_code, clippy::print_stderr, reason = "tests need more of it")]
mod differences;
#[path = "../../crates/pki/tests/made/chain.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod made;
#[path = "../../crates/pki/tests/oracles/question.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod question;
#[path = "../../crates/pki/tests/oracles/rows_webpki.rs"]
mod rows_webpki;
#[path = "../../crates/pki/tests/oracles/shows.rs"]
#[allow(dead_code, reason = "tests need more of it")]
mod shows;
#[path = "../../crates/pki/tests/oracles/webpki_oracle.rs"]
mod webpki_oracle;

/// The first octet chooses: certificates as they come, the leaf first and the anchor last, or choices that spoil a good chain.
pub fn chain(data: &[u8]) {
    match data.split_first() {
        None => {}
        Some((octet, file)) if octet & 1 == 0 => {
            let Ok(mut certificates) = Certificate::parse_all(file) else {
                return;
            };
            let leaf = certificates.remove(0);
            let anchors: Vec<_> = certificates.pop().into_iter().collect();
            for purpose in [Purpose::Client, Purpose::Server, Purpose::Any] {
                let at = Time::from_unix_seconds(made::AT);
                stable(&leaf, &certificates, &anchors, purpose, at);
            }
        }
        Some((_, octets)) => {
            let question = made::question(octets);
            let ours = question.ours();
            if let Some(leaf) = &ours.leaf {
                let at = Time::from_unix_seconds(question.at);
                stable(
                    leaf,
                    &ours.intermediates,
                    &ours.anchors,
                    question.purpose,
                    at,
                );
            }
            let theirs = webpki_oracle::answer(&question);
            differences::explain(rows_webpki::WEBPKI, &question, &theirs).unwrap();
        }
    }
}

/// Verifies with the intermediates in three orders.
fn stable(
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchors: &[Certificate],
    purpose: Purpose,
    at: Time,
) {
    let mut pool = intermediates.to_vec();
    let answer = |pool: &[Certificate]| -> Result<usize, Vec<ReasonCode>> {
        let mut validation = PathValidation::new(anchors, purpose, at);
        validation.intermediates = pool;
        let codes = |reason: &credtool_pki::Reason| reason.code();
        match validation.verify(leaf) {
            Ok(chain) => Ok(chain.certificates().len()),
            Err(refused) => Err(refused.reasons().iter().map(codes).collect()),
        }
    };
    let first = answer(&pool);
    assert_ne!(first, Err(Vec::new()));
    pool.reverse();
    assert_eq!(answer(&pool), first);
    let middle = pool.len() / 2;
    pool.rotate_left(middle);
    assert_eq!(answer(&pool), first);
}
