//! The options of the Akana family, and which of them fit which scheme.

use credtool_crypto_engine::KeySizes;
use credtool_request_auth::akana::{Carry, EmptyValue, EncodeSignature, Format, Options, Scheme};

use crate::failure::{Code, Failure};
use crate::request::does_not_fit;
use crate::request::options::SharedOptions;

/// The options of the family.
#[derive(clap::Args)]
#[command(next_help_heading = "Akana (app-id, digest, hmac-*, rsa-*)")]
pub(crate) struct AkanaOptions {
    /// The word after `Authorization:` [default: Atmosphere]
    #[arg(long, value_name = "WORD", value_parser = token)]
    header_scheme: Option<String>,
    /// What stands before _app_id, _nonce and so on [default: atmosphere]
    #[arg(long, value_name = "WORD", value_parser = token)]
    prefix: Option<String>,
    /// How the algorithm is spelled, which is signed too [default: SHA1, HmacSHA1, HMACSHA256, HMACSHA512, SHA1withRSA, SHA256withRSA]
    #[arg(long, value_name = "NAME")]
    wire_name: Option<String>,
    /// How a parameter without a value is signed: as its name, or with = behind it [default: bare]
    #[arg(long, value_name = "FORM", value_parser = ["bare", "equals"])]
    empty_value: Option<String>,
    /// Whether the signature is percent-encoded in the header; auto does for HMAC [default: auto]
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "yes", "no"])]
    encode_signature: Option<String>,
}

impl AkanaOptions {
    /// Returns how to sign.
    pub(super) fn for_signing(
        &self,
        shared: &SharedOptions,
        scheme: Scheme,
        key_sizes: KeySizes,
    ) -> Options {
        Options {
            format: self.format(),
            realm: shared.realm.clone(),
            wire_name: self.wire_name.clone(),
            encode_signature: match self.encode_signature.as_deref() {
                Some("yes") => EncodeSignature::Yes,
                Some("no") => EncodeSignature::No,
                _ => EncodeSignature::Auto,
            },
            carry: carry(shared),
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
        let usual = Format::default();
        Format {
            header_scheme: self.header_scheme.clone().unwrap_or(usual.header_scheme),
            prefix: self.prefix.clone().unwrap_or(usual.prefix),
            empty_value: match self.empty_value.as_deref() {
                Some("equals") => EmptyValue::Equals,
                _ => EmptyValue::Bare,
            },
        }
    }

    /// Returns the first of these options that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--header-scheme", self.header_scheme.is_some()),
            ("--prefix", self.prefix.is_some()),
            ("--wire-name", self.wire_name.is_some()),
            ("--empty-value", self.empty_value.is_some()),
            ("--encode-signature", self.encode_signature.is_some()),
        ];
        let first = given.into_iter().find(|(_, given)| *given);
        first.map(|(option, _)| option)
    }

    /// Refuses what could not change what this scheme sends.
    pub(super) fn permit(&self, shared: &SharedOptions, scheme: Scheme) -> Result<(), Failure> {
        let claim = scheme == Scheme::AppId;
        let unsigned = claim || scheme == Scheme::Digest;
        if let Some(option) = shared.first_given().filter(|_| claim) {
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
                shared.realm.is_some() && carry(shared) != Carry::Header,
                "the realm travels in the header only",
            ),
            (
                "--encode-signature",
                self.encode_signature.is_some() && carry(shared) != Carry::Header,
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

/// Returns where the parameters travel.
pub(super) fn carry(shared: &SharedOptions) -> Carry {
    match shared.carry.as_deref() {
        Some("query") => Carry::Query,
        Some("form") => Carry::Form,
        _ => Carry::Header,
    }
}

/// Takes a word that can stand in a header without quotes (RFC 9110 §5.6.2).
fn token(text: &str) -> Result<String, String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let sound = !text.is_empty() && text.bytes().all(is_token);
    let word = sound.then(|| text.to_owned());
    word.ok_or_else(|| "it is no word of letters, digits, - and _".to_owned())
}

/// Why a plain App ID has no use for a nonce.
pub(crate) const CLAIM_HAS_NO_NONCE: &str = "a plain App ID is sent without nonce and timestamp";
