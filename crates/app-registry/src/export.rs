//! What can be handed out of an app: its metadata, certificates and requests as a zip file. Never a key, never a secret.

mod exported; // what an export says
mod folder; // what a version's folder is called
mod metadata; // the JSON files
mod read_metadata; // and back
mod zip; // entries that are stored, not compressed

pub use exported::{ExportedCredential, ExportedVersion};

use std::collections::BTreeSet;

use credtool_pki::{Certificate, CertificationRequest};

use crate::{App, AppKey, AppName, Error, VersionLabel};
use zip::Entry;

/// What can be handed out of an app.
///
/// A zip file with `app.json`, and for each version a folder with `metadata.json` and, where there is a certificate,
/// `certificate.pem`, `chain.pem` (the certificates above it, the issuer first) and `request.pem`. The same app gives the same
/// bytes. No entry is compressed, so nothing can grow when it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    key: AppKey,
    name: AppName,
    registered: String,
    retired: Option<String>,
    versions: Vec<ExportedVersion>,
}

impl Export {
    /// The greatest length of a zip file in bytes: more than the largest app has.
    pub const MAXIMUM: usize = 1 << 30;

    /// Returns what can be handed out of one version of an app, or of all.
    #[must_use]
    pub fn of(app: &App, version: Option<&VersionLabel>) -> Self {
        let wanted = app.versions().iter();
        let wanted = wanted.filter(|one| version.is_none_or(|label| one.label() == label));
        Self {
            key: app.key(),
            name: app.name().clone(),
            registered: exported::time(app.registered),
            retired: app.retired.map(exported::time),
            versions: wanted.map(ExportedVersion::of).collect(),
        }
    }

    /// Returns the zip file.
    ///
    /// # Errors
    /// [`Error::Export`] for what no zip file can hold: more than 4 GiB.
    pub fn to_zip(&self) -> Result<Vec<u8>, Error> {
        let entry = |name: String, content| Entry { name, content };
        let mut entries = vec![entry(APP.to_owned(), metadata::of_app(self))];
        for version in &self.versions {
            let folder = version.folder();
            let mut add = |name: &str, content: String| {
                entries.push(entry(format!("{folder}/{name}"), content));
            };
            add(METADATA, metadata::of_version(version));
            let Some(credential) = &version.credential else {
                continue;
            };
            add(CERTIFICATE, credential.certificate.to_pem());
            if !credential.chain.is_empty() {
                add(
                    CHAIN,
                    credential.chain.iter().map(Certificate::to_pem).collect(),
                );
            }
            if let Some(request) = &credential.request {
                add(REQUEST, request.to_pem());
            }
        }
        zip::write(&entries)
    }

    /// Reads a zip file that [`Export::to_zip`] gave, or one with the same entries in the same order. Who made it, and whether the
    /// certificates are to be trusted, is not looked at, nor what a zip file says of dates and modes.
    ///
    /// # Errors
    /// [`Error::Export`] for any other file, also one whose entries are compressed, or metadata that say other fingerprints than the
    /// files beside them have. [`Error::TooLong`] above [`Export::MAXIMUM`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > Self::MAXIMUM {
            return Err(Error::TooLong {
                what: "the export",
                found: bytes.len(),
                maximum: Self::MAXIMUM,
                unit: "bytes",
            });
        }
        let mut entries = zip::read(bytes)?.into_iter().peekable();
        let app =
            take(&mut entries, APP).ok_or_else(|| refused("it does not begin with app.json"))?;
        let (mut export, folders) = read_metadata::app(app)?;
        let mut labels = BTreeSet::new();
        for folder in folders {
            let name = |file: &str| format!("{folder}/{file}");
            let metadata = take(&mut entries, &name(METADATA));
            let metadata =
                metadata.ok_or_else(|| refused(format!("{folder}/{METADATA} is missing")))?;
            let (mut version, claim) = read_metadata::version(metadata, &name(METADATA))?;
            if let Some(claim) = claim {
                let certificate = take(&mut entries, &name(CERTIFICATE));
                let chain = take(&mut entries, &name(CHAIN));
                let request = take(&mut entries, &name(REQUEST));
                let credential = read_credential(certificate, chain, request, &claim.imported)
                    .map_err(|why| refused(format!("{folder}: {why}")))?;
                claim
                    .compare(&credential)
                    .map_err(|why| refused(format!("{folder}: {why}")))?;
                version.credential = Some(credential);
            }
            let alone = labels.insert(version.label.fold());
            if !alone || version.folder() != folder {
                return Err(refused(format!(
                    "{folder:?} is not the folder of one version"
                )));
            }
            export.versions.push(version);
        }
        if let Some(entry) = entries.next() {
            return Err(refused(format!("{:?} does not belong there", entry.name)));
        }
        Ok(export)
    }

    /// Returns what the app is called inside.
    #[must_use]
    pub fn key(&self) -> AppKey {
        self.key
    }

    /// Returns what people call it.
    #[must_use]
    pub fn name(&self) -> &AppName {
        &self.name
    }

    /// Returns when the app was registered, RFC 3339 in UTC.
    #[must_use]
    pub fn registered_at(&self) -> &str {
        &self.registered
    }

    /// Returns when the whole of it ended.
    #[must_use]
    pub fn retired_at(&self) -> Option<&str> {
        self.retired.as_deref()
    }

    /// Returns the versions that are in it.
    #[must_use]
    pub fn versions(&self) -> &[ExportedVersion] {
        &self.versions
    }
}

/// Takes the next entry if it has this name, as text.
fn take(
    entries: &mut std::iter::Peekable<impl Iterator<Item = Entry>>,
    name: &str,
) -> Option<String> {
    Some(entries.next_if(|entry| entry.name == name)?.content)
}

fn read_credential(
    certificate: Option<String>,
    chain: Option<String>,
    request: Option<String>,
    imported: &str,
) -> Result<ExportedCredential, String> {
    let certificate = certificate.ok_or_else(|| format!("{CERTIFICATE} is missing"))?;
    let mut own = read_certificates(CERTIFICATE, &certificate)?;
    let certificate = match own.len() {
        1 => own.swap_remove(0),
        found => return Err(format!("{CERTIFICATE} has {found} certificates")),
    };
    let chain = chain.map_or_else(|| Ok(Vec::new()), |text| read_certificates(CHAIN, &text))?;
    let request = request.map(|text| {
        let request = CertificationRequest::parse(text.as_bytes());
        let request = request.map_err(|error| format!("{REQUEST}: {error}"))?;
        match request.to_pem() == text {
            true => Ok(request),
            false => Err(beside(REQUEST)),
        }
    });
    Ok(ExportedCredential {
        certificate,
        chain,
        request: request.transpose()?,
        imported: imported.to_owned(),
    })
}

fn read_certificates(file: &str, text: &str) -> Result<Vec<Certificate>, String> {
    let all = Certificate::parse_all(text.as_bytes());
    let all = all.map_err(|error| format!("{file}: {error}"))?;
    match all.iter().map(Certificate::to_pem).collect::<String>() == text {
        true => Ok(all),
        false => Err(beside(file)),
    }
}

fn beside(file: &str) -> String {
    format!("{file} has something beside what belongs there")
}

fn refused(why: impl Into<String>) -> Error {
    Error::Export { why: why.into() }
}

const APP: &str = "app.json";
const METADATA: &str = "metadata.json";
const CERTIFICATE: &str = "certificate.pem";
const CHAIN: &str = "chain.pem";
const REQUEST: &str = "request.pem";
