//! The JSON files of an export.

use credtool_pki::{Certificate, CertificationRequest};
use serde_json::{Value, json};

use super::{Export, ExportedVersion};

/// What `app.json` says it is.
pub(super) const KIND: &str = "credtool app export";

/// Returns `app.json`.
pub(super) fn of_app(export: &Export) -> String {
    let versions = export.versions.iter().map(|version| {
        json!({
            "version": version.label.as_str(),
            "folder": version.folder(),
        })
    });
    text(&json!({
        "kind": KIND,
        "v": 1,
        "name": export.name.as_str(),
        "app": export.key.to_string(),
        "registered": export.registered,
        "retired": export.retired,
        "versions": versions.collect::<Vec<_>>(),
    }))
}

/// Returns `metadata.json` of a version.
pub(super) fn of_version(version: &ExportedVersion) -> String {
    let credential = version.credential.as_ref().map(|own| {
        json!({
            "imported": own.imported,
            "certificate": of_certificate(&own.certificate),
            "chain": own.chain.iter().map(of_certificate).collect::<Vec<_>>(),
            "request": own.request.as_ref().map(of_request),
        })
    });
    let oauth = version.oauth.as_ref().map(|oauth| {
        let urls = oauth.redirect_urls().iter().map(|url| url.as_str());
        json!({
            "redirect_urls": urls.collect::<Vec<_>>(),
            "application_type": oauth.application_type().as_str(),
        })
    });
    text(&json!({
        "version": version.label.as_str(),
        "app_id": version.app_id.as_str(),
        "added": version.added,
        "retired": version.retired,
        "oauth": oauth,
        "credential": credential,
    }))
}

fn of_certificate(certificate: &Certificate) -> Value {
    json!({
        "sha256": certificate.sha256(),
        "spki_sha256": certificate.spki_sha256(),
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
    })
}

fn of_request(request: &CertificationRequest) -> Value {
    json!({
        "sha256": request.sha256(),
        "spki_sha256": request.spki_sha256(),
        "subject": request.subject().to_string(),
    })
}

fn text(value: &Value) -> String {
    // `{:#}` is serde_json's form for people.
    format!("{value:#}\n")
}
