//! `install webhook`: did the platform send this webhook?

use std::path::PathBuf;

use credtool_install_auth::explain::WebhookAttempt;
use credtool_install_auth::{ApplicationSecret, webhook};
use serde_json::json;

use super::verdict::Verdict;
use crate::failure::{Answer, Failure};
use crate::io::{Io, Limit};

/// Verify the signature of a webhook: the header X-Nexudus-Hook-Signature over the body as it arrived
///
/// It covers neither a time nor characters outside ASCII, which the platform signs as ?.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ credtool install webhook --secret env:HOOK_SECRET --signature D6130F72380E143B4BB50DD764839CEFA892B3B589B426B882E0C81C45D2FE92 body.json
  $ credtool install webhook --secret env:HOOK_SECRET --sign body.json

Exit status: 0 verified, or signed; 1 not verified, with its reason; 2 could not be done.")]
pub(crate) struct Webhook {
    /// The body, byte for byte as it arrived; - for stdin
    file: PathBuf,
    /// The webhook's secret, the current one first; may be repeated. SRC is env:NAME, file:PATH, fd:N, -, prompt or pm2:SERVICE
    #[arg(long = "secret", value_name = "SRC", required = true)]
    secrets: Vec<String>,
    /// The value of the header
    #[arg(long, value_name = "H", required_unless_present = "sign")]
    signature: Option<String>,
    /// Print the signature that the body has under the first secret
    #[arg(long, conflicts_with_all = ["signature", "explain"])]
    sign: bool,
    /// Find out which usual mistake would make the signature match
    #[arg(long)]
    explain: bool,
    /// An earlier secret that --explain may recognise and that is never accepted; may be repeated
    #[arg(long = "retired-secret", value_name = "SRC", requires = "explain")]
    retired: Vec<String>,
}

impl Webhook {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let secrets = super::secrets(io, &self.secrets, "--secret")?;
        let retired = super::secrets(io, &self.retired, "--retired-secret")?;
        let limit = Limit {
            what: "the body",
            bytes: LARGEST_BODY,
        };
        let body = io.read_maybe_empty(&self.file, limit)?.bytes;
        let Some(signature) = &self.signature else {
            return sign(io, &secrets, &body);
        };
        let outcome = webhook::verify(signature, &secrets, &body);
        let attempt = WebhookAttempt {
            signature,
            secrets: &secrets,
            retired: &retired,
            body: &body,
        };
        let explanation = self.explain.then(|| match &outcome {
            Ok(matched) => attempt.explain_match(*matched),
            Err(refusal) => Some(attempt.explain(refusal)),
        });
        if outcome.is_ok() && !body.is_ascii() {
            io.out
                .warn("the body has characters outside ASCII, which the signature does not cover");
        }
        Verdict::of_webhook(&outcome, explanation).answer(io)
    }
}

fn sign(io: &Io, secrets: &[ApplicationSecret], body: &[u8]) -> Result<Answer, Failure> {
    let signature = secrets.first().map(|secret| webhook::sign(secret, body));
    let line = signature.as_ref().map(|signature| format!("{signature}\n"));
    io.out
        .answer(&json!({ "signature": signature }), line.unwrap_or_default())?;
    Ok(Answer::Yes)
}

/// Far more than a webhook carries.
const LARGEST_BODY: usize = 8 << 20;
