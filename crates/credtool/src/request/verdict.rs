//! A verdict: yes with what it covers, or no with its reason and what to try.

use std::time::SystemTime;

use credtool_request_auth::{Assurance, Error, Reason, Refusal, VerifiedRequest};
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;

/// Answers yes.
pub(crate) fn yes(io: &Io, verified: &VerifiedRequest) -> Result<Answer, Failure> {
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
        "matched": verified.matched().map(place),
        "assurance": verified.assurance().as_str(),
        "covered": covered,
        "freshness": verified.freshness().as_str(),
    });
    if verified.legacy() {
        shown["legacy"] = true.into();
        io.out
            .warn("legacy: the signature was made with an RSA key below 2048 bits");
    }
    let first = match verified.assurance() {
        Assurance::Claimed => {
            format!("claimed: the request says that it is from {app}, and proves nothing")
        }
        Assurance::Keyed => {
            format!("verified: {app} sent this digest; nothing of the request is covered")
        }
        Assurance::Request => format!("verified: {app} sent this request"),
    };
    answer(io, &shown, &first)?;
    Ok(Answer::Yes)
}

/// Answers no.
pub(crate) fn no(io: &Io, refusal: &Refusal, now: SystemTime) -> Result<Answer, Failure> {
    let reason = &refusal.reason;
    let shown = json!({
        "verified": false,
        "scheme": null,
        "app_id": null,
        "matched": refusal.matched.map(place),
        "assurance": null,
        "covered": [],
        "freshness": refusal.freshness.map(|freshness| freshness.as_str()),
        "reason": {
            "code": reason.code(),
            "platform_code": reason.platform_code(),
            "message": reason.to_string(),
            "hint": hint(reason, now),
        },
    });
    answer(io, &shown, &format!("not verified: {reason}"))?;
    Ok(Answer::No)
}

/// Answers no to bytes that are no request, or one whose URL cannot be made out.
pub(crate) fn malformed(io: &Io, error: &Error) -> Result<Answer, Failure> {
    no(io, &Reason::Malformed(error.to_string()).into(), io.now())
}

fn answer(io: &Io, shown: &Value, first: &str) -> Result<(), Failure> {
    let mut lines = shown.clone();
    if let Some(reason) = shown.get("reason") {
        let platform = reason["platform_code"]
            .as_u64()
            .map(|code| format!(" (Akana's {code})"));
        lines["reason"] = format!(
            "{}{}",
            describe::plain(&reason["code"]),
            platform.unwrap_or_default()
        )
        .into();
        lines["try"] = reason["hint"].clone();
    }
    let first = crate::output::printable(first);
    io.out.answer(
        shown,
        format!("{first}\n{}", describe::lines(&lines, MEMBERS)),
    )
}

/// Returns what people call the secret or key at this place.
fn place(place: usize) -> String {
    match place {
        0 => "current".to_owned(),
        1 => "previous".to_owned(),
        older => format!("previous-{older}"),
    }
}

fn hint(reason: &Reason, now: SystemTime) -> String {
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
        "unsupported-algorithm" => "see --help for the spellings that are known",
        "scheme-not-accepted" => {
            "if it is to be accepted: add its --scheme, and its --secret SRC or --key FILE"
        }
        "other-app" => "give the App ID of the sender with --app-id",
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
    "try",
];
