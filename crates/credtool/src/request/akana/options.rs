//! The options of the Akana family, and which of them fit which scheme.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use credtool_crypto_engine::KeySizes;
use credtool_request_auth::Reason;
use credtool_request_auth::akana::{Carry, EmptyValue, EncodeSignature, Format, Options, Scheme};
use rand::Rng as _;

use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::request::does_not_fit;

/// The options of the family.
#[derive(clap::Args)]
#[command(next_help_heading = "Akana (app-id, digest, hmac-*, rsa-*)")]
pub(crate) struct AkanaOptions {
    /// The word after `Authorization:`
    #[arg(long, value_name = "WORD", default_value = "Atmosphere", value_parser = token)]
    header_scheme: String,
    /// What stands before _app_id, _nonce and so on
    #[arg(long, value_name = "WORD", default_value = "atmosphere", value_parser = token)]
    prefix: String,
    /// The realm in the header; it is never signed
    #[arg(long, value_name = "TEXT", value_parser = printable_ascii)]
    realm: Option<String>,
    /// How the algorithm is spelled, which is signed too [default: SHA1, HmacSHA1, HMACSHA256, HMACSHA512, SHA1withRSA, SHA256withRSA]
    #[arg(long, value_name = "NAME")]
    wire_name: Option<String>,
    /// How a parameter without a value is signed: as its name, or with = behind it [default: bare]
    #[arg(long, value_name = "FORM", value_parser = ["bare", "equals"])]
    empty_value: Option<String>,
    /// Whether the signature is percent-encoded in the header; auto does for HMAC [default: auto]
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "yes", "no"])]
    encode_signature: Option<String>,
    /// Where the parameters travel; query prints the URL to call, form the body to send [default: header]
    #[arg(long, value_name = "PLACE", value_parser = ["header", "query", "form"])]
    carry: Option<String>,
}

impl AkanaOptions {
    /// Returns how to sign.
    pub(super) fn for_signing(&self, scheme: Scheme, key_sizes: KeySizes) -> Options {
        Options {
            format: self.format(),
            realm: self.realm.clone(),
            wire_name: self.wire_name.clone(),
            encode_signature: match self.encode_signature.as_deref() {
                Some("yes") => EncodeSignature::Yes,
                Some("no") => EncodeSignature::No,
                _ => EncodeSignature::Auto,
            },
            carry: self.carry(),
            key_sizes,
            ..Options::new(scheme)
        }
    }

    /// Returns how the algorithm is spelled, where that was said.
    pub(super) fn wire_name(&self) -> Option<String> {
        self.wire_name.clone()
    }

    /// Returns what both sides must agree on.
    pub(super) fn format(&self) -> Format {
        Format {
            header_scheme: self.header_scheme.clone(),
            prefix: self.prefix.clone(),
            empty_value: match self.empty_value.as_deref() {
                Some("equals") => EmptyValue::Equals,
                _ => EmptyValue::Bare,
            },
        }
    }

    /// Returns where the parameters travel.
    pub(super) fn carry(&self) -> Carry {
        match self.carry.as_deref() {
            Some("query") => Carry::Query,
            Some("form") => Carry::Form,
            _ => Carry::Header,
        }
    }

    /// Refuses what could not change what this scheme sends.
    pub(super) fn permit(&self, scheme: Scheme, nonce: &NonceOptions) -> Result<(), Failure> {
        let claim = scheme == Scheme::AppId;
        let unsigned = claim || scheme == Scheme::Digest;
        if let Some(option) = nonce.first_given().filter(|_| claim) {
            return Err(does_not_fit(option, scheme.name(), CLAIM_HAS_NO_NONCE));
        }
        let given = [
            (
                "--encode-signature",
                claim && self.encode_signature.is_some(),
                "a plain App ID has no signature",
            ),
            (
                "--empty-value",
                unsigned && self.empty_value.is_some(),
                "it signs no parameters",
            ),
            (
                "--realm",
                self.realm.is_some() && self.carry() != Carry::Header,
                "the realm travels in the header only",
            ),
            (
                "--encode-signature",
                self.encode_signature.is_some() && self.carry() != Carry::Header,
                "in query and form everything is encoded once",
            ),
        ];
        match given.into_iter().find(|(_, wrong, _)| *wrong) {
            Some((option @ "--empty-value", _, why)) => {
                Err(does_not_fit(option, scheme.name(), why))
            }
            Some((option, _, why)) => {
                Err(Failure::new(Code::Usage, format!("{option} has no effect here")).hint(why))
            }
            None => Ok(()),
        }
    }
}

/// What is drawn for a signature unless it is given.
#[derive(clap::Args)]
#[command(next_help_heading = "Akana (app-id, digest, hmac-*, rsa-*)")]
pub(crate) struct NonceOptions {
    /// Text that was never used before [default: 32 random hex digits]; to verify, what the request must carry
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    nonce: Option<String>,
    /// Milliseconds since 1970 [default: now, or --at]; to verify, what the request must carry
    #[arg(long, value_name = "MS", value_parser = milliseconds)]
    timestamp: Option<SystemTime>,
}

impl NonceOptions {
    /// Returns nonce and time: those that were given, or 16 random bytes in lower-case hex and the present moment.
    pub(super) fn or_drawn(&self, io: &Io) -> Result<(String, SystemTime), Failure> {
        let nonce = self.nonce.clone().map_or_else(|| drawn(io), Ok)?;
        Ok((nonce, self.timestamp.unwrap_or_else(|| io.now())))
    }

    /// Returns the first of these options that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let nonce = self.nonce.as_ref().map(|_| "--nonce");
        nonce.or(self.timestamp.map(|_| "--timestamp"))
    }

    /// Returns what keeps a genuine request from being the one that these options ask for.
    pub(crate) fn contradiction(&self, nonce: &str, time: SystemTime) -> Option<Reason> {
        let other = |name: &str, problem| {
            let name = name.to_owned();
            Some(Reason::InvalidParameter { name, problem })
        };
        if self
            .nonce
            .as_ref()
            .is_some_and(|expected| expected != nonce)
        {
            return other("nonce", "is not the one of --nonce");
        }
        if self.timestamp.is_some_and(|expected| expected != time) {
            return other("timestamp", "is not the one of --timestamp");
        }
        None
    }
}

fn drawn(io: &Io) -> Result<String, Failure> {
    let mut bytes = [0; 16];
    io.rng()?.fill_bytes(&mut bytes);
    Ok(base16ct::lower::encode_string(&bytes))
}

/// Takes a word that can stand in a header without quotes (RFC 9110 §5.6.2).
fn token(text: &str) -> Result<String, String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let sound = !text.is_empty() && text.bytes().all(is_token);
    let word = sound.then(|| text.to_owned());
    word.ok_or_else(|| "it is no word of letters, digits, - and _".to_owned())
}

/// Takes text that can stand in quotes in a header.
fn printable_ascii(text: &str) -> Result<String, String> {
    let sound = text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let text = sound.then(|| text.to_owned());
    text.ok_or_else(|| "it has a character that is not printable ASCII".to_owned())
}

/// Reads a timestamp as it travels.
fn milliseconds(text: &str) -> Result<SystemTime, String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = text
        .parse()
        .ok()
        .filter(|_| digits)
        .and_then(|millis| UNIX_EPOCH.checked_add(Duration::from_millis(millis)));
    time.ok_or_else(|| {
        "it is no number of milliseconds since 1970, such as 1753952400000".to_owned()
    })
}

/// Why a plain App ID has no use for a nonce.
pub(crate) const CLAIM_HAS_NO_NONCE: &str = "a plain App ID is sent without nonce and timestamp";
