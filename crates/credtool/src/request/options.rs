//! The options of all families: those that several share, and which of the others belong to whom.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use credtool_request_auth::wsse::Created;
use credtool_request_auth::{Reason, VerifiedRequest};
use rand::Rng as _;

use super::akana::AkanaOptions;
use super::http_signature::HttpOptions;
use super::oauth1::Oauth1Options;
use super::scheme::{Family, Scheme};
use crate::failure::{Code, Failure};
use crate::io::Io;
use crate::request::does_not_fit;

/// Everything that can be said about how a request is signed.
#[derive(clap::Args)]
pub(crate) struct FamilyOptions {
    #[command(flatten)]
    pub(super) shared: SharedOptions,
    #[command(flatten)]
    pub(super) akana: AkanaOptions,
    #[command(flatten)]
    pub(super) oauth1: Oauth1Options,
    #[command(flatten)]
    pub(super) http: HttpOptions,
}

/// What several families have.
#[derive(clap::Args)]
#[command(next_help_heading = "Every family")]
pub(crate) struct SharedOptions {
    /// Text that was never used before [default: 32 random hex digits]; for WS-Security in XML base64 [default: of 16 random
    /// bytes], whose bytes are hashed; to verify, what the request must carry
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) nonce: Option<String>,
    /// The time in the family's unit: milliseconds since 1970 for Akana, seconds for OAuth and HTTP signatures, RFC 3339
    /// for WS-Security, sent and hashed exactly as it is given [default: now, or --at]; to verify, what the request must carry
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(super) timestamp: Option<String>,
    /// Where it travels: header, query (prints the URL to call) or form (prints the body to send) for Akana and OAuth;
    /// xml (prints the element) or x-wsse for WS-Security [default: header; xml]
    #[arg(long, value_name = "PLACE", value_parser = ["header", "query", "form", "xml", "x-wsse"])]
    pub(super) carry: Option<String>,
    /// The realm in the header of Akana and OAuth; it is never signed
    #[arg(long, value_name = "TEXT", value_parser = printable_ascii)]
    pub(super) realm: Option<String>,
}

impl FamilyOptions {
    /// Refuses the options of other families, and values that this one has not.
    pub(crate) fn permit(&self, family: Family, schemes: &str) -> Result<(), Failure> {
        let of_others = [
            (Family::Akana, self.akana.first_given()),
            (Family::Oauth1, self.oauth1.first_given()),
            (Family::Http, self.http.first_given()),
        ];
        for (owner, option) in of_others {
            if let Some(option) = option.filter(|_| owner != family) {
                let why = format!("it belongs to {}", owner.name());
                return Err(does_not_fit(option, schemes, &why));
            }
        }
        let places: &[&str] = match family {
            Family::Akana | Family::Oauth1 => &["header", "query", "form"],
            Family::Wsse => &["xml", "x-wsse"],
            Family::Http => &[],
        };
        if let Some(place) = self.shared.carry.as_deref()
            && !places.contains(&place)
        {
            let why = match places {
                [] => "its two headers are the only place".to_owned(),
                _ => format!("it travels in {}", places.join(", ")),
            };
            return Err(does_not_fit(&format!("--carry {place}"), schemes, &why));
        }
        let has_realm = matches!(family, Family::Akana | Family::Oauth1);
        if self.shared.realm.is_some() && !has_realm {
            return Err(does_not_fit("--realm", schemes, "it has no realm"));
        }
        self.shared.time(family).map(|_| ())
    }
}

impl SharedOptions {
    /// Returns nonce and time: those that were given, or 16 random bytes in lower-case hex and the present moment.
    pub(super) fn or_drawn(
        &self,
        io: &Io,
        family: Family,
    ) -> Result<(String, SystemTime), Failure> {
        let nonce = self.nonce.clone().map_or_else(|| drawn(io), Ok)?;
        let time = self.time(family)?;
        Ok((nonce, time.unwrap_or_else(|| io.now())))
    }

    /// Returns the first option of nonce and timestamp that was given.
    pub(crate) fn first_given(&self) -> Option<&'static str> {
        let nonce = self.nonce.as_ref().map(|_| "--nonce");
        nonce.or(self.timestamp.as_ref().map(|_| "--timestamp"))
    }

    /// Returns the instant of `--timestamp`, in the family's unit.
    pub(crate) fn time(&self, family: Family) -> Result<Option<SystemTime>, Failure> {
        let Some(text) = self.timestamp.as_deref() else {
            return Ok(None);
        };
        let (time, unit) = match family {
            Family::Akana => (
                since_1970(text, Duration::from_millis),
                "milliseconds since 1970, such as 1753952400000",
            ),
            Family::Oauth1 | Family::Http => (
                since_1970(text, Duration::from_secs),
                "seconds since 1970, such as 1753952400",
            ),
            Family::Wsse => (
                text.parse().ok().map(|created: Created| created.instant()),
                "a time such as 2025-07-31T09:00:00Z",
            ),
        };
        let refused = || {
            let what = format!("--timestamp {text} cannot be understood");
            let hint = format!("{} takes {unit}", family.name());
            Failure::new(Code::Usage, what).hint(hint)
        };
        time.map(Some).ok_or_else(refused)
    }

    /// Returns what keeps a genuine request from being the one that these options ask for.
    pub(crate) fn contradiction(
        &self,
        family: Family,
        verified: &VerifiedRequest,
    ) -> Option<Reason> {
        let other = |name: &str, problem| {
            let name = name.to_owned();
            Some(Reason::InvalidParameter { name, problem })
        };
        if self.nonce.is_some() && self.nonce.as_deref() != verified.nonce() {
            return other("nonce", "is not the one of --nonce");
        }
        let expected = self.time(family).ok().flatten();
        if expected.is_some() && expected != verified.time() {
            return other("timestamp", "is not the one of --timestamp");
        }
        None
    }
}

/// Returns the schemes as they are named in messages.
pub(crate) fn names(schemes: &[Scheme]) -> String {
    let names: Vec<_> = schemes.iter().map(|scheme| scheme.name()).collect();
    names.join(", ")
}

/// Returns 16 random bytes in lower-case hex.
pub(super) fn drawn(io: &Io) -> Result<String, Failure> {
    Ok(base16ct::lower::encode_string(&random(io)?))
}

/// Draws the bytes of a nonce.
pub(super) fn random(io: &Io) -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    io.rng()?.fill_bytes(&mut bytes);
    Ok(bytes)
}

fn since_1970(text: &str, unit: fn(u64) -> Duration) -> Option<SystemTime> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    UNIX_EPOCH.checked_add(unit(number))
}

/// Takes text that can stand in quotes in a header.
pub(super) fn printable_ascii(text: &str) -> Result<String, String> {
    let sound = text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let text = sound.then(|| text.to_owned());
    text.ok_or_else(|| "it has a character that is not printable ASCII".to_owned())
}
