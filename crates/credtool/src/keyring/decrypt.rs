//! `keyring decrypt`: tokens of any key become values again.

use credtool_keyring::inspect;
use serde_json::json;
use zeroize::Zeroizing;

use super::lines;
use super::options::KeyringOptions;
use super::tokens::{self, ContextOption};
use crate::failure::{Answer, Failure};
use crate::io::Io;
use crate::source;

/// Decrypt a token of any key of the keyring: exactly the value, and one newline on a terminal only
#[derive(clap::Args)]
#[command(after_help = "\
With --lines every line is one token, and a line that cannot be decrypted becomes an empty one and is named on stderr.

Example:
  $ credtool keyring decrypt --context users/17/password eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIj…
  hunter2

Exit status: 0 done; 1 with --lines, some lines could not be decrypted; 2 could not be done.")]
pub(crate) struct Decrypt {
    /// The token, which is no secret; - is stdin
    #[arg(value_name = "TOKEN", default_value = "-")]
    token: String,
    /// Decrypt each line of stdin
    #[arg(long)]
    lines: bool,
    #[command(flatten)]
    context: ContextOption,
    #[command(flatten)]
    options: KeyringOptions,
}

impl Decrypt {
    pub(crate) fn run(self, io: &mut Io) -> Result<Answer, Failure> {
        let keys = tokens::keys(io, &self.options)?;
        let context = self.context.read(io)?;
        if self.lines {
            lines::without_json(io)?;
            let path = lines::path(&self.token)?;
            let mut failed = 0_u64;
            lines::each(io, path, tokens::TOKEN.what, |number, line, out| {
                let reason = match keys.decrypt(&lines::text(line), context.as_ref()) {
                    Ok(value) if !value.contains(&b'\n') => {
                        out.extend_from_slice(&value);
                        return Ok(());
                    }
                    Ok(_) => "its value has more than one line".to_owned(),
                    Err(error) => error.to_string(),
                };
                failed += 1;
                if failed <= MOST_LISTED {
                    crate::output::warn(format!("line {number}: {reason}"));
                }
                Ok(())
            })?;
            if failed > MOST_LISTED {
                io.out
                    .warn(format!("{failed} lines could not be decrypted"));
            }
            return Ok(if failed == 0 { Answer::Yes } else { Answer::No });
        }
        let token = self.token(io)?;
        let value = keys
            .decrypt(&token, context.as_ref())
            .map_err(|error| tokens::failure(&error, "could not decrypt the token"))?;
        let key = inspect(&token).ok().map(|inspected| inspected.key);
        let text = std::str::from_utf8(&value).ok();
        let shown = json!({
            "value": text,
            "value_hex": text.is_none().then(|| base16ct::lower::encode_string(&value)),
            "key": key,
            "bound": context.is_some(),
        });
        let mut printed = Zeroizing::new(value.to_vec());
        if io.out.is_terminal() {
            printed.push(b'\n');
        }
        io.out.answer(&shown, &*printed)?;
        Ok(Answer::Yes)
    }

    fn token(&self, io: &mut Io) -> Result<String, Failure> {
        if self.token != "-" {
            return Ok(self.token.clone());
        }
        let input = io.read_maybe_empty("-".as_ref(), tokens::TOKEN)?;
        let text = source::without_newline(&input.bytes);
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

/// The most lines that are named one by one.
const MOST_LISTED: u64 = 20;
