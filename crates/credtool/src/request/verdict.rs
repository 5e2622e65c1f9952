//! A verdict: yes with what it covers, or no with its reason and what to try.

use std::time::SystemTime;

use credtool_request_auth::explain::{Cause, Explanation};
use credtool_request_auth::{Assurance, Error, Reason, Refusal, VerifiedRequest};
use serde_json::{Value, json};

use super::explain;
use super::scheme::Family;
use super::{http_signature, oauth1, wsse};
use crate::clock::rfc3339;
use crate::describe::{self, Standings};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// A verdict as it is printed.
pub(crate) struct Verdict {
    shown: Value,
    first_line: String,
}

impl Verdict {
    /// Describes a yes.
    pub(crate) fn yes(verified: &VerifiedRequest, standings: &Standings) -> Self {
        let app = verified.accept_claim();
        let covered: Vec<&str> = verified
            .covered()
            .iter()
            .map(|part| part.as_str())
            .collect();
        let mut shown = json!({
            "verified": true,
            "scheme": verified.scheme(),
            "app_id": app,
            "matched": verified.matched().map(|place| standings.of(place)),
            "assurance": verified.assurance().as_str(),
            "covered": covered,
            "freshness": verified.freshness().as_str(),
        });
        if verified.legacy() {
            shown["legacy"] = true.into();
        }
        let first_line = match verified.assurance() {
            Assurance::Claimed => {
                format!("claimed: the request says that it is from {app}, and proves nothing")
            }
            Assurance::Keyed => {
                format!("verified: {app} holds the secret; nothing of the request is covered")
            }
            Assurance::Request => format!("verified: {app} sent this request"),
        };
        Self { shown, first_line }
    }

    /// Describes a no.
    pub(crate) fn no(
        refusal: &Refusal,
        family: Family,
        now: SystemTime,
        standings: &Standings,
    ) -> Self {
        let reason = &refusal.reason;
        // The gateway's numbers for its own schemes say nothing about the others.
        let platform_code = (family == Family::Akana).then(|| reason.platform_code());
        let shown = json!({
            "verified": false,
            "scheme": null,
            "app_id": null,
            "matched": refusal.matched.map(|place| standings.of(place)),
            "assurance": null,
            "covered": [],
            "freshness": refusal.freshness.map(|freshness| freshness.as_str()),
            "reason": {
                "code": reason.code(),
                "platform_code": platform_code,
                "message": reason.to_string(),
                "hint": hint(reason, family, now),
            },
        });
        let first_line = format!("not verified: {reason}");
        Self { shown, first_line }
    }

    /// Describes bytes that are no request, or one whose URL cannot be made out.
    pub(crate) fn malformed(error: &Error, explains: bool, now: SystemTime) -> Self {
        let mut verdict = Self::no(
            &Reason::Malformed(error.to_string()).into(),
            Family::Akana,
            now,
            &Standings::default(),
        );
        if explains {
            verdict.first_line = format!("not verified, {}: {error}", Cause::Malformed);
            verdict.shown["explanation"] = explain::malformed(&error.to_string());
        }
        verdict
    }

    /// Describes a request of an app whose time is over, whatever it is signed with.
    pub(crate) fn retired(message: &str, now: SystemTime) -> Self {
        let mut verdict = Self::no(
            &Reason::OtherApp.into(),
            Family::Akana,
            now,
            &Standings::default(),
        );
        verdict.shown["reason"] = json!({
            "code": "retired",
            "message": message,
            "hint": "what a retired app sends is refused for ever: the sender takes the App ID of an app that is not",
        });
        verdict.first_line = format!("not verified: {message}");
        verdict
    }

    /// Adds an explanation that was asked for. Its cause, not the symptom, is then the first line of a no.
    pub(crate) fn explained(mut self, explanation: Option<Option<Explanation>>) -> Self {
        let Some(explanation) = explanation else {
            return self;
        };
        if let Some(found) = explanation
            .as_ref()
            .filter(|_| self.shown["verified"] == false)
        {
            self.first_line = format!("not verified, {}: {}", found.cause, found.detail);
            self.shown["reason"]["hint"] = found.hint.as_str().into();
        }
        self.shown["explanation"] = explanation.as_ref().map_or(Value::Null, explain::shown);
        self
    }

    /// Prints the verdict.
    pub(crate) fn answer(&self, io: &Io) -> Result<Answer, Failure> {
        if self.shown["legacy"] == true {
            io.out
                .warn("legacy: the signature was made with an RSA key below 2048 bits");
        }
        let text = format!("{}\n{}", printable(&self.first_line), self.lines());
        io.out.answer(&self.shown, text)?;
        Ok(if self.shown["verified"] == true {
            Answer::Yes
        } else {
            Answer::No
        })
    }

    /// Returns what stands under the first line.
    fn lines(&self) -> String {
        let mut members = self.shown.clone();
        if let Some(reason) = self.shown.get("reason") {
            let platform = reason["platform_code"].as_u64();
            let platform = platform.map(|code| format!(" (Akana's {code})"));
            let code = describe::plain(&reason["code"]);
            members["reason"] = format!("{code}{}", platform.unwrap_or_default()).into();
            members["try"] = reason["hint"].clone();
        }
        if let Some(Value::Object(found)) = self.shown.get("explanation") {
            found
                .iter()
                .for_each(|(name, value)| members[name.as_str()] = value.clone());
            members["differs_at"] = explain::difference(found).into();
            if self.shown["verified"] == false {
                members["detail"] = Value::Null; // it is the first line
            }
        }
        let there = |member: &&&str| !describe::plain(&members[**member]).is_empty();
        let there: Vec<&str> = MEMBERS.iter().filter(there).copied().collect();
        describe::lines(&members, &there)
    }
}

