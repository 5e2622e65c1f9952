//! What a look at a certificate answers: yes with the chain, or no with every reason.

use credtool_pki::{Certificate, NotTrusted, Purpose, Reason, ReasonCode, VerifiedChain};
use serde_json::{Value, json};

use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;

/// A verdict as it is printed.
pub(crate) struct Verdict {
    pub(crate) shown: Value,
    text: String,
    /// What is weak and was accepted.
    legacy: Vec<String>,
}

/// What a verb takes, where a hint can name it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means {
    /// How a certificate becomes trusted.
    pub(crate) trust: &'static str,
    /// How a certificate that stands in between is given.
    pub(crate) intermediate: &'static str,
    /// How revocation lists are given.
    pub(crate) crl: &'static str,
}

impl Verdict {
    /// Describes a yes.
    pub(crate) fn yes(chain: &VerifiedChain) -> Self {
        let certificates = chain.certificates();
        let mut shown = json!({
            "valid": true,
            "reasons": [],
            "chain": certificates.iter().map(in_chain).collect::<Vec<_>>(),
            "at": chain.at().to_string(),
        });
        if !chain.legacy().is_empty() {
            shown["legacy"] = true.into();
            shown["weaknesses"] = chain.legacy().into();
        }
        let purpose = match chain.purpose() {
            Purpose::Client => " for a client",
            Purpose::Server => " for a server",
            Purpose::Any => "",
        };
        let subject = printable(&named(chain.leaf()));
        let mut text = format!("✓ trusted{purpose}: {subject}\n");
        text.push_str(&path(certificates, true));
        Self {
            shown,
            text,
            legacy: chain.legacy().to_vec(),
        }
    }

    /// Describes a no; `anchors` are the trusted certificates.
    pub(crate) fn no(
        leaf: &Certificate,
        no: &NotTrusted,
        anchors: &[Certificate],
        means: &Means,
    ) -> Self {
        let reasons = no.reasons().iter().map(|reason| {
            json!({
                "code": reason.code().as_str(),
                "message": reason.message(),
                "hint": hint(reason, means),
                "certificate": reason.certificate().map(identity),
            })
        });
        let shown = json!({
            "valid": false,
            "reasons": reasons.collect::<Vec<_>>(),
            "chain": no.chain().iter().map(in_chain).collect::<Vec<_>>(),
        });
        let last = no.chain().last();
        let trusted =
            last.is_some_and(|last| anchors.iter().any(|anchor| anchor.der() == last.der()));
        let mut text = format!("✗ not trusted: {}\n", printable(&named(leaf)));
        for reason in no.reasons() {
            text.push_str(&format!("✗ {}", reason.code()));
            match reason.certificate() {
                // Of the certificate itself nothing more needs to be said.
                Some(other) if other.der() != leaf.der() => {
                    text.push_str(&format!(", {}", printable(&named(other))));
                }
                _ => {}
            }
            let (message, hint) = (printable(reason.message()), printable(&hint(reason, means)));
            text.push_str(&format!(": {message}\n  hint: {hint}\n"));
        }
        text.push_str(&path(no.chain(), trusted));
        Self {
            shown,
            text,
            legacy: Vec::new(),
        }
    }

    /// Describes a file that was meant to be a certificate and is damaged.
    pub(super) fn malformed(problem: &str) -> Self {
        let code = ReasonCode::Malformed.as_str();
        let hint = "get an undamaged copy of the certificate";
        let reason = json!({ "code": code, "message": problem, "hint": hint, "certificate": null });
        Self {
            shown: json!({ "valid": false, "reasons": [reason], "chain": [] }),
            text: format!(
                "✗ not trusted\n✗ {code}: {}\n  hint: {hint}\n",
                printable(problem)
            ),
            legacy: Vec::new(),
        }
    }

    /// Prints what people read of it to stderr, for a verb whose artefact is something else.
    pub(crate) fn note(&self, io: &Io) {
        for weakness in &self.legacy {
            io.out.warn(format!("legacy: {weakness}"));
        }
        self.text.lines().for_each(|line| io.out.note(line));
    }

    /// Prints the verdict.
    pub(crate) fn answer(&self, io: &Io) -> Result<Answer, Failure> {
        for weakness in &self.legacy {
            io.out.warn(format!("legacy: {weakness}"));
        }
        io.out.answer(&self.shown, &self.text)?;
        Ok(match self.shown["valid"] == true {
            true => Answer::Yes,
            false => Answer::No,
        })
    }
}

/// Returns what to do, with the option that does it.
fn hint(reason: &Reason, means: &Means) -> String {
    let option = match reason.code() {
        ReasonCode::NoTrustConfigured | ReasonCode::UntrustedIssuer => means.trust,
        ReasonCode::MissingIntermediate => means.intermediate,
        ReasonCode::WeakAlgorithm | ReasonCode::WeakKey | ReasonCode::Malformed => "--allow",
        ReasonCode::RevocationUnknown => means.crl,
        _ => return reason.hint().to_owned(),
    };
    let hint = reason.hint();
    match option {
        // Only some of these can be allowed.
        "--allow" => hint.replace("possible, allow ", "possible, --allow "),
        option => format!("{hint} ({option})"),
    }
}

/// Returns how people find a certificate again.
fn identity(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject().to_string(),
        "serial": certificate.serial(),
        "sha256": certificate.sha256(),
    })
}

fn in_chain(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "sha256": certificate.sha256(),
    })
}

/// Returns the subject, or in its place the first alternative name, or the serial number.
fn named(certificate: &Certificate) -> String {
    if !certificate.subject().is_empty() {
        return certificate.subject().to_string();
    }
    match certificate.extensions().subject_alt_names().first() {
        Some(name) => name.to_string(),
        None => format!("serial number {}", certificate.serial()),
    }
}

/// Returns the chain, a line each, the certificate first.
fn path(chain: &[Certificate], trusted: bool) -> String {
    let mut text = String::new();
    for (index, certificate) in chain.iter().enumerate() {
        let label = match index {
            0 => "chain:     ",
            _ => "issued by: ",
        };
        let end = match trusted && index + 1 == chain.len() {
            true => ", trusted",
            false => "",
        };
        text.push_str(&format!(
            "{label}{}, until {}{end}\n",
            printable(&named(certificate)),
            certificate.not_after()
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_reason() {
        let documentation = include_str!("../../docs/verdict-codes.md");
        let (_, section) = documentation
            .split_once("## Reasons of `cert verify`\n")
            .unwrap();
        let rows = section.lines().take_while(|line| !line.starts_with("## "));
        let documented: Vec<_> = rows
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        assert_eq!(documented, ReasonCode::ALL.map(ReasonCode::as_str));
    }
}
