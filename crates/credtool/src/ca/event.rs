//! What happens in the life of an authority, as a line of its log says it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use credtool_pki::{Certificate, RevocationReason, Time};
use serde_json::{Map, Value, json};

use crate::clock;

/// One event: when, by whom, and what.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) time: Time,
    pub(super) actor: String,
    pub(super) what: What,
}

/// What happened.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// The authority came into its folder; always the first event.
    Began {
        how: Origin,
        certificate: Certificate,
    },
    /// A certificate was signed.
    Issued(Box<Issued>),
    /// A certificate was revoked. One that was issued before the authority came here is not known otherwise.
    Revoked {
        serial: String,
        since: Time,
        reason: RevocationReason,
        issued_elsewhere: bool,
    },
    /// A revocation list was signed, or known to be when the authority came here.
    Crl { number: u64, sha256: Option<String> },
}

/// How the authority came into its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Created,
    Imported,
}

/// A certificate that was signed.
#[derive(Debug, Clone)]
pub(super) struct Issued {
    pub(super) how: How,
    pub(super) certificate: Certificate,
    pub(super) profile: String,
    /// The SHA-256 of the request; a renewal has none.
    pub(super) request_sha256: Option<String>,
    /// The serial number of the certificate that it takes the place of.
    pub(super) replaces: Option<String>,
}

/// Why a certificate was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Issued,
    Renewed,
    Rekeyed,
}

impl Origin {
    fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Imported => "imported",
        }
    }
}

impl How {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Renewed => "renewed",
            Self::Rekeyed => "rekeyed",
        }
    }
}

impl Event {
    /// Returns the members of its line.
    pub(super) fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut add = |name: &str, value: Value| {
            if !value.is_null() {
                members.insert(name.to_owned(), value);
            }
        };
        let event = match &self.what {
            What::Began { how, .. } => how.as_str(),
            What::Issued(issued) => issued.how.as_str(),
            What::Revoked { .. } => REVOKED,
            What::Crl { .. } => CRL,
        };
        add("event", event.into());
        add("time", self.time.to_string().into());
        add("actor", self.actor.as_str().into());
        match &self.what {
            What::Began { certificate, .. } => {
                add("format", FORMAT.into());
                certified(&mut add, certificate);
            }
            What::Issued(issued) => {
                add("profile", issued.profile.as_str().into());
                add("replaces", json!(issued.replaces));
                add("request_sha256", json!(issued.request_sha256));
                certified(&mut add, &issued.certificate);
            }
            What::Revoked {
                serial,
                since,
                reason,
                issued_elsewhere,
            } => {
                add("serial", serial.as_str().into());
                add("since", since.to_string().into());
                add("reason", reason.as_str().into());
                if *issued_elsewhere {
                    add("issued_elsewhere", true.into());
                }
            }
            What::Crl { number, sha256 } => {
                add("number", (*number).into());
                add("sha256", json!(sha256));
            }
        }
        members
    }

    /// Reads the members of a line; the error says which member is wrong.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, String> {
        let text = |name: &str| {
            let member = members.get(name).and_then(Value::as_str);
            member.ok_or_else(|| format!("it has no text {name:?}"))
        };
        let optional = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let issued = |how| -> Result<What, String> {
            Ok(What::Issued(Box::new(Issued {
                how,
                certificate: certificate(text("certificate")?)?,
                profile: text("profile")?.to_owned(),
                request_sha256: optional("request_sha256"),
                replaces: optional("replaces"),
            })))
        };
        let began = |how| -> Result<What, String> {
            match members.get("format").and_then(Value::as_u64) {
                Some(FORMAT) => Ok(What::Began {
                    how,
                    certificate: certificate(text("certificate")?)?,
                }),
                _ => Err("it has a format that a newer credtool wrote".to_owned()),
            }
        };
        let what = match text("event")? {
            "created" => began(Origin::Created)?,
            "imported" => began(Origin::Imported)?,
            "issued" => issued(How::Issued)?,
            "renewed" => issued(How::Renewed)?,
            "rekeyed" => issued(How::Rekeyed)?,
            REVOKED => What::Revoked {
                serial: text("serial")?.to_owned(),
                since: time(text("since")?)?,
                reason: text("reason")?
                    .parse()
                    .map_err(|_| "it has an unknown reason".to_owned())?,
                issued_elsewhere: members.get("issued_elsewhere") == Some(&Value::Bool(true)),
            },
            CRL => What::Crl {
                number: members
                    .get("number")
                    .and_then(Value::as_u64)
                    .ok_or("it has no number")?,
                sha256: optional("sha256"),
            },
            other => {
                return Err(format!(
                    "it is about {other:?}, which a newer credtool wrote"
                ));
            }
        };
        Ok(Self {
            time: time(text("time")?)?,
            actor: text("actor")?.to_owned(),
            what,
        })
    }
}

/// What is repeated for people who look into the file; only the certificate itself is read.
fn certified(add: &mut impl FnMut(&str, Value), certificate: &Certificate) {
    add("serial", certificate.serial().into());
    add("subject", certificate.subject().to_string().into());
    add("not_before", certificate.not_before().to_string().into());
    add("not_after", certificate.not_after().to_string().into());
    add("certificate", BASE64.encode(certificate.der()).into());
}

fn certificate(base64: &str) -> Result<Certificate, String> {
    let der = BASE64.decode(base64).ok();
    der.and_then(|der| Certificate::from_der(&der).ok())
        .ok_or_else(|| "its certificate cannot be read".to_owned())
}

fn time(text: &str) -> Result<Time, String> {
    clock::instant(text).map(clock::certificate_time)
}

const REVOKED: &str = "revoked";
const CRL: &str = "crl";
/// The version of the log, in its first line.
const FORMAT: u64 = 1;
