//! `keyring inspect`: what a token says of itself, without any key.

use serde_json::json;

use super::tokens;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::output::printable;
use crate::source;

/// Say which key a token names and what it is bound to; no key is needed, and so nothing is proven
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  $ credtool keyring inspect eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIj…
  a token of the key newkey
  bound        true
  value_bytes  7

Exit status: 0 it is a token of a keyring; 1 it is not, or it is cut or damaged; 2 could not be done.")]
pub(crate) struct Inspect {
    /// The token; - is stdin
    #[arg(value_name = "TOKEN")]
    token: String,
}

impl Inspect {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let token = if self.token == "-" {
            let input = io.read_maybe_empty("-".as_ref(), tokens::TOKEN)?;
            String::from_utf8_lossy(source::without_newline(&input.bytes)).into_owned()
        } else {
            self.token
        };
        match credtool_keyring::inspect(&token) {
            Ok(inspected) => {
                let context = inspected.context_sha256;
                let shown = json!({
                    "ours": true,
                    "key": inspected.key,
                    "bound": context.is_some(),
                    "context_sha256": context.map(|hash| base16ct::lower::encode_string(&hash)),
                    "value_bytes": inspected.value_len,
                });
                let lines = describe::lines(&shown, &["bound", "value_bytes"]);
                let key = printable(&inspected.key);
                io.out
                    .answer(&shown, format!("a token of the key {key}\n{lines}"))?;
                Ok(Answer::Yes)
            }
            Err(error) => {
                let reason = json!({ "code": error.code(), "message": error.to_string() });
                let shown = json!({ "ours": false, "reason": reason });
                io.out.answer(&shown, format!("{error}\n"))?;
                Ok(Answer::No)
            }
        }
    }
}
