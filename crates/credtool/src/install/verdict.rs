//! A verdict: yes with which secret matched and what is not covered, or no with its reason and what to try.

use credtool_install_auth::explain::Explanation;
use credtool_install_auth::{InstallCallback, Refusal, VerifiedInstall};
use serde_json::{Value, json};

use super::attempt::Attempt;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// A verdict as it is printed.
pub(crate) struct Verdict {
    /// The JSON object.
    pub(crate) shown: Value,
    first_line: String,
}

impl Verdict {
    /// Describes a yes.
    pub(crate) fn yes(attempt: &Attempt, install: &VerifiedInstall<'_>) -> Self {
        let shown = json!({
            "verified": true,
            "freshness": install.freshness().as_str(),
            "matched": attempt.standings.of(install.matched()),
            "signed": SIGNED,
            "unsigned": unsigned(attempt.callback.as_ref().ok()),
            "app_key": install.app_key(),
            "unauthenticated": unauthenticated(attempt.callback.as_ref().ok()),
        });
        let explanation = attempt
            .explains
            .then(|| attempt.to_explain().explain_match(install));
        let first_line = format!(
            "verified: the platform made this callback for application {}",
            install.app_key()
        );
        Self { shown, first_line }.explained(explanation)
    }

    /// Describes a no.
    pub(crate) fn no(attempt: &Attempt, refusal: &Refusal) -> Self {
        let callback = attempt.callback.as_ref().ok();
        let shown = json!({
            "verified": false,
            "freshness": refusal.freshness.map(|freshness| freshness.as_str()),
            "matched": refusal.matched.map(|place| attempt.standings.of(place)),
            "signed": SIGNED,
            "unsigned": unsigned(callback),
            "reason": reason(refusal),
            "unauthenticated": unauthenticated(callback),
        });
        let explanation = attempt
            .explains
            .then(|| Some(attempt.to_explain().explain(refusal)));
        Self {
            shown,
            first_line: format!("not verified: {refusal}"),
        }
        .explained(explanation)
    }

    /// Describes a callback for an app whose time is over, whatever its hash says.
    pub(crate) fn retired(attempt: &Attempt, message: &str) -> Self {
        let callback = attempt.callback.as_ref().ok();
        let shown = json!({
            "verified": false,
            "freshness": null,
            "matched": null,
            "signed": SIGNED,
            "unsigned": unsigned(callback),
            "reason": {
                "code": "retired",
                "message": message,
                "hint": "what is sent to a retired app is refused for ever",
            },
            "unauthenticated": unauthenticated(callback),
        });
        Self {
            shown,
            first_line: format!("not verified: {message}"),
        }
    }

    /// Describes a webhook, whose signature covers the body and no time.
    pub(crate) fn of_webhook(
        outcome: &Result<usize, Refusal>,
        explanation: Option<Option<Explanation>>,
    ) -> Self {
        let mut shown = json!({
            "verified": outcome.is_ok(),
            "freshness": "absent",
            "matched": outcome.as_ref().ok().map(|matched| describe::candidate(*matched)),
            "signed": ["body"],
            "unsigned": [],
        });
        let first_line = match outcome {
            Ok(_) => "verified: the platform sent this webhook".to_owned(),
            Err(refusal) => {
                shown["reason"] = reason(refusal);
                format!("not verified: {refusal}")
            }
        };
        Self { shown, first_line }.explained(explanation)
    }

    /// Adds an explanation that was asked for. Its cause, not the symptom, is then the first line of a no.
    fn explained(mut self, explanation: Option<Option<Explanation>>) -> Self {
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
        self.shown["explanation"] = explanation.map_or(Value::Null, |found| {
            json!({
                "cause": found.cause.code(),
                "detail": found.detail,
                "base_string": found.base_string,
                "their_base_string": found.their_base_string,
                "differs_at": found.differs_at,
                "try": found.hint,
                "tried": found.tried,
            })
        });
        self
    }

    /// Prints the verdict, which is what was asked for.
    pub(crate) fn answer(&self, io: &Io) -> Result<Answer, Failure> {
        io.out.answer(&self.shown, self.lines().join("\n") + "\n")?;
        Ok(self.status())
    }

    /// Prints the verdict in the place of what was asked for: stdout has it as JSON only.
    pub(crate) fn instead(&self, io: &Io) -> Result<Answer, Failure> {
        io.out.answer(&self.shown, "")?;
        if !io.out.wants_json() {
            self.lines().iter().for_each(|line| io.out.note(line));
        }
        Ok(self.status())
    }

    fn status(&self) -> Answer {
        if self.shown["verified"] == true {
            Answer::Yes
        } else {
            Answer::No
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut members = self.shown.clone();
        for name in ["b", "e"] {
            members[format!("unauthenticated_{name}")] =
                self.shown["unauthenticated"][name].clone();
        }
        if let Some(reason) = self.shown.get("reason") {
            members["reason"] = reason["code"].clone();
            members["try"] = reason["hint"].clone();
        }
        if let Some(Value::Object(found)) = self.shown.get("explanation") {
            found
                .iter()
                .for_each(|(name, value)| members[name.as_str()] = value.clone());
        }
        if self.shown["verified"] == false {
            members["detail"] = Value::Null; // it is the first line
        }
        let first = printable(&self.first_line);
        let rest = describe::lines(&members, MEMBERS);
        std::iter::once(first)
            .chain(rest.lines().map(str::to_owned))
            .collect()
    }
}

fn reason(refusal: &Refusal) -> Value {
    json!({
        "code": refusal.reason.code(),
        "message": refusal.to_string(),
        "hint": refusal.reason.next_step(),
    })
}

/// Returns `b` and `e`, which are never covered, and whatever else is in the URL.
fn unsigned(callback: Option<&InstallCallback>) -> Vec<&str> {
    let others = callback
        .into_iter()
        .flat_map(InstallCallback::unsigned)
        .filter(|name| !UNSIGNED.contains(name));
    UNSIGNED.into_iter().chain(others).collect()
}

fn unauthenticated(callback: Option<&InstallCallback>) -> Value {
    json!({
        "b": callback.and_then(InstallCallback::subdomain).map(|b| b.accept_unauthenticated()),
        "e": callback.and_then(InstallCallback::email).map(|e| e.accept_unauthenticated()),
    })
}

const SIGNED: [&str; 3] = ["a", "t", "d"];
const UNSIGNED: [&str; 2] = ["b", "e"];

const MEMBERS: &[&str] = &[
    "reason",
    "cause",
    "detail",
    "try",
    "base_string",
    "their_base_string",
    "differs_at",
    "tried",
    "matched",
    "freshness",
    "signed",
    "unsigned",
    "unauthenticated_b",
    "unauthenticated_e",
];
