//! From a certificate: it is verified, and stored where it is trusted.

use credtool_app_registry::{Command, Registry};
use credtool_pki::{Certificate, CertificateList};
use serde_json::json;

use super::{ImportCredential, does_not_fit};
use crate::app::trusted::Trust;
use crate::cert;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;

impl ImportCredential {
    /// Verifies a certificate, and stores it where it is trusted.
    pub(super) fn verify(
        &self,
        io: &mut Io,
        registry: &Registry,
        certificates: Vec<Certificate>,
    ) -> Result<Answer, Failure> {
        if let Some(option) = self.order.first_given() {
            return Err(does_not_fit(
                option,
                "a certificate",
                "it is for a request (CSR)",
            ));
        }
        let Some((leaf, others)) = certificates.split_first() else {
            return Err(Failure::new(Code::Unrecognised, "there is no certificate"));
        };
        let mut intermediates = others.to_vec();
        for path in &self.intermediate {
            intermediates.extend(cert::read(io, path)?);
        }
        let mut crls: Vec<CertificateList> = Vec::new();
        for path in &self.crl {
            crls.extend(cert::read_crls(io, path)?);
        }
        let trust = Trust::of(io, registry.settings(), self.allow.allowed());
        let chain = match trust.verify(io, leaf, &intermediates, &crls) {
            Ok(chain) => chain,
            Err(mut verdict) => {
                verdict.shown["app_id"] = self.id.as_str().into();
                verdict.shown["changed"] = false.into();
                let first = &verdict.shown["reasons"][0];
                verdict.shown["reason"] = json!({
                    "code": first["code"],
                    "message": first["message"],
                    "hint": first["hint"],
                });
                return verdict.answer(io);
            }
        };
        for weakness in chain.legacy() {
            io.out.warn(format!("legacy: {weakness}"));
        }
        let app = self.id.clone();
        let command = match trust.authority(&chain) {
            Some(authority) => Command::ImportIssued {
                app,
                chain,
                authority: authority.clone(),
            },
            None => Command::ImportCertificate {
                app,
                chain,
                request: None,
            },
        };
        self.change
            .make(io, &self.message(), command, |_, changed| {
                self.shown(changed, false)
            })
    }
}