/// Returns what usually helps, in the words of the family where it has its own.
pub(super) fn hint(reason: &Reason, family: Family, now: SystemTime) -> String {
    let own = match family {
        Family::Http => http_signature::hint(reason),
        Family::Wsse => wsse::hint(reason),
        Family::Oauth1 => oauth1::hint(reason),
        Family::Akana => None,
    };
    if let Some(hint) = own {
        return hint.to_owned();
    }
    let hint = match reason.code() {
        "stale" | "future" => {
            return format!(
                "compare the clocks: here it was {}; how far they may differ is --tolerance",
                rfc3339(now)
            );
        }
        "no-credentials" => "give its headers with --header, or the whole request with --http",
        "header-scheme" => "name the word after Authorization: with --header-scheme",
        "missing-parameter" => "compare the names of the parameters with --prefix",
        "duplicate-parameter" => "every security parameter stands in one place, once",
        "unsupported-algorithm" => {
            "a name of the platform's own is --wire-name NAME with its --scheme; see --help for those that are known"
        }
        "scheme-not-accepted" => {
            "if it is to be accepted: add its --scheme, and its --secret SRC or --key FILE"
        }
        "other-app" => "give the App ID of the sender with --app-id",
        "other-token" => "compare the token of the request with the one given with --token",
        "other-audience" => "compare its aud with --audience: they must be equal to the letter",
        "insecure-transport" => {
            "send it over https, or sign with a scheme that does not send the secret"
        }
        "not-covered" => {
            "the sender must cover it with --cover; what must be covered here is --require"
        }
        "body-changed" => {
            "take the body's bytes as they arrive, before anything parses or unpacks them"
        }
        "no-secret" => "give it with --secret SRC",
        "no-public-key" | "unusable-key" => {
            "give the app's RSA certificate or public key with --key FILE"
        }
        "bad-signature" => "see which usual mistake would make it match with --explain",
        "previous-secret" => "the sender must take the current secret",
        "replayed" => "the sender must draw a new nonce for every request",
        "replay-guard-unavailable" => "see what stderr says about the replay file",
        _ => "look at what was really sent; scheme and host of a captured request are --base",
    };
    hint.to_owned()
}

const MEMBERS: &[&str] = &[
    "scheme",
    "assurance",
    "covered",
    "matched",
    "freshness",
    "legacy",
    "reason",
    "cause",
    "detail",
    "try",
    "base_string",
    "their_base_string",
    "differs_at",
    "tried",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the rows of the documentation, from the one title to the next.
    fn documented(title: &str) -> Vec<&'static str> {
        let documentation = include_str!("../../docs/verdict-codes.md");
        let (_, section) = documentation.split_once(title).unwrap();
        let section = section.split("\n## ").next().unwrap();
        section
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect()
    }

    #[test]
    fn the_documentation_lists_every_reason_with_its_number() {
        let text = String::new;
        let reasons = [
            Reason::NoCredentials,
            Reason::HeaderScheme { expected: text() },
            Reason::MissingParameter("a_nonce".to_owned()),
            Reason::MissingParameter(text()),
            Reason::DuplicateParameter(text()),
            Reason::InvalidParameter {
                name: text(),
                problem: "",
            },
            Reason::InvalidTimestamp(""),
            Reason::Malformed(text()),
            Reason::UnsupportedAlgorithm(text()),
            Reason::SchemeNotAccepted(""),
            Reason::OtherApp,
            Reason::OtherToken,
            Reason::OtherAudience,
            Reason::InsecureTransport(""),
            Reason::NotCovered(text()),
            Reason::BodyChanged,
            Reason::NoSecret,
            Reason::NoPublicKey,
            Reason::UnusableKey(text()),
            Reason::BadSignature,
            Reason::PreviousSecret,
            Reason::Stale,
            Reason::Future,
            Reason::Replayed,
            Reason::GuardUnavailable,
        ];
        let rows = documented("## Reasons of a no");
        for reason in reasons {
            let code = format!("| `{}` |", reason.code());
            let number = reason.platform_code().map(|code| code.to_string());
            let is_its_row = |row: &&&str| {
                row.starts_with(&code) && row.contains(number.as_deref().unwrap_or_default())
            };
            assert_eq!(
                rows.iter().filter(is_its_row).count(),
                1,
                "{code} {number:?}"
            );
        }
    }

    #[test]
    fn the_documentation_lists_the_causes() {
        use Cause::*;
        let causes = [
            SecretWhiteSpace,
            SecretHexDecoded,
            SecretBase64Decoded,
            PreviousSecret,
            WrongSecret,
            WrongKey,
            WrongHash,
            WireName,
            KeySuffix,
            PlusOrSpace,
            PercentEncoding,
            DefaultPort,
            ParameterOrder,
            MissingParameter,
            EmptyValue,
            FormBodyIgnored,
            MethodCase,
            NonceDecoded,
            TimestampUnit,
            Stale,
            Future,
            Replayed,
            OtherApp,
            Md5OfToken,
            HexCase,
            BodyChanged,
            Malformed,
            Unknown,
        ];
        let rows = documented("## Causes that `--explain` names");
        assert_eq!(rows.len(), causes.len());
        for (row, cause) in rows.iter().zip(causes) {
            assert!(row.starts_with(&format!("| `{cause}` |")), "{cause}: {row}");
        }
    }
}
