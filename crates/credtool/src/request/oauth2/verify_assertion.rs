//! `request oauth2 verify-assertion`: does this token prove the client?

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::ArgGroup;
use credtool_crypto_engine::{KeyAlgorithm, KeySizes};
use credtool_request_auth::explain::{AssertionAttempt, Explanation};
use credtool_request_auth::oauth2::{
    AssertionPolicy, JwsAlgorithm, VerifiedAssertion, verify_assertion,
};
use credtool_request_auth::{AppCredentials, Refusal, Replay};
use serde_json::{Value, json};

use super::algorithm;
use crate::clock::rfc3339;
use crate::describe;
use crate::duration::duration;
use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};
use crate::open::KeyOptions;
use crate::output::printable;
use crate::replay::{Remembered, ReplayOption};
use crate::request::credentials;
use crate::request::explain;
use crate::request::scheme::Family;
use crate::request::verdict;

/// Verify a client assertion (RFC 7523): which client it proves, for whom, and whether it still holds
///
/// The algorithms follow from the secret or key: HS256, HS384 and HS512 for a secret, RS and PS for RSA, ES256 for P-256,
/// ES384 for P-384, EdDSA for Ed25519. What the token's header says can only agree.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool request oauth2 verify-assertion --key hermosa.crt --client-id hermosa --audience https://login.example.com/oauth2/token - < assertion.txt
  $ credtool request oauth2 verify-assertion --secret env:SECRET --client-id hermosa --audience https://login.example.com/oauth2/token --tolerance 30s --replay seen.txt - < assertion.txt

Exit status: 0 verified; 1 not verified, with its reason; 2 could not be done.")]
#[command(group = ArgGroup::new("means").args(["secrets", "key"]).required(true).multiple(true))]
pub(crate) struct VerifyAssertion {
    /// The assertion; - for stdin
    #[arg(allow_hyphen_values = true)]
    token: OsString,
    /// The client's secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long = "secret", value_name = "SRC")]
    secrets: Vec<String>,
    /// What holds the client's public key: a certificate, a request, a public key, a keystore
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(flatten)]
    key_options: KeyOptions,
    /// The client that is known here
    #[arg(long, value_name = "C")]
    client_id: String,
    /// This server's token URL, to the letter; repeat it with the issuer identifier where both are accepted
    #[arg(long = "audience", value_name = "A", required = true)]
    audiences: Vec<String>,
    /// Refuse an assertion that names others beside this server, who could show it here
    #[arg(long)]
    sole_audience: bool,
    /// Accept this algorithm of the key's only; may be repeated
    #[arg(long = "algorithm", value_name = "ALG", value_parser = algorithm())]
    algorithms: Vec<JwsAlgorithm>,
    /// How far the clocks may differ
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration)]
    tolerance: Duration,
    #[command(flatten)]
    replay: ReplayOption,
    /// Find out which usual mistake would make the assertion hold
    #[arg(long)]
    explain: bool,
    /// An earlier secret that --explain may recognise and that is never accepted; may be repeated
    #[arg(long = "retired-secret", value_name = "SRC", requires = "explain")]
    retired: Vec<String>,
}

impl VerifyAssertion {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let client = self.known(io)?;
        let retired = self.retired.iter();
        let retired = retired.map(|text| credentials::secret(io, text, "--retired-secret"));
        let retired = retired.collect::<Result<Vec<_>, _>>()?;
        let token = self.token(io)?;
        // The clock is read when everything is at hand: waiting for a prompt makes no assertion stale.
        let now = io.now();
        let policy = AssertionPolicy {
            audiences: self.audiences.clone(),
            shared_audience: !self.sole_audience,
            algorithms: (!self.algorithms.is_empty()).then(|| self.algorithms.clone()),
            tolerance: self.tolerance,
            key_sizes: KeySizes::Legacy,
            ..AssertionPolicy::new("")
        };
        let mut guard = self.replay.guard(io, now)?;
        let mut replay = Replay::New;
        let verified = verify_assertion(
            &token,
            |_| Some(&client),
            &policy,
            now,
            |key, keep_until| {
                replay = match guard.check_and_insert(key.digest(), keep_until) {
                    Remembered::New => Replay::New,
                    Remembered::Seen => Replay::Seen,
                    Remembered::Full | Remembered::Forgotten => Replay::Unavailable,
                };
                replay
            },
        );
        guard.finish()?;
        let attempt = AssertionAttempt {
            retired: &retired,
            replay,
            ..AssertionAttempt::new(&token, &client, &policy, now)
        };
        let explanation = self.explain.then(|| attempt.explain()).flatten();
        let (mut shown, text) = match &verified {
            Ok(verified) => yes(io, verified),
            Err(refusal) => no(refusal, explanation.as_ref(), now),
        };
        if self.explain {
            shown["explanation"] = explanation.as_ref().map_or(Value::Null, explain::shown);
        }
        io.out.answer(&shown, text)?;
        Ok(match verified {
            Ok(_) => Answer::Yes,
            Err(_) => Answer::No,
        })
    }

    fn known(&self, io: &mut Io) -> Result<AppCredentials, Failure> {
        let mut client = AppCredentials::new(&self.client_id);
        for text in &self.secrets {
            client = client.secret(credentials::secret(io, text, "--secret")?);
        }
        if let Some(path) = &self.key {
            for key in credentials::public_keys(io, path, &self.key_options, &TYPES)? {
                client = client.public_key(key);
            }
        }
        Ok(client)
    }

    /// Returns the token; a line break at the end of a stream is not part of it. What is not UTF-8 is no token either way.
    fn token(&self, io: &mut Io) -> Result<String, Failure> {
        if self.token != "-" {
            return Ok(self.token.to_string_lossy().into_owned());
        }
        let limit = Limit {
            what: "the assertion",
            bytes: LARGEST_INPUT,
        };
        let input = io.read_maybe_empty("-".as_ref(), limit)?;
        let text = String::from_utf8_lossy(&input.bytes);
        Ok(text.trim_ascii_end().to_owned())
    }
}

