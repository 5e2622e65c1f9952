//! The JSON files of an export, read. What they say of a certificate beside its fingerprint is for people, and not looked at.

use std::str::FromStr;

use credtool_pki::Certificate;
use serde_json::Value;

use super::{Export, ExportedCredential, ExportedVersion, METADATA, metadata::KIND, refused};
use crate::{App, Error, OauthProfile, RedirectUrl};

/// What metadata say of the files beside them.
pub(super) struct Claim {
    pub(super) imported: String,
    certificate: String,
    chain: Vec<String>,
    request: Option<String>,
}

impl Claim {
    /// Compares it with the files.
    pub(super) fn compare(&self, found: &ExportedCredential) -> Result<(), String> {
        let chain: Vec<String> = found.chain.iter().map(Certificate::sha256).collect();
        let request = found.request.as_ref().map(|request| request.sha256());
        let wrong = if self.certificate != found.certificate.sha256() {
            "certificate"
        } else if self.chain != chain {
            "chain"
        } else if self.request != request {
            "request"
        } else {
            return Ok(());
        };
        Err(format!(
            "{METADATA} says another fingerprint than {wrong}.pem has"
        ))
    }
}

/// Reads `app.json`: the export without its versions, and their folders.
pub(super) fn app(text: String) -> Result<(Export, Vec<String>), Error> {
    let json = Json::parse(&text, "app.json")?;
    if json.text("kind")? != KIND || json.0["v"] != 1 {
        return Err(refused(
            "app.json says another kind or version: use a newer credtool",
        ));
    }
    let versions = json.list("versions")?;
    if versions.len() > App::MAXIMUM_VERSIONS {
        return Err(refused("app.json has too many versions"));
    }
    let folders = versions.iter().map(|version| {
        let folder = version["folder"].as_str();
        let folder = folder.ok_or_else(|| refused("app.json has a version without a folder"));
        folder.map(str::to_owned)
    });
    let export = Export {
        key: json.value("app")?,
        name: json.value("name")?,
        registered: json.time("registered")?,
        retired: json.optional("retired", Json::time)?,
        versions: Vec::new(),
    };
    Ok((export, folders.collect::<Result<_, _>>()?))
}

/// Reads `metadata.json` of a version: the version without its certificate, and what it says of that.
pub(super) fn version(text: String, file: &str) -> Result<(ExportedVersion, Option<Claim>), Error> {
    let json = Json::parse(&text, file)?;
    let oauth = json.optional("oauth", |json, name| {
        let oauth = Json(json.0[name].clone(), file);
        let urls = oauth.list("redirect_urls")?.iter();
        let urls = urls.map(|url| RedirectUrl::from_str(url.as_str().unwrap_or_default()));
        Ok(OauthProfile {
            redirect_urls: urls
                .collect::<Result<_, _>>()
                .map_err(|_| oauth.wrong("redirect_urls"))?,
            application_type: oauth.value("application_type")?,
        })
    })?;
    let claim = json.optional("credential", |json, name| {
        let own = Json(json.0[name].clone(), file);
        let sha256 = |value: &Value| value["sha256"].as_str().unwrap_or_default().to_owned();
        let request = &own.0["request"];
        Ok(Claim {
            imported: own.time("imported")?,
            certificate: sha256(&own.0["certificate"]),
            chain: own.list("chain")?.iter().map(sha256).collect(),
            request: (!request.is_null()).then(|| sha256(request)),
        })
    })?;
    let version = ExportedVersion {
        label: json.value("version")?,
        app_id: json.value("app_id")?,
        added: json.time("added")?,
        retired: json.optional("retired", Json::time)?,
        oauth,
        credential: None,
    };
    Ok((version, claim))
}

/// A JSON object and the file in which it stands.
struct Json<'a>(Value, &'a str);

impl<'a> Json<'a> {
    fn parse(text: &str, file: &'a str) -> Result<Self, Error> {
        let value = serde_json::from_str(text);
        // serde_json's message has a position and nothing of the text.
        let value = value.map_err(|error| refused(format!("{file}: {error}")))?;
        Ok(Self(value, file))
    }

    fn wrong(&self, name: &str) -> Error {
        refused(format!("{} has no sound {name:?}", self.1))
    }

    fn text(&self, name: &str) -> Result<&str, Error> {
        self.0[name].as_str().ok_or_else(|| self.wrong(name))
    }

    fn list(&self, name: &str) -> Result<&Vec<Value>, Error> {
        self.0[name].as_array().ok_or_else(|| self.wrong(name))
    }

    fn value<T: FromStr<Err = Error>>(&self, name: &str) -> Result<T, Error> {
        self.text(name)?.parse().map_err(|_| self.wrong(name))
    }

    fn time(&self, name: &str) -> Result<String, Error> {
        let text = self.text(name)?;
        match is_time(text) {
            true => Ok(text.to_owned()),
            false => Err(self.wrong(name)),
        }
    }

    fn optional<T>(
        &self,
        name: &str,
        one: impl FnOnce(&Self, &str) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        match self.0[name].is_null() {
            true => Ok(None),
            false => one(self, name).map(Some),
        }
    }
}

/// Says whether a text has the shape `2026-11-28T14:00:00Z`.
fn is_time(text: &str) -> bool {
    let shape = b"0000-00-00T00:00:00Z";
    let fits = |(found, shape): (u8, &u8)| match shape {
        b'0' => found.is_ascii_digit(),
        _ => found == *shape,
    };
    text.len() == shape.len() && text.bytes().zip(shape).all(fits)
}
