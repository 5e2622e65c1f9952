//! Why a callback or webhook is refused: the reasons of a "no", each with a stable code.

use std::time::Duration;

use crate::span::in_words;
use crate::{Freshness, InstallCallback, ZoneOffset};

/// A "no": its reason, and what was found out nevertheless.
///
/// It tells nothing that the sender could not know, and still: answer every refusal with the same status, and log this.
/// Why a hash does not match is found out by [`crate::explain`], on the desk and not on a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
#[non_exhaustive]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// Which secret matched, counted from 0, where the hash holds and something else does not.
    pub matched: Option<usize>,
    /// What the time says, wherever one can be read; it is proven only where `matched` is there.
    pub freshness: Option<Freshness>,
}

/// Why a callback or webhook is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The URL is longer than is read.
    #[error(
        "the URL has {found} bytes, and at most {} are read",
        InstallCallback::MAX_LEN
    )]
    TooLong {
        /// Its length in bytes.
        found: usize,
    },
    /// The URL has a character that no URL has, often a line break from copying.
    #[error("the URL has a line break or another control character at byte {at}")]
    ControlCharacter {
        /// Where, in bytes from 0.
        at: usize,
    },
    /// Parameters that the hash needs are absent.
    #[error("{}", are_missing(names))]
    MissingParameter {
        /// Their names.
        names: Vec<&'static str>,
    },
    /// A parameter that has a meaning stands there twice.
    #[error("{name} is there more than once")]
    DuplicateParameter {
        /// Its name, in lower case.
        name: &'static str,
    },
    /// A value does not have its shape. Without the shapes a permutation of `t`, `a` and `d` would pass.
    #[error("{parameter} is not {expected}: {found}")]
    Malformed {
        /// The parameter, or `signature` for a webhook's.
        parameter: &'static str,
        /// Its shape.
        expected: &'static str,
        /// What is there instead, without the value.
        found: String,
    },
    /// `a` is not our application key. The hash covers the values without their names, so `t` or `d` may hold it.
    #[error("{}", other_app(*ours_in))]
    OtherApp {
        /// The parameter that holds our key instead.
        ours_in: Option<&'static str>,
    },
    /// There is no secret to compare with.
    #[error("no secret is known for this application")]
    NoSecret,
    /// The hash or signature is another than the one that belongs to the values.
    #[error("the hash is not the one that {} gives", any_of(*tried))]
    BadSignature {
        /// How many secrets were tried.
        tried: usize,
    },
    /// `h` is the MD5 of `t` alone, as one reading of the platform's page has it. Anybody can make that.
    #[error("h is the MD5 of t alone, which anybody can make: it proves nothing")]
    Md5OfToken,
    /// The hash holds and the callback is too old.
    #[error("the hash holds, and the callback is {} old{}", in_words(*age), looks_local(*zone))]
    Stale {
        /// How old it is.
        age: Duration,
        /// The zone whose local time the ticks look like.
        zone: Option<ZoneOffset>,
    },
    /// The hash holds and the callback is from the future.
    #[error("the hash holds, and the callback is {} ahead of the clock{}", in_words(*ahead), looks_local(*zone))]
    Future {
        /// How far ahead it is.
        ahead: Duration,
        /// The zone whose local time the ticks look like.
        zone: Option<ZoneOffset>,
    },
    /// The hash holds, the callback is fresh, and its `t` was used before.
    #[error("the hash holds, and this t was used before: the callback is a replay")]
    Replayed,
    /// The replay guard could not take the `t`.
    #[error("the replay guard is full or cannot be asked, so the callback is refused")]
    GuardUnavailable,
}

impl Reason {
    /// Returns the stable code, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingParameter { .. } => "missing-parameter",
            Self::DuplicateParameter { .. } => "duplicate-parameter",
            Self::TooLong { .. } | Self::ControlCharacter { .. } | Self::Malformed { .. } => {
                "malformed"
            }
            Self::OtherApp { .. } => "other-app",
            Self::NoSecret => "no-secret",
            Self::BadSignature { .. } => "bad-signature",
            Self::Md5OfToken => "md5-of-token",
            Self::Stale { .. } => "stale",
            Self::Future { .. } => "future",
            Self::Replayed => "replayed",
            Self::GuardUnavailable => "replay-guard-unavailable",
        }
    }

    /// Returns the usual next thing to try: one sentence, lower case, no full stop.
    #[must_use]
    pub fn next_step(&self) -> String {
        let fixed = match self {
            Self::Stale {
                zone: Some(zone), ..
            }
            | Self::Future {
                zone: Some(zone), ..
            } => {
                return format!(
                    "if the platform's clock shows local time, read d with --d-zone {zone}"
                );
            }
            Self::TooLong { .. } => "check that it is the right URL",
            Self::ControlCharacter { .. } => "give the URL on one line, as it arrived",
            Self::MissingParameter { .. } => {
                "give the whole URL as it arrived, in quotes on a command line: an & ends a command there"
            }
            Self::DuplicateParameter { .. } => {
                "refuse it: the platform sends each parameter once, and the install URL must bring none of them along"
            }
            Self::Malformed {
                parameter: "signature",
                ..
            } => "give the value of the header X-Nexudus-Hook-Signature and nothing else",
            Self::Malformed { .. } => {
                "give the URL as it arrived; what the platform sends has this shape"
            }
            Self::OtherApp { ours_in: None } => {
                "compare a with your application key; if it is another app of yours, take that one's key and secret"
            }
            Self::OtherApp { .. } => "refuse it: the platform never sends this, a forger does",
            Self::NoSecret => "give the application's secret",
            Self::BadSignature { .. } => {
                "find out why with --explain, where the secret may be known"
            }
            Self::Md5OfToken => {
                "make h from t, a, d and the secret; refuse it where it came from outside"
            }
            Self::Stale { .. } => {
                "install again, and check the clock if this happens with new callbacks"
            }
            Self::Future { .. } => "check this machine's clock and time zone",
            Self::Replayed => "refuse it: each install has a new t",
            Self::GuardUnavailable => {
                "check the memory of used tokens; until then no callback can be accepted"
            }
        };
        fixed.to_owned()
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            matched: None,
            freshness: None,
        }
    }
}

fn are_missing(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} is missing"),
        [most @ .., last] => format!("{} and {last} are missing", most.join(", ")),
        [] => "nothing is missing".to_owned(),
    }
}

fn other_app(ours_in: Option<&str>) -> String {
    match ours_in {
        None => "a is the key of another application".to_owned(),
        Some(name) => {
            format!("the values were permuted: {name} holds this application's key and a does not")
        }
    }
}

fn any_of(tried: usize) -> String {
    match tried {
        1 => "the secret".to_owned(),
        _ => format!("any of the {tried} secrets"),
    }
}

fn looks_local(zone: Option<ZoneOffset>) -> String {
    zone.map(|zone| format!(": these ticks look like local time at {zone}"))
        .unwrap_or_default()
}
