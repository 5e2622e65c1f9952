//! An app as JSON and as lines for people. Names are other people's words, so lines are made safe for a terminal.

use std::time::SystemTime;

use credtool_app_registry::{App, Credential, Export, OauthProfile, RedirectUrl, Version};
use credtool_pki::{Certificate, CertificationRequest};
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::describe::{lines, plain};
use crate::output::printable;

/// Returns an app with all its versions; `named` is the version that was asked for, `now` the moment at which secrets are accepted.
pub(super) fn app(app: &App, named: &Version, now: SystemTime) -> Value {
    let versions = app.versions().iter();
    json!({
        "name": app.name().as_str(),
        "key": app.key().to_string(),
        "app_id": named.app_id().as_str(),
        "version": named.label().as_str(),
        "registered": rfc3339(app.registered_at()),
        "retired": app.retired_at().map(rfc3339),
        "versions": versions.map(|one| version(one, now)).collect::<Vec<_>>(),
    })
}

/// Returns one version.
pub(super) fn version(version: &Version, now: SystemTime) -> Value {
    json!({
        "version": version.label().as_str(),
        "app_id": version.app_id().as_str(),
        "added": rfc3339(version.added_at()),
        "retired": version.retired_at().map(rfc3339),
        "secrets": secrets(version, now),
        "certificate": version.credential().map(credential),
        "redirect_urls": version.oauth().map(redirect_urls),
        "application_type": version.oauth().map(|oauth| oauth.application_type().as_str()),
    })
}

/// Returns what an export holds, with the members of [`app`] that it has.
pub(super) fn export(export: &Export) -> Value {
    let versions = export.versions().iter().map(|version| {
        let certificate = version.credential().map(|credential| {
            let mut shown = certificate(credential.certificate());
            shown["imported"] = credential.imported_at().into();
            shown["chain"] = credential.chain().iter().map(certificate).collect();
            shown["request_sha256"] = credential
                .request()
                .map(CertificationRequest::sha256)
                .into();
            shown
        });
        json!({
            "version": version.label().as_str(),
            "app_id": version.app_id().as_str(),
            "added": version.added_at(),
            "retired": version.retired_at(),
            "certificate": certificate,
            "redirect_urls": version.oauth().map(redirect_urls),
            "application_type": version.oauth().map(|oauth| oauth.application_type().as_str()),
        })
    });
    json!({
        "name": export.name().as_str(),
        "key": export.key().to_string(),
        "registered": export.registered_at(),
        "retired": export.retired_at(),
        "versions": versions.collect::<Vec<_>>(),
    })
}

fn redirect_urls(oauth: &OauthProfile) -> Vec<&str> {
    oauth
        .redirect_urls()
        .iter()
        .map(RedirectUrl::as_str)
        .collect()
}

/// Returns how the secrets of a version stand, the current one first; never a secret.
pub(super) fn secrets(version: &Version, now: SystemTime) -> Value {
    let accepted = version.secrets_at(now);
    let one = |one: &credtool_app_registry::Accepted| {
        json!({
            "standing": one.standing.as_str(),
            "number": one.number,
            "until": one.standing.until().map(rfc3339),
        })
    };
    accepted.iter().map(one).collect()
}

/// Returns a certificate with where it came from.
fn credential(credential: &Credential) -> Value {
    let mut shown = certificate(credential.certificate());
    shown["imported"] = rfc3339(credential.imported_at()).into();
    shown["source"] = match credential.request() {
        Some(_) => "request",
        None => "certificate",
    }
    .into();
    shown
}

/// Returns how people find a certificate again.
pub(super) fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "sha256": certificate.sha256(),
    })
}

/// Returns an app of [`app`] as lines.
pub(super) fn lines_of(shown: &Value) -> String {
    let mut text = lines(shown, &["name", "key", "registered", "retired"]);
    for version in shown["versions"].as_array().into_iter().flatten() {
        text.push('\n');
        text.push_str(&version_lines(version));
    }
    text
}

fn version_lines(shown: &Value) -> String {
    let mut members = shown.clone();
    if shown["secrets"].is_array() {
        members["secrets"] = secret_line(&shown["secrets"]).into();
    }
    let certificate = &shown["certificate"];
    if certificate.is_object() {
        members["certificate"] = certificate["subject"].clone();
        for member in ["serial", "sha256"] {
            members[member] = certificate[member].clone();
        }
        members["valid until"] = certificate["not_after"].clone();
    }
    let there = |member: &&&str| !plain(&members[**member]).is_empty();
    let there: Vec<&str> = VERSION.iter().filter(there).copied().collect();
    lines(&members, &there)
}

/// Returns how the secrets stand on one line.
pub(super) fn secret_line(secrets: &Value) -> String {
    let one = |one: &Value| {
        let until = one["until"].as_str().map(|until| format!(" until {until}"));
        let standing = one["standing"].as_str().unwrap_or_default();
        format!(
            "{standing} ({}){}",
            one["number"],
            until.unwrap_or_default()
        )
    };
    let all: Vec<String> = secrets.as_array().into_iter().flatten().map(one).collect();
    match all.is_empty() {
        true => "none".to_owned(),
        false => all.join(", "),
    }
}

/// Returns the subject of a certificate and its end, for people.
pub(super) fn certificate_line(certificate: &Certificate) -> String {
    let subject = printable(&certificate.subject().to_string());
    format!("{subject}, until {}", certificate.not_after())
}

const VERSION: &[&str] = &[
    "version",
    "app_id",
    "added",
    "retired",
    "secrets",
    "certificate",
    "serial",
    "valid until",
    "sha256",
    "application_type",
    "redirect_urls",
];
