//! rustls-webpki with the algorithms of AWS-LC.

use std::time::Duration;

use credtool_pki::Purpose;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter,
    KeyUsage, anchor_from_trusted_cert,
};

use super::question::Question;

/// Returns what rustls-webpki says; a refusal is the name of its error.
pub(crate) fn answer(question: &Question) -> Result<(), String> {
    verdict(question).map_err(|error| {
        let text = format!("{error:?}");
        let name = text.split([' ', '(', '{']).next();
        name.unwrap_or_default().to_owned()
    })
}

fn verdict(question: &Question) -> Result<(), Error> {
    let certificates = |ders: &[Vec<u8>]| -> Vec<CertificateDer<'static>> {
        ders.iter().cloned().map(CertificateDer::from).collect()
    };
    let leaf = CertificateDer::from(&question.leaf[..]);
    let leaf = EndEntityCert::try_from(&leaf)?;
    let anchors = certificates(&question.anchors);
    let anchors = anchors.iter().map(anchor_from_trusted_cert);
    let anchors: Vec<_> = anchors.filter_map(Result::ok).collect();
    let intermediates = certificates(&question.intermediates);
    let at = UnixTime::since_unix_epoch(Duration::from_secs(question.at.unsigned_abs()));
    macro_rules! verify {
        ($usage:expr) => {
            leaf.verify_for_usage(
                ALL_VERIFICATION_ALGS,
                &anchors,
                &intermediates,
                at,
                $usage,
                None,
                None,
            )
            .map(|_| ())
        };
    }
    match question.purpose {
        Purpose::Client => verify!(KeyUsage::client_auth()),
        Purpose::Server => verify!(KeyUsage::server_auth()),
        Purpose::Any => verify!(Anything),
    }?;
    match question.server_name.as_deref().map(ServerName::try_from) {
        None => Ok(()),
        Some(Err(_)) => Err(Error::MalformedDnsIdentifier),
        Some(Ok(name)) => leaf.verify_is_valid_for_subject_name(&name),
    }
}

/// No purpose in particular.
struct Anything;

impl ExtendedKeyUsageValidator for Anything {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}
