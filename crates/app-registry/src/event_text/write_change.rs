//! The members of a change.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::change::{Overlap, SecretMade};
use crate::cursor::quote;
use crate::{AppId, Change, VersionLabel};

/// Appends the members, each behind a comma.
pub(super) fn write(out: &mut String, change: &Change) {
    let mut members = Members(out);
    if let Some(label) = change.version()
        && !matches!(change, Change::Registered { .. })
    {
        members.version(label);
    }
    match change {
        Change::Registered {
            name,
            version,
            app_id,
            secret,
        } => {
            members.text("name", name.as_str());
            members.version(version);
            members.app_id("app_id", app_id);
            members.secret(*secret);
        }
        Change::VersionAdded { app_id, secret, .. } => {
            members.app_id("app_id", app_id);
            members.secret(*secret);
        }
        Change::SecretChanged {
            secret,
            previous,
            ended,
            ..
        } => {
            members.secret(Some(*secret));
            members.previous(*previous);
            members.ended(ended);
        }
        Change::SecretPrepared { secret, ended, .. } => {
            members.secret(Some(*secret));
            members.ended(ended);
        }
        Change::SecretPromoted {
            number,
            previous,
            ended,
            ..
        } => {
            members.raw("secret", &number.to_string());
            members.previous(*previous);
            members.ended(ended);
        }
        Change::AppIdChanged { from, to, .. } => {
            members.app_id("from", from);
            members.app_id("to", to);
        }
        Change::CredentialImported {
            certificate,
            chain,
            request,
            replaces,
            ..
        } => {
            members.text("certificate", &base64(certificate.der()));
            let chain: Vec<String> = chain.iter().map(|one| base64(one.der())).collect();
            members.texts("chain", chain.iter().map(String::as_str));
            let request = request.as_ref().map(|request| base64(request.der()));
            members.optional("request", request.as_deref());
            members.optional("replaces", replaces.as_deref());
        }
        Change::CredentialRemoved { sha256, .. } | Change::TrustRemoved { sha256 } => {
            members.text("sha256", sha256);
        }
        Change::OauthChanged {
            redirect_urls,
            application_type,
            ..
        } => {
            members.texts(
                "redirect_urls",
                redirect_urls.iter().map(|url| url.as_str()),
            );
            members.text("application_type", application_type.as_str());
        }
        Change::VersionRetired { .. } | Change::AppRetired => {}
        Change::TrustAdded { certificate } => {
            members.text("certificate", &base64(certificate.der()));
        }
        Change::RevealChanged { reveal } => members.text("reveal", reveal.as_str()),
        Change::CaChanged { folder } => members.text("folder", folder),
    }
}

fn base64(der: &[u8]) -> String {
    BASE64_STANDARD.encode(der)
}

struct Members<'a>(&'a mut String);

impl Members<'_> {
    fn raw(&mut self, name: &str, value: &str) {
        self.0.push_str(&format!(",\"{name}\":{value}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.0.push_str(&format!(",\"{name}\":"));
        quote(self.0, value);
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(name, value),
            None => self.raw(name, "null"),
        }
    }

    fn texts<'b>(&mut self, name: &str, values: impl Iterator<Item = &'b str>) {
        self.0.push_str(&format!(",\"{name}\":["));
        for (index, value) in values.enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            quote(self.0, value);
        }
        self.0.push(']');
    }

    fn version(&mut self, label: &VersionLabel) {
        self.text("version", label.as_str());
    }

    fn app_id(&mut self, name: &str, id: &AppId) {
        self.text(name, id.as_str());
    }

    fn secret(&mut self, secret: Option<SecretMade>) {
        match secret {
            Some(SecretMade { number, origin }) => {
                let origin = origin.as_str();
                self.raw(
                    "secret",
                    &format!("{{\"number\":{number},\"origin\":\"{origin}\"}}"),
                );
            }
            None => self.raw("secret", "null"),
        }
    }

    fn previous(&mut self, previous: Option<Overlap>) {
        match previous {
            Some(Overlap { number, until }) => {
                self.raw(
                    "previous",
                    &format!("{{\"number\":{number},\"until\":{until}}}"),
                );
            }
            None => self.raw("previous", "null"),
        }
    }

    fn ended(&mut self, ended: &[u32]) {
        let ended: Vec<String> = ended.iter().map(u32::to_string).collect();
        self.raw("ended", &format!("[{}]", ended.join(",")));
    }
}
