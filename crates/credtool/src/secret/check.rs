//! `secret check`: every reason why a text is not a good secret.

use credtool_secret_gen::{Finding, check};
use serde_json::json;

use super::style;
use crate::failure::{Answer, Code, Failure};
use crate::io::Io;
use crate::source;

/// Say whether a text is a good secret, with every reason why not
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool secret check --style hex40 env:SHARED_SECRET
  ✗ length: 41 characters, hex40 has 40
  ✗ surrounding-white-space: …

Exit status: 0 it is; 1 it is not; 2 could not be done.")]
pub(crate) struct Check {
    #[arg(long, value_name = "STYLE", help = style::grammar())]
    style: Option<String>,
    /// The text is a recognisable key that begins with P and an underscore
    #[arg(long, value_name = "P")]
    prefix: Option<String>,
    /// The recognisable key ends with the CRC-32 of its body
    #[arg(long, requires = "prefix")]
    checksum: bool,
    #[arg(value_name = "SRC", help = source::GRAMMAR)]
    source: String,
}

impl Check {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let style = self
            .style
            .as_deref()
            .map(|text| style::parse(io, text))
            .transpose()?;
        let secret = source::read(io, &self.source, "SRC")?;
        let format = style::key_format(self.prefix.as_deref(), self.checksum)?;
        let reasons = match std::str::from_utf8(&secret.bytes) {
            Ok(text) => match &format {
                Some(format) => format.check(style.as_ref(), text),
                None => check(style.as_ref(), text),
            },
            Err(error) => {
                let failure = Failure::new(
                    Code::NotText,
                    format!("the secret of {} is not text", secret.name),
                );
                return Err(failure.because(format!("byte {} is not UTF-8", error.valid_up_to())));
            }
        };
        let shown: Vec<_> =
            reasons.iter().map(|reason| json!({ "code": reason.code.as_str(), "message": reason.message, "hint": reason.hint })).collect();
        let verdict = json!({ "valid": reasons.is_empty(), "style": self.style, "reasons": shown });
        io.out.answer(&verdict, text(&reasons))?;
        Ok(if reasons.is_empty() {
            Answer::Yes
        } else {
            Answer::No
        })
    }
}

fn text(reasons: &[Finding]) -> String {
    if reasons.is_empty() {
        return "✓ nothing speaks against it\n".to_owned();
    }
    reasons
        .iter()
        .map(|reason| format!("✗ {reason} ({})\n", reason.hint))
        .collect()
}