fn yes(io: &Io, verified: &VerifiedAssertion) -> (Value, String) {
    let mut shown = json!({
        "verified": true,
        "client_id": verified.client_id(),
        "algorithm": verified.algorithm().name(),
        "matched": verified.matched().map(describe::candidate),
        "assurance": "keyed",
        "covered": [],
        "freshness": "fresh",
        "id": verified.id(),
        "expires": rfc3339(verified.expires()),
    });
    if verified.legacy() {
        shown["legacy"] = true.into();
        io.out
            .warn("legacy: the assertion was signed with an RSA key below 2048 bits");
    }
    if verified.is_shared() {
        io.out.warn(
            "the assertion names others beside this server, who can show it here: --sole-audience refuses that",
        );
    }
    let client = printable(verified.client_id());
    let lines = describe::lines(
        &shown,
        &["algorithm", "matched", "freshness", "id", "expires"],
    );
    (
        shown,
        format!("verified: {client} made this assertion\n{lines}"),
    )
}

fn no(refusal: &Refusal, explanation: Option<&Explanation>, now: SystemTime) -> (Value, String) {
    let reason = &refusal.reason;
    let hint = match reason.code() {
        _ if explanation.is_some() => explanation.map_or_else(String::new, |found| found.hint.clone()),
        "other-app" => "iss and sub must both be the client of --client-id".to_owned(),
        "scheme-not-accepted" => {
            "give the secret or key that belongs to its algorithm, and the --algorithm if one was named".to_owned()
        }
        "unsupported-algorithm" => "the client must sign with an algorithm of its key's type".to_owned(),
        "no-public-key" => "give the client's certificate or public key with --key FILE".to_owned(),
        "bad-signature" => "see which usual mistake would make it hold with --explain".to_owned(),
        "malformed" | "missing-parameter" => "give the token exactly as it was sent".to_owned(),
        "replayed" => "the client must make a new assertion for every request".to_owned(),
        _ => verdict::hint(reason, Family::Akana, now),
    };
    let shown = json!({
        "verified": false,
        "client_id": null,
        "algorithm": null,
        "matched": refusal.matched.map(describe::candidate),
        "assurance": null,
        "covered": [],
        "freshness": refusal.freshness.map(|freshness| freshness.as_str()),
        "reason": { "code": reason.code(), "message": reason.to_string(), "hint": hint },
    });
    let mut lines = shown.clone();
    lines["reason"] = reason.code().into();
    lines["try"] = hint.into();
    let first = match explanation {
        Some(found) => {
            lines["cause"] = found.cause.code().into();
            format!("not verified, {}: {}", found.cause, found.detail)
        }
        None => format!("not verified: {reason}"),
    };
    let there = |member: &&&str| !describe::plain(&lines[**member]).is_empty();
    let members = ["matched", "freshness", "reason", "cause", "try"];
    let members: Vec<&str> = members.iter().filter(there).copied().collect();
    let lines = describe::lines(&lines, &members);
    (shown, format!("{}\n{lines}", printable(&first)))
}

/// Whatever has an algorithm.
const TYPES: [KeyAlgorithm; 5] = [
    KeyAlgorithm::Rsa,
    KeyAlgorithm::RsaPss,
    KeyAlgorithm::EcP256,
    KeyAlgorithm::EcP384,
    KeyAlgorithm::Ed25519,
];

/// Far more than a token has, so that one that is too long is a no and not an error.
const LARGEST_INPUT: usize = 1 << 20;
